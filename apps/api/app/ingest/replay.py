"""Replay: run parsing, dedupe and classification again from the stored raw mail.

A dry run compares what would be decided now with what is stored, and changes nothing. A replay puts copies back to
``fetched``; the ordinary pipeline does the rest, so there is no second way for a mail to become a ticket.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, select, update
from sqlalchemy.orm import Session

from app.core.db import rows_changed, transaction
from app.ingest.claim import Claimed
from app.ingest.reading import Surroundings, read_copy, surroundings
from app.ingest.rehearsal import REHEARSED, rehearse
from app.ingest.rehearsal_diff import Alteration
from app.ingest.replay_diff import Stored, changes_of
from app.ingest.request import request_processing
from app.jobs.queue import BACKGROUND
from app.messages.canonical import Copy
from app.messages.models import Attachment, Message, MessageContent, Occurrence, OccurrenceState
from app.routing.apply import reconsider_routing
from app.storage.blobs import BlobStore, BlobStoreUnavailable, get_blob_store

#: Only these have been decided about.
_DECIDED = (OccurrenceState.processed, OccurrenceState.failed)
_PAGE = 200
_EXAMPLES = 100


@dataclass(frozen=True, slots=True)
class Selection:
    """Which copies: these ids, and those recorded from `since` to before `until`. Nothing set means all."""

    occurrence_ids: Sequence[UUID] | None = None
    since: datetime | None = None
    until: datetime | None = None
    states: Sequence[OccurrenceState] = _DECIDED

    def conditions(self, organization_id: UUID) -> list[ColumnElement[bool]]:
        """As conditions on occurrences."""
        conditions = [
            Occurrence.organization_id == organization_id,
            Occurrence.state.in_(self.states),
            Occurrence.raw_sha256.is_not(None),
        ]
        if self.occurrence_ids is not None:
            conditions.append(Occurrence.id.in_(self.occurrence_ids))
        if self.since is not None:
            conditions.append(Occurrence.created_at >= self.since)
        if self.until is not None:
            conditions.append(Occurrence.created_at < self.until)
        return conditions


@dataclass(frozen=True, slots=True)
class Change:
    """What would change of one copy, by the names of `app.ingest.replay_diff`."""

    occurrence_id: UUID
    message_id: UUID | None
    changes: tuple[str, ...]


@dataclass(slots=True)
class Diff:
    """What a replay would change."""

    examined: int = 0
    changed: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    examples: list[Change] = field(default_factory=list)
    altered: Counter[str] = field(default_factory=Counter)
    """How many messages and tickets would appear, vanish or change, by names such as ``ticket_appears``."""
    alterations: list[Alteration] = field(default_factory=list)
    """The first of them, of each name at most as many as there are examples."""

    def add(self, found: Sequence[Alteration]) -> None:
        """Count what a rehearsal found, and keep the first of each name."""
        for one in found:
            name = f"{one.what}_{one.kind}"
            if self.altered[name] < _EXAMPLES:
                self.alterations.append(one)
            self.altered[name] += 1


def count_selected(session: Session, organization_id: UUID, selection: Selection) -> int:
    """How many copies a replay of `selection` concerns."""
    statement = select(func.count()).select_from(Occurrence).where(*selection.conditions(organization_id))
    return session.scalar(statement) or 0


def dry_run(
    organization_id: UUID,
    selection: Selection,
    *,
    rehearsing: bool = False,
    on_progress: Callable[[int], None] = lambda _: None,
) -> Diff:
    """Compare copy by copy, and change nothing; `rehearsing` also says what would become of messages, tickets and
    routing. Holds no transaction while it parses. A selection of more copies than one rehearsal takes is rehearsed
    piece by piece, each against the store as it is."""
    with transaction(organization_id) as session:
        around = surroundings(session, organization_id)
    blobs, diff = get_blob_store(), Diff()
    waiting: list[Copy] = []
    for page in _pages(organization_id, selection):
        for stored in page:
            copy = _compare(blobs, organization_id, stored, around, diff)
            if rehearsing and copy is not None:
                waiting.append(copy)
        if len(waiting) + _PAGE > REHEARSED:
            diff.add(_rehearse(organization_id, waiting, around))
            waiting.clear()
        on_progress(len(page))
    if waiting:
        diff.add(_rehearse(organization_id, waiting, around))
    return diff


def _rehearse(organization_id: UUID, copies: Sequence[Copy], around: Surroundings) -> list[Alteration]:
    return rehearse(
        organization_id, copies, around, lambda session, ids: _put_back(session, organization_id, Selection(ids))
    )


def _compare(blobs: BlobStore, organization_id: UUID, stored: Stored, around: Surroundings, diff: Diff) -> Copy | None:
    """Note what differs; the copy as it is read now, None when it cannot be."""
    copy = stored.occurrence
    claimed = Claimed(copy.id, copy.raw_sha256 or b"", copy.internal_date, tuple(copy.label_ids), 0, copy.priority)
    now = None
    try:
        now = read_copy(blobs, organization_id, claimed, around)
        changes = changes_of(stored, now)
    except BlobStoreUnavailable:
        raise
    except Exception as error:
        changes = () if copy.state is OccurrenceState.failed else (f"fails:{type(error).__name__}",)
    diff.examined += 1
    if changes:
        diff.changed += 1
        diff.counts.update(changes)
        if len(diff.examples) < _EXAMPLES:
            diff.examples.append(Change(copy.id, copy.message_id, changes))
    return now


def _pages(organization_id: UUID, selection: Selection) -> Iterator[list[Stored]]:
    after: UUID | None = None
    while True:
        with transaction(organization_id) as session:
            page = _page(session, organization_id, selection, after)
        if not page:
            return
        yield page
        after = page[-1].occurrence.id


def _page(session: Session, organization_id: UUID, selection: Selection, after: UUID | None) -> list[Stored]:
    own = Occurrence.organization_id
    statement = (
        select(Occurrence, Message, MessageContent)
        .outerjoin(Message, and_(Message.organization_id == own, Message.id == Occurrence.message_id))
        .outerjoin(MessageContent, and_(MessageContent.organization_id == own, MessageContent.message_id == Message.id))
        .where(*selection.conditions(organization_id))
        .order_by(Occurrence.id)
        .limit(_PAGE)
    )
    if after is not None:
        statement = statement.where(Occurrence.id > after)
    rows = [(row[0], row[1], row[2]) for row in session.execute(statement)]
    files = _files(session, organization_id, [message.id for _, message, _ in rows if message is not None])
    return [Stored(o, m, c, files.get(m.id, frozenset()) if m else frozenset()) for o, m, c in rows]


def _files(session: Session, organization_id: UUID, ids: Sequence[UUID]) -> dict[UUID, frozenset[tuple[str, str]]]:
    rows = session.execute(
        select(Attachment.message_id, Attachment.part, Attachment.filename).where(
            Attachment.organization_id == organization_id, Attachment.message_id.in_(ids)
        )
    )
    files: dict[UUID, set[tuple[str, str]]] = {}
    for message_id, part, filename in rows:
        files.setdefault(message_id, set()).add((part, filename))
    return {message_id: frozenset(names) for message_id, names in files.items()}


def replay(session: Session, organization_id: UUID, selection: Selection) -> int:
    """Put the selected copies back to ``fetched`` and ask for their processing; how many. Tickets that nobody has
    touched are routed by the present rules."""
    count = _put_back(session, organization_id, selection)
    if count:
        request_processing(session, organization_id, priority=BACKGROUND)
    return count + _fetch_again(session, organization_id, selection)


def _put_back(session: Session, organization_id: UUID, selection: Selection) -> int:
    chosen = select(Occurrence.message_id).where(*selection.conditions(organization_id))
    reconsider_routing(session, organization_id, chosen)
    return rows_changed(
        session,
        update(Occurrence)
        .where(*selection.conditions(organization_id))
        .values(state=OccurrenceState.fetched, attempts=0, error_code=None, error_detail=None, updated_at=func.now())
        .execution_options(synchronize_session=False),
    )


def _fetch_again(session: Session, organization_id: UUID, selection: Selection) -> int:
    """Selected copies that were set aside before their bytes were here wait to be fetched again."""
    if selection.occurrence_ids is None:
        return 0
    return rows_changed(
        session,
        update(Occurrence)
        .where(
            Occurrence.organization_id == organization_id,
            Occurrence.state == OccurrenceState.failed,
            Occurrence.raw_sha256.is_(None),
            Occurrence.id.in_(selection.occurrence_ids),
        )
        .values(
            state=OccurrenceState.discovered, attempts=0, fetches_begun=0, error_code=None, error_detail=None,
            updated_at=func.now(),
        )
    )  # fmt: skip

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

from app.core.db import transaction
from app.ingest.claim import Claimed
from app.ingest.reading import Surroundings, read_copy, surroundings
from app.ingest.replay_diff import Stored, changes_of
from app.ingest.request import request_processing
from app.jobs.queue import BACKGROUND
from app.messages.models import Attachment, Message, MessageContent, Occurrence, OccurrenceState
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


def count_selected(session: Session, organization_id: UUID, selection: Selection) -> int:
    """How many copies a replay of `selection` concerns."""
    statement = select(func.count()).select_from(Occurrence).where(*selection.conditions(organization_id))
    return session.scalar(statement) or 0


def dry_run(
    organization_id: UUID, selection: Selection, *, on_progress: Callable[[int], None] = lambda _: None
) -> Diff:
    """Compare, and change nothing. Holds no transaction while it parses."""
    with transaction(organization_id) as session:
        around = surroundings(session, organization_id)
    blobs, diff = get_blob_store(), Diff()
    for page in _pages(organization_id, selection):
        for stored in page:
            _compare(blobs, organization_id, stored, around, diff)
        on_progress(len(page))
    return diff


def _compare(blobs: BlobStore, organization_id: UUID, stored: Stored, around: Surroundings, diff: Diff) -> None:
    copy = stored.occurrence
    claimed = Claimed(copy.id, copy.raw_sha256 or b"", copy.internal_date, tuple(copy.label_ids), 0, copy.priority)
    try:
        changes = changes_of(stored, read_copy(blobs, organization_id, claimed, around))
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
    """Put the selected copies back to ``fetched`` and ask for their processing; how many."""
    result = session.execute(
        update(Occurrence)
        .where(*selection.conditions(organization_id))
        .values(state=OccurrenceState.fetched, attempts=0, error_code=None, error_detail=None, updated_at=func.now())
        .execution_options(synchronize_session=False)
    )
    count = int(result.rowcount)  # type: ignore[attr-defined]
    if count:
        request_processing(session, organization_id, priority=BACKGROUND)
    return count

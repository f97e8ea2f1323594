"""What Gmail tells of known copies: labels, and that a copy is none of ours to keep."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from uuid import UUID

from sqlalchemy import func, or_, select, update
from sqlalchemy.orm import Session

from app.core.db import rows_changed
from app.gmail.changes import SPAM, LabelChange
from app.gmail.failures import Failure
from app.ingest.request import request_processing
from app.jobs.queue import LIVE
from app.messages.models import Occurrence, OccurrenceState
from app.messages.occurrences import KILLED_WORKER


def relabel(session: Session, organization_id: UUID, mailbox_id: UUID, changes: Mapping[str, LabelChange]) -> int:
    """Store new labels of known copies, return how many changed. A copy that leaves spam is processed once more: now
    it is ordinary mail. One whose bytes are being fetched or read right now keeps these labels: the row remembers how
    new they are, and processing compares them with those that it began with."""
    if not changes:
        return 0
    known = session.execute(
        select(
            Occurrence.id,
            Occurrence.gmail_message_id,
            Occurrence.label_ids,
            Occurrence.state,
            Occurrence.gmail_history_id,
        )
        .where(
            Occurrence.organization_id == organization_id,
            Occurrence.mailbox_id == mailbox_id,
            Occurrence.gmail_message_id.in_(list(changes)),
        )
        .order_by(Occurrence.id)
        # Locked: what a fetch or processing commits between this look and the update would go unseen.
        .with_for_update()
    ).all()
    changed, to_process = 0, False
    for identifier, gmail_id, before, state, recorded in known:
        change = changes[gmail_id]
        after = change.apply(before)
        differs = after != sorted(before)
        if not differs and not _newer(change.history_id, recorded):
            continue
        left_spam = SPAM in before and SPAM not in after
        again = left_spam and state in (OccurrenceState.processed, OccurrenceState.fetched)
        _store(session, organization_id, identifier, change.history_id, after if differs else None, again=again)
        changed += differs
        to_process |= again or (differs and state is OccurrenceState.fetched)
    if to_process:
        request_processing(session, organization_id, priority=LIVE)
    return changed


def _newer(history_id: int | None, recorded: Decimal | None) -> bool:
    return history_id is not None and (recorded is None or recorded < history_id)


def _store(
    session: Session,
    organization_id: UUID,
    occurrence_id: UUID,
    history_id: int | None,
    labels: Sequence[str] | None,
    *,
    again: bool,
) -> None:
    values: dict[str, object] = {"updated_at": func.now()}
    if labels is not None:
        values["label_ids"] = list(labels)
    if history_id is not None:
        values["gmail_history_id"] = func.greatest(Occurrence.gmail_history_id, Decimal(history_id))
    if again:
        values |= {"state": OccurrenceState.fetched, "attempts": 0}
    session.execute(
        update(Occurrence)
        .where(Occurrence.organization_id == organization_id, Occurrence.id == occurrence_id)
        .values(values)
    )


def ignore(session: Session, organization_id: UUID, occurrence_id: UUID, label: str) -> None:
    """This waiting copy is a draft or a chat, no mail: it is ``gone``, and says why."""
    session.execute(
        update(Occurrence)
        .where(
            Occurrence.organization_id == organization_id,
            Occurrence.id == occurrence_id,
            Occurrence.state == OccurrenceState.discovered,
        )
        .values(
            state=OccurrenceState.gone,
            label_ids=[label],
            error_code=label.lower(),
            error_detail=f"labelled {label}: not mail",
            updated_at=func.now(),
        )
    )


def count_attempts(session: Session, organization_id: UUID, occurrence_ids: Sequence[UUID]) -> dict[UUID, int]:
    """One more failed attempt of these waiting copies; the attempts that each has now."""
    rows = session.execute(
        update(Occurrence)
        .where(
            Occurrence.organization_id == organization_id,
            Occurrence.id.in_(list(occurrence_ids)),
            Occurrence.state == OccurrenceState.discovered,
        )
        .values(attempts=Occurrence.attempts + 1, updated_at=func.now())
        .returning(Occurrence.id, Occurrence.attempts)
    )
    return {row[0]: row[1] for row in rows}


def begin_fetches(session: Session, organization_id: UUID, occurrence_ids: Sequence[UUID]) -> dict[UUID, int]:
    """Note that these waiting copies are about to be fetched. Those that are still waiting, and how often a fetch of
    each has begun by now without an end that is known."""
    rows = session.execute(
        update(Occurrence)
        .where(
            Occurrence.organization_id == organization_id,
            Occurrence.id.in_(list(occurrence_ids)),
            Occurrence.state == OccurrenceState.discovered,
        )
        .values(fetches_begun=Occurrence.fetches_begun + 1)
        .returning(Occurrence.id, Occurrence.fetches_begun)
    )
    return {row[0]: row[1] for row in rows}


def end_fetches(session: Session, organization_id: UUID, occurrence_ids: Sequence[UUID]) -> None:
    """The fetch of these ended, whatever came of it: the worker lives. One that has its bytes is not counted any
    more anyhow."""
    session.execute(
        update(Occurrence)
        .where(
            Occurrence.organization_id == organization_id,
            Occurrence.id.in_(list(occurrence_ids)),
            Occurrence.state.in_((OccurrenceState.discovered, OccurrenceState.failed)),
        )
        .values(fetches_begun=0)
    )


def try_failed_again(session: Session, organization_id: UUID, mailbox_id: UUID) -> int:
    """Copies whose raw bytes could not be fetched get another round of attempts; returns how many. Mails larger than
    Gmail's own limit do not: they stay what they are. Nor do those that killed the worker: a person replays them."""
    return rows_changed(
        session,
        update(Occurrence)
        .where(
            Occurrence.organization_id == organization_id,
            Occurrence.mailbox_id == mailbox_id,
            Occurrence.state == OccurrenceState.failed,
            Occurrence.raw_sha256.is_(None),
            Occurrence.error_code.not_in((Failure.too_large.value, KILLED_WORKER)),
        )
        .values(state=OccurrenceState.discovered, attempts=0, updated_at=func.now()),
    )


def unknown_of(
    session: Session, organization_id: UUID, mailbox_id: UUID, gmail_message_ids: Sequence[str]
) -> list[str]:
    """Those of `gmail_message_ids` that we do not have: never recorded, or gone without being a draft or chat."""
    known = session.scalars(
        select(Occurrence.gmail_message_id).where(
            Occurrence.organization_id == organization_id,
            Occurrence.mailbox_id == mailbox_id,
            Occurrence.gmail_message_id.in_(list(gmail_message_ids)),
            or_(Occurrence.state != OccurrenceState.gone, Occurrence.error_code.in_(("draft", "chat"))),
        )
    )
    return sorted(set(gmail_message_ids) - set(known))

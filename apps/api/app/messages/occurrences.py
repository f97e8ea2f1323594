"""The life of one copy of a mail: discovered → fetched → processed, or gone, or set aside as failed.

Every function is idempotent and keyed by (mailbox, Gmail id): the same id twice is no second copy.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import ColumnElement, case, func, literal, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.core.db import rows_changed
from app.core.ids import new_id
from app.messages.models import Blob, DiscoveredBy, Occurrence, OccurrenceState

#: Live mail is worked on first, then what reconciliation found, then backfill, then imported archives.
PRIORITY = {DiscoveredBy.history: 0, DiscoveredBy.reconcile: 5, DiscoveredBy.backfill: 10, DiscoveredBy.upload: 20}

#: Why a copy is set aside with which a worker died again and again.
KILLED_WORKER = "killed_worker"


@dataclass(frozen=True, slots=True)
class Discovery:
    """A copy that a listing or a history record named."""

    gmail_message_id: str
    gmail_thread_id: str | None = None
    label_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Fetched:
    """A copy whose raw bytes are in the blob store."""

    occurrence_id: UUID
    raw_sha256: bytes
    size: int
    internal_date: datetime | None = None
    gmail_thread_id: str | None = None
    gmail_history_id: int | None = None
    label_ids: tuple[str, ...] = field(default=())


def discover(
    session: Session, organization_id: UUID, mailbox_id: UUID, copies: Sequence[Discovery], by: DiscoveredBy
) -> int:
    """Record copies that are not known yet and revive those that were gone; return how many there are to fetch."""
    unique = {copy.gmail_message_id: copy for copy in copies}
    if not unique:
        return 0
    rows = [
        {
            "organization_id": organization_id,
            "id": new_id(),
            "mailbox_id": mailbox_id,
            "gmail_message_id": copy.gmail_message_id,
            "gmail_thread_id": copy.gmail_thread_id,
            "label_ids": list(copy.label_ids),
            "state": OccurrenceState.discovered,
            "discovered_by": by,
            "priority": PRIORITY[by],
        }
        for copy in sorted(unique.values(), key=lambda c: c.gmail_message_id)
    ]
    addition = insert(Occurrence).values(rows)
    gone = Occurrence.state == OccurrenceState.gone
    statement = addition.on_conflict_do_update(
        index_elements=["organization_id", "mailbox_id", "gmail_message_id"],
        # A copy that was gone and is listed again was restored at Gmail; live news of a waiting copy makes it urgent.
        set_={
            "state": case((gone, OccurrenceState.discovered.value), else_=Occurrence.state),
            "attempts": case((gone, 0), else_=Occurrence.attempts),
            "fetches_begun": case((gone, 0), else_=Occurrence.fetches_begun),
            "priority": func.least(Occurrence.priority, addition.excluded.priority),
            "deleted_at": None,
            "updated_at": func.now(),
        },
        where=gone
        | (Occurrence.deleted_at.is_not(None))
        | ((Occurrence.state == OccurrenceState.discovered) & (Occurrence.priority > addition.excluded.priority)),
    ).returning(Occurrence.state)
    states = session.execute(statement).scalars().all()
    return sum(1 for state in states if state == OccurrenceState.discovered)


def waiting_to_fetch(
    session: Session, organization_id: UUID, mailbox_id: UUID, limit: int, *, suspect: bool = False
) -> list[tuple[UUID, str, int]]:
    """The next copies to fetch, live ones first: (occurrence id, Gmail id, priority). `suspect`: those with a fetch
    of whose end nothing is known, instead of the others."""
    rows = session.execute(
        select(Occurrence.id, Occurrence.gmail_message_id, Occurrence.priority)
        .where(
            Occurrence.organization_id == organization_id,
            Occurrence.state == OccurrenceState.discovered,
            Occurrence.mailbox_id == mailbox_id,
            Occurrence.fetches_begun > 0 if suspect else Occurrence.fetches_begun == 0,
        )
        .order_by(Occurrence.priority, Occurrence.id)
        .limit(limit)
    )
    return [(row[0], row[1], row[2]) for row in rows]


def remember_blobs(session: Session, organization_id: UUID, blobs: dict[bytes, int]) -> None:
    """Record blobs (SHA-256 → size) that are in the store. In key order, so that two transactions never deadlock."""
    if not blobs:
        return
    rows = [{"organization_id": organization_id, "sha256": k, "size": s} for k, s in sorted(blobs.items())]
    session.execute(insert(Blob).values(rows).on_conflict_do_nothing())


def mark_fetched(session: Session, organization_id: UUID, copies: Sequence[Fetched]) -> int:
    """Record that the raw bytes of these copies are stored; return how many were waiting for it.

    Labels that history told of meanwhile are newer than those which came with the bytes, and stay."""
    if not copies:
        return 0
    remember_blobs(session, organization_id, {copy.raw_sha256: copy.size for copy in copies})
    changed = 0
    for copy in sorted(copies, key=lambda c: c.occurrence_id):
        result = rows_changed(
            session,
            update(Occurrence)
            .where(
                Occurrence.organization_id == organization_id,
                Occurrence.id == copy.occurrence_id,
                Occurrence.state == OccurrenceState.discovered,
            )
            .values(
                state=OccurrenceState.fetched,
                raw_sha256=copy.raw_sha256,
                size=copy.size,
                internal_date=copy.internal_date,
                gmail_thread_id=func.coalesce(copy.gmail_thread_id, Occurrence.gmail_thread_id),
                gmail_history_id=func.greatest(Occurrence.gmail_history_id, _history_id(copy)),
                label_ids=case(
                    (Occurrence.gmail_history_id > func.coalesce(_history_id(copy), 0), Occurrence.label_ids),
                    else_=literal(list(copy.label_ids), Occurrence.label_ids.type),
                ),
                attempts=0,
                fetches_begun=0,
                error_code=None,
                error_detail=None,
                fetched_at=func.now(),
                updated_at=func.now(),
            ),
        )
        changed += result
    return changed


def _history_id(copy: Fetched) -> ColumnElement[Decimal | None]:
    """Unsigned 64 bits do not fit a bigint."""
    value = None if copy.gmail_history_id is None else Decimal(copy.gmail_history_id)
    return literal(value, Occurrence.gmail_history_id.type)


def mark_gone(session: Session, organization_id: UUID, mailbox_id: UUID, gmail_message_ids: Sequence[str]) -> int:
    """Gmail no longer has these copies. One that we never read becomes ``gone``; one that we have keeps everything
    and remembers when it was deleted there."""
    if not gmail_message_ids:
        return 0
    unread = Occurrence.state == OccurrenceState.discovered
    return rows_changed(
        session,
        update(Occurrence)
        .where(
            tuple_(Occurrence.organization_id, Occurrence.mailbox_id) == (organization_id, mailbox_id),
            Occurrence.gmail_message_id.in_(list(gmail_message_ids)),
            Occurrence.deleted_at.is_(None),
        )
        .values(
            state=case((unread, OccurrenceState.gone.value), else_=Occurrence.state),
            deleted_at=func.now(),
            updated_at=func.now(),
        ),
    )


def mark_failed(session: Session, organization_id: UUID, occurrence_id: UUID, code: str, detail: str) -> None:
    """Set a copy aside, visibly; what is stored of it is kept and it can be replayed."""
    session.execute(
        update(Occurrence)
        .where(Occurrence.organization_id == organization_id, Occurrence.id == occurrence_id)
        .values(state=OccurrenceState.failed, error_code=code, error_detail=detail[:2000], updated_at=func.now())
    )

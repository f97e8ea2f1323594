"""How far a mailbox has come, from the rows alone."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core.clock import now
from app.mailboxes.models import BackfillState, MailboxSync
from app.messages.models import Occurrence, OccurrenceState

_WINDOW = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Progress:
    """Copies by state, how many a minute arrive, and how long the rest takes at that rate."""

    counts: dict[OccurrenceState, int]
    rate_per_minute: float
    eta_seconds: int | None

    @property
    def total(self) -> int:
        """All copies that we know of."""
        return sum(self.counts.values())


def progress_of(session: Session, organization_id: UUID, sync: MailboxSync) -> Progress:
    """The progress of the mailbox that `sync` belongs to."""
    mine = (Occurrence.organization_id == organization_id, Occurrence.mailbox_id == sync.mailbox_id)
    rows = session.execute(select(Occurrence.state, func.count()).where(*mine).group_by(Occurrence.state))
    counts = dict.fromkeys(OccurrenceState, 0) | {row[0]: row[1] for row in rows}
    at = now()
    arrived = session.scalar(
        select(func.count()).where(
            *mine,
            Occurrence.state.in_([OccurrenceState.fetched, OccurrenceState.processed, OccurrenceState.failed]),
            Occurrence.fetched_at > at - _WINDOW,
        )
    )
    rate = _per_minute(arrived or 0, sync.backfill_started_at, at)
    return Progress(counts, rate, _eta(counts, sync, rate))


def _per_minute(arrived: int, started_at: datetime | None, at: datetime) -> float:
    """Over the last minute, or since the start when that is less."""
    span = min(at - started_at, _WINDOW) if started_at else _WINDOW
    return round(arrived * 60 / max(span.total_seconds(), 1.0), 1)


def _eta(counts: dict[OccurrenceState, int], sync: MailboxSync, rate: float) -> int | None:
    unlisted = 0
    if sync.backfill_state is not BackfillState.done:
        unlisted = max((sync.backfill_total_estimate or 0) - sync.backfill_listed, 0)
    left = unlisted + counts[OccurrenceState.discovered]
    if not left:
        return 0 if sync.backfill_state is BackfillState.done else None
    return math.ceil(left * 60 / rate) if rate else None

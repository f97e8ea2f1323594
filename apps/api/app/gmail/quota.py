"""The unit budget of a mailbox: a token bucket in its database row, so that all workers of all machines share it.

Google counts units per user and minute. A bucket of a quarter of a minute's units that refills at three quarters of
the limit can never spend more than the limit in any minute, however the minute is cut. Backfill leaves the last 30 %
of the bucket alone, so that live mail never waits behind it.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from app.core.settings import get_settings
from app.mailboxes.models import Mailbox, MailboxQuota

_BURST_SHARE = 0.25
_BACKFILL_MAY_NOT_TAKE = 0.3
#: Google's cap on requests in flight per user is unpublished; trouble is seen near ten, shared by all clients.
LARGEST_PARALLEL = 4

_slots: dict[UUID, threading.BoundedSemaphore] = {}
_slots_lock = threading.Lock()


class Lane(StrEnum):
    """For whom units are spent: live mail goes first."""

    live = "live"
    backfill = "backfill"


@dataclass(frozen=True, slots=True)
class Budget:
    """The shape of a mailbox's bucket, in units and units per second."""

    capacity: float
    per_second: float

    def floor(self, lane: Lane) -> float:
        """What must stay in the bucket after `lane` has taken."""
        return self.capacity * _BACKFILL_MAY_NOT_TAKE if lane is Lane.backfill else 0.0


def budget() -> Budget:
    """The bucket that ``GMAIL_QUOTA_UNITS_PER_MINUTE`` gives."""
    units = float(get_settings().gmail_quota_units_per_minute)
    return Budget(capacity=units * _BURST_SHARE, per_second=units * (1 - _BURST_SHARE) / 60)


@dataclass(frozen=True, slots=True)
class Level:
    """What is in the bucket at the database's time `at`."""

    units: float
    at: datetime
    not_before: datetime | None


def take(session: Session, organization_id: UUID, mailbox_id: UUID, units: float, lane: Lane) -> tuple[float, Level]:
    """Take `units`: (0, level) when taken, else (seconds to wait, level) and nothing is taken.

    A request dearer than the bucket holds goes out when the bucket is full, and leaves a debt.
    """
    shape, level = budget(), _level(session, organization_id, mailbox_id)
    if level.not_before and level.not_before > level.at:
        return (level.not_before - level.at).total_seconds(), level
    needed = min(units + shape.floor(lane), shape.capacity)
    if level.units < needed:
        return (needed - level.units) / shape.per_second, level
    _store(session, organization_id, mailbox_id, level.units - units, level.at)
    return 0.0, level


def available(session: Session, organization_id: UUID, mailbox_id: UUID, lane: Lane) -> float:
    """Units that `lane` may take at once."""
    return max(0.0, _level(session, organization_id, mailbox_id).units - budget().floor(lane))


def hold_back(session: Session, organization_id: UUID, mailbox_id: UUID, seconds: float, lane: Lane) -> None:
    """Google says we are too fast although the bucket had units (another client uses the same mailbox, or the
    configured limit is too high): `lane` takes nothing for about `seconds`. Live mail holds backfill back too, but
    backfill not live mail."""
    level = _level(session, organization_id, mailbox_id)
    shape = budget()
    emptied = shape.floor(lane) - seconds * shape.per_second
    _store(session, organization_id, mailbox_id, min(level.units, emptied), level.at)


def _level(session: Session, organization_id: UUID, mailbox_id: UUID) -> Level:
    row = session.execute(
        select(MailboxQuota.units, MailboxQuota.refilled_at, func.clock_timestamp(), Mailbox.not_before)
        .join(
            Mailbox,
            (Mailbox.organization_id == MailboxQuota.organization_id) & (Mailbox.id == MailboxQuota.mailbox_id),
        )
        .where(MailboxQuota.organization_id == organization_id, MailboxQuota.mailbox_id == mailbox_id)
        .with_for_update(of=MailboxQuota)
    ).one()
    shape, at = budget(), row[2]
    elapsed = max(0.0, (at - row[1]).total_seconds())
    return Level(min(shape.capacity, row[0] + elapsed * shape.per_second), at, row[3])


def _store(session: Session, organization_id: UUID, mailbox_id: UUID, units: float, at: datetime) -> None:
    session.execute(
        update(MailboxQuota)
        .where(MailboxQuota.organization_id == organization_id, MailboxQuota.mailbox_id == mailbox_id)
        .values(units=units, refilled_at=at)
    )


def slot(mailbox_id: UUID) -> threading.BoundedSemaphore:
    """Bounds this process's requests in flight for a mailbox."""
    with _slots_lock:
        return _slots.setdefault(mailbox_id, threading.BoundedSemaphore(LARGEST_PARALLEL))

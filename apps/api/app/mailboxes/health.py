"""The health of a mailbox: consecutive failures open a circuit that re-arms itself; a refused grant asks for consent.

Whatever happens here, the cursor and the progress of a listing stay: healing goes on where it stopped.
"""

from __future__ import annotations

import random
from datetime import timedelta
from enum import StrEnum
from uuid import UUID

from sqlalchemy import func, or_, select, update
from sqlalchemy.orm import Session

from app.core.clock import now
from app.core.db import rows_changed
from app.mailboxes.models import Mailbox, MailboxStatus, MailboxSync
from app.realtime.notify import announce

OPENS_AFTER = 5
_FIRST_WAIT = timedelta(seconds=30)
_LONGEST_WAIT = timedelta(minutes=15)
_PROBE_EVERY = timedelta(hours=1)


class CircuitState(StrEnum):
    """Open: left alone until ``retry_at``. It closes by itself with the first success."""

    closed = "closed"
    open = "open"


def record_success(session: Session, organization_id: UUID, mailbox_id: UUID) -> None:
    """Google answered as it should: forget failures. Writes only if there is something to forget."""
    healed = rows_changed(
        session,
        update(MailboxSync)
        .where(
            MailboxSync.organization_id == organization_id,
            MailboxSync.mailbox_id == mailbox_id,
            or_(MailboxSync.failures > 0, MailboxSync.retry_at.is_not(None)),
        )
        .values(failures=0, retry_at=None),
    )
    connected = rows_changed(
        session,
        update(Mailbox)
        .where(
            Mailbox.organization_id == organization_id,
            Mailbox.id == mailbox_id,
            Mailbox.status != MailboxStatus.connected,
        )
        .values(status=MailboxStatus.connected, error_code=None, error_detail=None, updated_at=func.now()),
    )
    if healed or connected:
        announce(session, organization_id, "mailbox", [mailbox_id])


def record_failure(session: Session, organization_id: UUID, mailbox_id: UUID, code: str, detail: str) -> None:
    """Count a failure; from the fifth in a row the mailbox rests, longer each time, a quarter of an hour at most."""
    failures = session.scalar(
        update(MailboxSync)
        .where(MailboxSync.organization_id == organization_id, MailboxSync.mailbox_id == mailbox_id)
        .values(
            failures=MailboxSync.failures + 1,
            last_error_code=code,
            last_error_detail=detail,
            last_error_at=func.now(),
        )
        .returning(MailboxSync.failures)
    )
    if failures is None:
        return
    session.execute(
        update(MailboxSync)
        .where(MailboxSync.organization_id == organization_id, MailboxSync.mailbox_id == mailbox_id)
        .values(retry_at=now() + _pause_after(failures))
    )
    announce(session, organization_id, "mailbox", [mailbox_id])


def _pause_after(failures: int) -> timedelta:
    """Seconds while the circuit is closed (2, 4, 8, 16), minutes once it is open; jitter keeps mailboxes apart."""
    if failures < OPENS_AFTER:
        return timedelta(seconds=2.0**failures * random.uniform(0.5, 1))  # noqa: S311 - jitter
    doublings: int = min(failures - OPENS_AFTER, 10)
    wait = min(_FIRST_WAIT * (1 << doublings), _LONGEST_WAIT)
    return wait * random.uniform(0.8, 1)  # noqa: S311 - jitter


def record_refusal(
    session: Session,
    organization_id: UUID,
    mailbox_id: UUID,
    status: MailboxStatus,
    code: str,
    detail: str,
    *,
    probe: bool,
) -> None:
    """Google lets us in no more. `probe`: it may heal without us (a suspension ends), so look again every hour."""
    session.execute(
        update(Mailbox)
        .where(Mailbox.organization_id == organization_id, Mailbox.id == mailbox_id)
        .values(status=status, error_code=code, error_detail=detail, updated_at=func.now())
    )
    session.execute(
        update(MailboxSync)
        .where(MailboxSync.organization_id == organization_id, MailboxSync.mailbox_id == mailbox_id)
        .values(
            retry_at=now() + _PROBE_EVERY if probe else None,
            last_error_code=code,
            last_error_detail=detail,
            last_error_at=func.now(),
        )
    )
    announce(session, organization_id, "mailbox", [mailbox_id])


def circuit_state(sync: MailboxSync) -> CircuitState:
    """Whether the mailbox rests after many failures."""
    is_open = sync.failures >= OPENS_AFTER and sync.retry_at is not None and sync.retry_at > now()
    return CircuitState.open if is_open else CircuitState.closed


def find_mailbox(session: Session, organization_id: UUID, mailbox_id: UUID) -> Mailbox | None:
    """The mailbox, if this organisation has it."""
    return session.scalar(select(Mailbox).where(Mailbox.organization_id == organization_id, Mailbox.id == mailbox_id))

"""When a mailbox is left alone: a person paused it, Google asked to wait, or the circuit is open."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from app.core.clock import now
from app.core.db import rows_changed
from app.core.errors import NotFound
from app.mailboxes.models import Mailbox, MailboxStatus, MailboxSync
from app.realtime.notify import announce

LONGEST_PAUSE_MINUTES = 7 * 24 * 60


class Rest(StrEnum):
    """Why nothing is done for a mailbox now."""

    gone = "gone"
    needs_reauth = "needs_reauth"
    error = "error"
    paused = "paused"
    asked_to_wait = "asked_to_wait"
    circuit_open = "circuit_open"


class MailboxUnknown(NotFound):
    """No such mailbox in this organisation."""

    code = "mailbox_not_found"
    title = "No such mailbox"


def resting(session: Session, organization_id: UUID, mailbox_id: UUID) -> Rest | None:
    """Why this mailbox must not be worked on now; None when it may. Looked at before every page and batch."""
    row = session.execute(
        select(Mailbox.status, Mailbox.paused_until, Mailbox.not_before, MailboxSync.retry_at)
        .join(
            MailboxSync,
            (MailboxSync.organization_id == Mailbox.organization_id) & (MailboxSync.mailbox_id == Mailbox.id),
        )
        .where(Mailbox.organization_id == organization_id, Mailbox.id == mailbox_id)
    ).one_or_none()
    return rest_of(row[0], row[1], row[2], row[3], now()) if row else Rest.gone


def rest_of(
    status: MailboxStatus,
    paused_until: datetime | None,
    not_before: datetime | None,
    retry_at: datetime | None,
    at: datetime,
) -> Rest | None:
    """`resting` for values at hand. A mailbox in error is looked at again once ``retry_at`` has come; one whose grant
    is dead has no such moment and waits for a person."""
    if paused_until and paused_until > at:
        return Rest.paused
    if not_before and not_before > at:
        return Rest.asked_to_wait
    if status is not MailboxStatus.connected and (retry_at is None or retry_at > at):
        return Rest.needs_reauth if status is MailboxStatus.needs_reauth else Rest.error
    return Rest.circuit_open if retry_at and retry_at > at else None


def pause(session: Session, organization_id: UUID, mailbox_id: UUID, minutes: int) -> None:
    """Fetch nothing of this mailbox for `minutes`. Work under way stops at its next page or batch."""
    _set(session, organization_id, mailbox_id, {"paused_until": now() + timedelta(minutes=minutes)})


def resume(session: Session, organization_id: UUID, mailbox_id: UUID) -> None:
    """End a pause, and close the circuit: a person says try now. What Google asked to wait for stays."""
    _set(session, organization_id, mailbox_id, {"paused_until": None})
    session.execute(
        update(MailboxSync)
        .where(MailboxSync.organization_id == organization_id, MailboxSync.mailbox_id == mailbox_id)
        .values(failures=0, retry_at=None)
    )


def wait_until(session: Session, organization_id: UUID, mailbox_id: UUID, until: datetime) -> None:
    """Google named a moment: every worker waits for it. An earlier one never shortens a later one."""
    _set(session, organization_id, mailbox_id, {"not_before": func.greatest(Mailbox.not_before, until)})


def send_nothing_until(session: Session, organization_id: UUID, mailbox_id: UUID, until: datetime) -> None:
    """Gmail's sending limit is reached: replies wait, reading goes on. An earlier moment never shortens a later one."""
    moment = func.greatest(Mailbox.sends_not_before, until)
    _set(session, organization_id, mailbox_id, {"sends_not_before": moment})


def _set(session: Session, organization_id: UUID, mailbox_id: UUID, values: dict[str, object]) -> None:
    result = rows_changed(
        session,
        update(Mailbox)
        .where(Mailbox.organization_id == organization_id, Mailbox.id == mailbox_id)
        .values(updated_at=func.now(), **values),
    )
    if not result:
        raise MailboxUnknown()
    announce(session, organization_id, "mailbox", [mailbox_id])

"""A snoozed ticket is out of the active views until a moment comes or the requester writes.

It wakes by time (`wake_due`, asked again and again by `app.tickets.schedule`), by mail (`wake_by_mail`, in the
transaction that records the mail), or because a person says so or ends the ticket (`app.tickets.changes`).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import func, text
from sqlalchemy.orm import Session

from app.core.clock import now
from app.core.errors import Conflict, Invalid
from app.core.ids import new_id
from app.realtime.notify import announce
from app.tickets.attention_models import NotificationKind
from app.tickets.models import ACTIVE, EventKind, Ticket, TicketEvent
from app.tickets.notifications import tell

_LONGEST = timedelta(days=5 * 366)
#: What one turn wakes; the next turn comes within seconds.
_AT_ONCE = 500


class TicketNotActive(Conflict):
    """Only what waits for somebody can be put off."""

    code = "ticket_not_active"
    title = "Only a ticket that is new, open or pending can be snoozed"


class SnoozeNotAhead(Invalid):
    """The moment has passed, or nobody will live to see it."""

    code = "snooze_not_ahead"
    title = "A ticket is snoozed until a moment in the future, five years from now at the latest"


def moment(value: datetime | None) -> str | None:
    """A moment in an event's data: always in UTC, so that the same moment reads the same."""
    return None if value is None else value.astimezone(UTC).isoformat()


def set_snooze(ticket: Ticket, until: datetime | None, user_id: UUID | None) -> None:
    """Put the ticket off, or (None) have it back. Raises `SnoozeNotAhead`, `TicketNotActive`."""
    if until is None:
        end_snooze(ticket)
        return
    if not now() < until <= now() + _LONGEST:
        raise SnoozeNotAhead(errors=[{"loc": ["body", "snoozed_until"], "msg": "is not in the next five years"}])
    if ticket.status not in ACTIVE:
        raise TicketNotActive()
    # The database's clock, for it is compared with when mail was recorded there.
    ticket.snoozed_until, ticket.snoozed_at, ticket.snoozed_by_user_id = until, func.now(), user_id


def end_snooze(ticket: Ticket) -> None:
    """The ticket is back; whoever calls writes the event."""
    ticket.snoozed_until = ticket.snoozed_at = ticket.snoozed_by_user_id = None


def snooze_record(ticket: Ticket) -> list[str | None] | None:
    """What an event keeps of the snooze that it ends, for `restore_snooze`."""
    if ticket.snoozed_until is None or ticket.snoozed_at is None:
        return None
    by = None if ticket.snoozed_by_user_id is None else str(ticket.snoozed_by_user_id)
    return [moment(ticket.snoozed_until), moment(ticket.snoozed_at), by]


def restore_snooze(ticket: Ticket, record: list[str | None] | None) -> None:
    """The snooze as it was. One whose time has come meanwhile wakes with the next turn."""
    if record is None or record[0] is None or record[1] is None:
        end_snooze(ticket)
        return
    ticket.snoozed_until, ticket.snoozed_at = datetime.fromisoformat(record[0]), datetime.fromisoformat(record[1])
    ticket.snoozed_by_user_id = UUID(record[2]) if record[2] else None


# Mail that was recorded after the snoozing, or in this very transaction, which may have begun before it. Old mail that
# comes late wakes nobody.
_BY_MAIL = """
WITH answered AS (
    SELECT t.id, (array_agg(m.id ORDER BY m.sort_at DESC, m.id))[1] AS message_id
    FROM tickets t
    JOIN ticket_messages tm ON tm.organization_id = t.organization_id AND tm.ticket_id = t.id
    JOIN messages m ON m.organization_id = tm.organization_id AND m.id = tm.message_id
    WHERE t.organization_id = :o AND t.id = ANY(:ids) AND t.snoozed_until IS NOT NULL
      AND (m.created_at > t.snoozed_at OR m.created_at = now()) AND m.sort_at > t.snoozed_at - interval '1 day'
      AND {speaks}
      AND (m.direction = 'inbound' OR coalesce(nullif(m.author->>'email', ''), m.from_email) = t.requester_email)
    GROUP BY t.id
), before AS (
    SELECT t.id, t.snoozed_until, t.snoozed_by_user_id, a.message_id FROM tickets t JOIN answered a ON a.id = t.id
    WHERE t.organization_id = :o
)
"""
_DUE = """
WITH before AS (
    SELECT id, snoozed_until, snoozed_by_user_id, CAST(NULL AS uuid) AS message_id FROM tickets
    WHERE organization_id = :o AND snoozed_until <= :at AND merged_into IS NULL
    ORDER BY snoozed_until LIMIT :n FOR UPDATE SKIP LOCKED
)
"""
_WAKE = """
UPDATE tickets t SET snoozed_until = NULL, snoozed_at = NULL, snoozed_by_user_id = NULL, updated_at = now()
FROM before b WHERE t.organization_id = :o AND t.id = b.id
RETURNING t.id, b.snoozed_until, b.snoozed_by_user_id, b.message_id
"""


def wake_by_mail(session: Session, organization_id: UUID, ticket_ids: Collection[UUID], speaks: str) -> None:
    """Wake those of these tickets whose requester has written since. `speaks`: the condition on mail that stands for
    somebody waiting (`app.tickets.activity.SPEAKS`). The caller announces the tickets."""
    if not ticket_ids:
        return
    sql = _BY_MAIL.format(speaks=speaks) + _WAKE
    _wake(session, organization_id, sql, "mail", {"ids": sorted(ticket_ids)})


def wake_due(session: Session, organization_id: UUID, at: datetime) -> list[UUID]:
    """Wake the organisation's tickets whose time has come at `at`, and tell who had put them off; which ones."""
    rows = _wake(session, organization_id, _DUE + _WAKE, "time", {"at": at, "n": _AT_ONCE})
    for row in rows:
        if row.snoozed_by_user_id is not None:
            tell(session, organization_id, row.id, NotificationKind.woken, [row.snoozed_by_user_id], actor=None)
    woken = [row.id for row in rows]
    announce(session, organization_id, "ticket", woken)
    return woken


def _wake(session: Session, organization_id: UUID, sql: str, reason: str, values: dict[str, Any]) -> Sequence[Any]:
    rows = session.execute(text(sql), {"o": organization_id} | values).all()
    for ticket_id, until, by, message_id in rows:
        session.add(
            TicketEvent(
                organization_id=organization_id,
                id=new_id(),
                ticket_id=ticket_id,
                kind=EventKind.woken,
                message_id=message_id,
                data={"from": moment(until), "reason": reason, "snoozed_by": str(by) if by else None},
            )
        )
    session.flush()
    return rows

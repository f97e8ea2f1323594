"""Which tickets a person has read. One is unread for them when mail from outside came since they last looked; before
they ever did, when it came since they joined the organisation.

Mail that was recorded more than a day after its date (an import, a backfill) is history and makes nothing unread.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, exists, func, literal, select, text
from sqlalchemy.orm import Session

from app.identity.access import Caller
from app.identity.models import Membership
from app.messages.models import Direction, Message
from app.tickets.lookup import TicketNotFound
from app.tickets.models import Ticket, TicketAlias, TicketMessage, TicketRead

_A_DAY = timedelta(days=1)


def unread_by(organization_id: UUID, user_id: UUID) -> ColumnElement[bool]:
    """Whether a ticket is unread for the person, as a condition on `Ticket`."""
    read_at = (
        select(TicketRead.read_at)
        .where(
            TicketRead.organization_id == organization_id,
            TicketRead.user_id == user_id,
            TicketRead.ticket_id == Ticket.id,
        )
        .correlate(Ticket)
        .scalar_subquery()
    )
    joined = (
        select(Membership.created_at)
        .where(Membership.organization_id == organization_id, Membership.user_id == user_id)
        .scalar_subquery()
    )
    # Its own row source, so that it is looked up once a ticket and not once a mention.
    since = select(func.coalesce(read_at, joined).label("at")).correlate(Ticket).offset(0).subquery("since")
    a_day_before = since.c.at - literal(_A_DAY)
    arrived = (
        exists()
        .where(
            TicketMessage.organization_id == organization_id,
            TicketMessage.ticket_id == Ticket.id,
            TicketMessage.sort_at > a_day_before,
            Message.organization_id == organization_id,
            Message.id == TicketMessage.message_id,
            Message.direction == Direction.inbound,
            Message.created_at > since.c.at,
        )
        .correlate(Ticket, since)
    )
    return (
        select(literal(1))
        .select_from(since)
        .where(Ticket.last_inbound_at > a_day_before, arrived)
        .correlate(Ticket)
        .exists()
    )


@dataclass(frozen=True, slots=True)
class ReadState:
    """Until when somebody has read a ticket (None: never), and the first mail in it that made it unread since."""

    read_at: datetime | None = None
    first_unread_message_id: UUID | None = None
    first_unread_at: datetime | None = None


# Who never looked has no place where they stopped, so no mail is the first one after it.
_READ_STATE = text("""
SELECT r.read_at, u.message_id, u.sort_at FROM ticket_reads r LEFT JOIN LATERAL (
    SELECT tm.message_id, tm.sort_at FROM ticket_messages tm
    JOIN messages m ON m.organization_id = tm.organization_id AND m.id = tm.message_id
    WHERE tm.organization_id = r.organization_id AND tm.ticket_id = r.ticket_id
      AND tm.sort_at > r.read_at - interval '1 day' AND m.direction = 'inbound' AND m.created_at > r.read_at
    ORDER BY tm.sort_at, tm.message_id LIMIT 1) u ON true
WHERE r.organization_id = :o AND r.user_id = :u AND r.ticket_id = :t
""")


def read_state(session: Session, caller: Caller, ticket_id: UUID) -> ReadState:
    """How far the caller has read the ticket."""
    row = session.execute(_READ_STATE, {"o": caller.organization_id, "u": caller.user_id, "t": ticket_id}).one_or_none()
    return ReadState(*row) if row else ReadState()


# Read is what the reader's own statement sees. The clock would not do: a mail whose transaction began before the
# reader looked and was committed after would never be unread.
_MARK_READ = """
INSERT INTO ticket_reads (organization_id, user_id, ticket_id, read_at)
SELECT :o, :u, t.id, coalesce((
    SELECT max(m.created_at) FROM ticket_messages tm
    JOIN messages m ON m.organization_id = :o AND m.id = tm.message_id
    WHERE tm.organization_id = :o AND tm.ticket_id = t.id), now())
FROM tickets t WHERE t.organization_id = :o AND t.id = ANY(:ids)
ON CONFLICT (organization_id, user_id, ticket_id) DO UPDATE SET read_at = excluded.read_at
WHERE ticket_reads.read_at < excluded.read_at
"""
# As if the reader had looked just before the newest mail from outside came.
_MARK_UNREAD = """
INSERT INTO ticket_reads (organization_id, user_id, ticket_id, read_at)
SELECT :o, :u, t.id, newest.at - interval '1 microsecond' FROM tickets t
CROSS JOIN LATERAL (
    SELECT least(m.created_at, m.sort_at) AS at FROM ticket_messages tm
    JOIN messages m ON m.organization_id = :o AND m.id = tm.message_id
    WHERE tm.organization_id = :o AND tm.ticket_id = t.id AND m.direction = 'inbound'
    ORDER BY tm.sort_at DESC, tm.message_id DESC LIMIT 1) newest
WHERE t.organization_id = :o AND t.id = ANY(:ids)
ON CONFLICT (organization_id, user_id, ticket_id) DO UPDATE SET read_at = excluded.read_at
"""


def mark_tickets(session: Session, caller: Caller, ticket_ids: Collection[UUID], *, read: bool) -> None:
    """Mark these tickets read or unread for the caller: all of them or none. A ticket that nobody outside wrote in is
    never unread. Raises `TicketNotFound`."""
    found = present_ids(session, caller.organization_id, ticket_ids)
    missing = [str(one) for one in ticket_ids if one not in found]
    if missing:
        raise TicketNotFound(
            errors=[{"loc": ["body", "ticket_ids"], "msg": "no such ticket", "ticket_id": i} for i in missing]
        )
    session.execute(
        text(_MARK_READ if read else _MARK_UNREAD),
        {"o": caller.organization_id, "u": caller.user_id, "ids": sorted(set(found.values()))},
    )


def present_ids(session: Session, organization_id: UUID, ticket_ids: Collection[UUID]) -> dict[UUID, UUID]:
    """Each of `ticket_ids` that exists → the ticket that answers to it now: itself, or the one it was joined into."""
    wanted = set(ticket_ids)
    own = select(Ticket.id, Ticket.id.label("now")).where(
        Ticket.organization_id == organization_id, Ticket.id.in_(wanted)
    )
    joined = select(TicketAlias.alias_id, TicketAlias.ticket_id).where(
        TicketAlias.organization_id == organization_id, TicketAlias.alias_id.in_(wanted)
    )
    return {row[0]: row[1] for row in session.execute(own.union_all(joined))}

"""Find a ticket by any id it ever had, and a mail that stands in it.

Rows are locked in one order, so that nobody waits in a circle: tickets before the replies and drafts in them. Who needs
several tickets is one at a time in the organisation (`app.stitching.threads.one_at_a_time`); the others lock one.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import Select, or_, select, text
from sqlalchemy.orm import Session

from app.core.errors import Conflict, NotFound
from app.messages.models import Message
from app.tickets.models import Ticket, TicketAlias, TicketMessage


class TicketMerged(Conflict):
    """The ticket was merged; what is to happen must happen to the other one."""

    code = "ticket_merged"
    title = "This ticket was merged into another; change that one"


class TicketNotFound(NotFound):
    """No ticket of the caller's organisation has this id."""

    code = "ticket_not_found"
    title = "There is no such ticket"


class MessageNotFound(NotFound):
    """The ticket has no such message."""

    code = "message_not_found"
    title = "There is no such message in this ticket"


def find_ticket(
    session: Session, organization_id: UUID, ticket_id: UUID, *, for_update: bool = False, keep: bool = False
) -> Ticket:
    """The ticket with this id, or the one that stitching joined it into. `for_update` locks its row, and refuses a
    ticket that a person merged into another (`TicketMerged`). `keep`: it is neither joined nor taken away until the
    transaction ends, so that something may be hung on it. Raises `TicketNotFound`."""
    wanted = select(Ticket).where(Ticket.organization_id == organization_id)
    if for_update:
        wanted = wanted.with_for_update()
    elif keep:
        wanted = wanted.with_for_update(read=True, key_share=True)
    ticket = session.scalars(wanted.where(Ticket.id == ticket_id)).one_or_none()
    if ticket is None:
        survivor = select(TicketAlias.ticket_id).where(
            TicketAlias.organization_id == organization_id, TicketAlias.alias_id == ticket_id
        )
        ticket = session.scalars(wanted.where(Ticket.id == survivor.scalar_subquery())).one_or_none()
    if ticket is None:
        raise TicketNotFound()
    if for_update and ticket.merged_into is not None:
        raise TicketMerged()
    return ticket


def find_message(session: Session, ticket: Ticket, message_id: UUID) -> Message:
    """The mail of the ticket with this id. Raises `MessageNotFound`."""
    message = session.scalars(
        select(Message)
        .join(
            TicketMessage,
            (TicketMessage.organization_id == Message.organization_id) & (TicketMessage.message_id == Message.id),
        )
        .where(
            Message.organization_id == ticket.organization_id,
            Message.id == message_id,
            TicketMessage.ticket_id == ticket.id,
        )
    ).one_or_none()
    if message is None:
        raise MessageNotFound()
    return message


def live_ticket(session: Session, organization_id: UUID, ticket_id: UUID) -> Ticket:
    """The ticket in which mails of this one are shown: itself, or the one that a person merged it into. Raises
    `TicketNotFound`."""
    ticket = find_ticket(session, organization_id, ticket_id)
    return ticket if ticket.merged_into is None else find_ticket(session, organization_id, ticket.merged_into)


def lock_tickets(session: Session, organization_id: UUID, ticket_ids: Collection[UUID]) -> None:
    """Lock the rows of these tickets, for who is one at a time in the organisation."""
    session.execute(
        select(Ticket.id)
        .where(Ticket.organization_id == organization_id, Ticket.id.in_(ticket_ids))
        .order_by(Ticket.id)
        .with_for_update()
    )


#: Locks the tickets of the replies `{which}` (of ``r``), and those that show them. Before the replies are changed.
_OF_REPLIES = """
SELECT FROM tickets t WHERE t.organization_id = :o AND t.id IN (
    SELECT unnest(ARRAY[h.id, h.merged_into]) FROM {table} r
    JOIN tickets h ON h.organization_id = :o AND h.id = r.ticket_id
    WHERE r.organization_id = :o AND {which})
ORDER BY t.id FOR UPDATE
"""


def lock_tickets_of(
    session: Session, organization_id: UUID, which: str, *, table: str = "outbound_messages", **values: Any
) -> None:
    """Lock the tickets of those replies (or drafts, by `table`) ``r`` that meet the condition `which`, and the tickets
    that these are merged into; for who is one at a time in the organisation."""
    session.execute(text(_OF_REPLIES.format(table=table, which=which)), {"o": organization_id, **values})


def family_of(organization_id: UUID, ticket_id: UUID) -> Select[UUID]:
    """The ids of the ticket and of those that people merged into it: their notes and replies are shown in it."""
    return select(Ticket.id).where(
        Ticket.organization_id == organization_id, or_(Ticket.id == ticket_id, Ticket.merged_into == ticket_id)
    )

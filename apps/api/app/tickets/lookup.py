"""Find a ticket by any id it ever had, and a mail that stands in it."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import Select, or_, select
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


def find_ticket(session: Session, organization_id: UUID, ticket_id: UUID, *, for_update: bool = False) -> Ticket:
    """The ticket with this id, or the one that stitching joined it into. `for_update` locks its row, and refuses a
    ticket that a person merged into another (`TicketMerged`). Raises `TicketNotFound`."""
    wanted = select(Ticket).where(Ticket.organization_id == organization_id)
    if for_update:
        wanted = wanted.with_for_update()
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


def family_of(organization_id: UUID, ticket_id: UUID) -> Select[UUID]:
    """The ids of the ticket and of those that people merged into it: their notes and replies are shown in it."""
    return select(Ticket.id).where(
        Ticket.organization_id == organization_id, or_(Ticket.id == ticket_id, Ticket.merged_into == ticket_id)
    )

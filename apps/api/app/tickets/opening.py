"""Numbers and codes for new tickets, gapless per organisation while nothing rolls back."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.orm import Session

from app.core.ids import new_id
from app.identity.models import Organization
from app.tickets.models import Priority, Ticket, TicketStatus


def next_numbers(session: Session, organization_id: UUID, count: int) -> range:
    """Take `count` ticket numbers."""
    after = session.execute(
        update(Organization)
        .where(Organization.id == organization_id)
        .values(next_ticket_number=Organization.next_ticket_number + count)
        .returning(Organization.next_ticket_number)
    ).scalar_one()
    return range(after - count, after)


def ticket_code(number: int) -> str:
    """The code people say: ``T-000123``."""
    return f"T-{number:06d}"


def open_ticket(session: Session, organization_id: UUID, at: datetime, **columns: Any) -> Ticket:
    """A new ticket without mails, for a person; `at` stands until it is derived from the mails it gets."""
    (number,) = next_numbers(session, organization_id, 1)
    ticket = Ticket(
        organization_id=organization_id,
        id=new_id(),
        number=number,
        ticket_code=ticket_code(number),
        **{
            "subject": "",
            "requester_email": "",
            "requester_name": "",
            "status": TicketStatus.new,
            "priority": Priority.normal,
            "first_message_at": at,
            "last_message_at": at,
        }
        | columns,
    )
    session.add(ticket)
    session.flush()
    return ticket

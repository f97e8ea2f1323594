"""One ticket with everything about it."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.orm import Session

from app.identity.access import Caller
from app.messages.bounced import bounced_among
from app.tickets.deliveries import show_bounced
from app.tickets.following import followers_of
from app.tickets.history import event_rows, note_rows, show_events, show_notes
from app.tickets.lookup import find_ticket
from app.tickets.models import Ticket
from app.tickets.reading import read_state
from app.tickets.schemas import TicketDetail, TicketOut
from app.tickets.thread import thread_page

MESSAGES, EVENTS, NOTES = 50, 200, 200


def show_ticket(ticket: Ticket, asked_for: UUID) -> TicketOut:
    """The ticket. Asked for by the id of one that was joined into it, ``merged_into`` says so."""
    shown = TicketOut.model_validate(ticket)
    return shown if asked_for == ticket.id else shown.model_copy(update={"merged_into": ticket.id})


def ticket_detail(session: Session, caller: Caller, ticket_id: UUID) -> TicketDetail:
    """The ticket with the newest page of its mails, events and notes. Raises `TicketNotFound`."""
    organization_id = caller.organization_id
    ticket = find_ticket(session, organization_id, ticket_id)
    messages, messages_next = thread_page(session, organization_id, ticket.id, None, MESSAGES)
    events, events_next = event_rows(session, organization_id, ticket.id, None, EVENTS)
    bounced = bounced_among(session, organization_id, [ticket.requester_email])
    notes, notes_next = note_rows(session, organization_id, ticket.id, None, NOTES)
    read = read_state(session, caller, ticket.id)
    return TicketDetail(
        ticket=show_ticket(ticket, ticket_id),
        requester_bounced=next((show_bounced(one) for one in bounced.values()), None),
        followers=followers_of(session, organization_id, ticket.id),
        read_at=read.read_at,
        first_unread_message_id=read.first_unread_message_id,
        first_unread_at=read.first_unread_at,
        messages=messages,
        messages_next_cursor=messages_next,
        events=show_events(session, caller, events),
        events_next_cursor=events_next,
        notes=show_notes(session, notes),
        notes_next_cursor=notes_next,
    )

"""HTTP of corrections, for agents."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter, status

from app.corrections import bulk_undo, merging, moving, rerouting, undoing
from app.corrections.schemas import FromMessage, Merge, Move, Split
from app.identity.access import AgentCaller, OrgSession
from app.tickets.bulk_schemas import BulkUndone
from app.tickets.schemas import TicketOut

router = APIRouter(prefix="/tickets", tags=["tickets"])


@router.post("/from-message", status_code=status.HTTP_201_CREATED)
def open_ticket_from_message(body: FromMessage, caller: AgentCaller, session: OrgSession) -> TicketOut:
    """Open a ticket from a parked mail, or put it into the ticket named. The mails of its thread come along."""
    return TicketOut.model_validate(moving.ticket_from_message(session, caller, body.message_id, body.ticket_id))


@router.post("/bulk/{bulk_id:uuid}/undo")
def undo_bulk_change(bulk_id: UUID, caller: AgentCaller, session: OrgSession) -> BulkUndone:
    """Take a change to many tickets back, on each ticket that nothing has changed since."""
    return bulk_undo.undo_bulk_change(session, caller, bulk_id)


@router.post("/{ticket_id:uuid}/merge")
def merge_tickets(ticket_id: UUID, body: Merge, caller: AgentCaller, session: OrgSession) -> TicketOut:
    """Merge other tickets into this one; their ids and codes keep answering. Can be undone."""
    return TicketOut.model_validate(merging.merge_tickets(session, caller, ticket_id, body.source_ticket_ids))


@router.post("/{ticket_id:uuid}/split", status_code=status.HTTP_201_CREATED)
def split_ticket(ticket_id: UUID, body: Split, caller: AgentCaller, session: OrgSession) -> TicketOut:
    """Give some mails a ticket of their own. Later answers to them go there too. Can be undone."""
    return TicketOut.model_validate(moving.split_ticket(session, caller, ticket_id, body.message_ids, body.subject))


@router.post("/{ticket_id:uuid}/messages/{message_id:uuid}/move")
def move_message(ticket_id: UUID, message_id: UUID, body: Move, caller: AgentCaller, session: OrgSession) -> TicketOut:
    """Move a mail to another ticket, which is returned. Later answers to it go there too. Can be undone."""
    return TicketOut.model_validate(moving.move_message(session, caller, ticket_id, message_id, body.ticket_id))


@router.post("/{ticket_id:uuid}/reroute")
def reroute_ticket(ticket_id: UUID, caller: AgentCaller, session: OrgSession) -> TicketOut:
    """Apply the present routing rules again. Can be undone."""
    return TicketOut.model_validate(rerouting.reroute_ticket(session, caller, ticket_id))


@router.post("/{ticket_id:uuid}/events/{event_id:uuid}/undo")
def undo_event(ticket_id: UUID, event_id: UUID, caller: AgentCaller, session: OrgSession) -> TicketOut:
    """Undo an event: what it changed is again as before. A ticket that the event had opened goes, and is answered as
    it was last."""
    return TicketOut.model_validate(undoing.undo_event(session, caller, ticket_id, event_id))

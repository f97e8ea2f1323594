"""Take a change to many tickets back. A ticket that somebody or some mail has changed since keeps what it is now, and
the answer says so: one such ticket does not hold up the others."""

from __future__ import annotations

from collections import defaultdict
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.clock import now
from app.core.errors import Conflict, NotFound
from app.corrections.record import write_undone
from app.corrections.undo_refused import ChangedSince
from app.corrections.undoing_values import undo_value
from app.identity.access import Caller
from app.realtime.notify import announce
from app.tickets.activity import refresh_tickets
from app.tickets.bulk import show_tickets
from app.tickets.bulk_schemas import BulkUndone, Kept
from app.tickets.models import BulkChange, Ticket, TicketEvent
from app.tickets.response_due import set_response_due
from app.tickets.undoable import obstacles


class BulkChangeNotFound(NotFound):
    """No change of the caller's organisation has this id."""

    code = "bulk_change_not_found"
    title = "There is no such change"


class BulkAlreadyUndone(Conflict):
    """Nothing is undone twice."""

    code = "already_undone"
    title = "This has been undone already"


def undo_bulk_change(session: Session, caller: Caller, bulk_id: UUID) -> BulkUndone:
    """Undo what is still as the change left it. Raises `BulkChangeNotFound`, `BulkAlreadyUndone`."""
    organization_id = caller.organization_id
    change = session.get(BulkChange, (organization_id, bulk_id), with_for_update=True)
    if change is None:
        raise BulkChangeNotFound()
    if change.undone_at is not None:
        raise BulkAlreadyUndone()
    change.undone_at = now()
    tickets = {
        ticket.id: ticket
        for ticket in session.scalars(
            select(Ticket)
            .where(Ticket.organization_id == organization_id, Ticket.id.in_(change.ticket_ids))
            .order_by(Ticket.id)
            .with_for_update()
        )
    }
    events = session.scalars(
        select(TicketEvent).where(
            TicketEvent.organization_id == organization_id,
            TicketEvent.ticket_id.in_(tickets),
            TicketEvent.data["bulk"].astext == str(bulk_id),
        )
    ).all()
    fixed = obstacles(session, organization_id, events)
    by_ticket: dict[UUID, list[TicketEvent]] = defaultdict(list)
    for event in events:
        by_ticket[event.ticket_id].append(event)
    kept: list[Kept] = []
    undone: list[UUID] = []
    for ticket_id, its_events in by_ticket.items():
        ticket = tickets[ticket_id]
        reasons = [found.sentence for event in its_events if (found := fixed[event.id]) is not None]
        if not reasons:
            reasons = _undo(session, caller, ticket, its_events)
        if reasons:
            kept.append(Kept(ticket_id=ticket_id, ticket_code=ticket.ticket_code, reason=reasons[0]))
        else:
            undone.append(ticket_id)
    session.flush()
    refresh_tickets(session, organization_id, undone)
    set_response_due(session, organization_id, undone)
    announce(session, organization_id, "ticket", undone)
    return BulkUndone(tickets=show_tickets(session, organization_id, undone), kept=kept)


def _undo(session: Session, caller: Caller, ticket: Ticket, events: list[TicketEvent]) -> list[str]:
    """Undo all of `events` or none of them; what stands in the way."""
    try:
        with session.begin_nested():
            for event in events:
                undo_value(session, ticket, event)
                event.undone_at = now()
                write_undone(session, caller, ticket, {"event_id": str(event.id), "kind": event.kind.value})
            ticket.updated_at = now()
    except ChangedSince as error:
        return [error.detail]
    return []

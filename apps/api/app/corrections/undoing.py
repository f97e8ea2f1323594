"""Undo an event: what it changed is again what it was before. Mail that came since goes with its thread."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.clock import now
from app.core.errors import Conflict, NotFound
from app.corrections.record import settle_tickets, write_undone
from app.corrections.undo_refused import ChangedSince, NotUndoable
from app.corrections.undoing_placings import undo_placing
from app.corrections.undoing_values import undo_value
from app.identity.access import Caller
from app.identity.members import names_of
from app.stitching.threads import one_at_a_time
from app.tickets.lookup import find_ticket, lock_tickets
from app.tickets.models import EventKind, Ticket, TicketEvent
from app.tickets.undoable import PLACING, Obstacle, obstacles, tickets_of


class EventNotFound(NotFound):
    """The ticket has no such event."""

    code = "event_not_found"
    title = "There is no such event on this ticket"


class AlreadyUndone(Conflict):
    """Nothing is undone twice."""

    code = "already_undone"
    title = "This has been undone already"


def undo_event(session: Session, caller: Caller, ticket_id: UUID, event_id: UUID) -> Ticket:
    """Undo an event of the ticket, which is returned; one that undoing took away as it was last. Raises
    `TicketNotFound`, `EventNotFound`, `AlreadyUndone`, `NotUndoable`, `ChangedSince`."""
    organization_id = caller.organization_id
    one_at_a_time(session, organization_id)
    ticket = find_ticket(session, organization_id, ticket_id)
    event = session.get(TicketEvent, (organization_id, event_id), with_for_update=True)
    if event is None or event.ticket_id != ticket.id:
        raise EventNotFound()
    # What hangs on them must not change any more: a draft that is just being saved is seen, or waits.
    involved = tickets_of(event.data) if event.kind in PLACING else set()
    lock_tickets(session, organization_id, {ticket.id, *involved})
    session.expire(ticket)
    obstacle = obstacles(session, organization_id, [event])[event.id]
    if obstacle is not None:
        _refuse(session, event, obstacle)
    if event.kind in PLACING:
        return undo_placing(session, caller, ticket, event)
    ticket = find_ticket(session, organization_id, ticket_id, for_update=True)
    undo_value(session, ticket, event)
    event.undone_at = now()
    write_undone(session, caller, ticket, {"event_id": str(event.id), "kind": event.kind.value})
    settle_tickets(session, organization_id, [ticket])
    return ticket


def _refuse(session: Session, event: TicketEvent, obstacle: Obstacle) -> None:
    match obstacle.code:
        case "already_undone":
            raise AlreadyUndone()
        case "not_undoable":
            raise NotUndoable()
        case _:
            raise ChangedSince(f"{obstacle.sentence}{_naming(session, event, obstacle)}.")


def _naming(session: Session, event: TicketEvent, obstacle: Obstacle) -> str:
    """The later event in words, where one is known."""
    own = TicketEvent.organization_id == event.organization_id
    if obstacle.later_event_id is not None:
        statement = select(TicketEvent).where(own, TicketEvent.id == obstacle.later_event_id)
    else:
        statement = (
            select(TicketEvent)
            .where(
                own,
                TicketEvent.ticket_id == event.ticket_id,
                TicketEvent.id > event.id,
                TicketEvent.undone_at.is_(None),
                TicketEvent.kind.in_([event.kind, EventKind.undone, EventKind.merged, *_SAME.get(event.kind, ())]),
            )
            .order_by(TicketEvent.id.desc())
            .limit(1)
        )
    later = session.scalars(statement).one_or_none()
    if later is None:
        return ""
    names = names_of(session, {later.actor_user_id} if later.actor_user_id else set())
    by = f" by {names[later.actor_user_id]}" if later.actor_user_id in names else ""
    return (
        f": “{later.kind.value.replace('_', ' ')}” at {later.created_at:%Y-%m-%d %H:%M:%S} UTC{by} (event {later.id})"
    )


#: What else may have changed the value that an event set.
_SAME = {
    EventKind.status_changed: (EventKind.routed,),
    EventKind.assignee_changed: (EventKind.routed,),
    EventKind.snoozed: (EventKind.unsnoozed, EventKind.woken, EventKind.status_changed),
    EventKind.unsnoozed: (EventKind.snoozed, EventKind.status_changed),
    EventKind.queue_changed: (EventKind.routed,),
    EventKind.routed: (EventKind.status_changed, EventKind.assignee_changed, EventKind.queue_changed),
}

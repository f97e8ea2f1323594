"""Apply the present rules once more, because a person asks for it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.core.errors import Conflict
from app.core.ids import new_id
from app.corrections.record import settle_tickets
from app.identity.access import Caller
from app.routing.apply import load_policy, routing_data, routing_evidence
from app.stitching.threads import one_at_a_time
from app.tickets.changes import set_status
from app.tickets.lookup import find_ticket
from app.tickets.models import EventKind, Ticket, TicketEvent, TicketStatus
from app.tickets.undoable import ROUTED


class NothingToRoute(Conflict):
    """The ticket has no mail to go by."""

    code = "nothing_to_route"
    title = "This ticket has no mail that rules could go by"


def reroute_ticket(session: Session, caller: Caller, ticket_id: UUID) -> Ticket:
    """Decide by the mail that the ticket began with and the rules of now. What the rules name is set; what they do not
    name stays. Raises `TicketNotFound`, `TicketMerged`, `NothingToRoute`."""
    organization_id = caller.organization_id
    one_at_a_time(session, organization_id)
    ticket = find_ticket(session, organization_id, ticket_id, for_update=True)
    if ticket.root_message_id is None:
        raise NothingToRoute()
    known = routing_evidence(session, organization_id, [ticket.root_message_id]).get(ticket.root_message_id)
    if known is None:
        raise NothingToRoute()
    decision = load_policy(session, organization_id).decide(known.facts)
    status_set_at = ticket.status_set_at.isoformat() if ticket.status_set_at else None
    before = {name: value(ticket) for name, value in ROUTED.items()}
    ticket.assignee_queue_id = decision.queue_id or ticket.assignee_queue_id
    ticket.assignee_user_id = decision.user_id or ticket.assignee_user_id
    # As with new mail: a ticket that is there is closed, never dropped.
    status = TicketStatus.closed if decision.drop else decision.status
    if status is not None and status is not ticket.status:
        set_status(ticket, status)
    after = {name: value(ticket) for name, value in ROUTED.items()}
    changed = {name for name in ROUTED if before[name] != after[name]}
    record: dict[str, Any] = {
        "before": {name: before[name] for name in sorted(changed)},
        "after": {name: after[name] for name in sorted(changed)},
        "status_set_at": status_set_at,
    }
    session.add(
        TicketEvent(
            organization_id=organization_id,
            id=new_id(),
            ticket_id=ticket.id,
            kind=EventKind.routed,
            actor_user_id=caller.user_id,
            message_id=ticket.root_message_id,
            data=routing_data(decision, known) | {"record": record},
        )
    )
    settle_tickets(session, organization_id, [ticket])
    return ticket


def assign_by_rules(session: Session, organization_id: UUID, ticket: Ticket) -> None:
    """Queue and assignee of a ticket that a person opened from parked mail. The status stays: the rules may say that
    such mail is dropped, and the person has just said otherwise."""
    root = ticket.root_message_id
    if root is None:
        return
    known = routing_evidence(session, organization_id, [root])[root]
    decision = load_policy(session, organization_id).decide(known.facts)
    ticket.assignee_queue_id, ticket.assignee_user_id = decision.queue_id, decision.user_id
    ticket.routed_message_id = root
    session.add(
        TicketEvent(
            organization_id=organization_id,
            id=new_id(),
            ticket_id=ticket.id,
            kind=EventKind.routed,
            message_id=root,
            data=routing_data(decision, known),
        )
    )
    session.flush()

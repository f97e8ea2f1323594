"""What an action of a person writes down: an event on every ticket that it concerns, and on the first of them what was
there before."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.core.ids import new_id
from app.identity.access import Caller
from app.realtime.notify import announce
from app.tickets.activity import refresh_tickets
from app.tickets.changes import touch
from app.tickets.models import EventKind, Ticket, TicketEvent
from app.tickets.response_due import set_response_due


def named(ticket: Ticket | None) -> dict[str, str] | None:
    """A ticket in an event's data."""
    return None if ticket is None else {"id": str(ticket.id), "code": ticket.ticket_code}


def write_action(
    session: Session,
    caller: Caller,
    change: UUID,
    kind: EventKind,
    tickets: Sequence[Ticket],
    data: dict[str, Any],
    record: dict[str, Any],
    apart: Collection[tuple[UUID, UUID]] = (),
) -> None:
    """One event on each of `tickets`. The first has the id `change` and holds the `record`. `apart`: pairs of tickets
    that this keeps from being joined automatically."""
    for number, ticket in enumerate(tickets):
        kept = sorted(str(two if one == ticket.id else one) for one, two in apart if ticket.id in (one, two))
        session.add(
            TicketEvent(
                organization_id=caller.organization_id,
                id=change if number == 0 else new_id(),
                ticket_id=ticket.id,
                kind=kind,
                actor_user_id=caller.user_id,
                data=data
                | {"change": str(change)}
                | ({"apart": kept} if kept else {})
                | ({"record": record} if number == 0 else {}),
            )
        )
    session.flush()


def status_record(tickets: Sequence[Ticket]) -> dict[str, Any]:
    """The status of tickets whose mails change; mail that comes or goes may move it."""
    return {str(t.id): [t.status.value, t.status_set_at.isoformat() if t.status_set_at else None] for t in tickets}


def settle_tickets(session: Session, organization_id: UUID, tickets: Sequence[Ticket]) -> None:
    """Derive what these tickets show, and tell who looks at them."""
    session.flush()
    refresh_tickets(session, organization_id, [ticket.id for ticket in tickets])
    set_response_due(session, organization_id, [ticket.id for ticket in tickets])
    for ticket in tickets:
        session.refresh(ticket)
        touch(session, ticket)
    announce(session, organization_id, "ticket", [ticket.id for ticket in tickets])


def write_undone(session: Session, caller: Caller, ticket: Ticket, data: dict[str, Any]) -> None:
    """The event that says that another one was undone."""
    session.add(
        TicketEvent(
            organization_id=ticket.organization_id,
            id=new_id(),
            ticket_id=ticket.id,
            kind=EventKind.undone,
            actor_user_id=caller.user_id,
            data=data,
        )
    )
    session.flush()

"""Merge tickets into one. The merged keep their rows, threads and notes, and say where they went; so undoing a merge
is taking that back, whatever mail came since."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.core.errors import Conflict
from app.core.ids import new_id
from app.corrections.record import named, settle_tickets, status_record, write_action
from app.identity.access import Caller
from app.realtime.notify import announce
from app.stitching.threads import one_at_a_time
from app.tickets.homes import show_homes
from app.tickets.lookup import find_ticket
from app.tickets.models import EventKind, Ticket


class SameTicket(Conflict):
    """Source and target are one ticket."""

    code = "same_ticket"
    title = "This is the ticket itself"


def merge_tickets(session: Session, caller: Caller, ticket_id: UUID, source_ids: Sequence[UUID]) -> Ticket:
    """Merge the sources into the ticket, which then shows their mails, notes and replies. Raises `TicketNotFound`,
    `TicketMerged` (one of them is merged already), `SameTicket`."""
    organization_id = caller.organization_id
    one_at_a_time(session, organization_id)
    target = find_ticket(session, organization_id, ticket_id, for_update=True)
    sources = {}
    for source_id in source_ids:
        source = find_ticket(session, organization_id, source_id, for_update=True)
        if source.id == target.id:
            raise SameTicket()
        sources[source.id] = source
    status = status_record([target])
    merged = merge_into(session, organization_id, list(sources), target)
    tags = {"before": list(target.tags)}
    target.tags = sorted({tag for ticket in (target, *sources.values()) for tag in ticket.tags})
    record = merged | {"status": status, "tags": tags | {"after": list(target.tags)}}
    data = {
        "tickets": [source.ticket_code for source in sources.values()],
        "sources": [named(source) for source in sources.values()],
        "target": named(target),
    }
    write_action(session, caller, new_id(), EventKind.merged, [target, *sources.values()], data, record)
    settle_tickets(session, organization_id, [target])
    for source in sources.values():
        session.refresh(source)
    announce(session, organization_id, "ticket", list(sources))
    return target


def merge_into(session: Session, organization_id: UUID, source_ids: Sequence[UUID], target: Ticket) -> dict[str, Any]:
    """Show these tickets, and what was merged into them before, in `target`. Returns the record for `take_apart`."""
    family = session.execute(
        select(Ticket.id, Ticket.merged_into).where(
            Ticket.organization_id == organization_id, Ticket.merged_into.in_(source_ids)
        )
    ).all()
    everyone = [*source_ids, *(row[0] for row in family)]
    session.flush()
    session.execute(
        text(
            "UPDATE tickets SET merged_into = :target, awaiting_reply_since = NULL, response_due_at = NULL,"
            " response_due = NULL WHERE organization_id = :o AND id = ANY(:ids)"
        ),
        {"o": organization_id, "target": target.id, "ids": everyone},
    )
    show_homes(session, organization_id, everyone)
    return {"merged": [str(i) for i in source_ids], "redirected": {str(row[0]): str(row[1]) for row in family}}


def take_apart(session: Session, organization_id: UUID, record: dict[str, Any]) -> None:
    """Undo `merge_into`."""
    merged = [UUID(one) for one in record.get("merged", ())]
    for ticket_id, into in [(i, None) for i in merged] + [
        (UUID(one), UUID(other)) for one, other in record.get("redirected", {}).items()
    ]:
        session.execute(
            text("UPDATE tickets SET merged_into = :into WHERE organization_id = :o AND id = :id"),
            {"o": organization_id, "into": into, "id": ticket_id},
        )
    show_homes(session, organization_id, [*merged, *(UUID(one) for one in record.get("redirected", {}))])

"""One change to many tickets, in a handful of statements however many there are: to all of them or to none. Each
ticket gets the same events as if it had been changed alone; they carry the change's id, by which
`app.corrections.bulk_undo` takes it back."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.core.bulk import insert_rows, update_rows
from app.core.errors import Conflict, NotFound
from app.core.ids import new_id
from app.identity.access import Caller
from app.realtime.notify import announce
from app.tickets.bulk_schemas import BulkChanged, BulkPatch, NewBulkChange
from app.tickets.changes import apply_patch, check_assignees, pay_attention
from app.tickets.fields import MAX_TAGS
from app.tickets.models import ACTIVE, BulkChange, EventKind, Ticket, TicketEvent
from app.tickets.reading import present_ids
from app.tickets.response_due import set_response_due
from app.tickets.schemas import TicketOut, TicketPatch


class BulkNotFound(NotFound):
    """Some of the tickets do not exist; ``errors`` names them, and what else stands in the way. Nothing was changed."""

    code = "ticket_not_found"
    title = "Some of these tickets do not exist; none was changed"


class BulkRefused(Conflict):
    """Some of the tickets cannot be changed; ``errors`` says which and why. Nothing was changed."""

    code = "bulk_refused"
    title = "Some of these tickets cannot be changed; none was changed"


def change_tickets(session: Session, caller: Caller, new: NewBulkChange) -> BulkChanged:
    """Change all tickets named, or none. Raises `BulkNotFound`, `BulkRefused`, `NotAssignable`,
    `SnoozeNotAhead`."""
    change, organization_id = new.change, caller.organization_id
    check_assignees(
        session,
        organization_id,
        user=("assignee_user_id", change.assignee_user_id),
        queue=("assignee_queue_id", change.assignee_queue_id),
    )
    tickets = _locked(session, organization_id, new)
    bulk_id = new_id()
    events: list[dict[str, Any]] = []
    changed: dict[UUID, Ticket] = {}
    for ticket in tickets:
        # Written by one statement for all of them, not by one for each.
        session.expunge(ticket)
        for kind, data in apply_patch(ticket, _patch(ticket, change), caller.user_id):
            changed[ticket.id] = ticket
            events.append(_event(caller, ticket, kind.value, data | {"bulk": str(bulk_id)}))
    if changed:
        row = BulkChange(organization_id=organization_id, id=bulk_id, actor_user_id=caller.user_id)
        row.ticket_ids = list(changed)
        session.add(row)
        session.flush()
        decided = {event["ticket_id"] for event in events if event["kind"] == EventKind.status_changed}
        rows = [_row(ticket, ticket.id in decided) for ticket in changed.values()]
        update_rows(session, text(_UPDATE), rows, o=organization_id)
        insert_rows(session, TicketEvent, events)
        set_response_due(session, organization_id, list(changed))
        for ticket in changed.values():
            pay_attention(session, caller, ticket, {e["kind"] for e in events if e["ticket_id"] == ticket.id})
        announce(session, organization_id, "ticket", list(changed))
    return BulkChanged(
        id=bulk_id if changed else None,
        changed_ids=list(changed),
        tickets=show_tickets(session, organization_id, [ticket.id for ticket in tickets]),
    )


#: The database's clock for the status, see `app.tickets.changes.set_status`.
_UPDATE = """
UPDATE tickets t SET status = row.status, priority = row.priority, priority_rank = row.priority_rank,
    assignee_user_id = row.assignee_user_id, assignee_queue_id = row.assignee_queue_id, tags = row.tags,
    snoozed_until = row.snoozed_until, snoozed_by_user_id = row.snoozed_by_user_id,
    snoozed_at = CASE WHEN row.snoozed_until IS NULL THEN NULL
                      WHEN row.snoozed_until IS DISTINCT FROM t.snoozed_until THEN now() ELSE t.snoozed_at END,
    status_set_at = CASE WHEN row.sets_status THEN now() ELSE t.status_set_at END, updated_at = clock_timestamp()
FROM json_to_recordset(CAST(:rows AS json)) AS row (id uuid, status text, priority text, priority_rank int,
     assignee_user_id uuid, assignee_queue_id uuid, tags text[], snoozed_until timestamptz,
     snoozed_by_user_id uuid, sets_status boolean)
WHERE t.organization_id = :o AND t.id = row.id
"""


def _row(ticket: Ticket, sets_status: bool) -> dict[str, Any]:
    return {
        "id": ticket.id,
        "status": ticket.status,
        "priority": ticket.priority,
        "priority_rank": ticket.priority_rank,
        "assignee_user_id": ticket.assignee_user_id,
        "assignee_queue_id": ticket.assignee_queue_id,
        "tags": ticket.tags,
        "snoozed_until": ticket.snoozed_until,
        "snoozed_by_user_id": ticket.snoozed_by_user_id,
        "sets_status": sets_status,
    }


def show_tickets(session: Session, organization_id: UUID, ids: Collection[UUID]) -> list[TicketOut]:
    """These tickets as they are in the database now, in the order of their ids."""
    rows = session.scalars(
        select(Ticket)
        .where(Ticket.organization_id == organization_id, Ticket.id.in_(ids))
        .order_by(Ticket.id)
        .execution_options(populate_existing=True)
    )
    return [TicketOut.model_validate(row) for row in rows]


def _locked(session: Session, organization_id: UUID, new: NewBulkChange) -> list[Ticket]:
    """The tickets of these ids, locked in one order so that two changes never wait for each other."""
    present = present_ids(session, organization_id, new.ticket_ids)
    rows = session.scalars(
        select(Ticket)
        .where(Ticket.organization_id == organization_id, Ticket.id.in_(set(present.values())))
        .order_by(Ticket.id)
        .with_for_update()
    ).all()
    tickets = {ticket.id: ticket for ticket in rows}
    refusals = []
    change = new.change
    for asked in dict.fromkeys(new.ticket_ids):
        ticket = tickets.get(present[asked]) if asked in present else None
        if ticket is None:
            refusals.append(_refusal(asked, "ticket_not_found", "There is no such ticket"))
        elif ticket.merged_into is not None:
            refusals.append(
                _refusal(
                    asked, "ticket_merged", f"{ticket.ticket_code} was merged into another ticket; change that one"
                )
            )
        elif change.snoozed_until is not None and (change.status or ticket.status) not in ACTIVE:
            refusals.append(
                _refusal(asked, "ticket_not_active", f"{ticket.ticket_code} is at its end: not to be snoozed")
            )
        elif len(_tags(ticket, change)) > MAX_TAGS:
            refusals.append(
                _refusal(asked, "too_many_tags", f"{ticket.ticket_code} would have more than {MAX_TAGS} tags")
            )
    if refusals:
        unknown = any(one["type"] == "ticket_not_found" for one in refusals)
        raise BulkNotFound(errors=refusals) if unknown else BulkRefused(errors=refusals)
    return list(rows)


def _refusal(ticket_id: UUID, code: str, message: str) -> dict[str, Any]:
    return {"loc": ["body", "ticket_ids"], "msg": message, "type": code, "ticket_id": str(ticket_id)}


def _patch(ticket: Ticket, change: BulkPatch) -> TicketPatch:
    """`change` as it is for this ticket, whose tags are its own."""
    values = {name: getattr(change, name) for name in change.model_fields_set if not name.endswith("_tags")}
    if change.add_tags or change.remove_tags:
        values["tags"] = _tags(ticket, change)
    return TicketPatch.model_validate(values)


def _tags(ticket: Ticket, change: BulkPatch) -> list[str]:
    return sorted(set(ticket.tags) - set(change.remove_tags) | set(change.add_tags))


def _event(caller: Caller, ticket: Ticket, kind: str, data: dict[str, Any]) -> dict[str, Any]:
    return {
        "organization_id": caller.organization_id,
        "id": new_id(),
        "ticket_id": ticket.id,
        "kind": kind,
        "actor_user_id": caller.user_id,
        "data": data,
    }

"""Take a merge, a split or a move back: threads, pins and what the tickets showed."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.core.clock import now
from app.corrections.merging import take_apart
from app.corrections.placing import restore_threads
from app.corrections.record import settle_tickets, write_undone
from app.corrections.undo_refused import ChangedSince
from app.identity.access import Caller
from app.messages.models import Thread
from app.realtime.notify import announce
from app.tickets.homes import mark_pins, settle_homes, write_pins
from app.tickets.models import EventKind, Ticket, TicketAlias, TicketEvent, TicketStatus
from app.tickets.undoable import tickets_of


def undo_placing(session: Session, caller: Caller, ticket: Ticket, event: TicketEvent) -> Ticket:
    """Take back where an action of a person placed mails; the ticket, as it was last if that took it away. Raises
    `ChangedSince`."""
    organization_id = caller.organization_id
    undone = {"event_id": str(event.id), "kind": event.kind.value}
    first = session.get_one(TicketEvent, (organization_id, UUID(event.data["change"])))
    data, record = first.data, _present_ids(session, organization_id, first.data["record"])
    involved = tickets_of(data)
    # As it was last, for the answer: undoing may take it away.
    session.expunge(ticket)
    take_apart(session, organization_id, record)
    kind, change = first.kind, first.id
    if kind is not EventKind.merged:
        _take_back(session, organization_id, change, data, record)
    tickets = {
        t.id: t
        for t in session.scalars(
            select(Ticket)
            .where(Ticket.organization_id == organization_id, Ticket.id.in_(involved))
            .execution_options(populate_existing=True)
        )
    }
    _restore_shown(tickets, record)
    session.flush()
    session.execute(
        text(
            "UPDATE ticket_events SET undone_at = now() WHERE organization_id = :o AND ticket_id = ANY(:ids)"
            " AND data->>'change' = :change"
        ),
        {"o": organization_id, "ids": sorted(involved), "change": str(change)},
    )
    session.expire_all()
    if record.get("opened"):
        _remove(session, tickets.pop(UUID(data["target"]["id"])))
    target = UUID(data["target"]["id"])
    for one in tickets.values():
        others = involved - {target} if one.id == target else {target}
        apart = {"apart": sorted(str(i) for i in others)} if kind is EventKind.merged else {}
        write_undone(session, caller, one, undone | apart)
    settle_tickets(session, organization_id, list(tickets.values()))
    announce(session, organization_id, "ticket", involved)
    return tickets.get(ticket.id, ticket)


def _present_ids(session: Session, organization_id: UUID, record: dict[str, Any]) -> dict[str, Any]:
    """The record with the pins' homes by the ids of now: a ticket may have been joined into another since."""
    homes = {pin[0] for pin in record.get("pins", {}).values()}
    if not homes:
        return record
    rows = session.execute(
        select(TicketAlias.alias_id, TicketAlias.ticket_id).where(
            TicketAlias.organization_id == organization_id, TicketAlias.alias_id.in_([UUID(h) for h in homes])
        )
    )
    now_called = {str(row[0]): str(row[1]) for row in rows}
    pins = {message: [now_called.get(pin[0], pin[0]), *pin[1:]] for message, pin in record["pins"].items()}
    return record | {"pins": pins}


_PINNED_BY = """
SELECT tm.message_id, m.thread_id, coalesce(tm.home_ticket_id, tm.ticket_id) FROM ticket_messages tm
JOIN messages m ON m.organization_id = tm.organization_id AND m.id = tm.message_id
WHERE tm.organization_id = :o AND tm.pin_event_id = :change
"""


def _take_back(
    session: Session, organization_id: UUID, change: UUID, data: dict[str, Any], record: dict[str, Any]
) -> None:
    """Threads and pins as they were, then every mail where these say."""
    present = set(
        session.scalars(
            select(Thread.id).where(Thread.organization_id == organization_id, Thread.placed_event_id == change)
        )
    )
    restore_threads(session, organization_id, {i: w for i, w in record["threads"].items() if UUID(i) in present})
    # A thread that was given as a whole and that a later mail joined with another: its mails were held by pins, and
    # are held where they came from.
    lost = {w["ticket"] for i, w in record["threads"].items() if UUID(i) not in present and w["ticket"]}
    came_from = next(iter(lost)) if len(lost) == 1 else (data.get("source") or {}).get("id")
    target = UUID(data["target"]["id"])
    pins = []
    threads = set(present)
    for message, thread, home in session.execute(text(_PINNED_BY), {"o": organization_id, "change": change}):
        threads.add(thread)
        before = record["pins"].get(str(message))
        if before is not None:
            pins.append({"message": message, "home": UUID(before[0]), "at": before[1], "event": before[2]})
        elif lost and home == target:
            pins.append({"message": message, "home": UUID(came_from), "at": now(), "event": None})
        else:
            pins.append({"message": message, "home": None, "at": None, "event": None})
    write_pins(session, organization_id, pins)
    mark_pins(session, organization_id, threads)
    settle_homes(session, organization_id, threads)


def _restore_shown(tickets: dict[UUID, Ticket], record: dict[str, Any]) -> None:
    """Statuses that the mails moved, and tags; unless somebody has set them since."""
    for ticket_id, (status, set_at) in record.get("status", {}).items():
        ticket = tickets.get(UUID(ticket_id))
        if ticket is not None and (ticket.status_set_at.isoformat() if ticket.status_set_at else None) == set_at:
            ticket.status = TicketStatus(status)
    tags = record.get("tags")
    if tags:
        for ticket in tickets.values():
            if str(ticket.id) in record["status"] and sorted(ticket.tags) == tags["after"]:
                ticket.tags = tags["before"]


def _remove(session: Session, ticket: Ticket) -> None:
    """Take away a ticket that the undone action had opened. Raises `ChangedSince` when something hangs on it."""
    try:
        with session.begin_nested():
            session.execute(
                text("DELETE FROM tickets WHERE organization_id = :o AND id = :id"),
                {"o": ticket.organization_id, "id": ticket.id},
            )
    except IntegrityError as error:
        raise ChangedSince("The ticket that this opened has been used since, so it cannot be taken away.") from error
    session.expunge(ticket)

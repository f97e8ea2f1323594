"""Undo an event: what it changed is again what it was before. Mail that came since goes with its thread."""

from __future__ import annotations

from datetime import datetime
from typing import Any, assert_never
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.core.clock import now
from app.core.errors import Conflict, NotFound
from app.core.ids import new_id
from app.corrections.merging import take_apart
from app.corrections.placing import restore_threads
from app.corrections.record import settle_tickets
from app.identity.access import Caller
from app.identity.members import names_of
from app.messages.models import Thread
from app.realtime.notify import announce
from app.stitching.threads import one_at_a_time
from app.tickets.changes import RANK, NotAssignable, check_assignees, set_status
from app.tickets.homes import mark_pins, settle_homes, write_pins
from app.tickets.lookup import find_ticket, lock_tickets
from app.tickets.models import EventKind, Priority, Ticket, TicketAlias, TicketEvent, TicketStatus
from app.tickets.snooze import restore_snooze
from app.tickets.undoable import PLACING, Obstacle, obstacles, tickets_of


class EventNotFound(NotFound):
    """The ticket has no such event."""

    code = "event_not_found"
    title = "There is no such event on this ticket"


class AlreadyUndone(Conflict):
    """Nothing is undone twice."""

    code = "already_undone"
    title = "This has been undone already"


class NotUndoable(Conflict):
    """An event of a kind that undoing does not know: what mail or rules did, notes, and undoing itself."""

    code = "not_undoable"
    title = "Such an event cannot be undone"


class ChangedSince(Conflict):
    """A later change touches the same thing."""

    code = "changed_since"
    title = "A later change touches the same thing; undo that first"


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
        return _undo_placing(session, caller, ticket, event)
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


def undo_value(session: Session, ticket: Ticket, event: TicketEvent) -> None:
    """Give the ticket back the value that it had before the event. Raises `ChangedSince` when it cannot be given."""
    before: Any = event.data.get("from")
    record = event.data.get("record") or {}
    match event.kind:
        case EventKind.status_changed:
            if "status_set_at" in record:
                _restore_status(ticket, before, record["status_set_at"])
                if record.get("snooze"):
                    restore_snooze(ticket, record["snooze"])
            else:
                set_status(ticket, TicketStatus(before))
        case EventKind.priority_changed:
            ticket.priority = Priority(before)
            ticket.priority_rank = RANK[ticket.priority]
        case EventKind.assignee_changed:
            _assign(session, ticket, user=_id(before))
        case EventKind.queue_changed:
            _assign(session, ticket, queue=_id(before))
        case EventKind.subject_changed:
            ticket.subject, ticket.subject_set_by_person = before or "", record.get("subject_set_by_person", True)
        case EventKind.tags_changed:
            ticket.tags = list(before or ())
        case EventKind.snoozed | EventKind.unsnoozed:
            restore_snooze(ticket, record.get("snooze"))
        case EventKind.routed:
            was = record["before"]
            if "status" in was:
                _restore_status(ticket, was["status"], record["status_set_at"])
            if "assignee_user_id" in was:
                _assign(session, ticket, user=_id(was["assignee_user_id"]))
            if "assignee_queue_id" in was:
                _assign(session, ticket, queue=_id(was["assignee_queue_id"]))
        case (
            EventKind.created
            | EventKind.merged
            | EventKind.split_off
            | EventKind.message_moved
            | EventKind.note_added
            | EventKind.message_received
            | EventKind.message_sent
            | EventKind.outside_reply
            | EventKind.woken
            | EventKind.undone
        ):
            raise NotUndoable()
        case _:
            assert_never(event.kind)


_KEEP = object()


def _assign(session: Session, ticket: Ticket, *, user: Any = _KEEP, queue: Any = _KEEP) -> None:
    """Give the ticket back. Raises `ChangedSince` when the person is no agent any more, or the queue is gone."""
    wanted_user = None if user is _KEEP else user
    wanted_queue = None if queue is _KEEP else queue
    try:
        check_assignees(session, ticket.organization_id, user=("assignee", wanted_user), queue=("queue", wanted_queue))
    except NotAssignable as error:
        raise ChangedSince(f"It cannot be given back: the former {error.detail}.") from error
    if user is not _KEEP:
        ticket.assignee_user_id = user
    if queue is not _KEEP:
        ticket.assignee_queue_id = queue


def _restore_status(ticket: Ticket, status: str, set_at: str | None) -> None:
    ticket.status = TicketStatus(status)
    ticket.status_set_at = datetime.fromisoformat(set_at) if set_at else None


def _id(value: str | None) -> UUID | None:
    return UUID(value) if value else None


def _undo_placing(session: Session, caller: Caller, ticket: Ticket, event: TicketEvent) -> Ticket:
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


def write_undone(session: Session, caller: Caller, ticket: Ticket, data: dict[str, Any]) -> None:
    """Note on the ticket that an event was undone."""
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

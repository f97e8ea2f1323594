"""What stands in the way of undoing an event. The page that shows events and the undoing itself ask the same function.

A value (status, assignee, …) can be restored while it is what the event set. An action that placed mails (merge,
split, move, a ticket opened from parked mail) can be undone while no later action touched the same mails or threads,
and while nobody has worked on a ticket that undoing would take away.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.tickets.models import EventKind, Ticket, TicketEvent
from app.tickets.snooze import moment

#: Of an event's data: what only undoing and joining read.
INTERNAL = frozenset({"record", "apart", "change"})
#: Actions that place mails.
PLACING = frozenset({EventKind.merged, EventKind.split_off, EventKind.message_moved, EventKind.created})


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Why an event cannot be undone: a code, a sentence, and the later event that must be undone first, if one."""

    code: str
    sentence: str
    later_event_id: UUID | None = None


_ALREADY = Obstacle("already_undone", "It has been undone already")
_NEVER = Obstacle("not_undoable", "Such an event cannot be undone")
_GONE = Obstacle(
    "changed_since", "A later mail showed that the ticket is one conversation with another; the two were joined"
)
_REPLIED = Obstacle("changed_since", "A reply was begun or written in the ticket that this made")
_JOINED_THREAD = Obstacle("changed_since", "A later mail joined this conversation with others")


def _later(event_id: UUID | None) -> Obstacle:
    return Obstacle("changed_since", "A later change touches the same thing; undo that first", event_id)


def obstacles(session: Session, organization_id: UUID, events: Collection[TicketEvent]) -> dict[UUID, Obstacle | None]:
    """For each event what stands in the way of undoing it, None when nothing does."""
    found: dict[UUID, Obstacle | None] = {}
    values, placing = [], []
    for event in events:
        if event.undone_at is not None:
            found[event.id] = _ALREADY
        elif event.actor_user_id is None or "joined_from" in event.data:
            found[event.id] = _NEVER
        elif event.kind in PLACING and "change" in event.data:
            placing.append(event)
        elif event.kind in _VALUE or (event.kind is EventKind.routed and "record" in event.data):
            values.append(event)
        else:
            found[event.id] = _NEVER
    found |= _values(session, organization_id, values)
    found |= _placings(session, organization_id, placing)
    return found


def _text(value: UUID | None) -> str | None:
    return None if value is None else str(value)


#: Kind of event → the present value, in the words of the event.
_VALUE: dict[EventKind, Callable[[Ticket], Any]] = {
    EventKind.status_changed: lambda t: t.status.value,
    EventKind.priority_changed: lambda t: t.priority.value,
    EventKind.assignee_changed: lambda t: _text(t.assignee_user_id),
    EventKind.queue_changed: lambda t: _text(t.assignee_queue_id),
    EventKind.subject_changed: lambda t: t.subject,
    EventKind.tags_changed: lambda t: sorted(t.tags),
    EventKind.snoozed: lambda t: moment(t.snoozed_until),
    EventKind.unsnoozed: lambda t: moment(t.snoozed_until),
}
#: What applying routing again may change.
ROUTED: dict[str, Callable[[Ticket], Any]] = {
    "status": lambda t: t.status.value,
    "assignee_user_id": lambda t: _text(t.assignee_user_id),
    "assignee_queue_id": lambda t: _text(t.assignee_queue_id),
}


def _values(session: Session, organization_id: UUID, events: Sequence[TicketEvent]) -> dict[UUID, Obstacle | None]:
    if not events:
        return {}
    tickets = _tickets(session, organization_id, {event.ticket_id for event in events})
    return {event.id: _value(event, tickets[event.ticket_id]) for event in events}


def _value(event: TicketEvent, ticket: Ticket) -> Obstacle | None:
    if ticket.merged_into is not None:
        return Obstacle("ticket_merged", "The ticket was merged into another since; undo the merge first")
    if event.kind is EventKind.routed:
        after = event.data["record"]["after"]
        same = all(ROUTED[name](ticket) == value for name, value in after.items())
    else:
        to = event.data.get("to")
        same = _VALUE[event.kind](ticket) == (sorted(to) if isinstance(to, list) else to)
    return None if same else _later(None)


def _tickets(session: Session, organization_id: UUID, ids: Collection[UUID]) -> dict[UUID, Ticket]:
    rows = session.scalars(select(Ticket).where(Ticket.organization_id == organization_id, Ticket.id.in_(ids)))
    return {row.id: row for row in rows}


@dataclass(frozen=True, slots=True)
class _Action:
    """An event of a person, or an automatic join, that nobody has undone: what it may stand in the way of."""

    id: UUID
    ticket_id: UUID
    kind: EventKind
    data: dict[str, Any]

    @property
    def change(self) -> str:
        return str(self.data.get("change") or self.id)


#: Tickets from which somebody writes or wrote: also a draft or an uploaded file would go with the ticket.
_REPLIES = """
SELECT ticket_id FROM outbound_messages WHERE organization_id = :o AND ticket_id = ANY(:ids)
UNION SELECT ticket_id FROM reply_drafts WHERE organization_id = :o AND ticket_id = ANY(:ids)
UNION SELECT ticket_id FROM outbound_uploads WHERE organization_id = :o AND ticket_id = ANY(:ids)
"""
_ACTIONS = """
SELECT id, ticket_id, kind, data FROM ticket_events
WHERE organization_id = :o AND ticket_id = ANY(:ids) AND undone_at IS NULL AND kind <> 'undone'
  AND (actor_user_id IS NOT NULL OR kind = 'merged')
ORDER BY created_at, id
"""


def _placings(session: Session, organization_id: UUID, events: Sequence[TicketEvent]) -> dict[UUID, Obstacle | None]:
    if not events:
        return {}
    first = {
        event.id: event
        for event in session.scalars(
            select(TicketEvent).where(
                TicketEvent.organization_id == organization_id,
                TicketEvent.id.in_({UUID(event.data["change"]) for event in events}),
            )
        )
    }
    involved = {ticket for event in events for ticket in tickets_of(event.data)}
    tickets = _tickets(session, organization_id, involved)
    actions = [
        _Action(row[0], row[1], EventKind(row[2]), row[3])
        for row in session.execute(text(_ACTIONS), {"o": organization_id, "ids": sorted(involved)})
    ]
    replied = set(session.execute(text(_REPLIES), {"o": organization_id, "ids": sorted(involved)}).scalars())
    threads = _threads_of(session, organization_id, list(first.values()))
    found: dict[UUID, Obstacle | None] = {}
    for event in events:
        primary = first.get(UUID(event.data["change"]))
        known = primary is not None and tickets_of(primary.data) <= tickets.keys()
        found[event.id] = _placing(primary, tickets, actions, replied, threads) if primary and known else _GONE
    return found


def tickets_of(data: dict[str, Any]) -> set[UUID]:
    """The tickets that an action concerned."""
    named = [data.get("source"), data.get("target"), *(data.get("sources") or ())]
    return {UUID(one["id"]) for one in named if one}


def _threads_of(session: Session, organization_id: UUID, events: Iterable[TicketEvent]) -> dict[str, str]:
    """Thread → the event that placed it last, for threads that these events placed as a whole."""
    ids = sorted({UUID(thread) for event in events for thread in event.data["record"].get("threads", ())})
    if not ids:
        return {}
    rows = session.execute(
        text("SELECT id, placed_event_id FROM threads WHERE organization_id = :o AND id = ANY(:ids)"),
        {"o": organization_id, "ids": ids},
    )
    return {str(row[0]): str(row[1]) for row in rows}


def _placing(
    event: TicketEvent,
    tickets: dict[UUID, Ticket],
    actions: Sequence[_Action],
    replied: set[UUID],
    threads: dict[str, str],
) -> Obstacle | None:
    change, record = event.data["change"], event.data["record"]
    mine = tickets_of(event.data)
    others = [action for action in actions if action.ticket_id in mine and action.change != change]
    for action in others:
        if change in (action.data.get("record") or {}).get("over", ()):
            return _later(action.id)
    target = UUID(event.data["target"]["id"])
    merged = {UUID(one) for one in record.get("merged", ())}
    for ticket in mine:
        expected = target if ticket in merged else None
        if tickets[ticket].merged_into != expected:
            return _later(next((a.id for a in reversed(others) if a.ticket_id == ticket and _merges(a, ticket)), None))
    if event.kind is EventKind.merged:
        return _taken_from(others, target, {*record["merged"], *record["redirected"]})
    if record.get("opened"):
        if target in replied:
            return _REPLIED
        worked = [action.id for action in others if action.ticket_id == target]
        if worked:
            return _later(worked[-1])
    if event.data.get("source") is None and any(threads.get(t) != change for t in record["threads"]):
        return _JOINED_THREAD
    return None


def _merges(action: _Action, ticket: UUID) -> bool:
    return "target" in action.data and action.data["target"]["id"] != str(ticket)


def _taken_from(others: Sequence[_Action], target: UUID, homes: set[str]) -> Obstacle | None:
    """A later action that took mails of merged tickets out of `target`."""
    for action in others:
        taken = (action.data.get("record") or {}).get("homes", ())
        if action.ticket_id == target and homes.intersection(taken):
            return _later(action.id)
    return None

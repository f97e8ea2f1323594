"""Give a ticket back the value that an event changed."""

from __future__ import annotations

from datetime import datetime
from typing import Any, assert_never
from uuid import UUID

from sqlalchemy.orm import Session

from app.corrections.undo_refused import ChangedSince, NotUndoable
from app.tickets.changes import RANK, NotAssignable, check_assignees, set_status
from app.tickets.models import EventKind, Priority, Ticket, TicketEvent, TicketStatus
from app.tickets.snooze import restore_snooze


def undo_value(session: Session, ticket: Ticket, event: TicketEvent) -> None:
    """What the event set is again what it was before. Raises `NotUndoable`, `ChangedSince`."""
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

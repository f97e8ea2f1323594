"""What people do to a ticket. Each change and its event are written by the same function, in one transaction, with
the announcement that makes other browsers look again."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core.clock import now
from app.core.errors import Conflict, Invalid
from app.identity.access import Caller
from app.identity.enrol import role_in
from app.identity.models import Role
from app.realtime.notify import announce
from app.tickets.attention_models import NotificationKind
from app.tickets.following import follow, followers_of, require_members
from app.tickets.lookup import find_ticket
from app.tickets.models import ACTIVE, EventKind, Priority, Queue, Ticket, TicketEvent, TicketNote, TicketStatus
from app.tickets.notifications import tell
from app.tickets.response_due import set_response_due
from app.tickets.schemas import TicketPatch
from app.tickets.snooze import end_snooze, moment, set_snooze, snooze_record


class TicketChanged(Conflict):
    """Somebody else changed the ticket since the caller read it."""

    code = "ticket_changed"
    title = "Somebody else changed this ticket in the meantime; load it again"


class NotAssignable(Invalid):
    """The assignee is no agent of this organisation, or the queue is not one of its queues."""

    code = "not_assignable"
    title = "This assignee cannot be chosen"


#: The column `priority_rank`.
RANK = {Priority.low: 0, Priority.normal: 1, Priority.high: 2, Priority.urgent: 3}
#: What changes until when an answer is promised.
_PROMISED_BY = {EventKind.status_changed, EventKind.priority_changed, EventKind.queue_changed}


def change_ticket(session: Session, caller: Caller, ticket_id: UUID, patch: TicketPatch) -> Ticket:
    """Apply `patch` and write an event for each value that really changes. Raises `TicketNotFound`, `TicketMerged`,
    `TicketChanged`, `NotAssignable`, `SnoozeNotAhead`, `TicketNotActive`."""
    ticket = find_ticket(session, caller.organization_id, ticket_id, for_update=True)
    if patch.expected_updated_at is not None and patch.expected_updated_at != ticket.updated_at:
        raise TicketChanged()
    check_assignees(
        session,
        caller.organization_id,
        user=("assignee_user_id", patch.assignee_user_id),
        queue=("assignee_queue_id", patch.assignee_queue_id),
    )
    happened = list(apply_patch(ticket, patch, caller.user_id))
    for kind, data in happened:
        session.add(_event(caller, ticket, kind, data))
    if happened:
        kinds = {kind for kind, _ in happened}
        pay_attention(session, caller, ticket, kinds)
        touch(session, ticket)
        if kinds & _PROMISED_BY:
            set_response_due(session, ticket.organization_id, [ticket.id])
            session.refresh(ticket)
    return ticket


def apply_patch(ticket: Ticket, patch: TicketPatch, user_id: UUID) -> Iterator[tuple[EventKind, dict[str, Any]]]:
    """Set what differs on `ticket`, and give the kind and the data of the event for each value. Raises
    `SnoozeNotAhead`, `TicketNotActive`."""
    snoozed = {"snooze": snooze_record(ticket)}
    set_at = ticket.status_set_at.isoformat() if ticket.status_set_at else None
    set_before = {
        EventKind.status_changed: {"status_set_at": set_at} | snoozed,
        EventKind.snoozed: snoozed,
        EventKind.unsnoozed: snoozed,
        EventKind.subject_changed: {"subject_set_by_person": ticket.subject_set_by_person},
    }
    for kind, before, after in _changes(ticket, patch, user_id):
        yield kind, {"from": before, "to": after} | ({"record": set_before[kind]} if kind in set_before else {})


def pay_attention(session: Session, caller: Caller, ticket: Ticket, kinds: Collection[EventKind]) -> None:
    """Who gets the ticket, or puts it off, wants to hear of it; who is given it is told."""
    if EventKind.snoozed in kinds:
        follow(session, ticket.organization_id, ticket.id, [caller.user_id])
    if EventKind.assignee_changed in kinds and ticket.assignee_user_id is not None:
        new = [ticket.assignee_user_id]
        follow(session, ticket.organization_id, ticket.id, new)
        tell(session, ticket.organization_id, ticket.id, NotificationKind.assigned, new, actor=caller.user_id)


def _changes(ticket: Ticket, patch: TicketPatch, user_id: UUID | None) -> Iterator[tuple[EventKind, Any, Any]]:
    """Set what differs; yield what kind of change it was, from what, to what."""
    if patch.status is not None and patch.status != ticket.status:
        yield EventKind.status_changed, ticket.status.value, patch.status.value
        set_status(ticket, patch.status)
    if patch.priority is not None and patch.priority != ticket.priority:
        yield EventKind.priority_changed, ticket.priority.value, patch.priority.value
        ticket.priority, ticket.priority_rank = patch.priority, RANK[patch.priority]
    if "assignee_user_id" in patch.model_fields_set and patch.assignee_user_id != ticket.assignee_user_id:
        yield EventKind.assignee_changed, _text(ticket.assignee_user_id), _text(patch.assignee_user_id)
        ticket.assignee_user_id = patch.assignee_user_id
    if "assignee_queue_id" in patch.model_fields_set and patch.assignee_queue_id != ticket.assignee_queue_id:
        yield EventKind.queue_changed, _text(ticket.assignee_queue_id), _text(patch.assignee_queue_id)
        ticket.assignee_queue_id = patch.assignee_queue_id
    if patch.subject is not None and patch.subject != ticket.subject:
        yield EventKind.subject_changed, ticket.subject, patch.subject
        ticket.subject, ticket.subject_set_by_person = patch.subject, True
    if patch.tags is not None and patch.tags != sorted(ticket.tags):
        yield EventKind.tags_changed, list(ticket.tags), patch.tags
        ticket.tags = patch.tags
    if "snoozed_until" in patch.model_fields_set and patch.snoozed_until != ticket.snoozed_until:
        kind = EventKind.unsnoozed if patch.snoozed_until is None else EventKind.snoozed
        yield kind, moment(ticket.snoozed_until), moment(patch.snoozed_until)
        set_snooze(ticket, patch.snoozed_until, user_id)


def set_status(ticket: Ticket, status: TicketStatus) -> None:
    """A person's decision: mail that came before it no longer moves the status (`app.tickets.activity`). What is at an
    end is snoozed no longer."""
    if status not in ACTIVE:
        end_snooze(ticket)
    # The database's clock, for it is compared with when mail was recorded there.
    ticket.status = status
    ticket.status_set_at = func.now()


def add_note(
    session: Session, caller: Caller, ticket_id: UUID, markdown: str, mentioned: Collection[UUID] = ()
) -> TicketNote:
    """Write an internal note, and tell whom it calls and who follows the ticket. Raises `TicketNotFound`,
    `TicketMerged`, `MemberNotFound`."""
    require_members(session, caller.organization_id, set(mentioned))
    ticket = find_ticket(session, caller.organization_id, ticket_id, for_update=True)
    note = TicketNote(
        organization_id=caller.organization_id,
        ticket_id=ticket.id,
        author_user_id=caller.user_id,
        body_markdown=markdown,
        mentioned_user_ids=list(dict.fromkeys(mentioned)),
    )
    session.add(note)
    session.flush()
    session.refresh(note)
    session.add(_event(caller, ticket, EventKind.note_added, {"note_id": str(note.id)}))
    _tell_of_note(session, caller, note)
    touch(session, ticket)
    return note


def _tell_of_note(session: Session, caller: Caller, note: TicketNote) -> None:
    organization_id, called = note.organization_id, note.mentioned_user_ids
    before = {person.user_id for person in followers_of(session, organization_id, note.ticket_id)}
    follow(session, organization_id, note.ticket_id, [caller.user_id, *called])
    about: dict[str, Any] = {"actor": caller.user_id, "note_id": note.id}
    tell(session, organization_id, note.ticket_id, NotificationKind.mention, called, **about)
    tell(session, organization_id, note.ticket_id, NotificationKind.note, before - set(called), **about)


def check_assignees(
    session: Session, organization_id: UUID, *, user: tuple[str, UUID | None], queue: tuple[str, UUID | None]
) -> None:
    """Refuse (`NotAssignable`) a user who is no agent of the organisation, and a queue that is not its own. Each comes
    with the name of the field that holds it."""
    field, user_id = user
    if user_id is not None and role_in(session, organization_id, user_id) not in (Role.agent, Role.admin):
        raise _not_assignable(field, "is not an agent of this organisation")
    field, queue_id = queue
    if queue_id is not None:
        mine = select(Queue.id).where(Queue.organization_id == organization_id, Queue.id == queue_id)
        if session.scalar(mine) is None:
            raise _not_assignable(field, "is not a queue of this organisation")


def _not_assignable(name: str, message: str) -> NotAssignable:
    return NotAssignable(f"{name} {message}", errors=[{"loc": ["body", name], "msg": message}])


def _event(caller: Caller, ticket: Ticket, kind: EventKind, data: dict[str, Any]) -> TicketEvent:
    return TicketEvent(
        organization_id=caller.organization_id,
        ticket_id=ticket.id,
        kind=kind,
        actor_user_id=caller.user_id,
        data=data,
    )


def touch(session: Session, ticket: Ticket) -> None:
    ticket.updated_at = now()
    session.flush()
    announce(session, ticket.organization_id, "ticket", [ticket.id])


def _text(value: UUID | None) -> str | None:
    return str(value) if value is not None else None

"""Bring mails to where they belong: split them off, move them, open a ticket from parked mail."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core.errors import Conflict
from app.core.ids import new_id
from app.corrections.merging import SameTicket, merge_into
from app.corrections.placing import bring, give_threads, thread_record
from app.corrections.record import named, settle_tickets, status_record, write_action
from app.corrections.rerouting import assign_by_rules
from app.identity.access import Caller
from app.messages.models import Message, Thread
from app.stitching.threads import one_at_a_time
from app.tickets.homes import settle_homes
from app.tickets.lookup import MessageNotFound, find_ticket
from app.tickets.models import EventKind, Ticket, TicketMessage
from app.tickets.opening import open_ticket
from app.tickets.response_due import set_response_due

#: Of a large split the event names these many mails.
_NAMED = 1000


class NothingWouldStay(Conflict):
    """Every mail of the ticket was to be split off."""

    code = "nothing_would_stay"
    title = "These are all mails of the ticket; one must stay"


class AlreadyInTicket(Conflict):
    """The mail is not parked."""

    code = "already_in_ticket"
    title = "This mail stands in a ticket already; move it from there"


def split_ticket(
    session: Session, caller: Caller, ticket_id: UUID, message_ids: Collection[UUID], subject: str | None
) -> Ticket:
    """Give mails of the ticket a new one, which keeps its queue, assignee and priority. Raises `TicketNotFound`,
    `TicketMerged`, `MessageNotFound`, `NothingWouldStay`."""
    organization_id = caller.organization_id
    one_at_a_time(session, organization_id)
    source = find_ticket(session, organization_id, ticket_id, for_update=True)
    wanted = set(message_ids)
    _check_in(session, source, wanted)
    if _count(session, source) == len(wanted):
        raise NothingWouldStay()
    target = open_ticket(
        session,
        organization_id,
        source.first_message_at,
        assignee_queue_id=source.assignee_queue_id,
        assignee_user_id=source.assignee_user_id,
        priority=source.priority,
        priority_rank=source.priority_rank,
        **({"subject": subject, "subject_set_by_person": True} if subject else {}),
    )
    change = new_id()
    record = {"status": status_record([source]), "opened": True}
    record |= bring(session, organization_id, wanted, target, change)
    write_action(
        session, caller, change, EventKind.split_off, [source, target], _data(source, target, wanted), record,
        apart=[(source.id, target.id)],
    )  # fmt: skip
    settle_tickets(session, organization_id, [source, target])
    return target


def move_message(session: Session, caller: Caller, ticket_id: UUID, message_id: UUID, target_id: UUID) -> Ticket:
    """Move one mail to another ticket. A ticket that loses its last mail by this is merged into that one. Raises
    `TicketNotFound`, `TicketMerged`, `MessageNotFound`, `SameTicket`."""
    organization_id = caller.organization_id
    one_at_a_time(session, organization_id)
    source = find_ticket(session, organization_id, ticket_id, for_update=True)
    target = find_ticket(session, organization_id, target_id, for_update=True)
    _check_in(session, source, {message_id})
    if source.id == target.id:
        raise SameTicket()
    change = new_id()
    record: dict[str, Any] = {"status": status_record([source, target])}
    record |= bring(session, organization_id, {message_id}, target, change)
    emptied = _count(session, source) == 0
    if emptied:
        record |= merge_into(session, organization_id, [source.id], target)
    data = _data(source, target, {message_id}) | ({"emptied": True} if emptied else {})
    write_action(
        session, caller, change, EventKind.message_moved, [source, target], data, record,
        apart=[(source.id, target.id)],
    )  # fmt: skip
    settle_tickets(session, organization_id, [source, target])
    return target


def ticket_from_message(session: Session, caller: Caller, message_id: UUID, target_id: UUID | None) -> Ticket:
    """Open a ticket from a parked or dropped mail, or put it into an existing one: with the mails of its thread, which
    are parked with it. Raises `MessageNotFound`, `AlreadyInTicket`, `TicketNotFound`, `TicketMerged`."""
    organization_id = caller.organization_id
    one_at_a_time(session, organization_id)
    message = session.get(Message, (organization_id, message_id))
    if message is None:
        raise MessageNotFound("There is no such message")
    if session.get(TicketMessage, (organization_id, message_id)) is not None:
        raise AlreadyInTicket()
    change = new_id()
    record: dict[str, Any] = {}
    if target_id is None:
        target = open_ticket(session, organization_id, message.sort_at)
        record |= {"opened": True}
    else:
        target = find_ticket(session, organization_id, target_id, for_update=True)
        record |= {"status": status_record([target])}
    thread = session.get_one(Thread, (organization_id, message.thread_id), populate_existing=True)
    record |= {"threads": {str(thread.id): thread_record(thread)}, "pins": {}, "over": [], "homes": []}
    give_threads(session, organization_id, [thread], target, change)
    settle_homes(session, organization_id, [thread.id])
    kind = EventKind.created if target_id is None else EventKind.message_moved
    data = _data(None, target, {message_id}) | {"reason": "A person put parked mail into a ticket"}
    write_action(session, caller, change, kind, [target], data, record)
    settle_tickets(session, organization_id, [target])
    if target_id is None:
        assign_by_rules(session, organization_id, target)
        set_response_due(session, organization_id, [target.id])
        session.refresh(target)
    return target


def _data(source: Ticket | None, target: Ticket, moved: Collection[UUID]) -> dict[str, Any]:
    return {
        "source": named(source),
        "target": named(target),
        "message_ids": sorted(str(i) for i in moved)[:_NAMED],
        "count": len(moved),
    }


def _check_in(session: Session, ticket: Ticket, message_ids: Collection[UUID]) -> None:
    found = session.scalar(
        select(func.count())
        .select_from(TicketMessage)
        .where(
            TicketMessage.organization_id == ticket.organization_id,
            TicketMessage.ticket_id == ticket.id,
            TicketMessage.message_id.in_(message_ids),
        )
    )
    if found != len(message_ids):
        raise MessageNotFound()


def _count(session: Session, ticket: Ticket) -> int:
    found = session.scalar(
        select(func.count())
        .select_from(TicketMessage)
        .where(TicketMessage.organization_id == ticket.organization_id, TicketMessage.ticket_id == ticket.id)
    )
    return found or 0

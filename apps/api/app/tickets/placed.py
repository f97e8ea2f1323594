"""Who placed a mail where it is, when the machine did not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.identity.members import names_of
from app.messages.models import Message, Thread
from app.tickets.homes import read_homes
from app.tickets.models import EventKind, Ticket, TicketEvent, TicketMessage
from app.tickets.placement import parents


@dataclass(frozen=True, slots=True)
class ByPerson:
    """``placed_by_person``, ``held_where_it_was`` (others of its thread were moved), ``follows_answered_mail`` (it
    answers one that was placed), ``follows_thread`` (its whole thread was) or ``merged_by_person``."""

    reason: str
    evidence: dict[str, Any]
    otherwise: dict[str, Any]
    """Where the machine alone would have it, if that is another ticket."""


def placed_by(session: Session, ticket: Ticket, message: Message) -> ByPerson | None:
    """What people decided about the place of a mail of `ticket`; None when nobody did."""
    own = ticket.organization_id
    row = session.get_one(TicketMessage, (own, message.id))
    thread = session.get_one(Thread, (own, message.thread_id))
    otherwise = _otherwise(session, ticket, thread)
    if row.pinned_at is not None:
        event = _event(session, own, row.pin_event_id)
        named = event is not None and str(message.id) in event.data.get("message_ids", ())
        evidence = _evidence(session, event) or {"at": row.pinned_at.isoformat()}
        return ByPerson("placed_by_person" if named else "held_where_it_was", evidence, otherwise)
    home = row.home_ticket_id or row.ticket_id
    if thread.has_pins and home != thread.ticket_id:
        return ByPerson("follows_answered_mail", _followed(session, own, thread, message), otherwise)
    if row.home_ticket_id is not None:
        merge = session.scalars(
            select(TicketEvent)
            .where(
                TicketEvent.organization_id == own,
                TicketEvent.ticket_id == row.home_ticket_id,
                TicketEvent.kind.in_((EventKind.merged, EventKind.message_moved)),
                TicketEvent.undone_at.is_(None),
            )
            .order_by(TicketEvent.created_at.desc(), TicketEvent.id.desc())
            .limit(1)
        ).one_or_none()
        return ByPerson("merged_by_person", _evidence(session, merge), otherwise)
    if thread.placed_event_id is not None:
        event = _event(session, own, thread.placed_event_id)
        named = event is not None and str(message.id) in event.data.get("message_ids", ())
        return ByPerson("placed_by_person" if named else "follows_thread", _evidence(session, event), otherwise)
    return None


def _event(session: Session, organization_id: UUID, event_id: UUID | None) -> TicketEvent | None:
    return None if event_id is None else session.get(TicketEvent, (organization_id, event_id))


def _evidence(session: Session, event: TicketEvent | None) -> dict[str, Any]:
    if event is None:
        return {}
    names = names_of(session, {event.actor_user_id} if event.actor_user_id else set())
    return {
        "by": names.get(event.actor_user_id) if event.actor_user_id else None,
        "at": event.created_at.isoformat(),
        "action": event.kind.value,
        "event_id": str(event.id),
    }


def _otherwise(session: Session, ticket: Ticket, thread: Thread) -> dict[str, Any]:
    if thread.ticket_id is None or thread.ticket_id == ticket.id:
        return {}
    other = session.get(Ticket, (ticket.organization_id, thread.ticket_id))
    return {"ticket_id": str(other.id), "ticket_code": other.ticket_code} if other else {}


def _followed(session: Session, organization_id: UUID, thread: Thread, message: Message) -> dict[str, Any]:
    """The placed mail that this one answers, directly or through others, and who placed that."""
    mails = read_homes(session, organization_id, [thread.id])[thread.id].mails
    pinned = {mail.id for mail in mails if mail.pin is not None}
    parent = parents(mails)
    at: UUID | None = message.id
    seen: set[UUID] = set()
    while at is not None and at not in pinned and at not in seen:
        seen.add(at)
        at = parent.get(at)
    if at is None or at not in pinned:
        return {}
    row = session.get_one(TicketMessage, (organization_id, at))
    return {"answers_message_id": str(at)} | _evidence(session, _event(session, organization_id, row.pin_event_id))

"""Acknowledgements: what a queue answers by itself to the mail that opens a ticket in it.

Never to mail that a program sent, never to mail that is old or was imported, one to an address, ticket and day at most,
and to one address only so many in an hour, for two machines that answer each other find every other hole.
"""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import exists, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.core.clock import now
from app.core.ids import new_id
from app.mailboxes.models import SendIdentity
from app.messages.answering import may_answer_automatically
from app.messages.models import DiscoveredBy, Message, Occurrence
from app.outbound.bodies import bodies_of
from app.outbound.evidence import system_addresses
from app.outbound.identities import default_identity, identities_of
from app.outbound.mime_message import ascii_address
from app.outbound.models import OutboundKind, OutboundMessage, OutboundState
from app.outbound.variables import fill, values_of
from app.outbound.wake import request_send
from app.outbound.writing_models import Acknowledged, QueueAcknowledgement
from app.stitching.threads import one_at_a_time
from app.tickets.models import Ticket, TicketStatus

#: Later than this nobody wonders whether their mail arrived.
FRESH = timedelta(minutes=30)
#: So many to one address within an hour; the next ones are left out.
MOST_AN_HOUR = 3
_AT_ONCE = 100


def acknowledge_new(session: Session, organization_id: UUID) -> int:
    """Decide for each fresh mail that opened a ticket in a queue that acknowledges; how many were acknowledged. Each
    decision is recorded with its reason, so that it is made once."""
    done = 0
    if not _undecided(session, organization_id):
        return 0
    # Several tickets, none of which may be joined meanwhile.
    one_at_a_time(session, organization_id)
    for ticket, message, settings in _undecided(session, organization_id):
        email = str(message.author.get("email") or message.from_email).lower()
        refusal = _refusal(session, ticket, message, email)
        identity = None if refusal else _identity(session, ticket, settings)
        if identity is None:
            _decide(session, message, email, None, refusal or "No shared address to send from is usable.")
            continue
        reply_id = _queue_reply(session, ticket, message, settings, identity, email)
        reason = "Acknowledged." if reply_id else "This address was answered in this ticket today."
        _decide(session, message, email, reply_id, reason)
        done += reply_id is not None
    return done


def _undecided(session: Session, organization_id: UUID) -> list[tuple[Ticket, Message, QueueAcknowledgement]]:
    rows = session.execute(
        select(Ticket, Message, QueueAcknowledgement)
        .join(
            QueueAcknowledgement,
            (QueueAcknowledgement.organization_id == Ticket.organization_id)
            & (QueueAcknowledgement.queue_id == Ticket.assignee_queue_id),
        )
        .join(Message, (Message.organization_id == Ticket.organization_id) & (Message.id == Ticket.root_message_id))
        .where(
            Ticket.organization_id == organization_id,
            QueueAcknowledgement.is_enabled,
            # What was there before somebody turned it on is not answered.
            Ticket.created_at > QueueAcknowledgement.updated_at,
            Ticket.created_at > func.now() - FRESH,
            ~exists().where(
                Acknowledged.organization_id == organization_id, Acknowledged.message_id == Ticket.root_message_id
            ),
        )
        .order_by(Ticket.created_at, Ticket.id)
        .limit(_AT_ONCE)
    )
    return [(row[0], row[1], row[2]) for row in rows]


def _refusal(session: Session, ticket: Ticket, message: Message, email: str) -> str | None:
    allowed, reason = may_answer_automatically(message)
    if not allowed:
        return reason
    if ticket.status is TicketStatus.spam or ticket.merged_into is not None:
        return "The ticket is spam, or was merged."
    if message.internal_date is None or message.internal_date < now() - FRESH or not _is_live(session, message):
        return "The mail is old, or was imported."
    if {email, _sender(email)} & system_addresses(session, message.organization_id, None):
        return "One of our own addresses wrote it."
    try:
        ascii_address(email)
    except ValueError:
        return "Gmail cannot send to this address."
    if _lately(session, message.organization_id, email) >= MOST_AN_HOUR:
        return f"This address was answered {MOST_AN_HOUR} times within an hour."
    return None


def _sender(email: str) -> str:
    """The address without a plus-part: help desks write from another one in each conversation."""
    local, _, domain = email.rpartition("@")
    base = local.partition("+")[0]
    return f"{base}@{domain}" if base else email


def _is_live(session: Session, message: Message) -> bool:
    """Whether a copy of it came while we were looking, and none from a listing, an archive or a comparison."""
    ways = session.scalars(
        select(Occurrence.discovered_by).where(
            Occurrence.organization_id == message.organization_id, Occurrence.message_id == message.id
        )
    ).all()
    return bool(ways) and all(way is DiscoveredBy.history for way in ways)


def _lately(session: Session, organization_id: UUID, email: str) -> int:
    count = session.scalar(
        select(func.count()).where(
            Acknowledged.organization_id == organization_id,
            Acknowledged.email == _sender(email),
            Acknowledged.outbound_message_id.is_not(None),
            Acknowledged.created_at > func.now() - timedelta(hours=1),
        )
    )
    return count or 0


def _identity(session: Session, ticket: Ticket, settings: QueueAcknowledgement) -> SendIdentity | None:
    rows = identities_of(session, ticket.organization_id, None)
    for identity, _ in rows:
        if identity.id == settings.send_identity_id:
            return identity if identity.is_verified else None
    return default_identity(session, ticket.organization_id, ticket.id, rows)


def _queue_reply(
    session: Session,
    ticket: Ticket,
    message: Message,
    settings: QueueAcknowledgement,
    identity: SendIdentity,
    email: str,
) -> UUID | None:
    """The row to send; None when this address was answered in this ticket today."""
    values = values_of(
        session, ticket, user_id=None, identity_email=identity.email, identity_name=identity.display_name
    )
    subject, _ = fill(settings.subject, values, as_html=False)
    html, _ = fill(settings.body_html, values, as_html=True)
    bodies, at = bodies_of("", html, []), now()
    key = f"acknowledgement:{ticket.id}:{hashlib.sha256(email.encode()).hexdigest()[:32]}:{at:%Y-%m-%d}"
    row: dict[str, Any] = {
        "organization_id": ticket.organization_id,
        "id": new_id(),
        "ticket_id": ticket.id,
        "kind": OutboundKind.acknowledgement,
        "send_identity_id": identity.id,
        "mailbox_id": identity.mailbox_id,
        "in_reply_to_message_id": message.id,
        "idempotency_key": key,
        "content_hash": b"",
        "state": OutboundState.queued,
        "from_email": identity.email,
        "to_emails": [email],
        "cc_emails": [],
        "bcc_emails": [],
        "subject": " ".join(subject.split())[:500],
        "body_text": bodies.text,
        "body_html": bodies.html,
        "send_at": at,
        "due_at": at,
    }
    made = session.scalar(
        insert(OutboundMessage)
        .values(**row)
        .on_conflict_do_nothing(index_elements=["organization_id", "idempotency_key"])
        .returning(OutboundMessage.id)
    )
    if made is not None:
        request_send(session, ticket.organization_id, made)
    return made


def _decide(session: Session, message: Message, email: str, reply_id: UUID | None, reason: str) -> None:
    session.execute(
        insert(Acknowledged)
        .values(
            organization_id=message.organization_id,
            message_id=message.id,
            outbound_message_id=reply_id,
            email=_sender(email),
            reason=reason,
        )
        .on_conflict_do_nothing()
    )

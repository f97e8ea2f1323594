"""The mails of a ticket, in pages from the newest back or from the first on: seven queries a page at most."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select, tuple_
from sqlalchemy.orm import Session

from app.core.paging import cursor_time, cursor_uuid, decode_cursor, encode_cursor
from app.identity.members import members_by_email
from app.messages.bounced import bounced_among
from app.messages.delivery_reports import reports_of
from app.messages.models import Attachment, Direction, Message, MessageContent, Occurrence, Thread
from app.mime import Outcome, sanitize_html
from app.tickets.deliveries import show_bounced, show_reports
from app.tickets.fields import PersonOut
from app.tickets.message_schemas import AttachmentOut, AuthorOut, MessageOccurrenceOut, MessageOut
from app.tickets.models import Ticket, TicketMessage
from app.tickets.strangers import strangers_among

#: Pinned, in a thread that a person placed, or in a ticket that a person merged into this one.
_BY_PERSON = or_(
    TicketMessage.pinned_at.is_not(None),
    TicketMessage.home_ticket_id.is_not(None),
    Thread.placed_event_id.is_not(None),
).label("placed_by_person")


class ThreadOrder(StrEnum):
    """Which way one walks through a thread. Each page reads from its oldest mail to its newest."""

    newest = "newest"
    oldest = "oldest"


def thread_page(
    session: Session,
    organization_id: UUID,
    ticket_id: UUID,
    cursor: str | None,
    limit: int,
    order: ThreadOrder = ThreadOrder.newest,
) -> tuple[list[MessageOut], str | None]:
    """`limit` mails of the ticket, oldest first, and the cursor of the next page: the newest before `cursor`, or with
    `order` oldest the first ones after it."""
    sort, back = f"thread-{order.value}", order is ThreadOrder.newest
    place = (TicketMessage.sort_at, TicketMessage.message_id)
    statement = (
        select(Message, MessageContent, TicketMessage.sort_at, _BY_PERSON, Ticket.requester_email)
        .join(
            TicketMessage,
            (TicketMessage.organization_id == Message.organization_id) & (TicketMessage.message_id == Message.id),
        )
        .join(
            MessageContent,
            (MessageContent.organization_id == Message.organization_id) & (MessageContent.message_id == Message.id),
        )
        .join(
            Ticket,
            (Ticket.organization_id == TicketMessage.organization_id) & (Ticket.id == TicketMessage.ticket_id),
        )
        .join(Thread, (Thread.organization_id == Message.organization_id) & (Thread.id == Message.thread_id))
        .where(TicketMessage.organization_id == organization_id, TicketMessage.ticket_id == ticket_id)
        .order_by(*[column.desc() if back else column.asc() for column in place])
        .limit(limit + 1)
    )
    if cursor is not None:
        moment, message_id = decode_cursor(sort, cursor, 2)
        edge = (cursor_time(moment), cursor_uuid(message_id))
        statement = statement.where(tuple_(*place) < edge if back else tuple_(*place) > edge)
    rows = session.execute(statement).all()
    next_cursor = None
    if len(rows) > limit:
        rows = rows[:limit]
        next_cursor = encode_cursor(sort, [rows[-1].sort_at, rows[-1].Message.id])
    ids = [row.Message.id for row in rows]
    attachments = _attachments(session, organization_id, ids)
    occurrences = _occurrences(session, organization_id, ids)
    told, about = reports_of(session, organization_id, ids)
    addresses = {row.Message.id: _addresses(row.Message) for row in rows}
    bounced = bounced_among(session, organization_id, [email for named in addresses.values() for email in named])
    ours = {_address(row.Message) for row in rows if row.Message.direction is Direction.outbound}
    people = members_by_email(session, organization_id, ours)
    doubtful = [row.Message for row in rows if not row.placed_by_person]
    requester = rows[0].requester_email if rows else ""
    strangers = strangers_among(session, organization_id, ticket_id, requester, doubtful)
    messages = [
        _message(
            row.Message,
            row.MessageContent,
            attachments[row.Message.id],
            occurrences[row.Message.id],
            delivery_reports=show_reports(told[row.Message.id]),
            delivery_failures=show_reports(one for one in about[row.Message.id] if one.row.kind != Outcome.DELIVERED),
            bounced_addresses=[show_bounced(bounced[e]) for e in addresses[row.Message.id] if e in bounced],
            sent_by=_sent_by(people, row.Message),
            ticket_id=ticket_id,
            placed_by_person=row.placed_by_person,
            sender_is_stranger=row.Message.id in strangers,
        )
        for row in (reversed(rows) if back else rows)
    ]
    return messages, next_cursor


def _attachments(session: Session, organization_id: UUID, ids: Sequence[UUID]) -> dict[UUID, list[Attachment]]:
    found: dict[UUID, list[Attachment]] = defaultdict(list)
    rows = session.scalars(
        select(Attachment)
        .where(Attachment.organization_id == organization_id, Attachment.message_id.in_(ids))
        .order_by(Attachment.message_id, Attachment.part)
    )
    for row in rows:
        found[row.message_id].append(row)
    return found


def _occurrences(session: Session, organization_id: UUID, ids: Sequence[UUID]) -> dict[UUID, list[Occurrence]]:
    found: dict[UUID, list[Occurrence]] = defaultdict(list)
    rows = session.scalars(
        select(Occurrence)
        .where(Occurrence.organization_id == organization_id, Occurrence.message_id.in_(ids))
        .order_by(Occurrence.created_at, Occurrence.id)
    )
    for row in rows:
        assert row.message_id is not None
        found[row.message_id].append(row)
    return found


def _message(
    message: Message,
    content: MessageContent,
    attachments: Sequence[Attachment],
    occurrences: Sequence[Occurrence],
    **known: Any,
) -> MessageOut:
    fields: dict[str, Any] = {
        name: getattr(message, name) for name in MessageOut.model_fields if hasattr(message, name) and name != "author"
    }
    return MessageOut(
        **fields,
        **_classification(message),
        **known,
        author=_author(message),
        body_text=content.body_text,
        body_html_sanitized=sanitize_html(content.body_html) if content.body_html is not None else None,
        new_ranges=[(start, end) for start, end in content.new_ranges],
        attachments=[AttachmentOut.model_validate(row) for row in attachments],
        occurrences=[MessageOccurrenceOut.model_validate(row) for row in occurrences],
    )


def _classification(message: Message) -> dict[str, Any]:
    evidence = message.classification_evidence
    return {
        "classification_reason": str(evidence.get("reason") or ""),
        "classification_confidence": evidence.get("confidence"),
        "classification_headers": {str(k): str(v) for k, v in (evidence.get("headers") or {}).items()},
    }


def _sent_by(people: dict[str, tuple[UUID, str]], message: Message) -> PersonOut | None:
    member = people.get(_address(message)) if message.direction is Direction.outbound else None
    return PersonOut(user_id=member[0], name=member[1]) if member else None


def _address(message: Message) -> str:
    return str(message.author.get("email") or message.from_email)


def _addresses(message: Message) -> list[str]:
    """Its author and recipients, each once."""
    named = (_address(message), *message.to_emails, *message.cc_emails)
    return list(dict.fromkeys(email.lower() for email in named if email))


def _author(message: Message) -> AuthorOut:
    return AuthorOut(
        email=_address(message),
        name=message.author.get("name") or "",
        source=message.author.get("source") or "from",
        evidence=message.author.get("evidence") or {},
        verified=message.author.get("verified"),
        verified_reason=message.author.get("verified_reason") or "",
        refuted=message.author.get("refuted", False),
    )

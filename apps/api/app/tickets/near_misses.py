"""Other tickets that a mail might have been taken to, each with the reason why it was not. Read when somebody asks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.messages.models import Message
from app.mime.subjects import base_of
from app.tickets.models import Ticket

_SHOWN = 10
_LOOKED_AT = 500

#: The author's latest mails of other conversations, in other tickets.
_SAME_AUTHOR = """
SELECT t.id, t.ticket_code, m.id, m.subject, m.sort_at
FROM (SELECT id, subject, sort_at FROM messages
      WHERE organization_id = :o AND from_email = :author AND thread_id <> :thread ORDER BY sort_at DESC LIMIT :limit) m
JOIN ticket_messages tm ON tm.organization_id = :o AND tm.message_id = m.id AND tm.ticket_id <> :t
JOIN tickets t ON t.organization_id = :o AND t.id = tm.ticket_id
ORDER BY abs(extract(epoch FROM m.sort_at - CAST(:at AS timestamptz))), m.id
"""
_BY_ID = """
SELECT t.id, t.ticket_code, m.id, m.rfc_message_id, m.thread_id
FROM messages m
JOIN ticket_messages tm ON tm.organization_id = :o AND tm.message_id = m.id AND tm.ticket_id <> :t
JOIN tickets t ON t.organization_id = :o AND t.id = tm.ticket_id
WHERE m.organization_id = :o AND m.rfc_message_id = ANY(:ids) AND m.id <> :m
ORDER BY m.sort_at DESC, m.id LIMIT :limit
"""


def near_misses(session: Session, ticket: Ticket, message: Message) -> list[dict[str, Any]]:
    """At most ten, one of each ticket and reason, the surest first."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for miss in (*_by_id(session, ticket, message), *_by_subject(session, ticket, message)):
        found.setdefault((miss["ticket_id"], miss["reason"]), miss)
    return list(found.values())[:_SHOWN]


def _by_id(session: Session, ticket: Ticket, message: Message) -> Iterator[dict[str, Any]]:
    own = message.rfc_message_id
    ids = {*message.in_reply_to, *message.reference_ids, *((own,) if own else ())}
    if not ids:
        return
    rows = session.execute(
        text(_BY_ID),
        {"o": ticket.organization_id, "t": ticket.id, "m": message.id, "ids": sorted(ids), "limit": _LOOKED_AT},
    )
    for ticket_id, code, other, message_id, thread_id in rows:
        miss = {"ticket_id": str(ticket_id), "ticket_code": code, "message_id": str(other), "matched": message_id}
        if message_id == own:
            why = "Two mails with one Message-ID and other content are not joined by it: senders reuse ids"
            yield miss | {"reason": "same_message_id", "not_taken": why}
        else:
            why = "It names a mail of that ticket, but that one is bulk mail to somebody else"
            if thread_id == message.thread_id:
                why = "It names a mail of that ticket, but a person keeps the two apart"
            yield miss | {"reason": "references", "not_taken": why}


def _by_subject(session: Session, ticket: Ticket, message: Message) -> Iterator[dict[str, Any]]:
    base, is_reply, _ = base_of(message.subject)
    if not base or not message.from_email:
        return
    rows = session.execute(
        text(_SAME_AUTHOR),
        {
            "o": ticket.organization_id,
            "t": ticket.id,
            "thread": message.thread_id,
            "author": message.from_email,
            "at": message.sort_at,
            "limit": _LOOKED_AT,
        },
    )
    for ticket_id, code, other, subject, at in rows:
        if base_of(subject)[0] != base:
            continue
        days = abs(message.sort_at - at).days
        if message.in_reply_to or message.reference_ids:
            why = "Same author and subject, but it says itself which mail it answers"
        elif not is_reply:
            why = "Same author and subject, but it is no reply: it may be about something new"
        else:
            why = f"Same author and subject, but {days} days apart; a reply without references joins within two weeks"
        yield {
            "ticket_id": str(ticket_id),
            "ticket_code": code,
            "message_id": str(other),
            "reason": "same_subject",
            "days_apart": days,
            "not_taken": why,
        }

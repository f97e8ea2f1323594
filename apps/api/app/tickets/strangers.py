"""Mails in a ticket whose author nobody in it knows: perhaps they came there by mistake."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.messages.models import Direction, Message

#: Programs answer from addresses of their own; what they answer brought them here.
_ANSWERS = ("auto_reply", "vacation", "bounce", "receipt")

#: Reads the ticket once, however many addresses are asked about: who names whom, and from those who surely belong here
#: on to whom they name. Nobody takes part for having written twice, or because another stranger says so.
_KNOWN = """
WITH RECURSIVE named AS MATERIALIZED (
    SELECT DISTINCT coalesce(nullif(m.author->>'email', ''), m.from_email) AS author, who.address,
           m.direction = 'outbound' OR tm.pinned_at IS NOT NULL OR tm.home_ticket_id IS NOT NULL
               OR thread.placed_event_id IS NOT NULL AS is_sure
    FROM ticket_messages tm
    JOIN messages m ON m.organization_id = tm.organization_id AND m.id = tm.message_id
    JOIN threads thread ON thread.organization_id = m.organization_id AND thread.id = m.thread_id
    CROSS JOIN LATERAL unnest(m.to_emails || m.cc_emails || m.reply_to_emails || m.bcc_emails
                              || ARRAY[m.from_email, m.author->>'email']) AS who (address)
    WHERE tm.organization_id = :o AND tm.ticket_id = :t AND m.author->>'verified' IS DISTINCT FROM 'false'
), known (address) AS (
    SELECT CAST(:requester AS text) WHERE EXISTS (
        SELECT FROM ticket_messages tm
        JOIN messages m ON m.organization_id = tm.organization_id AND m.id = tm.message_id
        WHERE tm.organization_id = :o AND tm.ticket_id = :t
        AND coalesce(nullif(m.author->>'email', ''), m.from_email) = :requester AND NOT (
            m.stitch_reason = 'token' OR (m.stitch_reason = 'references'
            AND m.stitch_evidence->>'matched' = ANY(m.in_reply_to || m.reference_ids))))
    UNION SELECT address FROM named WHERE is_sure
    UNION SELECT u.email FROM memberships s JOIN users u ON u.id = s.user_id WHERE s.organization_id = :o
    UNION SELECT named.address FROM known JOIN named ON named.author = known.address
)
SELECT address FROM known WHERE address = ANY(:addresses)
"""


def strangers_among(
    session: Session, organization_id: UUID, ticket_id: UUID, requester: str, messages: Sequence[Message]
) -> set[UUID]:
    """Those of `messages` (mails of the ticket) that came from outside and whose author is neither its requester, nor a
    colleague, nor named by one of them, by us, or by somebody who is. One query; none where the page itself knows
    everybody."""
    known = {address for message in messages if _is_sure(message, requester) for address in _people(message)}
    asked = {message.id: author_of(message) for message in messages if _is_asked_about(message, requester)}
    asked = {message_id: author for message_id, author in asked.items() if author not in known}
    if not asked:
        return set()
    values = {"o": organization_id, "t": ticket_id, "requester": requester, "addresses": sorted(set(asked.values()))}
    return _unknown(asked, set(session.execute(text(_KNOWN), values).scalars()))


def _is_asked_about(message: Message, requester: str) -> bool:
    if message.direction is not Direction.inbound or message.classification in _ANSWERS:
        return False
    author = author_of(message)
    return bool(author) and (author != requester or _came_later(message))


def _came_later(message: Message) -> bool:
    """Whether it named a conversation that was there: its author did not begin it, whatever its Date says."""
    if message.stitch_reason != "references":
        return message.stitch_reason == "token"
    return message.stitch_evidence.get("matched") in (*message.in_reply_to, *message.reference_ids)


def _is_sure(message: Message, requester: str) -> bool:
    """Whether it vouches for those it names: ours, or the requester's that began the conversation."""
    return message.direction is Direction.outbound or (author_of(message) == requester and not _came_later(message))


def _unknown(asked: dict[UUID, str], known: Collection[str]) -> set[UUID]:
    return {message_id for message_id, address in asked.items() if address not in known}


def author_of(message: Message) -> str:
    """The address of whoever really wrote it."""
    return message.author.get("email") or message.from_email


def _people(message: Message) -> set[str]:
    return {
        author_of(message),
        message.from_email,
        *message.to_emails,
        *message.cc_emails,
        *message.reply_to_emails,
        *message.bcc_emails,
    }

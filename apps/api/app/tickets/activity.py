"""What a ticket shows is derived from its messages in one set-based statement, so that mail may arrive in any order
and any number of times and the ticket ends up the same.

Status: until a person or a rule sets it, it follows the latest mail that a person wrote: an answer of ours makes it
``pending``, mail to us ``open`` (``new`` while nobody of ours has written). Once set, only mail that came after the
setting moves it. Automatic mail never moves it.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.core.ids import new_id
from app.tickets.models import EventKind, TicketEvent

#: Classes of mail that stand for somebody waiting; the others inform.
SPEAKING = ("human", "complaint", "notification", "calendar")

_REFRESH = """
WITH mail AS (
    SELECT tm.ticket_id, m.id, m.sort_at, m.created_at, m.direction, m.has_attachments, m.snippet, m.subject,
           m.from_email, m.author, m.to_emails, m.identity_key, m.classification = ANY(:speaking) AS speaks
    FROM ticket_messages tm JOIN messages m ON m.organization_id = tm.organization_id AND m.id = tm.message_id
    WHERE tm.organization_id = :o AND tm.ticket_id = ANY(:ids)
), total AS (
    SELECT ticket_id, count(*) AS message_count, bool_or(has_attachments) AS has_attachments, min(sort_at) AS first_at,
           max(sort_at) AS last_at, max(sort_at) FILTER (WHERE direction = 'inbound') AS last_inbound_at,
           max(sort_at) FILTER (WHERE direction = 'outbound') AS last_outbound_at,
           bool_or(speaks AND direction = 'outbound') AS answered
    FROM mail GROUP BY ticket_id
), root AS (
    SELECT DISTINCT ON (ticket_id) ticket_id, id, subject FROM mail
    ORDER BY ticket_id, speaks DESC, sort_at, identity_key
), requester AS (
    SELECT DISTINCT ON (ticket_id) ticket_id,
           CASE direction WHEN 'inbound' THEN author->>'email' ELSE coalesce(to_emails[1], from_email) END AS email,
           CASE direction WHEN 'inbound' THEN author->>'name' ELSE '' END AS name
    FROM mail ORDER BY ticket_id, (speaks AND direction = 'inbound') DESC, speaks DESC, sort_at, identity_key
), latest AS (
    SELECT DISTINCT ON (ticket_id) ticket_id, snippet, direction FROM mail
    ORDER BY ticket_id, sort_at DESC, identity_key DESC
), moving AS (
    SELECT DISTINCT ON (mail.ticket_id) mail.ticket_id, mail.direction, mail.id
    FROM mail JOIN tickets t ON t.organization_id = :o AND t.id = mail.ticket_id
    WHERE mail.speaks AND (t.status_set_at IS NULL
        OR (mail.created_at > t.status_set_at AND mail.sort_at > t.status_set_at - interval '1 day'))
    ORDER BY mail.ticket_id, mail.sort_at DESC, mail.identity_key DESC
), before AS (
    SELECT id, status FROM tickets WHERE organization_id = :o AND id = ANY(:ids)
)
UPDATE tickets t SET
    subject = CASE WHEN t.subject_set_by_person THEN t.subject ELSE root.subject END,
    requester_email = coalesce(requester.email, ''), requester_name = coalesce(requester.name, ''),
    snippet = latest.snippet, last_direction = latest.direction,
    message_count = total.message_count, has_attachments = total.has_attachments,
    first_message_at = total.first_at, last_message_at = total.last_at,
    last_inbound_at = total.last_inbound_at, last_outbound_at = total.last_outbound_at,
    root_message_id = root.id,
    status = CASE
        WHEN moving.ticket_id IS NULL OR t.status = 'spam' THEN t.status
        WHEN moving.direction = 'inbound' THEN CASE WHEN total.answered OR t.status_set_at IS NOT NULL
                                                    THEN 'open' ELSE 'new' END
        WHEN t.status_set_at IS NOT NULL AND t.status IN ('resolved', 'closed') THEN t.status
        ELSE 'pending' END,
    updated_at = now()
FROM total JOIN root USING (ticket_id) JOIN requester USING (ticket_id) JOIN latest USING (ticket_id)
     LEFT JOIN moving USING (ticket_id) JOIN before ON before.id = total.ticket_id
WHERE t.organization_id = :o AND t.id = total.ticket_id
RETURNING t.id, before.status, t.status, t.status_set_at IS NOT NULL, moving.id
"""


@dataclass(frozen=True, slots=True)
class Moved:
    """A ticket whose status followed its mail."""

    ticket_id: UUID
    before: str
    after: str


def refresh_tickets(session: Session, organization_id: UUID, ticket_ids: Collection[UUID]) -> list[Moved]:
    """Derive these tickets anew from their messages. A status that a person had set and that mail moved becomes an
    event."""
    if not ticket_ids:
        return []
    rows = session.execute(
        text(_REFRESH), {"o": organization_id, "ids": sorted(ticket_ids), "speaking": list(SPEAKING)}
    ).all()
    moved = []
    for ticket_id, before, after, was_set, message_id in rows:
        if before == after:
            continue
        moved.append(Moved(ticket_id, before, after))
        if was_set:
            session.add(
                TicketEvent(
                    organization_id=organization_id,
                    id=new_id(),
                    ticket_id=ticket_id,
                    kind=EventKind.status_changed,
                    message_id=message_id,
                    data={"from": before, "to": after, "reason": "mail"},
                )
            )
    session.flush()
    return moved

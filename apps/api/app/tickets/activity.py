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
    SELECT t.id AS ticket_id, t.status, t.status_set_at, m.id, m.sort_at, m.direction, m.has_attachments, m.snippet,
           m.subject, m.from_email, m.author, m.to_emails, m.identity_key, speaks.yes AS speaks,
           speaks.yes AND (t.status_set_at IS NULL OR (m.created_at > t.status_set_at
                           AND m.sort_at > t.status_set_at - interval '1 day')) AS moves
    FROM unnest(CAST(:ids AS uuid[])) AS wanted (id)
    JOIN tickets t ON t.organization_id = :o AND t.id = wanted.id
    JOIN ticket_messages tm ON tm.organization_id = :o AND tm.ticket_id = t.id
    JOIN messages m ON m.organization_id = :o AND m.id = tm.message_id
    CROSS JOIN LATERAL (SELECT m.classification = ANY(:speaking) AS yes) speaks
), ranked AS (
    SELECT ticket_id, min(status) AS status, min(status_set_at) AS status_set_at, count(*) AS message_count,
        bool_or(has_attachments) AS has_attachments, min(sort_at) AS first_at, max(sort_at) AS last_at,
        max(sort_at) FILTER (WHERE direction = 'inbound') AS last_inbound_at,
        max(sort_at) FILTER (WHERE direction = 'outbound') AS last_outbound_at,
        bool_or(speaks AND direction = 'outbound') AS answered,
        (array_agg(id ORDER BY speaks DESC, sort_at, identity_key))[1] AS root,
        (array_agg(id ORDER BY speaks AND direction = 'inbound' DESC, speaks DESC, sort_at, identity_key))[1] AS asked,
        (array_agg(id ORDER BY sort_at DESC, identity_key DESC))[1] AS latest,
        (array_agg(id ORDER BY sort_at DESC, identity_key DESC) FILTER (WHERE moves))[1] AS moving
    FROM mail GROUP BY ticket_id
), summary AS (
    SELECT r.*, root.subject, latest.snippet, latest.direction AS last_direction, moving.direction AS moving_direction,
        CASE asked.direction WHEN 'inbound' THEN asked.author->>'email'
            ELSE coalesce(asked.to_emails[1], asked.from_email) END AS requester_email,
        CASE asked.direction WHEN 'inbound' THEN asked.author->>'name' END AS requester_name
    FROM ranked r JOIN mail root ON root.id = r.root JOIN mail asked ON asked.id = r.asked
    JOIN mail latest ON latest.id = r.latest LEFT JOIN mail moving ON moving.id = r.moving
)
UPDATE tickets t SET
    subject = CASE WHEN t.subject_set_by_person THEN t.subject ELSE s.subject END,
    requester_email = coalesce(s.requester_email, ''), requester_name = coalesce(s.requester_name, ''),
    snippet = s.snippet, last_direction = s.last_direction,
    message_count = s.message_count, has_attachments = s.has_attachments,
    first_message_at = s.first_at, last_message_at = s.last_at,
    last_inbound_at = s.last_inbound_at, last_outbound_at = s.last_outbound_at,
    root_message_id = s.root,
    status = CASE
        WHEN s.moving IS NULL OR t.status = 'spam' THEN t.status
        WHEN s.moving_direction = 'inbound' THEN CASE WHEN s.answered OR t.status_set_at IS NOT NULL
                                                      THEN 'open' ELSE 'new' END
        WHEN t.status_set_at IS NOT NULL AND t.status IN ('resolved', 'closed') THEN t.status
        ELSE 'pending' END,
    updated_at = now()
FROM summary s
WHERE t.organization_id = :o AND t.id = s.ticket_id
RETURNING t.id, s.status, t.status, t.status_set_at IS NOT NULL, s.moving
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
    # A statement of its own: the next one then sees what a person has just changed, and decides by it.
    session.execute(
        text("SELECT FROM tickets WHERE organization_id = :o AND id = ANY(:ids) ORDER BY id FOR UPDATE"),
        {"o": organization_id, "ids": sorted(ticket_ids)},
    )
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

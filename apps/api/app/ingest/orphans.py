"""Messages that no copy stands for any more, because a better parser told two mails apart that it took for one, or
one for two. They go, and so do threads and untouched tickets that they leave empty; what people did stays."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

_ORPHANS = """
DELETE FROM messages m
WHERE m.organization_id = :o AND m.id = ANY(:ids)
  AND NOT EXISTS (SELECT FROM message_occurrences c WHERE c.organization_id = :o AND c.message_id = m.id)
  AND NOT EXISTS (SELECT FROM outbound_messages s WHERE s.organization_id = :o AND s.message_id = m.id)
RETURNING m.thread_id
"""
_EMPTY_THREADS = """
DELETE FROM threads t
WHERE t.organization_id = :o AND t.id = ANY(:ids)
  AND NOT EXISTS (SELECT FROM messages m WHERE m.organization_id = :o AND m.thread_id = t.id)
RETURNING t.ticket_id
"""
_EMPTY_TICKETS = """
DELETE FROM tickets t
WHERE t.organization_id = :o AND t.id = ANY(:ids)
  AND NOT EXISTS (SELECT FROM ticket_messages m WHERE m.organization_id = :o AND m.ticket_id = t.id)
  AND NOT EXISTS (SELECT FROM ticket_messages m WHERE m.organization_id = :o AND m.home_ticket_id = t.id)
  AND NOT EXISTS (SELECT FROM ticket_notes n WHERE n.organization_id = :o AND n.ticket_id = t.id)
  AND NOT EXISTS (SELECT FROM ticket_events e WHERE e.organization_id = :o AND e.ticket_id = t.id
                  AND e.actor_user_id IS NOT NULL)
  AND NOT EXISTS (SELECT FROM threads h WHERE h.organization_id = :o AND h.ticket_id = t.id)
  AND NOT EXISTS (SELECT FROM outbound_messages s WHERE s.organization_id = :o AND s.ticket_id = t.id)
  AND NOT EXISTS (SELECT FROM reply_drafts d WHERE d.organization_id = :o AND d.ticket_id = t.id)
  AND NOT EXISTS (SELECT FROM outbound_uploads u WHERE u.organization_id = :o AND u.ticket_id = t.id)
  AND NOT EXISTS (SELECT FROM tickets x WHERE x.organization_id = :o AND x.merged_into = t.id)
"""


def remove_orphans(session: Session, organization_id: UUID, message_ids: Collection[UUID]) -> set[UUID]:
    """Remove those of the messages that have no copy left; the tickets that lost one."""
    if not message_ids:
        return set()
    shown = session.execute(
        text("SELECT DISTINCT ticket_id FROM ticket_messages WHERE organization_id = :o AND message_id = ANY(:ids)"),
        {"o": organization_id, "ids": sorted(message_ids)},
    ).scalars()
    tickets = set(shown)
    threads = session.execute(text(_ORPHANS), {"o": organization_id, "ids": sorted(message_ids)}).scalars().all()
    if threads:
        emptied = session.execute(text(_EMPTY_THREADS), {"o": organization_id, "ids": sorted(set(threads))})
        tickets |= {ticket for ticket in emptied.scalars() if ticket is not None}
        session.execute(text(_EMPTY_TICKETS), {"o": organization_id, "ids": sorted(tickets)})
    return tickets

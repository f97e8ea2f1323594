"""What refers to a message goes on with the one that stands for the same copies, when a better parser gives a mail
another identity: else a reply that waits would lose the mail that it answers, and old mail would pass for new."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.core.bulk import update_rows
from app.tickets.lookup import lock_tickets_of

#: One successor for each: of several the one that has the very bytes.
_SUCCESSOR = """
WITH successor AS (
    SELECT DISTINCT ON (row.old) row.old, row.new
    FROM json_to_recordset(CAST(:rows AS json)) AS row (old uuid, new uuid)
    JOIN messages o ON o.organization_id = :o AND o.id = row.old
    JOIN messages n ON n.organization_id = :o AND n.id = row.new
    ORDER BY row.old, (n.raw_sha256 = o.raw_sha256) DESC, row.new
)
"""
#: When a mail came to us decides whether it moves a status that a person set; a replay is no arrival.
_ARRIVED = """
UPDATE messages n SET created_at = least(n.created_at, former.at)
FROM (SELECT row.new, min(o.created_at) AS at
      FROM json_to_recordset(CAST(:rows AS json)) AS row (old uuid, new uuid)
      JOIN messages o ON o.organization_id = :o AND o.id = row.old GROUP BY row.new) former
WHERE n.organization_id = :o AND n.id = former.new
"""
#: Outside replies are told anew with the ticket.
_EVENTS = """
UPDATE ticket_events e SET message_id = s.new FROM successor s
WHERE e.organization_id = :o AND e.message_id = s.old AND e.kind <> 'outside_reply'
"""
_REPLIES = """
UPDATE outbound_messages r SET in_reply_to_message_id = s.new FROM successor s
WHERE r.organization_id = :o AND r.in_reply_to_message_id = s.old
"""
_DRAFTS = """
UPDATE reply_drafts d SET message_id = s.new FROM successor s WHERE d.organization_id = :o AND d.message_id = s.old
"""
_REPORTS = """
UPDATE delivery_reports d SET original_message_id = s.new FROM successor s
WHERE d.organization_id = :o AND d.original_message_id = s.old
"""
_ACKNOWLEDGED = """
INSERT INTO acknowledged (organization_id, message_id, outbound_message_id, email, reason, created_at)
SELECT a.organization_id, s.new, a.outbound_message_id, a.email, a.reason, a.created_at
FROM acknowledged a JOIN successor s ON s.old = a.message_id WHERE a.organization_id = :o
ON CONFLICT (organization_id, message_id) DO NOTHING
"""
_CARRY = (
    text(_ARRIVED),
    *(text(_SUCCESSOR + statement) for statement in (_EVENTS, _REPLIES, _DRAFTS, _REPORTS, _ACKNOWLEDGED)),
)


def carry_references(session: Session, organization_id: UUID, replaced: Collection[tuple[UUID, UUID]]) -> None:
    """Let what refers to old messages refer to the new ones that stand for the same copies: pairs of (old, new)."""
    rows = [{"old": old, "new": new} for old, new in sorted(replaced)]
    if rows:
        old = [row["old"] for row in rows]
        lock_tickets_of(session, organization_id, "r.in_reply_to_message_id = ANY(:old)", old=old)
        lock_tickets_of(session, organization_id, "r.message_id = ANY(:old)", table="reply_drafts", old=old)
    for statement in _CARRY:
        update_rows(session, statement, rows, o=organization_id)

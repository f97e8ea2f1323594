"""What people decided about a message outlives the row of it: when a better parser gives a mail another identity, its
pin moves along."""

from __future__ import annotations

import json
from collections.abc import Collection
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.core.bulk import update_rows

#: The new row takes the place of the old one, unless a person has placed that mail already.
_CARRY = text(
    """
INSERT INTO ticket_messages (organization_id, message_id, ticket_id, home_ticket_id, sort_at, pinned_at, pin_event_id)
SELECT DISTINCT ON (row.new) tm.organization_id, row.new, tm.ticket_id, tm.home_ticket_id, m.sort_at, tm.pinned_at,
       tm.pin_event_id
FROM json_to_recordset(CAST(:rows AS json)) AS row (old uuid, new uuid)
JOIN ticket_messages tm ON tm.organization_id = :o AND tm.message_id = row.old AND tm.pinned_at IS NOT NULL
JOIN messages m ON m.organization_id = :o AND m.id = row.new
ORDER BY row.new, tm.pinned_at DESC, tm.message_id
ON CONFLICT (organization_id, message_id) DO UPDATE SET
    ticket_id = excluded.ticket_id, home_ticket_id = excluded.home_ticket_id,
    pinned_at = excluded.pinned_at, pin_event_id = excluded.pin_event_id
    WHERE ticket_messages.pinned_at IS NULL
"""
)
_PINNED = """
SELECT message_id FROM ticket_messages WHERE organization_id = :o AND message_id = ANY(:ids) AND pinned_at IS NOT NULL
"""
#: Actions of people name the mails that they placed, for undoing.
_ACTIONS = """
SELECT id, CAST(data AS text) FROM ticket_events
WHERE organization_id = :o AND kind IN ('split', 'message_moved', 'merged', 'created') AND data->'change' IS NOT NULL
"""
_RENAME = text(
    "UPDATE ticket_events e SET data = row.data"
    " FROM json_to_recordset(CAST(:rows AS json)) AS row (id uuid, data jsonb)"
    " WHERE e.organization_id = :o AND e.id = row.id"
)


def carry_pins(session: Session, organization_id: UUID, replaced: Collection[tuple[UUID, UUID]]) -> None:
    """Give the pins of old messages to the new ones that stand for the same copies: pairs of (old, new)."""
    if not replaced:
        return
    pinned = set(
        session.execute(text(_PINNED), {"o": organization_id, "ids": sorted({old for old, _ in replaced})}).scalars()
    )
    pairs = sorted((old, new) for old, new in replaced if old in pinned)
    if not pairs:
        return
    update_rows(session, _CARRY, [{"old": old, "new": new} for old, new in pairs], o=organization_id)
    renamed = []
    for event_id, data in session.execute(text(_ACTIONS), {"o": organization_id}):
        other = data
        for old, new in pairs:
            other = other.replace(str(old), str(new))
        if other != data:
            renamed.append({"id": event_id, "data": json.loads(other)})
    update_rows(session, _RENAME, renamed, o=organization_id)

"""Different mails that carry the same Message-ID: senders that reuse ids, or copies that differ too much."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.core.http.page import Page
from app.core.paging import InvalidCursor, decode_cursor, encode_cursor
from app.ops.schemas import CollidingMessage, Collision

_SORT = "rfc_message_id"
_SHOWN = 20
_GROUPS = """
SELECT rfc_message_id, count(*) FROM messages
WHERE organization_id = :o AND rfc_message_id IS NOT NULL AND (CAST(:after AS text) IS NULL OR rfc_message_id > :after)
GROUP BY rfc_message_id HAVING count(*) > 1 ORDER BY rfc_message_id LIMIT :limit
"""
_MEMBERS = """
SELECT * FROM (
    SELECT m.rfc_message_id, m.id, tm.ticket_id, m.from_email, m.subject, m.sort_at,
           (SELECT count(*) FROM message_occurrences o WHERE o.organization_id = :o AND o.message_id = m.id),
           row_number() OVER (PARTITION BY m.rfc_message_id ORDER BY m.sort_at, m.id) AS place
    FROM messages m
    LEFT JOIN ticket_messages tm ON tm.organization_id = m.organization_id AND tm.message_id = m.id
    WHERE m.organization_id = :o AND m.rfc_message_id = ANY(:ids)
) members WHERE place <= :shown ORDER BY rfc_message_id, place
"""
_COPIES = """
SELECT o.id FROM message_occurrences o JOIN messages m ON m.organization_id = o.organization_id AND m.id = o.message_id
WHERE o.organization_id = :o AND o.state = 'processed' AND m.rfc_message_id IN (
    SELECT rfc_message_id FROM messages WHERE organization_id = :o AND rfc_message_id IS NOT NULL
    GROUP BY rfc_message_id HAVING count(*) > 1)
ORDER BY o.id
"""


def list_collisions(session: Session, organization_id: UUID, *, cursor: str | None, limit: int) -> Page[Collision]:
    """Groups in order of their Message-ID, each with its oldest mails."""
    after = decode_cursor(_SORT, cursor, 1)[0] if cursor else None
    if cursor and not isinstance(after, str):
        raise InvalidCursor()
    groups = session.execute(text(_GROUPS), {"o": organization_id, "after": after, "limit": limit + 1}).all()
    ids = [row[0] for row in groups[:limit]]
    members = _members(session, organization_id, ids)
    items = [Collision(rfc_message_id=i, messages=members[i], message_count=n) for i, n in groups[:limit]]
    return Page(items=items, next_cursor=encode_cursor(_SORT, (ids[-1],)) if len(groups) > limit else None)


def _members(session: Session, organization_id: UUID, ids: Sequence[str]) -> dict[str, list[CollidingMessage]]:
    members: dict[str, list[CollidingMessage]] = {i: [] for i in ids}
    rows = session.execute(text(_MEMBERS), {"o": organization_id, "ids": list(ids), "shown": _SHOWN})
    for group, message_id, ticket_id, from_email, subject, sort_at, copies, _ in rows:
        members[group].append(
            CollidingMessage(
                message_id=message_id,
                ticket_id=ticket_id,
                from_email=from_email,
                subject=subject,
                sort_at=sort_at,
                copies=copies,
            )
        )
    return members


def colliding_copies(session: Session, organization_id: UUID) -> list[UUID]:
    """The processed copies of all colliding mails."""
    return list(session.scalars(text(_COPIES), {"o": organization_id}))

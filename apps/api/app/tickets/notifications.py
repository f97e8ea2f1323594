"""What members are told inside the product. Nothing of this is ever mailed: a mail about a mail would come back as one.

Rows hold ids alone; what is shown is read when somebody looks, with the rights and the words of then.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.core.paging import cursor_time, cursor_uuid, decode_cursor, encode_cursor
from app.identity.access import Caller
from app.realtime.notify import announce
from app.tickets.attention_models import NotificationKind
from app.tickets.attention_schemas import NotificationOut, ReadNotifications
from app.tickets.fields import PersonOut

#: Counting further tells nobody more.
COUNT_LIMIT = 100
_EXCERPT = 160

_ADD = """
INSERT INTO notifications (organization_id, id, user_id, ticket_id, kind, actor_user_id, note_id, message_id,
                           happened_at)
SELECT :o, gen_random_uuid(), news.user_id, news.ticket_id, news.kind, news.actor, news.note_id, news.message_id, now()
FROM news
ON CONFLICT (organization_id, user_id, ticket_id, kind) WHERE read_at IS NULL DO UPDATE SET
    count = notifications.count + 1, actor_user_id = excluded.actor_user_id, note_id = excluded.note_id,
    message_id = excluded.message_id, happened_at = excluded.happened_at
RETURNING user_id
"""
_TO = f"""
WITH news AS (
    SELECT m.user_id, CAST(:ticket AS uuid) AS ticket_id, CAST(:kind AS varchar) AS kind, CAST(:actor AS uuid) AS actor,
           CAST(:note AS uuid) AS note_id, CAST(NULL AS uuid) AS message_id
    FROM memberships m WHERE m.organization_id = :o AND m.user_id = ANY(:users)
) {_ADD}
"""  # noqa: S608 - constants
# Mail that this very transaction has recorded, and that was just written: an import or a replay tells nobody anything.
# Who wrote it, through us or from Gmail, knows of it.
_OF_MAIL = """
WITH mail AS (
    SELECT m.id, m.sort_at, tm.ticket_id, coalesce(r.author_user_id, writer.user_id) AS actor
    FROM messages m
    JOIN ticket_messages tm ON tm.organization_id = m.organization_id AND tm.message_id = m.id
    LEFT JOIN outbound_messages r ON r.organization_id = m.organization_id AND r.message_id = m.id
    LEFT JOIN LATERAL (
        SELECT w.user_id FROM users u JOIN memberships w ON w.organization_id = m.organization_id AND w.user_id = u.id
        WHERE m.direction = 'outbound' AND u.email = coalesce(nullif(m.author->>'email', ''), m.from_email)
    ) writer ON true
    WHERE m.organization_id = :o AND m.id = ANY(:ids) AND m.created_at = now()
      AND m.sort_at > now() - interval '1 day' AND {speaks}
), news AS (
    SELECT DISTINCT ON (f.user_id, mail.ticket_id) f.user_id, mail.ticket_id, 'reply' AS kind, mail.actor,
           CAST(NULL AS uuid) AS note_id, mail.id AS message_id
    FROM mail
    JOIN tickets t ON t.organization_id = :o AND (t.id = mail.ticket_id OR t.merged_into = mail.ticket_id)
    JOIN ticket_followers f ON f.organization_id = :o AND f.ticket_id = t.id
    WHERE f.user_id IS DISTINCT FROM mail.actor
    ORDER BY f.user_id, mail.ticket_id, mail.sort_at DESC, mail.id
) {add}
"""


def tell(
    session: Session,
    organization_id: UUID,
    ticket_id: UUID,
    kind: NotificationKind,
    user_ids: Collection[UUID],
    *,
    actor: UUID | None,
    note_id: UUID | None = None,
) -> None:
    """Tell these members of something that `actor` did, who is not told."""
    users = [user_id for user_id in user_ids if user_id != actor]
    if not users:
        return
    values = {"ticket": ticket_id, "kind": kind.value, "users": users, "actor": actor, "note": note_id}
    _announce(session, organization_id, session.execute(text(_TO), {"o": organization_id} | values).scalars().all())


def tell_of_mail(session: Session, organization_id: UUID, message_ids: Collection[UUID], speaks: str) -> None:
    """Tell followers of mail that this transaction has recorded. `speaks`: the condition on mail that stands for
    somebody waiting (`app.tickets.activity.SPEAKS`)."""
    if not message_ids:
        return
    sql = _OF_MAIL.format(speaks=speaks, add=_ADD)
    told = session.execute(text(sql), {"o": organization_id, "ids": sorted(message_ids)}).scalars().all()
    _announce(session, organization_id, told)


def _announce(session: Session, organization_id: UUID, user_ids: Collection[UUID]) -> None:
    """Under the members' own ids: each looks at their own list."""
    announce(session, organization_id, "notification", set(user_ids))


_LIST = """
SELECT n.id, n.kind, n.ticket_id, t.ticket_code, t.subject, n.actor_user_id,
       coalesce(nullif(u.name, ''), u.email) AS actor_name,
       coalesce(nullif(m.author->>'name', ''), nullif(m.from_name, ''), m.from_email) AS writer,
       n.count, n.note_id, n.message_id, left(coalesce(note.body_markdown, m.snippet, ''), :excerpt) AS excerpt,
       n.happened_at, n.read_at
FROM notifications n
JOIN tickets t ON t.organization_id = n.organization_id AND t.id = n.ticket_id
LEFT JOIN users u ON u.id = n.actor_user_id
LEFT JOIN ticket_notes note ON note.organization_id = n.organization_id AND note.id = n.note_id
LEFT JOIN messages m ON m.organization_id = n.organization_id AND m.id = n.message_id
WHERE n.organization_id = :o AND n.user_id = :user AND (NOT :unread OR n.read_at IS NULL)
  AND (CAST(:at AS timestamptz) IS NULL OR (n.happened_at, n.id) < (:at, CAST(:id AS uuid)))
ORDER BY n.happened_at DESC, n.id DESC LIMIT :n
"""


def list_notifications(
    session: Session, caller: Caller, *, unread: bool, cursor: str | None, limit: int
) -> tuple[list[NotificationOut], str | None]:
    """The caller's own, newest first, and the cursor of older ones. Raises `InvalidCursor`."""
    at, row_id = None, None
    if cursor is not None:
        moment, before = decode_cursor("notifications", cursor, 2)
        at, row_id = cursor_time(moment), cursor_uuid(before)
    values = {"unread": unread, "at": at, "id": row_id, "n": limit + 1, "excerpt": _EXCERPT}
    mine = {"o": caller.organization_id, "user": caller.user_id}
    rows = session.execute(text(_LIST), mine | values).all()
    following = None
    if len(rows) > limit:
        rows = rows[:limit]
        following = encode_cursor("notifications", [rows[-1].happened_at, rows[-1].id])
    return [_shown(row) for row in rows], following


def _shown(row: Any) -> NotificationOut:
    actor = PersonOut(user_id=row.actor_user_id, name=row.actor_name) if row.actor_user_id else None
    return NotificationOut(
        id=row.id,
        kind=NotificationKind(row.kind),
        ticket_id=row.ticket_id,
        ticket_code=row.ticket_code,
        ticket_subject=row.subject,
        actor=actor,
        writer=actor.name if actor else row.writer,
        count=row.count,
        note_id=row.note_id,
        message_id=row.message_id,
        excerpt=row.excerpt,
        happened_at=row.happened_at,
        read_at=row.read_at,
    )


def count_unread(session: Session, caller: Caller) -> int:
    """How many the caller has not read, counted up to `COUNT_LIMIT`."""
    counted = (
        "SELECT count(*) FROM (SELECT FROM notifications WHERE organization_id = :o AND user_id = :user"
        " AND read_at IS NULL LIMIT :n) AS counted"
    )
    values = {"o": caller.organization_id, "user": caller.user_id, "n": COUNT_LIMIT}
    return int(session.execute(text(counted), values).scalar_one())


_READ = text(
    """
UPDATE notifications SET read_at = now() WHERE organization_id = :o AND user_id = :user AND read_at IS NULL
  AND (CAST(:ids AS uuid[]) IS NULL OR id = ANY(:ids)) AND (CAST(:ticket AS uuid) IS NULL OR ticket_id = :ticket)
RETURNING user_id
"""
)


def mark_read(session: Session, caller: Caller, which: ReadNotifications) -> int:
    """Mark the caller's own as read: those named, those of a ticket, or all; how many are left."""
    values = {"ids": which.ids, "ticket": which.ticket_id}
    mine = {"o": caller.organization_id, "user": caller.user_id}
    _announce(session, caller.organization_id, session.execute(_READ, mine | values).scalars().all())
    return count_unread(session, caller)

"""Make several tickets one, because a mail that came late shows that they are one conversation."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.core.ids import new_id
from app.tickets.lookup import lock_tickets
from app.tickets.models import EventKind, TicketEvent

_SURVIVOR = """
SELECT t.id FROM tickets t WHERE t.organization_id = :o AND t.id = ANY(:ids)
ORDER BY EXISTS (SELECT FROM ticket_events e WHERE e.organization_id = t.organization_id AND e.ticket_id = t.id
                 AND e.actor_user_id IS NOT NULL) DESC, t.first_message_at, t.number
LIMIT 1
"""

#: Who writes in several of the tickets goes on in one draft: the survivor's, else the latest, and below it the others'.
_DRAFTS_RANKED = """
WITH ranked AS (
    SELECT d.*, row_number() OVER (PARTITION BY d.user_id ORDER BY d.ticket_id = :s DESC, d.updated_at DESC, d.id) AS n
    FROM reply_drafts d WHERE d.organization_id = :o AND (d.ticket_id = :s OR d.ticket_id = ANY(:losers))
)
"""
_DRAFTS = (
    f"""{_DRAFTS_RANKED}
UPDATE reply_drafts kept SET updated_at = now(),
    body_html = kept.body_html || coalesce(other.html, ''), attachment_ids = kept.attachment_ids || other.files
FROM (SELECT r.user_id, string_agg('<hr>' || r.body_html, '' ORDER BY r.n) FILTER (WHERE r.body_html <> '') AS html,
             ARRAY(SELECT DISTINCT file FROM ranked x, unnest(x.attachment_ids) file
                   WHERE x.user_id = r.user_id AND x.n > 1) AS files
      FROM ranked r WHERE r.n > 1 GROUP BY r.user_id) other, ranked first
WHERE first.n = 1 AND first.user_id = other.user_id AND kept.organization_id = :o AND kept.id = first.id
""",  # noqa: S608 - a constant
    f"{_DRAFTS_RANKED} DELETE FROM reply_drafts d USING ranked"  # noqa: S608 - a constant
    " WHERE ranked.n > 1 AND d.organization_id = :o AND d.id = ranked.id",
    "UPDATE reply_drafts SET ticket_id = :s WHERE organization_id = :o AND ticket_id = ANY(:losers)",
)
_MOVE = (
    "UPDATE ticket_messages SET ticket_id = :s WHERE organization_id = :o AND ticket_id = ANY(:losers)",
    # Marked: what was done to a ticket that is gone cannot be undone on another.
    "UPDATE ticket_events e SET ticket_id = :s, data = jsonb_build_object('joined_from', t.ticket_code) || e.data"
    " FROM tickets t WHERE e.organization_id = :o AND e.ticket_id = ANY(:losers)"
    " AND e.kind NOT IN ('created', 'routed') AND t.organization_id = :o AND t.id = e.ticket_id",
    "UPDATE ticket_notes SET ticket_id = :s WHERE organization_id = :o AND ticket_id = ANY(:losers)",
    "UPDATE outbound_messages SET ticket_id = :s WHERE organization_id = :o AND ticket_id = ANY(:losers)",
    # Files go with their ticket, also those of replies that wait to be sent.
    "UPDATE outbound_uploads SET ticket_id = :s WHERE organization_id = :o AND ticket_id = ANY(:losers)",
    *_DRAFTS,
    "INSERT INTO ticket_followers (organization_id, ticket_id, user_id)"
    " SELECT DISTINCT :o, CAST(:s AS uuid), user_id FROM ticket_followers"
    " WHERE organization_id = :o AND ticket_id = ANY(:losers) ON CONFLICT DO NOTHING",
    # What is unread in both is one line; the losers' go with their tickets.
    "UPDATE notifications n SET ticket_id = :s WHERE n.organization_id = :o AND n.ticket_id = ANY(:losers)"
    " AND (n.read_at IS NOT NULL OR n.id = (SELECT x.id FROM notifications x WHERE x.organization_id = :o"
    " AND x.user_id = n.user_id AND x.kind = n.kind AND x.read_at IS NULL AND (x.ticket_id = :s OR x.ticket_id ="
    " ANY(:losers)) ORDER BY x.ticket_id = :s DESC, x.happened_at DESC, x.id LIMIT 1))",
    "UPDATE ticket_aliases SET ticket_id = :s WHERE organization_id = :o AND ticket_id = ANY(:losers)",
    "UPDATE tickets SET merged_into = :s WHERE organization_id = :o AND merged_into = ANY(:losers)",
    "UPDATE threads SET ticket_id = :s WHERE organization_id = :o AND ticket_id = ANY(:losers)",
    "UPDATE tickets s SET tags = (SELECT coalesce(array_agg(DISTINCT tag ORDER BY tag), '{}') FROM tickets t,"
    " unnest(t.tags) tag WHERE t.organization_id = :o AND (t.id = :s OR t.id = ANY(:losers)))"
    " WHERE s.organization_id = :o AND s.id = :s",
    "INSERT INTO ticket_aliases (organization_id, alias_id, alias_code, ticket_id)"
    " SELECT organization_id, id, ticket_code, CAST(:s AS uuid) FROM tickets"
    " WHERE organization_id = :o AND id = ANY(:losers)",
    "DELETE FROM tickets WHERE organization_id = :o AND id = ANY(:losers)",
)


def join_tickets(session: Session, organization_id: UUID, ticket_ids: Sequence[UUID]) -> UUID:
    """Join tickets into the one that people worked on, else the oldest; the others' ids and codes keep answering.

    The caller refreshes what the survivor shows (`app.tickets.activity`).
    """
    ids = sorted(ticket_ids)
    lock_tickets(session, organization_id, ids)
    survivor: UUID = session.execute(text(_SURVIVOR), {"o": organization_id, "ids": ids}).scalar_one()
    losers = [i for i in ids if i != survivor]
    codes = session.execute(
        text("SELECT ticket_code FROM tickets WHERE organization_id = :o AND id = ANY(:losers) ORDER BY number"),
        {"o": organization_id, "losers": losers},
    ).scalars()
    joined = list(codes)
    for statement in _MOVE:
        session.execute(text(statement), {"o": organization_id, "s": survivor, "losers": losers})
    session.add(
        TicketEvent(
            organization_id=organization_id,
            id=new_id(),
            ticket_id=survivor,
            kind=EventKind.merged,
            data={"tickets": joined, "reason": "A later mail showed that these are one conversation"},
        )
    )
    session.flush()
    return survivor


#: Which tickets a person has taken apart, by ids that they have now.
_APART = """
SELECT DISTINCT e.ticket_id, coalesce(t.merged_into, t.id)
FROM ticket_events e
CROSS JOIN LATERAL jsonb_array_elements_text(e.data->'apart') AS other (id)
LEFT JOIN ticket_aliases a ON a.organization_id = e.organization_id AND a.alias_id = CAST(other.id AS uuid)
JOIN tickets t ON t.organization_id = e.organization_id AND t.id = coalesce(a.ticket_id, CAST(other.id AS uuid))
WHERE e.organization_id = :o AND e.ticket_id = ANY(:ids) AND e.undone_at IS NULL AND e.data->'apart' IS NOT NULL
"""
_OLDEST_FIRST = """
SELECT id FROM tickets WHERE organization_id = :o AND id = ANY(:ids) ORDER BY first_message_at, number
"""


def joinable(session: Session, organization_id: UUID, ticket_ids: Collection[UUID]) -> list[list[UUID]]:
    """The tickets in groups that may each become one, the oldest ticket's group first: those that a person took apart
    (split, moved from one to the other, a merge undone) are never in one group."""
    mine = {"o": organization_id, "ids": sorted(ticket_ids)}
    ordered = session.execute(text(_OLDEST_FIRST), mine).scalars().all()
    if len(ordered) < 2:
        return [list(ordered)]
    apart = {frozenset((row[0], row[1])) for row in session.execute(text(_APART), mine)}
    return groups_of(ordered, apart)


def groups_of(ordered: Sequence[UUID], apart: Collection[frozenset[UUID]]) -> list[list[UUID]]:
    """Each ticket joins the first group that holds none from which it is `apart`. Pure."""
    groups: list[list[UUID]] = []
    for ticket in ordered:
        for group in groups:
            if not any(frozenset((ticket, other)) in apart for other in group):
                group.append(ticket)
                break
        else:
            groups.append([ticket])
    return groups

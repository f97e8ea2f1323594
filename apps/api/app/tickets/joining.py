"""Make several tickets one, because a mail that came late shows that they are one conversation."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.core.ids import new_id
from app.tickets.models import EventKind, TicketEvent

_SURVIVOR = """
SELECT t.id FROM tickets t WHERE t.organization_id = :o AND t.id = ANY(:ids)
ORDER BY EXISTS (SELECT FROM ticket_events e WHERE e.organization_id = t.organization_id AND e.ticket_id = t.id
                 AND e.actor_user_id IS NOT NULL) DESC, t.first_message_at, t.number
LIMIT 1
"""

_MOVE = (
    "UPDATE ticket_messages SET ticket_id = :s WHERE organization_id = :o AND ticket_id = ANY(:losers)",
    "UPDATE ticket_events SET ticket_id = :s WHERE organization_id = :o AND ticket_id = ANY(:losers)"
    " AND kind NOT IN ('created', 'routed')",
    "UPDATE ticket_notes SET ticket_id = :s WHERE organization_id = :o AND ticket_id = ANY(:losers)",
    "UPDATE outbound_messages SET ticket_id = :s WHERE organization_id = :o AND ticket_id = ANY(:losers)",
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

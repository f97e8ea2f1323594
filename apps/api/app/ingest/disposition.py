"""Thread → ticket: a thread in which somebody speaks gets one; the rest is parked where people can look, or dropped
by a rule. Each with its reason."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.core.bulk import insert_rows, update_rows
from app.core.ids import new_id
from app.messages.models import Disposition
from app.routing.apply import Policy, routing_evidence
from app.tickets.activity import SPEAKS
from app.tickets.homes import settle_homes
from app.tickets.models import EventKind, Priority, Ticket, TicketEvent, TicketStatus
from app.tickets.opening import next_numbers, ticket_code

_UNDECIDED = f"""
SELECT t.id, root.id, root.classification, root.speaks, root.sort_at
FROM threads t JOIN LATERAL (
    SELECT m.id, m.classification, {SPEAKS} AS speaks, m.sort_at
    FROM messages m WHERE m.organization_id = t.organization_id AND m.thread_id = t.id
    ORDER BY ({SPEAKS}) DESC, m.sort_at, m.identity_key LIMIT 1
) root ON true
WHERE t.organization_id = :o AND t.id = ANY(:ids) AND t.ticket_id IS NULL
ORDER BY root.sort_at, t.id
"""  # noqa: S608 - a constant

_SHOW = """
INSERT INTO ticket_messages (organization_id, message_id, ticket_id, home_ticket_id, sort_at)
SELECT m.organization_id, m.id, coalesce(h.merged_into, h.id), CASE WHEN h.merged_into IS NOT NULL THEN h.id END,
       m.sort_at
FROM unnest(CAST(:ids AS uuid[])) AS wanted (id)
JOIN threads t ON t.organization_id = :o AND t.id = wanted.id
JOIN tickets h ON h.organization_id = :o AND h.id = t.ticket_id
JOIN messages m ON m.organization_id = :o AND m.thread_id = t.id
WHERE NOT t.has_pins
ON CONFLICT (organization_id, message_id) DO NOTHING
RETURNING ticket_id
"""

_PINNED = "SELECT id FROM threads WHERE organization_id = :o AND id = ANY(:ids) AND has_pins"

_PARKED = {
    "list": "Mailing list or newsletter: parked",
    "spam": "Spam: parked",
    "bounce": "A bounce of a mail that is in no ticket: parked",
    "vacation": "An absence notice to a mail that is in no ticket: parked",
    "auto_reply": "An automatic reply to a mail that is in no ticket: parked",
    "receipt": "A read receipt of a mail that is in no ticket: parked",
    "calendar": "An attendee's answer to an invitation that is in no ticket: parked",
}


def settle_threads(session: Session, organization_id: UUID, thread_ids: Collection[UUID], policy: Policy) -> set[UUID]:
    """Decide for each thread without a ticket, open tickets, show the mails in them; return the tickets touched.
    In a thread that people have placed mails of, the place of each is computed (`app.tickets.homes`)."""
    ids = sorted(set(thread_ids))
    rows = session.execute(text(_UNDECIDED), {"o": organization_id, "ids": ids}).all()
    evidence = routing_evidence(session, organization_id, [row[1] for row in rows if row[3]])
    opening: list[Any] = []
    decided = []
    for row in rows:
        if not row[3]:
            decided.append((row[0], Disposition.parked, _PARKED.get(row[2], f"{row[2]}: parked")))
            continue
        decision = policy.decide(evidence[row[1]].facts)
        if decision.drop:
            decided.append((row[0], Disposition.dropped, decision.explanation))
        else:
            opening.append(row)
    _decide(session, organization_id, decided)
    _open(session, organization_id, opening)
    shown = session.execute(text(_SHOW), {"o": organization_id, "ids": ids}).scalars().all()
    pinned = session.execute(text(_PINNED), {"o": organization_id, "ids": ids}).scalars().all()
    return set(shown) | (settle_homes(session, organization_id, pinned) if pinned else set())


def _decide(session: Session, organization_id: UUID, decided: Sequence[tuple[UUID, Disposition, str]]) -> None:
    rows = [{"id": i, "disposition": d, "reason": r, "ticket_id": None} for i, d, r in decided]
    update_rows(session, _DECIDE, rows, o=organization_id)


_DECIDE = text(
    """
UPDATE threads t SET disposition = row.disposition, reason = row.reason, ticket_id = row.ticket_id
FROM json_to_recordset(CAST(:rows AS json)) AS row (id uuid, disposition varchar, reason varchar, ticket_id uuid)
WHERE t.organization_id = :o AND t.id = row.id
"""
)


def _open(session: Session, organization_id: UUID, rows: list[Any]) -> None:
    if not rows:
        return
    tickets = []
    for number, row in zip(next_numbers(session, organization_id, len(rows)), rows, strict=True):
        ticket_id = new_id()
        tickets.append(
            {
                "organization_id": organization_id,
                "id": ticket_id,
                "number": number,
                "ticket_code": ticket_code(number),
                "subject": "",
                "requester_email": "",
                "requester_name": "",
                "status": TicketStatus.new,
                "priority": Priority.normal,
                "first_message_at": row[4],
                "last_message_at": row[4],
            }
        )
    insert_rows(session, Ticket, tickets)
    events = [
        {
            "organization_id": organization_id,
            "id": new_id(),
            "ticket_id": ticket["id"],
            "kind": EventKind.created,
            "message_id": row[1],
            "data": {"reason": "A mail that begins a conversation"},
        }
        for ticket, row in zip(tickets, rows, strict=True)
    ]
    insert_rows(session, TicketEvent, events)
    opened = [
        {"id": row[0], "disposition": Disposition.ticketed, "reason": "Somebody wrote: a ticket", "ticket_id": t["id"]}
        for t, row in zip(tickets, rows, strict=True)
    ]
    update_rows(session, _DECIDE, opened, o=organization_id)

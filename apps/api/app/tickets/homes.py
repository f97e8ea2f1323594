"""Homes of mails in the database: read them, write them, and show each in the ticket that its home is merged into.
Call it while holding the organisation's lock (`app.tickets.lock`)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.core.bulk import update_rows
from app.tickets.placement import Placed, nearest_first, place

Mail = Placed[UUID, UUID]

_MAILS = """
SELECT m.thread_id, m.id, m.rfc_message_id, m.in_reply_to, m.reference_ids, m.sort_at, m.identity_key,
       coalesce(tm.home_ticket_id, tm.ticket_id), tm.pinned_at IS NOT NULL,
       coalesce(a.ticket_id, named.id), m.direction = 'outbound'
FROM messages m LEFT JOIN ticket_messages tm ON tm.organization_id = m.organization_id AND tm.message_id = m.id
CROSS JOIN LATERAL (SELECT CASE
    WHEN jsonb_array_length(m.stitch_evidence->'tokens') = 1 THEN m.stitch_evidence->'tokens'->>0
    WHEN m.stitch_evidence ? 'tokens' THEN NULL
    WHEN m.stitch_reason = 'token' THEN m.stitch_evidence->>'matched' END::uuid AS id) named
LEFT JOIN ticket_aliases a ON a.organization_id = m.organization_id AND a.alias_id = named.id
WHERE m.organization_id = :o AND m.thread_id = ANY(:ids)
"""


@dataclass(slots=True)
class ThreadHomes:
    """The mails of a thread and where each has its home at present (None: parked)."""

    default: UUID | None
    mails: list[Mail] = field(default_factory=list)
    present: dict[UUID, UUID | None] = field(default_factory=dict)

    @property
    def has_pins(self) -> bool:
        """Whether any mail was placed by itself."""
        return any(mail.pin is not None for mail in self.mails)


def read_homes(session: Session, organization_id: UUID, thread_ids: Collection[UUID]) -> dict[UUID, ThreadHomes]:
    """The threads with all their mails."""
    mine = {"o": organization_id, "ids": sorted(set(thread_ids))}
    threads = {
        row[0]: ThreadHomes(row[1])
        for row in session.execute(
            text("SELECT id, ticket_id FROM threads WHERE organization_id = :o AND id = ANY(:ids)"), mine
        )
    }
    for row in session.execute(text(_MAILS), mine):
        thread, mail, message_id, in_reply_to, references, sort_at, identity, home, pinned, named, is_ours = row
        threads[thread].mails.append(
            Placed(
                mail,
                message_id,
                nearest_first(in_reply_to, references),
                (sort_at, bytes(identity)),
                home if pinned else None,
                named,
                is_ours,
            )
        )
        threads[thread].present[mail] = home
    return threads


def settle_homes(session: Session, organization_id: UUID, thread_ids: Collection[UUID]) -> set[UUID]:
    """Give every mail of these threads the home that thread and pins say; the tickets that lost or won one."""
    moved: dict[UUID, UUID] = {}
    parked: list[UUID] = []
    touched: set[UUID] = set()
    for thread in read_homes(session, organization_id, thread_ids).values():
        for mail, home in place(thread.mails, thread.default).items():
            before = thread.present[mail]
            if home == before:
                continue
            touched |= {ticket for ticket in (before, home) if ticket is not None}
            if home is None:
                parked.append(mail)
            else:
                moved[mail] = home
    write_homes(session, organization_id, moved)
    if parked:
        session.execute(
            text("DELETE FROM ticket_messages WHERE organization_id = :o AND message_id = ANY(:ids)"),
            {"o": organization_id, "ids": sorted(parked)},
        )
    return live_tickets(session, organization_id, touched)


_WRITE = text(
    """
INSERT INTO ticket_messages (organization_id, message_id, ticket_id, home_ticket_id, sort_at)
SELECT m.organization_id, m.id, coalesce(h.merged_into, h.id), CASE WHEN h.merged_into IS NOT NULL THEN h.id END,
       m.sort_at
FROM json_to_recordset(CAST(:rows AS json)) AS row (message uuid, home uuid)
JOIN messages m ON m.organization_id = :o AND m.id = row.message
JOIN tickets h ON h.organization_id = :o AND h.id = row.home
ON CONFLICT (organization_id, message_id) DO UPDATE SET
    ticket_id = excluded.ticket_id, home_ticket_id = excluded.home_ticket_id
"""
)


def write_homes(session: Session, organization_id: UUID, homes: Mapping[UUID, UUID]) -> None:
    """Write where mails (message → ticket) have their home; pins stay as they are."""
    rows = [{"message": message, "home": home} for message, home in sorted(homes.items())]
    update_rows(session, _WRITE, rows, o=organization_id)


_PIN = text(
    """
UPDATE ticket_messages tm SET pinned_at = row.at, pin_event_id = row.event
FROM json_to_recordset(CAST(:rows AS json)) AS row (message uuid, at timestamptz, event uuid)
WHERE tm.organization_id = :o AND tm.message_id = row.message
"""
)


def write_pins(session: Session, organization_id: UUID, pins: Collection[Mapping[str, Any]]) -> None:
    """Set pins as rows say: ``message``, ``home``, ``at`` and ``event``. Without a home the pin is taken away and the
    mail stays where it is until its thread is settled."""
    homes = {pin["message"]: pin["home"] for pin in pins if pin["home"] is not None}
    write_homes(session, organization_id, homes)
    rows = [
        {"message": p["message"], "at": p["at"] if p["home"] else None, "event": p["event"] if p["home"] else None}
        for p in pins
    ]
    update_rows(session, _PIN, rows, o=organization_id)


def mark_pins(session: Session, organization_id: UUID, thread_ids: Collection[UUID]) -> None:
    """Note on the threads whether they have pins."""
    session.execute(
        text(
            "UPDATE threads t SET has_pins = found.yes FROM (SELECT t.id, EXISTS (SELECT FROM messages m"
            " JOIN ticket_messages tm ON tm.organization_id = m.organization_id AND tm.message_id = m.id"
            " WHERE m.organization_id = t.organization_id AND m.thread_id = t.id AND tm.pinned_at IS NOT NULL) AS yes"
            " FROM threads t WHERE t.organization_id = :o AND t.id = ANY(:ids)) found"
            " WHERE t.organization_id = :o AND t.id = found.id AND t.has_pins <> found.yes"
        ),
        {"o": organization_id, "ids": sorted(set(thread_ids))},
    )


def show_homes(session: Session, organization_id: UUID, home_ids: Collection[UUID]) -> None:
    """Show the mails of these homes where they belong now: there, or in the ticket that each is merged into."""
    session.execute(
        text(
            "UPDATE ticket_messages tm SET ticket_id = coalesce(h.merged_into, h.id),"
            " home_ticket_id = CASE WHEN h.merged_into IS NOT NULL THEN h.id END"
            " FROM tickets h WHERE tm.organization_id = :o AND h.organization_id = :o AND h.id = ANY(:ids)"
            " AND (tm.home_ticket_id = h.id OR (tm.home_ticket_id IS NULL AND tm.ticket_id = h.id))"
        ),
        {"o": organization_id, "ids": sorted(set(home_ids))},
    )


def live_tickets(session: Session, organization_id: UUID, ticket_ids: Collection[UUID]) -> set[UUID]:
    """These tickets, and in place of merged ones those that they were merged into."""
    if not ticket_ids:
        return set()
    rows = session.execute(
        text("SELECT DISTINCT coalesce(merged_into, id) FROM tickets WHERE organization_id = :o AND id = ANY(:ids)"),
        {"o": organization_id, "ids": sorted(ticket_ids)},
    )
    return set(rows.scalars())

"""Write what stitching found: threads are made, grown and joined. Call it while holding `one_at_a_time`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import delete, select, text, update
from sqlalchemy.orm import Session

from app.core.bulk import insert_rows
from app.core.ids import new_id
from app.messages.models import Disposition, Message, Thread
from app.stitching.components import Component, Match, components
from app.stitching.keys import Keys
from app.tickets.joining import join_tickets


@dataclass(frozen=True, slots=True)
class Stitched:
    """Where each mail of a batch belongs, by position, and the threads that were touched."""

    thread_ids: tuple[UUID, ...]
    matches: tuple[Match, ...]
    tickets_touched: tuple[UUID, ...]
    """Tickets that grew because another ticket or parked mail was joined into them."""


def one_at_a_time(session: Session, organization_id: UUID) -> None:
    """Until the transaction ends nobody else changes this organisation's threads: two mails of one conversation in
    two workers would otherwise each open a ticket."""
    number = int.from_bytes(organization_id.bytes[-8:], "big", signed=True)
    session.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": number})


def stitch(
    session: Session, organization_id: UUID, mails: Sequence[Keys], anchors: Mapping[int, Collection[UUID]]
) -> Stitched:
    """Find or make the thread of each mail, joining threads that a mail shows to be one. `anchors` names the threads
    of mails that are known already (by position)."""
    found, matches = components(mails, _known(session, organization_id, mails), anchors)
    thread_of: dict[int, UUID] = {}
    touched: list[UUID] = []
    fresh: list[UUID] = []
    for component in found:
        thread_id, ticket_id = _settle(session, organization_id, component, fresh)
        if ticket_id is not None:
            touched.append(ticket_id)
        thread_of.update(dict.fromkeys(component.mails, thread_id))
    _make(session, organization_id, fresh)
    _register(session, organization_id, mails, thread_of)
    return Stitched(tuple(thread_of[i] for i in range(len(mails))), tuple(matches), tuple(touched))


def _known(session: Session, organization_id: UUID, mails: Sequence[Keys]) -> dict[bytes, list[UUID]]:
    wanted = {lookup.key for keys in mails for lookup in keys.lookups}
    if not wanted:
        return {}
    known: dict[bytes, list[UUID]] = defaultdict(list)
    rows = session.execute(
        text(
            "SELECT key, thread_id FROM thread_keys WHERE organization_id = :o"
            " AND key = ANY(ARRAY(SELECT decode(k, 'hex') FROM unnest(string_to_array(:keys, ',')) k))"
        ),
        {"o": organization_id, "keys": ",".join(key.hex() for key in wanted)},
    )
    for key, thread_id in rows:
        known[bytes(key)].append(thread_id)
    return known


def _settle(
    session: Session, organization_id: UUID, component: Component, fresh: list[UUID]
) -> tuple[UUID, UUID | None]:
    if not component.threads:
        fresh.append(new_id())
        return fresh[-1], None
    if len(component.threads) == 1:
        return component.threads[0], None
    return _join(session, organization_id, component.threads)


def _join(session: Session, organization_id: UUID, threads: Sequence[UUID]) -> tuple[UUID, UUID | None]:
    """Make several threads one: the surviving thread, and the ticket that it is shown in, if any."""
    rows = session.execute(
        select(Thread.id, Thread.ticket_id).where(Thread.organization_id == organization_id, Thread.id.in_(threads))
    ).all()
    tickets = sorted({ticket for _, ticket in rows if ticket is not None})
    survivor = min((row[0] for row in rows if row[1] is not None), default=min(threads))
    losers = [thread for thread in threads if thread != survivor]
    mine = {"o": organization_id, "survivor": survivor, "losers": losers}
    session.execute(
        text(
            "INSERT INTO thread_keys (organization_id, key, thread_id)"
            " SELECT DISTINCT organization_id, key, CAST(:survivor AS uuid) FROM thread_keys"
            " WHERE organization_id = :o AND thread_id = ANY(:losers) ON CONFLICT DO NOTHING"
        ),
        mine,
    )
    session.execute(
        update(Message)
        .where(Message.organization_id == organization_id, Message.thread_id.in_(losers))
        .values(thread_id=survivor)
    )
    ticket = None
    if tickets:
        ticket = join_tickets(session, organization_id, tickets) if len(tickets) > 1 else tickets[0]
        _bring_into_ticket(session, organization_id, survivor, ticket)
    session.execute(delete(Thread).where(Thread.organization_id == organization_id, Thread.id.in_(losers)))
    return survivor, ticket


def _bring_into_ticket(session: Session, organization_id: UUID, thread_id: UUID, ticket_id: UUID) -> None:
    """Parked mail that turns out to belong to a ticket's conversation shows there."""
    session.execute(
        text(
            "INSERT INTO ticket_messages (organization_id, message_id, ticket_id, sort_at)"
            " SELECT organization_id, id, CAST(:t AS uuid), sort_at FROM messages"
            " WHERE organization_id = :o AND thread_id = :thread ON CONFLICT DO NOTHING"
        ),
        {"o": organization_id, "thread": thread_id, "t": ticket_id},
    )


def _make(session: Session, organization_id: UUID, threads: Sequence[UUID]) -> None:
    rows = [
        {
            "organization_id": organization_id,
            "id": thread,
            "ticket_id": None,
            "disposition": Disposition.parked,
            "reason": "",
        }
        for thread in threads
    ]
    insert_rows(session, Thread, rows)


def _register(session: Session, organization_id: UUID, mails: Sequence[Keys], thread_of: dict[int, UUID]) -> None:
    pairs = {(key, thread_of[i]) for i, keys in enumerate(mails) for key in keys.registered}
    if pairs:
        # Thousands of keys: two strings are much quicker to send than two arrays.
        session.execute(
            text(
                "INSERT INTO thread_keys (organization_id, key, thread_id) SELECT CAST(:o AS uuid), decode(k, 'hex'),"
                " CAST(t AS uuid) FROM unnest(string_to_array(:keys, ','), string_to_array(:threads, ','))"
                " AS pair (k, t) ON CONFLICT DO NOTHING"
            ),
            {
                "o": organization_id,
                "keys": ",".join(key.hex() for key, _ in pairs),
                "threads": ",".join(str(thread) for _, thread in pairs),
            },
        )

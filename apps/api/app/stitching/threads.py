"""Write what stitching found: threads are made, grown and joined. Call it while holding `one_at_a_time`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import delete, text, update
from sqlalchemy.orm import Session

from app.core.bulk import insert_rows
from app.core.ids import new_id
from app.messages.models import Disposition, Message, Thread
from app.stitching.components import Component, Match, components
from app.stitching.keys import Keys
from app.tickets.homes import settle_homes
from app.tickets.joining import join_tickets, joinable


@dataclass(frozen=True, slots=True)
class Stitched:
    """Where each mail of a batch belongs, by position, and the threads that were touched."""

    thread_ids: tuple[UUID, ...]
    matches: tuple[Match, ...]
    tickets_touched: tuple[UUID, ...]
    """Tickets that threads were joined in: another ticket or parked mail may have come into them."""


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
        thread_id, tickets = _settle(session, organization_id, component, fresh)
        touched.extend(tickets)
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
) -> tuple[UUID, Collection[UUID]]:
    if not component.threads:
        fresh.append(new_id())
        return fresh[-1], ()
    if len(component.threads) == 1:
        return component.threads[0], ()
    return _join(session, organization_id, component.threads)


@dataclass(frozen=True, slots=True)
class _Thread:
    """A thread that is to be joined with others."""

    id: UUID
    home: UUID | None
    shown_in: UUID | None
    placed_event_id: UUID | None
    has_pins: bool


def _join(session: Session, organization_id: UUID, thread_ids: Sequence[UUID]) -> tuple[UUID, Collection[UUID]]:
    """Make several threads one: the surviving thread, and the tickets that it is shown in. Their tickets become one
    as well, but for those that a person took apart or merged: there each mail is held where it is."""
    threads = _read(session, organization_id, thread_ids)
    rank: dict[UUID | None, int] = {}
    shown = {thread.shown_in for thread in threads if thread.shown_in is not None}
    for number, group in enumerate(joinable(session, organization_id, shown) if len(shown) > 1 else [sorted(shown)]):
        rank.update(dict.fromkeys(group, number))
        if len(group) > 1:
            rank[join_tickets(session, organization_id, group)] = number
    if len(shown) > 1:
        threads = _read(session, organization_id, thread_ids)
    survivor = min(
        threads,
        key=lambda t: (t.shown_in is None, rank.get(t.shown_in, 0), t.placed_event_id is not None, t.id),
    )
    losers = [thread for thread in threads if thread.id != survivor.id]
    held = [thread.id for thread in losers if thread.home is not None and _is_held(thread, survivor)]
    if any(thread.home not in (None, survivor.home) for thread in losers):
        # Both sides: the mail that joins them is an ancestor to mails of either.
        held = [thread.id for thread in threads if thread.home is not None]
    _hold(session, organization_id, held)
    pinned = bool(held) or any(thread.has_pins for thread in threads)
    _absorb(session, organization_id, survivor.id, [thread.id for thread in losers], has_pins=pinned)
    if survivor.home is None:
        return survivor.id, ()
    if pinned:
        settle_homes(session, organization_id, [survivor.id])
    else:
        _bring_into_ticket(session, organization_id, survivor.id, survivor.home)
    return survivor.id, {thread.shown_in for thread in threads if thread.shown_in is not None}


def _is_held(thread: _Thread, survivor: _Thread) -> bool:
    """Whether the mails of `thread` would lose what a person decided about them."""
    return thread.home != survivor.home or (
        thread.placed_event_id is not None and thread.placed_event_id != survivor.placed_event_id
    )


def _read(session: Session, organization_id: UUID, thread_ids: Sequence[UUID]) -> list[_Thread]:
    rows = session.execute(
        text(
            "SELECT t.id, t.ticket_id, coalesce(h.merged_into, h.id), t.placed_event_id, t.has_pins FROM threads t"
            " LEFT JOIN tickets h ON h.organization_id = t.organization_id AND h.id = t.ticket_id"
            " WHERE t.organization_id = :o AND t.id = ANY(:ids)"
        ),
        {"o": organization_id, "ids": list(thread_ids)},
    )
    return [_Thread(*row) for row in rows]


def _hold(session: Session, organization_id: UUID, thread_ids: Sequence[UUID]) -> None:
    """Pin the mails of these threads where they are."""
    if thread_ids:
        session.execute(
            text(
                "UPDATE ticket_messages tm SET pinned_at = now(), pin_event_id = t.placed_event_id"
                " FROM messages m JOIN threads t ON t.organization_id = m.organization_id AND t.id = m.thread_id"
                " WHERE m.organization_id = :o AND m.thread_id = ANY(:ids) AND tm.organization_id = :o"
                " AND tm.message_id = m.id AND tm.pinned_at IS NULL"
            ),
            {"o": organization_id, "ids": list(thread_ids)},
        )


def _absorb(session: Session, organization_id: UUID, survivor: UUID, losers: Sequence[UUID], *, has_pins: bool) -> None:
    """Give the survivor the keys and mails of the others, which go."""
    session.execute(
        text(
            "INSERT INTO thread_keys (organization_id, key, thread_id)"
            " SELECT DISTINCT organization_id, key, CAST(:survivor AS uuid) FROM thread_keys"
            " WHERE organization_id = :o AND thread_id = ANY(:losers) ON CONFLICT DO NOTHING"
        ),
        {"o": organization_id, "survivor": survivor, "losers": list(losers)},
    )
    session.execute(
        update(Message)
        .where(Message.organization_id == organization_id, Message.thread_id.in_(losers))
        .values(thread_id=survivor)
    )
    if has_pins:
        session.execute(
            update(Thread).where(Thread.organization_id == organization_id, Thread.id == survivor).values(has_pins=True)
        )
    session.execute(delete(Thread).where(Thread.organization_id == organization_id, Thread.id.in_(losers)))


def _bring_into_ticket(session: Session, organization_id: UUID, thread_id: UUID, home_id: UUID) -> None:
    """Parked mail that turns out to belong to a ticket's conversation shows there."""
    session.execute(
        text(
            "INSERT INTO ticket_messages (organization_id, message_id, ticket_id, home_ticket_id, sort_at)"
            " SELECT m.organization_id, m.id, coalesce(h.merged_into, h.id),"
            " CASE WHEN h.merged_into IS NOT NULL THEN h.id END, m.sort_at"
            " FROM messages m JOIN tickets h ON h.organization_id = :o AND h.id = :home"
            " WHERE m.organization_id = :o AND m.thread_id = :thread ON CONFLICT DO NOTHING"
        ),
        {"o": organization_id, "thread": thread_id, "home": home_id},
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

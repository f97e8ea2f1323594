"""Bring mails to another ticket: by giving their whole thread to it where nothing of the thread stays behind, else by
pins; with a record of what was there before."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.core.bulk import update_rows
from app.core.clock import now
from app.messages.models import Disposition, Thread
from app.tickets.homes import ThreadHomes, mark_pins, read_homes, settle_homes, write_pins
from app.tickets.models import Ticket, TicketMessage
from app.tickets.placement import pins_for

_GIVE = text(
    "UPDATE threads t SET ticket_id = row.ticket, placed_event_id = row.event, disposition = row.disposition,"
    " reason = row.reason FROM json_to_recordset(CAST(:rows AS json)) AS row"
    " (id uuid, ticket uuid, event uuid, disposition varchar, reason varchar)"
    " WHERE t.organization_id = :o AND t.id = row.id"
)


def bring(
    session: Session, organization_id: UUID, message_ids: Collection[UUID], target: Ticket, change: UUID
) -> dict[str, Any]:
    """Bring the mails to `target`; every other mail stays where it is. Returns the record for `take_back`."""
    moved = set(message_ids)
    threads = _threads_of(session, organization_id, moved)
    homes = read_homes(session, organization_id, list(threads))
    given = {i for i, thread in homes.items() if not thread.has_pins and moved.issuperset(m.id for m in thread.mails)}
    pins: dict[UUID, UUID] = {}
    for thread_id, thread in homes.items():
        if thread_id not in given:
            mine = [mail.id for mail in thread.mails if mail.id in moved]
            pins |= pins_for(thread.mails, thread.default, thread.present, mine, target.id)
    before = _pins_before(session, organization_id, pins)
    record = _record(threads, given, homes, before, moved)
    give_threads(session, organization_id, [threads[i] for i in given], target, change)
    at = now()
    write_pins(
        session,
        organization_id,
        [{"message": message, "home": home, "at": at, "event": change} for message, home in pins.items()],
    )
    mark_pins(session, organization_id, list(threads))
    settle_homes(session, organization_id, list(threads))
    return record


def give_threads(
    session: Session, organization_id: UUID, threads: Collection[Thread], target: Ticket, change: UUID
) -> None:
    """Give whole threads to `target`. A parked one says that a person did."""
    rows = [
        {
            "id": t.id,
            "ticket": target.id,
            "event": change,
            "disposition": Disposition.ticketed,
            "reason": t.reason if t.disposition is Disposition.ticketed else "A person put it into a ticket",
        }
        for t in threads
    ]
    update_rows(session, _GIVE, rows, o=organization_id)


def thread_record(thread: Thread) -> dict[str, Any]:
    """A thread as it was, for `restore_threads`."""
    return {
        "ticket": str(thread.ticket_id) if thread.ticket_id else None,
        "event": str(thread.placed_event_id) if thread.placed_event_id else None,
        "disposition": thread.disposition.value,
        "reason": thread.reason,
    }


def restore_threads(session: Session, organization_id: UUID, threads: dict[str, Any]) -> None:
    """Give threads back what `thread_record` wrote down."""
    update_rows(session, _GIVE, [{"id": i} | was for i, was in sorted(threads.items())], o=organization_id)


def _threads_of(session: Session, organization_id: UUID, message_ids: Collection[UUID]) -> dict[UUID, Thread]:
    ids = session.execute(
        text("SELECT DISTINCT thread_id FROM messages WHERE organization_id = :o AND id = ANY(:ids)"),
        {"o": organization_id, "ids": sorted(message_ids)},
    ).scalars()
    rows = session.scalars(
        select(Thread)
        .where(Thread.organization_id == organization_id, Thread.id.in_(list(ids)))
        .execution_options(populate_existing=True)
    )
    return {row.id: row for row in rows}


def _pins_before(session: Session, organization_id: UUID, message_ids: Collection[UUID]) -> list[TicketMessage]:
    return list(
        session.scalars(
            select(TicketMessage)
            .where(
                TicketMessage.organization_id == organization_id,
                TicketMessage.message_id.in_(message_ids),
                TicketMessage.pinned_at.is_not(None),
            )
            .execution_options(populate_existing=True)
        )
    )


def _record(
    threads: dict[UUID, Thread],
    given: set[UUID],
    homes: dict[UUID, ThreadHomes],
    pins: list[TicketMessage],
    moved: set[UUID],
) -> dict[str, Any]:
    """The state before; ``over``: the earlier actions whose work this one goes over; ``homes``: whose mails it took."""
    over = {t.placed_event_id for t in threads.values()} | {pin.pin_event_id for pin in pins}
    taken = {home for t in homes.values() for mail, home in t.present.items() if mail in moved}
    return {
        "threads": {str(i): thread_record(threads[i]) for i in sorted(given)},
        "pins": {str(pin.message_id): pin_record(pin) for pin in pins},
        "over": sorted(str(one) for one in over if one is not None),
        "homes": sorted(str(one) for one in taken if one is not None),
    }


def pin_record(pin: TicketMessage) -> list[str | None]:
    """A pin as it was: home, time, event."""
    assert pin.pinned_at is not None
    event = str(pin.pin_event_id) if pin.pin_event_id else None
    return [str(pin.home_ticket_id or pin.ticket_id), pin.pinned_at.isoformat(), event]

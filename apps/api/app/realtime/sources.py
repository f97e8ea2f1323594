"""Where changes come from: ``LISTEN`` on one connection, else polling.

PgBouncer in transaction mode accepts ``LISTEN`` and then delivers nothing, so the first thing a new connection does is
to be notified from another one. When that does not arrive, the tables are polled instead: every two seconds, for the
organisations that somebody watches, rows whose ``updated_at`` lies in an overlapping window. The window is there
because a row becomes visible at commit, but bears the time at which its transaction set it: whatever commits within
`OVERLAP` is seen. A poll knows tickets and mailboxes, not jobs, and a session's end only at the next heartbeat.
"""

from __future__ import annotations

import asyncio
import json
import secrets
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import psycopg
from sqlalchemy import text

from app.core.db import transaction
from app.core.embedded import database_url
from app.core.logs import get_logger
from app.realtime.notify import CHANNEL

log = get_logger(__name__)

#: How long to wait for our own notification before polling.
PROBE_SECONDS = 3.0
POLL_SECONDS = 2.0
OVERLAP = timedelta(seconds=30)
#: How often a silent connection is asked whether it still lives.
_ALIVE_SECONDS = 30.0
#: More changes than this in one poll are told as "anything may have changed".
_MANY = 20


@dataclass(frozen=True, slots=True)
class Change:
    """A row of `topic` changed; without an id, many did."""

    organization_id: UUID
    topic: str
    id: str | None


Watched = Callable[[], set[UUID]]


async def changes(watched: Watched) -> AsyncIterator[Change | None]:
    """Every change from now on, endlessly; None first, for what happened before is not known. Raises when the
    database is lost."""
    url = await asyncio.to_thread(database_url)
    connection = await psycopg.AsyncConnection.connect(
        url, autocommit=True, prepare_threshold=None, connect_timeout=10, application_name="oss-ticketing-events"
    )
    async with connection:
        await connection.execute(f"LISTEN {CHANNEL}")
        if await _hears_itself(connection):
            yield None
            async for change in _listen(connection):
                yield change
    log.warning("listen_does_not_work", fallback="polling", every_seconds=POLL_SECONDS)
    yield None
    async for change in _poll(watched):
        yield change


def _notify(payload: str) -> None:
    with transaction() as session:
        session.execute(text("SELECT pg_notify(:channel, :payload)"), {"channel": CHANNEL, "payload": payload})


async def _hears_itself(connection: psycopg.AsyncConnection[tuple[object, ...]]) -> bool:
    nonce = json.dumps({"probe": secrets.token_hex(8)})
    # From another connection: to the one that listens a pooler may well pass its own notification on.
    await asyncio.to_thread(_notify, nonce)
    async for notification in connection.notifies(timeout=PROBE_SECONDS):
        if notification.payload == nonce:
            return True
    return False


async def _listen(connection: psycopg.AsyncConnection[tuple[object, ...]]) -> AsyncIterator[Change]:
    while True:
        async for notification in connection.notifies(timeout=_ALIVE_SECONDS):
            change = parse_payload(notification.payload)
            if change is not None:
                yield change
        await connection.execute("SELECT 1")


def parse_payload(payload: str) -> Change | None:
    """The change that `app.realtime.notify.announce` wrote; None for anything else on the channel."""
    try:
        data = json.loads(payload)
        row_id = data["id"]
        return Change(UUID(data["organization_id"]), str(data["topic"]), None if row_id is None else str(UUID(row_id)))
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


async def _poll(watched: Watched) -> AsyncIterator[Change]:
    since: dict[UUID, datetime] = {}
    told: dict[tuple[str, UUID], datetime] = {}
    while True:
        for organization_id in watched():
            start = since.get(organization_id)
            at, rows = await asyncio.to_thread(_changed, organization_id, start)
            since[organization_id] = at - OVERLAP
            fresh = [(topic, row_id, moment) for topic, row_id, moment in rows if told.get((topic, row_id)) != moment]
            told.update({(topic, row_id): moment for topic, row_id, moment in fresh})
            # What is there when the watching begins is no change by itself; but what changed before is not known.
            anything = [Change(organization_id, topic, None) for topic in ("ticket", "mailbox")]
            for change in anything if start is None else _told(organization_id, fresh):
                yield change
        oldest = min(since.values(), default=None)
        if oldest is not None:
            told = {key: moment for key, moment in told.items() if moment >= oldest}
        await asyncio.sleep(POLL_SECONDS)


def _told(organization_id: UUID, rows: list[tuple[str, UUID, datetime]]) -> list[Change]:
    if len(rows) > _MANY:
        return [Change(organization_id, topic, None) for topic in sorted({row[0] for row in rows})]
    return [Change(organization_id, topic, str(row_id)) for topic, row_id, _ in rows]


_CHANGED = text(
    """
    SELECT 'ticket', id, updated_at FROM tickets WHERE organization_id = :o AND updated_at > :since
    UNION ALL
    SELECT 'mailbox', id, updated_at FROM mailboxes WHERE organization_id = :o AND updated_at > :since
    LIMIT 2000
    """
)


def _changed(organization_id: UUID, since: datetime | None) -> tuple[datetime, list[tuple[str, UUID, datetime]]]:
    """The database's present time, and the rows that changed after `since` (by default: in the last overlap)."""
    with transaction(organization_id) as session:
        at: datetime = session.execute(text("SELECT clock_timestamp()")).scalar_one()
        rows = session.execute(_CHANGED, {"o": organization_id, "since": since or at - OVERLAP}).all()
        return at, [(row[0], row[1], row[2]) for row in rows]

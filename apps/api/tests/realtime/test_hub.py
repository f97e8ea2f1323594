"""A hub by itself: slow readers, ended sessions, the end of the process."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from uuid import UUID, uuid4

import pytest

from app.realtime import stream
from app.realtime.sources import Change, Watched, parse_payload
from app.realtime.stream import QUEUE_SIZE, RESYNC, Hub, Subscriber

pytestmark = pytest.mark.quick
ORGANIZATION, SESSION = uuid4(), uuid4()


@pytest.fixture(autouse=True)
def _silent_source(monkeypatch: pytest.MonkeyPatch) -> None:
    async def nothing(watched: Watched) -> AsyncIterator[Change | None]:
        await asyncio.Event().wait()
        yield None

    monkeypatch.setattr(stream, "changes", nothing)


def _drain(subscriber: Subscriber) -> list[bytes | None]:
    return [subscriber.queue.get_nowait() for _ in range(subscriber.queue.qsize())]


def test_a_slow_reader_is_let_go_with_resync() -> None:
    async def scene() -> tuple[list[bytes | None], list[bytes | None]]:
        hub = Hub()
        slow, quick = hub.subscribe(ORGANIZATION, SESSION), hub.subscribe(ORGANIZATION, uuid4())
        read: list[bytes | None] = []
        for _ in range(QUEUE_SIZE + 10):
            hub.deliver(Change(ORGANIZATION, "ticket", str(uuid4())))
            read += _drain(quick)
        await hub.close()
        return _drain(slow), read

    slow, quick = asyncio.run(scene())
    assert slow == [RESYNC, None]
    assert len(quick) == QUEUE_SIZE + 10


def test_only_the_ended_session_loses_its_streams() -> None:
    async def scene() -> tuple[list[bytes | None], list[bytes | None]]:
        hub = Hub()
        mine, other = hub.subscribe(ORGANIZATION, SESSION), hub.subscribe(ORGANIZATION, None)
        hub.deliver(Change(ORGANIZATION, "session", str(SESSION)))
        result = _drain(mine), _drain(other)
        await hub.close()
        return result

    assert asyncio.run(scene()) == ([None], [])


def test_when_the_process_stops_every_stream_ends_and_none_begins() -> None:
    async def scene() -> tuple[list[bytes | None], list[bytes | None]]:
        hub = Hub()
        before = hub.subscribe(ORGANIZATION, SESSION)
        hub.end_streams()
        after = hub.subscribe(ORGANIZATION, SESSION)
        await hub.close()
        return _drain(before), _drain(after)

    assert asyncio.run(scene()) == ([None], [None])


def test_nothing_listens_when_nobody_does() -> None:
    async def scene() -> tuple[set[UUID], bool]:
        hub = Hub()
        subscriber = hub.subscribe(ORGANIZATION, SESSION)
        running = hub._task
        assert running is not None
        hub.unsubscribe(subscriber)
        await asyncio.gather(running, return_exceptions=True)
        return hub.organizations(), running.cancelled()

    assert asyncio.run(scene()) == (set(), True)


@pytest.mark.parametrize(
    "payload",
    ["", "null", "[]", "{}", '{"probe": "x"}', '{"organization_id": "x", "topic": "ticket", "id": null}', "\ud800"],
)
def test_what_is_no_announcement_is_passed_over(payload: str) -> None:
    assert parse_payload(payload) is None


def test_an_announcement_is_read() -> None:
    row = uuid4()
    payload = {"organization_id": str(ORGANIZATION), "topic": "ticket", "id": str(row)}
    assert parse_payload(json.dumps(payload)) == Change(ORGANIZATION, "ticket", str(row))

"""A page of images waits its turn; nobody takes everybody's."""

from __future__ import annotations

import asyncio

import pytest

from app.remote import turns as module
from app.remote.turns import RemoteBusy, Turns

pytestmark = pytest.mark.quick


def test_no_more_at_once_than_allowed_and_all_in_the_end() -> None:
    under_way, most = {"ada": 0, "ben": 0}, {"ada": 0, "ben": 0, "all": 0}

    async def one(turns: Turns, person: str) -> None:
        async with turns.take(person):
            under_way[person] += 1
            most[person] = max(most[person], under_way[person])
            most["all"] = max(most["all"], sum(under_way.values()))
            await asyncio.sleep(0.001)
            under_way[person] -= 1

    async def act() -> None:
        turns = Turns(at_once=5, each=3)
        await asyncio.gather(*(one(turns, person) for person in ("ada", "ben") * 20))

    asyncio.run(act())
    assert most == {"ada": 3, "ben": 3, "all": 5}


def test_who_waits_too_long_is_told_and_so_is_who_brings_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "WAITING_EACH", 1)

    async def act() -> None:
        turns = Turns(at_once=1, each=1, wait_seconds=0.05)
        async with turns.take("ada"):
            waiting = asyncio.create_task(_take(turns, "ada"))
            await asyncio.sleep(0)
            with pytest.raises(RemoteBusy):
                await _take(turns, "ada")
            with pytest.raises(RemoteBusy):
                await waiting
            with pytest.raises(RemoteBusy):
                await _take(turns, "ben")
        await _take(turns, "ada")

    asyncio.run(act())


async def _take(turns: Turns, person: str) -> None:
    async with turns.take(person):
        pass


def test_a_slow_fetch_is_not_a_wait() -> None:
    async def act() -> None:
        async with Turns(wait_seconds=0.02).take("ada"):
            await asyncio.sleep(0.05)

    asyncio.run(act())

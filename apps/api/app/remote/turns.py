"""How many images are fetched at once: in this process, and for one person, so that nobody's newsletter holds up
everybody. Who comes beyond that waits for a turn; browsers ask for all images of a page at the same time."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Hashable
from contextlib import asynccontextmanager
from weakref import WeakKeyDictionary

from app.core.errors import Unavailable

AT_ONCE = 16
AT_ONCE_EACH = 6
WAITING_EACH = 100
WAIT_SECONDS = 30.0


class RemoteBusy(Unavailable):
    """Too many images are being fetched."""

    code = "remote_busy"
    title = "Too many images are being loaded; try again shortly"


class Turns:
    """Belongs to one event loop."""

    def __init__(self, at_once: int = AT_ONCE, each: int = AT_ONCE_EACH, wait_seconds: float = WAIT_SECONDS) -> None:
        self._all = asyncio.Semaphore(at_once)
        self._each = each
        self._wait = wait_seconds
        self._people: dict[Hashable, asyncio.Semaphore] = {}
        self._present: Counter[Hashable] = Counter()

    @asynccontextmanager
    async def take(self, person: Hashable) -> AsyncIterator[None]:
        """A turn of `person`. Raises `RemoteBusy` when none came in time, or too many wait already."""
        if self._present[person] >= self._each + WAITING_EACH:
            raise RemoteBusy()
        own = self._people.setdefault(person, asyncio.Semaphore(self._each))
        self._present[person] += 1
        try:
            async with asyncio.timeout(self._wait) as waiting, own, self._all:
                waiting.reschedule(None)
                yield
        except TimeoutError:
            raise RemoteBusy() from None
        finally:
            self._present[person] -= 1
            if not self._present[person]:
                del self._present[person], self._people[person]


_turns: WeakKeyDictionary[asyncio.AbstractEventLoop, Turns] = WeakKeyDictionary()


def turns() -> Turns:
    """The turns of the running event loop."""
    return _turns.setdefault(asyncio.get_running_loop(), Turns())

"""A limit per session or address, counted in this process over a sliding minute.

The window is approximated by two fixed ones (the count of the last minute is weighted by how much of it still
overlaps), so that a key costs two integers. A request that shows credentials is counted on them; one that shows none,
or shows some that turn out to be worth nothing (401), is counted on its address, so that made-up cookies buy nothing.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass
from math import ceil

from starlette.datastructures import Headers
from starlette.requests import cookie_parser
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.core.http.problem import problem

WINDOW_SECONDS = 60.0
_MOST_KEYS = 50_000
_EXEMPT = ("/healthz", "/readyz", "/metrics")


@dataclass(slots=True)
class _Count:
    window: int
    current: int = 0
    previous: int = 0


class SlidingWindow:
    """Counts events per key over the last `WINDOW_SECONDS`."""

    def __init__(self, limit: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._limit = limit
        self._clock = clock
        self._counts: dict[bytes, _Count] = {}

    def add(self, key: bytes) -> None:
        """Count one event."""
        self._count(key).current += 1

    def wait_seconds(self, key: bytes) -> float:
        """0 when another event fits, else the seconds until one may."""
        if key not in self._counts:
            return 0
        count = self._count(key)
        into = self._clock() % WINDOW_SECONDS
        weighted = count.previous * (1 - into / WINDOW_SECONDS) + count.current
        if weighted < self._limit:
            return 0
        if count.current >= self._limit or count.previous == 0:
            return WINDOW_SECONDS - into
        # previous × (1 − t/60) + current = limit, solved for t
        free_at = WINDOW_SECONDS * (1 - (self._limit - count.current) / count.previous)
        return max(free_at - into, 0.001)

    def _count(self, key: bytes) -> _Count:
        window = int(self._clock() // WINDOW_SECONDS)
        count = self._counts.get(key)
        if count is None:
            if len(self._counts) >= _MOST_KEYS:
                self._forget_before(window)
            count = self._counts[key] = _Count(window)
        if count.window != window:
            count.previous = count.current if count.window == window - 1 else 0
            count.current = 0
            count.window = window
        return count

    def _forget_before(self, window: int) -> None:
        self._counts = {k: c for k, c in self._counts.items() if c.window >= window - 1}
        if len(self._counts) >= _MOST_KEYS:
            self._counts.clear()


class RateLimit:
    """Answers 429 with ``Retry-After`` (RFC 6585 §4) beyond `per_minute` requests; 0 turns it off."""

    def __init__(self, app: ASGIApp, *, per_minute: int, session_cookie: str) -> None:
        self._app = app
        self._cookie = session_cookie
        self._window = SlidingWindow(per_minute) if per_minute else None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        window = self._window
        if window is None or scope["type"] != "http" or scope["path"].endswith(_EXEMPT):
            await self._app(scope, receive, send)
            return
        address = _key("address", (scope.get("client") or ("",))[0])
        credentials = self._credentials(Headers(scope=scope))
        wait = max(window.wait_seconds(address), window.wait_seconds(credentials) if credentials else 0)
        if wait:
            await self._refuse(wait, scope, receive, send)
            return
        window.add(credentials or address)

        async def watch(message: Message) -> None:
            if credentials and message["type"] == "http.response.start" and message["status"] == 401:
                window.add(address)
            await send(message)

        await self._app(scope, receive, watch)

    def _credentials(self, headers: Headers) -> bytes | None:
        token = headers.get("authorization") or cookie_parser(headers.get("cookie", "")).get(self._cookie)
        return _key("credentials", token) if token else None

    async def _refuse(self, wait: float, scope: Scope, receive: Receive, send: Send) -> None:
        seconds = ceil(wait)
        response = problem(
            429,
            "rate_limited",
            "Too many requests",
            f"Too many requests. Try again in {seconds} s.",
            headers={"retry-after": str(seconds)},
        )
        await response(scope, receive, send)


def _key(kind: str, value: str) -> bytes:
    return hashlib.sha256(f"{kind}:{value}".encode("utf-8", "surrogateescape")).digest()

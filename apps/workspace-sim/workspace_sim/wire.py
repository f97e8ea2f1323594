"""Responses that break on the wire: reset, cut in the middle, hang, slow."""

import asyncio
import contextlib
import socket
import struct
import time
from typing import TYPE_CHECKING, Any

from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from workspace_sim.faults import Faults
from workspace_sim.gmail.dispatch import Answer

if TYPE_CHECKING:
    from workspace_sim.world import World

_TRANSPORT = "workspace_sim.transport"


class KeepTransport:
    """Outermost middleware: remembers the connection so that a fault can break it."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        scope[_TRANSPORT] = getattr(getattr(send, "__self__", None), "transport", None)
        await self._app(scope, receive, send)


class WireResponse(Response):
    """An `Answer` on its way out, with its wire fault."""

    def __init__(self, world: "World", answer: Answer) -> None:
        super().__init__(answer.body, answer.status, headers=answer.headers, media_type=None)
        if answer.body or answer.status != 204:
            self.headers["content-type"] = answer.content_type
        self._world = world
        self._wire = answer.wire

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        transport = scope.get(_TRANSPORT)
        if self._wire == "reset":
            await reset(transport)
        elif self._wire == "hang":
            await _until_gone(receive, self._world.faults.hang_seconds)
            await reset(transport)
        elif self._wire == "cut":
            await self._cut(send, transport)
        else:
            if self._wire == "slow":
                await _slowly(self._world.faults)
            await super().__call__(scope, receive, send)

    async def _cut(self, send: Send, transport: Any) -> None:
        """Promise the whole body, send half, close."""
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        half = bytes(self.body[: len(self.body) // 2])
        await send({"type": "http.response.body", "body": half, "more_body": True})
        if transport is not None:
            transport.close()


async def reset(transport: Any) -> None:
    """Close with RST instead of FIN."""
    if transport is None:
        return
    raw = transport.get_extra_info("socket")
    if raw is not None:
        with contextlib.suppress(OSError):
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    transport.abort()
    for _ in range(3):  # let the server notice before this request ends without an answer
        await asyncio.sleep(0)


async def _slowly(faults: Faults) -> None:
    """Wait as long as is asked for now: who sets fewer seconds lets go what waits already."""
    started = time.monotonic()
    while (left := started + faults.slow_seconds - time.monotonic()) > 0:
        await asyncio.sleep(min(left, 0.02))


async def _until_gone(receive: Receive, seconds: float) -> None:
    async def gone() -> None:
        while (await receive())["type"] != "http.disconnect":
            pass

    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(gone(), seconds)

"""The caller's stream of changes. It ends with the session or token that it was opened with."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from time import monotonic

from fastapi import APIRouter, Request
from fastapi.responses import StreamingResponse

from app.core.errors import AppError
from app.core.logs import get_logger
from app.identity.access import Caller, Credentials, ViewerCaller, authenticate, credentials_of
from app.realtime.stream import HEARTBEAT, Subscriber, get_hub

router = APIRouter(tags=["events"])
log = get_logger(__name__)

#: Short enough for proxies that cut what is silent, and how soon an ended session is noticed at the latest.
HEARTBEAT_SECONDS = 15.0


@router.get(
    "/events",
    response_class=StreamingResponse,
    responses={200: {"content": {"text/event-stream": {"schema": {"type": "string"}}}}},
)
async def stream_events(request: Request, caller: ViewerCaller) -> StreamingResponse:
    """Server-sent events: `event: change` with `{"topic": …, "id": uuid | null}`, a null id meaning that any may have
    changed. Topics are `ticket`, `mailbox`, `job`, `notification` (the id is the member's whose list changed) and
    `presence` (the id of the ticket that somebody came to or left).
    `event: resync` before the stream ends because the reader was too slow."""
    return StreamingResponse(
        _events(caller, credentials_of(request)),
        media_type="text/event-stream",
        # X-Accel-Buffering: nginx would otherwise keep events back.
        headers={"cache-control": "no-store", "x-accel-buffering": "no"},
    )


async def _events(caller: Caller, credentials: Credentials) -> AsyncIterator[bytes]:
    hub = get_hub()
    subscriber = hub.subscribe(caller.organization_id, caller.session_id)
    try:
        yield HEARTBEAT
        check_at = monotonic() + HEARTBEAT_SECONDS
        while True:
            item = await _next(subscriber, check_at)
            if item is None:
                return
            # By the clock, not by silence: a busy stream never has any.
            if item is HEARTBEAT or monotonic() >= check_at:
                if not await asyncio.to_thread(_still_signed_in, caller, credentials):
                    return
                check_at = monotonic() + HEARTBEAT_SECONDS
            yield item
    finally:
        hub.unsubscribe(subscriber)


async def _next(subscriber: Subscriber, until: float) -> bytes | None:
    """The next event, or a heartbeat when there is none until the monotonic clock says `until`."""
    try:
        async with asyncio.timeout(until - monotonic()):
            return await subscriber.queue.get()
    except TimeoutError:
        return HEARTBEAT


def _still_signed_in(caller: Caller, credentials: Credentials) -> bool:
    """Whether the same credentials still open the same organisation. A database that is away ends nothing."""
    try:
        return replace(authenticate(credentials), role=caller.role) == caller
    except AppError:
        return False
    except Exception as error:
        log.warning("session_check_failed", kind=type(error).__name__)
        return True

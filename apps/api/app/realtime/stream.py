"""Changes → server-sent events: one source per process, fanned out to the browsers of the organisation concerned.

What is sent is a topic and an id, never content: the browser asks for what changed, with its own rights. What happened
before a stream began is not known, so each begins with "any may have changed" of every topic. A browser
that reads too slowly is told to look at everything again (``resync``) and let go; it connects anew by itself.
"""

from __future__ import annotations

import asyncio
import json
from collections import defaultdict
from dataclasses import dataclass, field
from functools import lru_cache
from uuid import UUID

from app.core.logs import get_logger
from app.realtime.sources import Change, changes

log = get_logger(__name__)

#: What a browser may be behind before it is let go.
QUEUE_SIZE = 256
#: Topics of which a browser shows something.
TOPICS = ("ticket", "mailbox", "job", "notification", "presence")
_LONGEST_PAUSE = 30.0


def sse(event: str, data: dict[str, str | None]) -> bytes:
    """One event as the HTML standard's ``text/event-stream`` has it."""
    return f"event: {event}\ndata: {json.dumps(data)}\n\n".encode()


HEARTBEAT = b": still here\n\n"
RESYNC = sse("resync", {})


@dataclass(eq=False, slots=True)
class Subscriber:
    """One browser's stream. ``None`` in its queue ends it."""

    organization_id: UUID
    session_id: UUID | None
    queue: asyncio.Queue[bytes | None] = field(default_factory=lambda: asyncio.Queue(QUEUE_SIZE))
    ended: bool = False

    def offer(self, item: bytes) -> None:
        """Queue one event; one too many ends the stream with ``resync``."""
        if self.ended:
            return
        try:
            self.queue.put_nowait(item)
        except asyncio.QueueFull:
            self.end(RESYNC)

    def end(self, last: bytes | None = None) -> None:
        """Let the browser go; what it has not read is dropped, and `last` is the last it gets."""
        if self.ended:
            return
        self.ended = True
        while not self.queue.empty():
            self.queue.get_nowait()
        if last is not None:
            self.queue.put_nowait(last)
        self.queue.put_nowait(None)


def _tell_of_a_gap(subscriber: Subscriber) -> None:
    for topic in TOPICS:
        subscriber.offer(sse("change", {"topic": topic, "id": None}))


class Hub:
    """The subscribers of one process and the task that feeds them. It runs only while somebody listens."""

    def __init__(self) -> None:
        self._subscribers: dict[UUID, set[Subscriber]] = defaultdict(set)
        self._task: asyncio.Task[None] | None = None
        self._listening = False
        self._closed = False

    def organizations(self) -> set[UUID]:
        """Whose changes somebody wants to hear of."""
        return {organization_id for organization_id, some in self._subscribers.items() if some}

    def _everybody(self) -> list[Subscriber]:
        return [one for some in self._subscribers.values() for one in some]

    def subscribe(self, organization_id: UUID, session_id: UUID | None) -> Subscriber:
        """A new stream; the caller gives it back to `unsubscribe`."""
        subscriber = Subscriber(organization_id, session_id)
        if self._closed:
            subscriber.end()
            return subscriber
        self._subscribers[organization_id].add(subscriber)
        if self._task is None or self._task.done():
            self._listening = False
            self._task = asyncio.get_running_loop().create_task(self._run(), name="realtime-hub")
        if self._listening:
            # Else it is told with all others, once changes are heard of.
            _tell_of_a_gap(subscriber)
        return subscriber

    def unsubscribe(self, subscriber: Subscriber) -> None:
        """The stream is over."""
        some = self._subscribers[subscriber.organization_id]
        some.discard(subscriber)
        if not some:
            del self._subscribers[subscriber.organization_id]
        if not self._subscribers and self._task is not None:
            self._task.cancel()
            self._task = None

    def end_streams(self) -> None:
        """Let every browser go, for the process is about to stop. New ones end at once."""
        self._closed = True
        for subscriber in self._everybody():
            subscriber.end()

    async def close(self) -> None:
        """Stop listening."""
        self.end_streams()
        task, self._task = self._task, None
        if task is not None:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    def deliver(self, change: Change) -> None:
        """Hand a change to the browsers of its organisation. A session that ended takes its streams along."""
        for subscriber in list(self._subscribers.get(change.organization_id, ())):
            if change.topic == "session":
                if change.id is not None and change.id == str(subscriber.session_id):
                    subscriber.end()
            elif change.topic in TOPICS:
                subscriber.offer(sse("change", {"topic": change.topic, "id": change.id}))

    def _after_a_gap(self) -> None:
        self._listening = True
        for subscriber in self._everybody():
            _tell_of_a_gap(subscriber)

    async def _run(self) -> None:
        pause = 1.0
        while True:
            try:
                async for change in changes(self.organizations):
                    pause = 1.0
                    if change is None:
                        self._after_a_gap()
                    else:
                        self.deliver(change)
            except Exception as error:
                self._listening = False
                log.warning("realtime_source_lost", kind=type(error).__name__, retry_in=pause)
            await asyncio.sleep(pause)
            pause = min(pause * 2, _LONGEST_PAUSE)


@lru_cache(maxsize=1)
def get_hub() -> Hub:
    """The hub of this process."""
    return Hub()


async def close_hub() -> None:
    """Stop this process's hub; the next request for one gets a new one."""
    hub = get_hub()
    get_hub.cache_clear()
    await hub.close()

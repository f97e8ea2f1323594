"""Background work: the sample company's past in date order, live mail, and customers who answer."""

import asyncio
import heapq
import importlib
import time
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING, Protocol

from workspace_sim.mail import headers
from workspace_sim.routing.deliver import Envelope, deliver
from workspace_sim.truth import Truth

if TYPE_CHECKING:
    from workspace_sim.company.model import GeneratedMail
    from workspace_sim.state import StateFile
    from workspace_sim.world import World

SLICE_SECONDS = 0.01
"""How long generation may hold the event loop at a time."""

SAVE_SECONDS = 5


class Live(Protocol):
    """The company's live mail."""

    def next_mail(self, now: datetime) -> "GeneratedMail | None": ...

    def on_delivered_to_customer(self, raw: bytes, rcpt: str, now: datetime) -> "list[GeneratedMail]": ...


@dataclass(slots=True)
class Past:
    """One request for generated mail: how many, from which seed and instant, and how many are delivered."""

    messages: int
    seed: int
    now: str
    done: int = 0


class NoCompanyError(RuntimeError):
    """The sample company is not part of this world."""


class Traffic:
    """Runs generation and live traffic as tasks of the server's event loop."""

    def __init__(
        self, world: "World", *, messages: int = 0, per_minute: float = 0.0, state: "StateFile | None" = None
    ) -> None:
        self._world = world
        self._state = state
        self._initial = messages
        self._tasks: list[asyncio.Task[None]] = []
        self._due: list[tuple[datetime, int, GeneratedMail]] = []
        self._serial = 0
        self._live: Live | None = None
        self._replaying = False
        self.per_minute = per_minute
        self.pasts: list[Past] = []
        self.error = ""

    def start(self) -> None:
        """Begin what was asked for at construction; needs the running loop."""
        if self._state:
            self.pasts = self._state.load(self._world)
            self._spawn(self._run_saving(self._state))
        for past in self.pasts:
            self._spawn(self._generate(past))
        if self._initial and not self.pasts:
            self.generate(self._initial, self._world.seed)
        self._spawn(self._run_live())

    async def finish(self) -> None:
        """The end: stop, save what the state file should keep, close it."""
        await self.stop()
        if self._state:
            self._state.save(self._world, self.pasts)
            self._state.close()

    async def stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._tasks.clear()

    async def reset(self) -> None:
        """End generation and live mail, forget who still wants to answer."""
        await self.stop()
        self._due.clear()
        self._live = None
        self.per_minute, self.pasts, self.error = 0.0, [], ""
        self._spawn(self._run_live())
        if self._state:
            self._spawn(self._run_saving(self._state))

    def generate(self, messages: int, seed: int) -> None:
        """Fill the past with about `messages` mails in the background. NoCompanyError without the company."""
        if self._world.company is None:
            raise NoCompanyError("the sample company is not available")
        self.pasts.append(Past(messages, seed, self._world.clock.now().isoformat()))
        self._spawn(self._generate(self.pasts[-1]))

    def set_rate(self, per_minute: float) -> None:
        """Live mails a minute; 0 stops."""
        if self._world.company is None and per_minute:
            raise NoCompanyError("the sample company is not available")
        self.per_minute = per_minute

    def status(self) -> dict[str, object]:
        wanted, generated = sum(p.messages for p in self.pasts), sum(p.done for p in self.pasts)
        return {
            "per_minute": self.per_minute,
            "wanted": wanted,
            "generated": generated,
            "generating": generated < wanted and not self.error,
            "answers_waiting": len(self._due),
            "error": self.error,
        }

    def _spawn(self, work: "asyncio._CoroutineLike[None]") -> None:
        self._tasks = [task for task in self._tasks if not task.done()]
        self._tasks.append(asyncio.get_running_loop().create_task(work))

    async def _generate(self, past: Past) -> None:
        from workspace_sim.company import generate

        assert self._world.company is not None
        now = datetime.fromisoformat(past.now)
        try:
            mails = iter(generate(self._world.company, seed=past.seed, messages=past.messages, now=now))
            until = time.monotonic() + SLICE_SECONDS
            for mail in islice(mails, past.done, None):
                self._replaying = True
                carry(self._world, mail)
                self._replaying = False
                past.done += 1
                if time.monotonic() > until:
                    await asyncio.sleep(0.001)
                    until = time.monotonic() + SLICE_SECONDS
        except Exception as error:
            self.error = f"{type(error).__name__} while generating"
            raise
        past.messages = past.done

    async def _run_saving(self, state: "StateFile") -> None:
        while True:
            await asyncio.sleep(SAVE_SECONDS)
            state.save(self._world, self.pasts)

    async def _run_live(self) -> None:
        self._world.outside_hooks.append(self._reached_customer)
        try:
            next_at = time.monotonic()
            while True:
                await asyncio.sleep(0.05)
                self._deliver_due()
                if self.per_minute and time.monotonic() >= next_at:
                    next_at = time.monotonic() + 60 / self.per_minute
                    mail = self._traffic().next_mail(self._world.clock.now())
                    if mail:
                        carry(self._world, mail)
        finally:
            self._world.outside_hooks.remove(self._reached_customer)

    def _traffic(self) -> Live:
        if self._live is None:
            company = importlib.import_module("workspace_sim.company")
            self._live = company.LiveTraffic(self._world.company, self._world.seed + 1_000_003 * self._world.restarts)
        assert self._live is not None
        return self._live

    def _reached_customer(self, raw: bytes, recipient: str) -> None:
        if self._replaying or not self.per_minute or not self._world.settings.customers_answer:
            return
        for mail in self._traffic().on_delivered_to_customer(raw, recipient, self._world.clock.now()):
            self._serial += 1
            heapq.heappush(self._due, (mail.date, self._serial, mail))

    def _deliver_due(self) -> None:
        now = self._world.clock.now()
        while self._due and self._due[0][0] <= now:
            carry(self._world, heapq.heappop(self._due)[2], answer=True)


def carry(world: "World", mail: "GeneratedMail", *, answer: bool = False) -> None:
    """Deliver one generated mail with its truth; an `answer` belongs where what it refers to belongs."""
    truth = Truth(mail.conversation, mail.kind, mail.origin)
    if answer:
        head, _ = headers.split(mail.raw)
        parents = headers.message_ids(headers.get(head, "In-Reply-To") + headers.get(head, "References"))
        truth = world.truth.of_reply(parents, mail.kind, mail.origin) or truth
    deliver(world, Envelope(mail.sender, mail.recipients, mail.raw, mail.date, spam=mail.kind == "spam", truth=truth))

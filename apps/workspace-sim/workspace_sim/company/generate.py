"""A quarter of a company's mail, on demand and always the same for the same seed."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from random import Random

from workspace_sim.company.appointments import appointment_thread
from workspace_sim.company.conversation import Conversation
from workspace_sim.company.hard_cases import hard_thread
from workspace_sim.company.internal import internal_thread
from workspace_sim.company.model import Company, Customer, GeneratedMail
from workspace_sim.company.names import invent_customer
from workspace_sim.company.newsletters import newsletter
from workspace_sim.company.notifications import notification_thread
from workspace_sim.company.pace import awake
from workspace_sim.company.script import plan_conversation
from workspace_sim.company.seeds import stream
from workspace_sim.company.spam import spam
from workspace_sim.company.thread import Thread

WINDOW = timedelta(days=90)
_MIX = {
    "human": 500, "alike-strangers": 12, "alike-later": 8, "newsletter": 180,
    "notification": 60, "spam": 140, "internal": 65, "calendar": 35, "hard": 40,
}  # fmt: skip
_KINDS, _WEIGHTS = tuple(_MIX), tuple(_MIX.values())
_PLAIN_SUBJECTS = (
    "Question",
    "Help needed",
    "Request",
    "Urgent",
    "Support request",
    "Hello",
    "Problem",
    "Quick question",
)


def generate(company: Company, *, seed: int, messages: int, now: datetime) -> Iterator[GeneratedMail]:
    """Exactly `messages` mails of the 90 days before `now`, in date order.

    The same arguments give the same bytes. Mails are written while they are consumed, so memory stays small.
    Raises ValueError when `messages` is negative or `now` is naive.
    """
    if messages < 0:
        raise ValueError(f"messages must not be negative, got {messages}")
    if now.tzinfo is None:
        raise ValueError("now must be an aware datetime")
    now = now.astimezone(UTC).replace(microsecond=0)
    return _write(_plan(company, seed, messages, now))


def _write(threads: list[Thread]) -> Iterator[GeneratedMail]:
    order = sorted(
        (date, number, turn) for number, thread in enumerate(threads) for turn, date in enumerate(thread.dates)
    )
    open_threads: dict[int, Iterator[GeneratedMail]] = {}
    for _, number, turn in order:
        thread = threads[number]
        if number not in open_threads:
            open_threads[number] = thread.mails()
        yield next(open_threads[number])
        if turn == len(thread.dates) - 1:
            del open_threads[number]


def _plan(company: Company, seed: int, messages: int, now: datetime) -> list[Thread]:
    """Threads whose dates lie before `now` and count exactly `messages`."""
    planner = _Planner(company, seed, now)
    threads: list[Thread] = []
    missing = messages
    while missing:
        for thread in planner.draw():
            dates = tuple(date for date in thread.dates if date <= now)[:missing]
            if dates:
                threads.append(Thread(dates, thread.mails))
                missing -= len(dates)
    return threads


class _Planner:
    def __init__(self, company: Company, seed: int, now: datetime) -> None:
        self.company, self.seed, self.now = company, seed, now
        self.rng = stream(seed, "plan")
        self.drawn = 0
        self.invented: list[Customer] = []

    def draw(self) -> list[Thread]:
        """The next thread of the mix, or the two of a look-alike pair."""
        kind = self.rng.choices(_KINDS, _WEIGHTS)[0]
        start = self.now - timedelta(seconds=self.rng.randrange(1, int(WINDOW.total_seconds())))
        if kind == "human":
            return [self._human(self.customer(), start)]
        if kind == "alike-strangers":
            subject = self.rng.choice(_PLAIN_SUBJECTS)
            later = start + timedelta(seconds=self.rng.randrange(200, 400_000))
            return [self._human(self.customer("en"), moment, subject) for moment in (start, later)]
        if kind == "alike-later":
            subject, customer = self.rng.choice(_PLAIN_SUBJECTS), self.customer("en")
            later = start + timedelta(days=self.rng.randrange(35, 60))
            return [self._human(customer, moment, subject) for moment in (start, later)]
        return [self._noise(kind, start)]

    def customer(self, language: str = "") -> Customer:
        """A known customer, one invented before, or a new one."""
        while True:
            luck = self.rng.random()
            if luck < 0.4:
                found = self.rng.choice(self.company.customers)
            elif luck < 0.55 and self.invented:
                found = self.rng.choice(self.invented)
            else:
                found = invent_customer(self.rng)
                self.invented.append(found)
            if language in ("", found.language):
                return found

    def _stream(self, kind: str) -> tuple[str, Random]:
        self.drawn += 1
        return f"{kind}-{self.seed}-{self.drawn}", stream(self.seed, kind, self.drawn)

    def _human(self, customer: Customer, start: datetime, subject: str = "") -> Thread:
        ident, rng = self._stream("human")
        start = awake(start, customer.utc_offset, rng, office=bool(customer.organization))
        plan = plan_conversation(self.company, ident, rng, customer, start, subject=subject)
        return Thread(tuple(b.at for b in plan.beats), lambda: Conversation(self.company, plan, rng).mails())

    def _noise(self, kind: str, start: datetime) -> Thread:
        company = self.company
        ident, rng = self._stream(kind)
        match kind:
            case "newsletter":
                return Thread((start,), lambda: iter((newsletter(company, ident, rng, start),)))
            case "spam":
                return Thread((start,), lambda: iter((spam(company, ident, rng, start),)))
            case "notification":
                return notification_thread(company, ident, rng, start)
            case "internal":
                return internal_thread(company, ident, rng, awake(start, 0, rng, office=True))
            case "hard":
                return hard_thread(company, ident, rng, self.customer(), start)
        return appointment_thread(company, ident, rng, self.customer(), awake(start, 60, rng, office=True))

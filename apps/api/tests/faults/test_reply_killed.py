"""``kill -9`` of the worker at every step of a reply's way out: it is delivered once, and its state tells the truth.

A step is reached, and held, from outside: by a simulated Google that does not answer that call, or by a lock in the
database that the next statement needs. Sixteen replies, each from a mailbox of its own, stand at sixteen steps when
their worker dies. The journal is read only afterwards, when all of them were sent: what it sees proves a delivery, and
would end the search in the Sent folder, which must do without.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest

from app.core.clock import now
from tests.faults.barriers import Barrier, waiting
from tests.faults.replying import ReplyDesk, Sender
from tests.faults.running import eventually
from tests.faults.scale import TEST_SECONDS

pytestmark = pytest.mark.timeout(TEST_SECONDS)

_ROW = "SELECT FROM outbound_messages WHERE id = %(reply)s FOR UPDATE"
_BUDGET = "SELECT FROM mailbox_quotas WHERE mailbox_id = %(mailbox)s FOR UPDATE"
_FILES = "LOCK TABLE outbound_uploads"
_BLOBS = "LOCK TABLE blobs IN SHARE MODE"
#: Who records an outcome is one at a time in the organisation: the first waits for the row, the second in line.
_RECORDS = "gmail_thread_id=|pg_advisory_xact_lock"
#: Whoever holds it decides alone what is due (`app.outbound.schedule`).
_SCHEDULE = "SELECT pg_advisory_lock(7407)"


@dataclass(frozen=True)
class Step:
    """Where a worker is stopped: by `faults` (kind, method, calls that pass before) one after the other, and then, with
    `lock`, at the statement that matches `words`. `state` is what the reply's row says there. `once`: Gmail has taken
    the mail, so it may never be sent again."""

    name: str
    state: str
    faults: tuple[tuple[str, str, int], ...] = ()
    lock: str = ""
    words: str = ""
    once: bool = False


_REFUSED_LATE = ("500_after", "messages.send", 0)
#: A ``slow`` call is answered when the lock is there.
STEPS = (
    Step("the job is taken, the row not yet leased", "queued", (), _ROW, "lease_token="),
    Step("leased, nothing written", "queued", (), _FILES, "outbound_uploads"),
    Step("written, not noted", "queued", (), _BLOBS, "INSERT INTO blobs"),
    Step("before Gmail's history id", "queued", (("hang", "getProfile", 0),)),
    Step("before the conversation", "queued", (("hang", "messages.list", 0),)),
    Step("while waiting for its budget", "queued", (("slow", "messages.list", 0),), _BUDGET, "mailbox_quotas"),
    Step("`sending` not committed", "queued", (("slow", "messages.list", 0),), _ROW, "attempted_at="),
    Step("asked, not accepted", "sending", (("hang", "messages.send", 0),)),
    Step("accepted, no answer", "sending", (("hang_after", "messages.send", 0),), once=True),
    Step("answered, not recorded", "sending", (("slow", "messages.send", 0),), _ROW, _RECORDS, once=True),
    Step("recorded, not read back", "sent", (("hang", "messages.get", 0),), once=True),
    Step("read back, not stored", "sent", (("slow", "messages.get", 0),), _BLOBS, "INSERT INTO blobs", once=True),
    Step("while looking", "sending", (_REFUSED_LATE, ("hang", "history.list", 0)), once=True),
    Step("while reading what may be it", "sending", (_REFUSED_LATE, ("hang", "messages.get", 0)), once=True),
    Step("in the last look", "sending", (("500", "messages.send", 0), ("hang", "messages.list", 1))),
    Step("found, not recorded", "sending", (_REFUSED_LATE, ("slow", "messages.get", 0)), _ROW, _RECORDS, once=True),
)


class _Held:
    """One reply on its way to one step."""

    def __init__(self, desk: ReplyDesk, ticket_id: str, sender: Sender, step: Step) -> None:
        self.desk, self.sender, self.step = desk, sender, step
        self.customer = sender.email.replace("acme", "cust")
        self.barrier: Barrier | None = None
        script = [
            {"kind": kind, "method": method, "skip": skip, "email": sender.email} for kind, method, skip in step.faults
        ]
        desk.sim.post("/sim/faults", {"script": script})
        # What only a lock stops waits until the lock is there.
        later = None if step.faults else now() + timedelta(hours=1)
        self.reply_id = desk.reply(ticket_id, sender, self.customer, at=later)

    def waits_for_google(self) -> bool:
        """Whether all calls that are to fail were made, and the mail left if that is the point."""
        if any(fault.email == self.sender.email for fault in self.desk.sim.world.faults.script):
            return False
        return self.desk.received(self.customer) == 1 or not self.step.once

    def put_up_barrier(self) -> None:
        if not self.step.faults:
            self.desk.make_due(self.reply_id)
        values = {"reply": self.reply_id, "mailbox": self.sender.mailbox_id}
        self.barrier = Barrier(self.desk.deployment, self.step.lock, values)
        if not self.step.faults:
            self.desk.make_job_due(self.reply_id)


def test_a_worker_killed_at_any_step_sends_each_reply_once(reply_desk: ReplyDesk) -> None:
    desk = reply_desk
    deployment = desk.deployment
    desk.sim.post("/sim/faults", {"slow_seconds": 60})
    worker = deployment.start_worker(hold=len(STEPS))
    tickets = desk.open_tickets(len(STEPS))
    desk.pause_journal()
    senders = [desk.connect_sender(f"agent{number}@acme.example") for number in range(len(STEPS))]
    held = [_Held(desk, *one) for one in zip(tickets, senders, STEPS, strict=True)]
    at_google = [one for one in held if one.step.faults]
    schedule = None
    try:
        _wait_for(desk, lambda: [one.step.name for one in at_google if not one.waits_for_google()])
        # A row that is locked for long counts as not leased: asked for again and again, it would take every thread.
        schedule = Barrier(deployment, _SCHEDULE)
        _stop_at_locks(desk, [one for one in held if one.step.lock not in ("", _FILES)])
        # Last, for whatever is written needs it.
        _stop_at_locks(desk, [one for one in held if one.step.lock == _FILES])
        assert _states(desk, held) == {one.step.name: one.step.state for one in held}
    finally:
        worker.kill()
        for barrier in (schedule, *(one.barrier for one in held)):
            if barrier is not None:
                barrier.lift()
    worker = deployment.start_worker()
    eventually("all are sent", lambda: not desk.on_their_way(), every=0.1, why=lambda: f"{desk.story()} {worker}")
    desk.resume_journal()
    eventually("all are proven", lambda: not desk.unfinished(), every=0.1, why=lambda: f"{desk.story()} {worker}")
    assert worker.stop()
    desk.prove([(one.reply_id, one.customer) for one in held])
    assert all(desk.sent_copies(one.sender.email) == 1 for one in held)
    attempts = desk.of_each("attempts")
    assert [one.step.name for one in held if one.step.once and attempts[one.reply_id] != "1"] == []


def _wait_for(desk: ReplyDesk, missing: Callable[[], list[str]]) -> None:
    """Wait until nothing is `missing`."""
    eventually(
        "all steps are reached",
        lambda: not missing(),
        seconds=60,
        every=0.03,
        why=lambda: f"{missing()}\n{desk.story()} {desk.deployment.programs[-1]}",
    )


def _stop_at_locks(desk: ReplyDesk, held: list[_Held]) -> None:
    for one in held:
        one.put_up_barrier()
    # Now what is slow may be answered.
    desk.sim.post("/sim/faults", {"slow_seconds": 0})
    barriers = [one.barrier for one in held if one.barrier is not None]
    wanted = Counter(one.step.words for one in held)

    def missing() -> list[str]:
        found = waiting(barriers)
        here = {words: sum(1 for query in found if re.search(words, query)) for words in wanted}
        return [] if here == wanted else [str(here), *found]

    _wait_for(desk, missing)


def _states(desk: ReplyDesk, held: list[_Held]) -> dict[str, str]:
    states = desk.of_each("state")
    return {one.step.name: states[one.reply_id] for one in held}

"""``kill -9`` of the worker at every step of a reply's way out: it is delivered once, and its state tells the truth.

A step is reached, and held, from outside: by a simulated Google that does not answer that call, or by a lock in the
database that the next statement needs. Four replies, each from a mailbox of its own, stand at four steps when their
worker dies.
"""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from tests.faults.deployment import Deployment
from tests.faults.replying import Barrier, ReplyDesk, Sender, soon
from tests.faults.running import eventually
from tests.faults.scale import TEST_SECONDS

pytestmark = pytest.mark.timeout(TEST_SECONDS)

_ROW = "SELECT FROM outbound_messages WHERE id = %s FOR UPDATE"
_BUDGET = "SELECT FROM mailbox_quotas WHERE mailbox_id = %s FOR UPDATE"
#: Recording it waits for the row; or in line, when the journal's copy is already there and waits for it.
_RECORDS = "gmail_thread_id|pg_advisory_xact_lock"
#: Whoever holds it decides alone what is due (`app.outbound.schedule`).
_SCHEDULE = "SELECT pg_advisory_lock(7407)"


@dataclass(frozen=True)
class Step:
    """Where a worker is stopped: by `faults` (kind, method, calls that pass before) one after the other, and then, with
    `lock`, at the statement that matches `words`. `once`: Gmail has taken the mail, so it may never be sent again."""

    name: str
    faults: tuple[tuple[str, str, int], ...] = ()
    lock: str = ""
    words: str = ""
    once: bool = False


_REFUSED_LATE = ("500_after", "messages.send", 0)
#: Four at a time. What locks a whole table, or waits while it records (one at a time does), comes last in its four, for
#: it stops the others too.
STEPS = (
    (
        Step("the job is taken, the row not yet leased", lock=_ROW, words="lease_token"),
        Step("before Gmail's history id", (("hang", "getProfile", 0),)),
        Step("before the conversation", (("hang", "messages.list", 0),)),
        Step("leased, nothing written", lock="LOCK TABLE outbound_uploads", words="outbound_uploads"),
    ),
    (
        Step("`sending` not committed", (("slow", "messages.list", 0),), _ROW, "attempted_at"),
        Step("`sending` committed, nothing sent", (("slow", "messages.list", 0),), _BUDGET, "mailbox_quotas"),
        Step("asked, not accepted", (("hang", "messages.send", 0),)),
        Step("written, not noted", lock="LOCK TABLE blobs IN SHARE MODE", words="INSERT INTO blobs"),
    ),
    (
        Step("accepted, no answer", (("hang_after", "messages.send", 0),), once=True),
        Step("recorded, not read back", (("hang", "messages.get", 0),), once=True),
        Step("read back, not stored", (("slow", "messages.get", 0),), _ROW, "rfc_message_id", once=True),
        Step("answered, not recorded", (("slow", "messages.send", 0),), _ROW, _RECORDS, once=True),
    ),
    (
        Step("while looking", (_REFUSED_LATE, ("hang", "history.list", 0)), once=True),
        Step("while reading what may be it", (_REFUSED_LATE, ("hang", "messages.get", 0)), once=True),
        Step("in the last look", (("500", "messages.send", 0), ("hang", "messages.list", 1))),
        Step("found, not recorded", (_REFUSED_LATE, ("slow", "messages.get", 0)), _ROW, _RECORDS, once=True),
    ),
)


class _Held:
    """One reply on its way to one step."""

    def __init__(self, desk: ReplyDesk, ticket_id: str, sender: Sender, step: Step) -> None:
        self.desk, self.sender, self.step = desk, sender, step
        self.customer = sender.email.replace("acme", "cust")
        script = [
            {"kind": kind, "method": method, "skip": skip, "email": sender.email} for kind, method, skip in step.faults
        ]
        desk.sim.post("/sim/faults", {"script": script})
        self.reply_id = desk.reply(ticket_id, sender, self.customer, at=None if step.faults else soon())
        self.barrier = None if step.faults else self._barrier()

    def hold(self) -> None:
        """Return when it stands there."""
        eventually(self.step.name, self._stands, seconds=60, every=0.03, why=self._why)

    def _stands(self) -> bool:
        if any(fault.email == self.sender.email for fault in self.desk.sim.world.faults.script):
            return False
        if self.step.lock and self.barrier is None:
            self.barrier = self._barrier()
        if self.barrier is not None:
            return self.barrier.stops(self.step.words)
        return self.desk.received(self.customer) == 1 or not self.step.once

    def _barrier(self) -> Barrier:
        about = {_ROW: (self.reply_id,), _BUDGET: (self.sender.mailbox_id,)}.get(self.step.lock, ())
        return Barrier(self.desk.deployment, self.step.lock, *about)

    def _why(self) -> str:
        return f"{self.desk.story()} {self.desk.deployment.programs[-1]}"


def test_a_worker_killed_at_any_step_sends_each_reply_once(reply_desk: ReplyDesk) -> None:
    desk = reply_desk
    desk.sim.admin.post("/sim/faults", json={"slow_seconds": 4.0}).raise_for_status()
    deployment, held = desk.deployment, []
    worker = deployment.start_worker()
    # One for each: who waits for a locked row holds its ticket.
    tickets = iter([desk.open_ticket(number) for number in range(sum(map(len, STEPS)))])
    for number, four in enumerate(STEPS):
        senders = [desk.connect_sender(f"agent{number}{letter}@acme.example") for letter in "abcd"]
        # A row that is locked for long counts as not leased: asked for again and again, it would take every thread.
        # The last four need the schedule, for it is what makes a worker look.
        schedule = Barrier(deployment, _SCHEDULE) if four is not STEPS[-1] else None
        now_held = []
        try:
            for sender, step in zip(senders, four, strict=True):
                now_held.append(_Held(desk, next(tickets), sender, step))
                now_held[-1].hold()
        finally:
            worker.kill()
            for barrier in (schedule, *(one.barrier for one in now_held)):
                if barrier is not None:
                    barrier.lift()
        held += now_held
        worker = deployment.start_worker()
    eventually("all are proven", lambda: not desk.unfinished(), every=0.2, why=lambda: f"{desk.story()} {worker}")
    assert worker.stop()
    desk.prove([(one.reply_id, one.customer) for one in held])
    assert all(desk.sent_copies(one.sender.email) == 1 for one in held)
    attempts = _attempts(deployment)
    assert [one.step.name for one in held if one.step.once and attempts[one.reply_id] != 1] == []


def _attempts(deployment: Deployment) -> dict[str, int]:
    rows = deployment.db().execute("SELECT id::text, attempts FROM outbound_messages")
    return {str(reply_id): int(str(count)) for reply_id, count in rows}

"""Many replies through a Gmail that misbehaves in every way at once, by two workers that are killed again and again."""

from __future__ import annotations

import time
from concurrent.futures import Future, ThreadPoolExecutor
from random import Random

import pytest

from tests.faults.replying import ReplyDesk, Sender
from tests.faults.running import Program
from tests.faults.scale import REPLIES, SEED, SHORT_WAITS

_SECONDS = 300 + REPLIES * 12
pytestmark = pytest.mark.timeout(_SECONDS + 120)

#: Kind → how many of a hundred replies meet it on the way; each at least once.
_MENU = {
    "reset_after": 5,
    "reset": 2,
    "500": 3,
    "500_after": 5,
    "503_html_after": 2,
    # Nothing for half a minute; the sender gives up before.
    "hang": 1,
    "hang_after": 1,
    # The one that names a time makes its whole mailbox wait for half a minute.
    "429" if SHORT_WAITS else "429_retry_after": 1,
}
_MAILBOXES = 1 if SHORT_WAITS else 5
_KILLS = max(2, REPLIES // 20)
_BETWEEN_KILLS = (1.0, 3.0) if SHORT_WAITS else (2.0, 15.0)


def test_each_of_many_replies_is_delivered_once_whatever_dies(reply_desk: ReplyDesk) -> None:
    desk, rng, started = reply_desk, Random(SEED), time.monotonic()
    workers = [desk.deployment.start_worker() for _ in range(1 if SHORT_WAITS else 2)]
    tickets = desk.open_tickets(1 + REPLIES // 20)
    senders = [desk.connect_sender(f"agent{number}@acme.example") for number in range(_MAILBOXES)]
    _order_faults(desk, senders, rng)

    def press_send(number: int) -> tuple[str, str]:
        customer = f"reader{number}@cust.example"
        sender, ticket = senders[number % len(senders)], tickets[number % len(tickets)]
        return desk.reply(ticket, sender, customer), customer

    with ThreadPoolExecutor(1) as agents:
        # Workers die from the first reply on.
        pressed = agents.submit(lambda: [press_send(number) for number in range(REPLIES)])
        kills, reconnected = _until_proven(desk, workers, rng, pressed)
        replies = pressed.result()
    for worker in workers:
        assert worker.stop(), worker
    hits = dict(desk.sim.world.faults.hits)
    attempts = [int(count) for count in desk.of_each("attempts").values()]
    print(
        f"\n{REPLIES} replies, {kills} workers killed, faults {hits}, reconnected {reconnected}, attempts (all, most) "
        f"{sum(attempts), max(attempts)}, {time.monotonic() - started:.0f} s"
    )
    assert set(hits) == {*_MENU, "revoke"}
    assert (kills, reconnected > 0) == (_KILLS, True)
    desk.prove(replies)
    copies = sum(desk.sent_copies(sender.email) for sender in senders)
    assert copies == REPLIES


def _order_faults(desk: ReplyDesk, senders: list[Sender], rng: Random) -> None:
    """Spread the menu over the first four fifths of the sends, and take one mailbox's permission away in the middle."""
    kinds = [kind for kind, share in _MENU.items() for _ in range(max(1, REPLIES * share // 100))]
    of_its_own = REPLIES // len(senders) // 2
    # First: an entry does not count the calls that one before it takes.
    script: list[dict[str, object]] = [
        {"kind": "revoke", "method": "messages.send", "skip": of_its_own, "email": senders[0].email}
    ]
    script += [
        {"kind": kind, "method": "messages.send", "skip": rng.randrange(max(1, REPLIES * 4 // 5 - len(kinds)))}
        for kind in kinds
    ]
    desk.sim.post("/sim/faults", {"script": script, "hang_seconds": 30})


def _until_proven(
    desk: ReplyDesk, workers: list[Program], rng: Random, pressed: Future[list[tuple[str, str]]]
) -> tuple[int, int]:
    """Kill and start workers, and give withdrawn permissions again, until nothing is left to do; how often each."""
    kills = reconnected = 0
    give_up = time.monotonic() + _SECONDS
    next_kill = time.monotonic() + rng.uniform(*_BETWEEN_KILLS)
    while not pressed.done() or desk.unfinished() or kills < _KILLS:
        assert time.monotonic() < give_up, f"{desk.story()}\n{workers[-1]}"
        if kills < _KILLS and time.monotonic() >= next_kill:
            at = rng.randrange(len(workers))
            workers[at].kill()
            workers[at] = desk.deployment.start_worker()
            kills += 1
            next_kill = time.monotonic() + rng.uniform(*_BETWEEN_KILLS)
        for email in desk.withdrawn():
            desk.connect_sender(email)
            reconnected += 1
        time.sleep(0.2)
    return kills, reconnected

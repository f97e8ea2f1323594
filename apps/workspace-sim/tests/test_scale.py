"""Pages cost a page, not the mailbox; thousands of mails are generated without blocking the server."""

import time
from collections.abc import Callable, Iterator
from random import Random

import pytest

from tests.mails import listed, mail
from workspace_sim.clock import Clock
from workspace_sim.mail import headers
from workspace_sim.mailbox.changes import list_changes
from workspace_sim.mailbox.listing import list_messages
from workspace_sim.mailbox.mailbox import Mailbox
from workspace_sim.mailbox.query import Query, parse
from workspace_sim.testing import SimServer


def mailbox(count: int) -> Mailbox:
    box = Mailbox("a@b.example", Random(1), Clock(), 1000)
    for number in range(count):
        head, body = headers.split(mail(number))
        labels = ["INBOX"] if number % (count // 10) else ["INBOX", "STARRED"]
        box.add(head, body, labels, 1_700_000_000_000 + number * 1000)
    return box


def best(work: Callable[[], object]) -> float:
    """The fastest of 30 runs: what the work costs when nothing else runs."""
    times = []
    for _ in range(30):
        begin = time.perf_counter()
        work()
        times.append(time.perf_counter() - begin)
    return min(times)


@pytest.fixture(scope="module")
def boxes() -> tuple[Mailbox, Mailbox]:
    return mailbox(500), mailbox(20_000)


def works(box: Mailbox) -> dict[str, Callable[[], object]]:
    """One page of each kind, in the middle of the mailbox where that differs."""
    middle = box.history[len(box.history) // 2].id
    half = list_messages(box, parse(f"before:{1_700_000_000 + len(box.order) // 2}", 0), [], False, 50, None)
    return {
        "list": lambda: list_messages(box, Query(), [], False, 50, None),
        "list middle": lambda: list_messages(box, Query(), [], False, 50, half.next_token),
        "by label": lambda: list_messages(box, Query(), ["STARRED"], False, 50, None),
        "by message id": lambda: list_messages(box, parse("rfc822msgid:m77@cust.example", 0), [], False, 50, None),
        "by date": lambda: list_messages(box, parse("after:1700000100 before:1700000150", 0), [], False, 50, None),
        "history": lambda: list_changes(box, middle, set(), None, 50, None),
    }


def test_pages_do_not_grow_with_the_mailbox(boxes: tuple[Mailbox, Mailbox]) -> None:
    small, large = works(boxes[0]), works(boxes[1])
    ratios = {name: best(large[name]) / best(small[name]) for name in small}
    assert max(ratios.values()) < 8, ratios


@pytest.fixture(scope="module")
def company() -> Iterator[SimServer]:
    pytest.importorskip("workspace_sim.company")
    with SimServer(seed=3, company=True) as running:
        yield running


def wait_for(sim: SimServer, count: int) -> None:
    deadline = time.monotonic() + 40
    while True:
        begin = time.monotonic()
        status = sim.admin.get("/sim/status").json()["traffic"]
        assert time.monotonic() - begin < 3
        assert status["error"] == ""
        if not status["generating"] and status["generated"] >= count:
            return
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_generation_fills_the_journal_in_the_background(company: SimServer) -> None:
    company.post("/sim/generate", {"messages": 300, "seed": 3})
    wait_for(company, 300)
    company.admin.patch("/sim/settings", json={"quota_units_per_minute": 1_000_000}).raise_for_status()
    journal = company.admin.get("/sim/status").json()["journals"][0]
    with company.gmail(journal) as client:
        ids = listed(client, includeSpamTrash="true", maxResults=100)
        stats = company.admin.get(f"/sim/mailboxes/{journal}").json()
        assert ids[::-1] == stats["ids"]
        newest, oldest = (client.get(f"messages/{i}").json() for i in (ids[0], ids[-1]))
        assert int(newest["internalDate"]) > int(oldest["internalDate"]) + 86_400_000
    truth = company.admin.get("/sim/truth").json()["items"]
    assert len({item["conversation"] for item in truth}) > 30
    assert {"human", "spam", "newsletter"} <= {item["kind"] for item in truth}
    assert any(c["messages"] for c in company.admin.get("/sim/customers").json())


def test_live_traffic_and_customers_who_answer(company: SimServer) -> None:
    company.post("/sim/reset", {"seed": 5})
    company.post("/sim/traffic", {"per_minute": 1200})
    box = "/sim/mailboxes/journal@acme.example"
    until(lambda: company.admin.get(box).json()["messages"] >= 10)
    human = next(
        c["email"]
        for c in company.admin.get("/sim/customers").json()
        if c["messages"] and not any(word in c["email"] for word in ("news", "reply", "notif", "mail"))
    )
    asked = company.admin.get(f"/sim/customers/{human}/messages").json()["items"][0]
    agent = next(a for a in company.admin.get("/sim/accounts").json() if not a["email"].startswith("journal"))
    sent = []
    for number in range(3):  # now and then a customer does not answer
        now = company.admin.get("/sim/clock").json()["now"]
        identity = f"<answer{number}@acme.example>"
        raw = (
            f"From: {agent['email']}\r\nTo: {human}\r\nSubject: Re: {number}\r\nMessage-ID: {identity}\r\n"
            f"In-Reply-To: {asked['message_id']}\r\n\r\nCould you tell us more?\r\n"
        )
        company.deliver(agent["email"], human, raw.encode(), date=now, conversation="known")
        sent.append(identity)
    company.post("/sim/traffic", {"per_minute": 0})
    waiting = company.admin.get("/sim/traffic").json()["answers_waiting"]
    assert 0 < waiting <= 3
    company.post("/sim/clock", {"advance_seconds": 600})
    until(lambda: company.admin.get("/sim/traffic").json()["answers_waiting"] == 0)
    items = company.admin.get(f"/sim/customers/{human}/messages").json()["items"]
    answers = [m for m in items if m["direction"] == "sent" and set(m["references"]) & set(sent)]
    assert len(answers) == waiting
    truth = {i["message_id"]: i["conversation"] for i in company.admin.get("/sim/truth").json()["items"]}
    assert all(truth[a["message_id"]] == "known" for a in answers)


def until(ready: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not ready():
        assert time.monotonic() < deadline
        time.sleep(0.05)

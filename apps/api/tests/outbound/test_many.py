"""Many replies through a Gmail that misbehaves, and long conversations: nothing lost, nothing twice, one ticket each.

The full sizes: ``OSS_REPLIES=500 OSS_CONVERSATIONS=200 python -m pytest tests/outbound/test_many.py``.
"""

from __future__ import annotations

import base64
import os
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from random import Random
from uuid import UUID

import pytest

from app.gmail import submission
from app.outbound.sending import run_send
from tests.outbound.desk import ALICE, SUPPORT, Desk

REPLIES = int(os.environ.get("OSS_REPLIES", "24"))
CONVERSATIONS = int(os.environ.get("OSS_CONVERSATIONS", "3"))
_RATES = {"reset_after": 0.06, "500_after": 0.06, "503_html_after": 0.03, "500": 0.05, "reset": 0.05, "429": 0.03}


def _send_everything(desk: Desk) -> None:
    """Three workers at whatever is due, until nothing is."""
    for _ in range(200):
        rows = desk.workspace.db.execute(
            "SELECT id FROM outbound_messages WHERE due_at IS NOT NULL ORDER BY due_at, id"
        ).fetchall()
        if not rows:
            return
        desk.wait_out()
        with ThreadPoolExecutor(3) as workers:
            list(workers.map(lambda row: run_send(desk.organization_id, UUID(str(row[0]))), rows))
    raise AssertionError("replies are left over")


@pytest.mark.timeout(3600)
def test_each_of_many_replies_is_delivered_once(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(submission, "ANSWER_SECONDS", 2.0)
    tickets = [desk.customer_writes(subject=f"Question {n}") for n in range(min(10, 1 + REPLIES // 20))]
    identity = desk.identity()["id"]
    for number in range(REPLIES):
        desk.reply(tickets[number % len(tickets)], f"Answer number {number}.", send_identity_id=identity)
    desk.workspace.faults(rates=_RATES, methods=["messages.send"], seed=5)
    _send_everything(desk)
    hits = desk.workspace.fault_hits()
    desk.workspace.no_faults()
    desk.settle(200)
    received = Counter(
        line.strip().rstrip(".").rpartition(" ")[2]
        for mail in desk.received()
        for line in mail.get_content().splitlines()
        if line.startswith("Answer number")
    )
    assert received == {str(n): 1 for n in range(REPLIES)}
    states = Counter(str(r[0]) for r in desk.workspace.db.execute("SELECT state FROM outbound_messages"))
    assert states == {"observed": REPLIES}
    tried = desk.workspace.db.execute("SELECT sum(attempts) FROM outbound_messages").fetchone()
    print(f"\n{REPLIES} replies, {tried} attempts, faults: {hits}")
    assert sum(hits.values()) > REPLIES // 10


@pytest.mark.timeout(3600)
def test_conversations_stay_one_ticket_each(desk: Desk) -> None:
    rng, identity = Random(7), desk.identity()["id"]
    expected: dict[str, int] = {}
    for number in range(CONVERSATIONS):
        customer = f"person{number}@cust{number % 7}.example"
        ticket_id = desk.customer_writes(subject=f"Matter {number}", sender=customer)
        turns = 1
        for turn in range(rng.randrange(3, 11)):
            match rng.choice(("ui", "gmail", "customer")):
                case "ui":
                    proposal = desk.browser.get(f"/tickets/{ticket_id}/reply-draft?mode=reply_all").json()
                    to = [p["email"] for p in proposal["to"]]
                    cc = [p["email"] for p in proposal["cc"]]
                    assert to == [customer]
                    subject = proposal["subject"]
                    desk.reply(
                        ticket_id,
                        f"Turn {turn}.",
                        to_emails=to,
                        cc_emails=cc,
                        subject=subject,
                        send_identity_id=identity,
                    )
                case "gmail":
                    _colleague_answers(desk, customer, turn)
                case _:
                    if not any(m["direction"] == "received" for m in desk.mailbox_of(customer)):
                        continue
                    desk.customer_answers(f"Turn {turn} of mine.", customer)
            turns += 1
            desk.settle()
        expected[ticket_id] = turns
        assert len({m["thread"] for m in desk.mailbox_of(customer)}) == 1, "by its headers alone"
    found = {row[0]: row[1] for row in desk.workspace.db.execute("SELECT id::text, message_count FROM tickets")}
    assert found == expected


def _colleague_answers(desk: Desk, customer: str, turn: int) -> None:
    """A colleague answers from Gmail and never opens our pages."""
    last = desk.mailbox_of(customer)[-1]
    chain = " ".join(f"<{i.strip('<>')}>" for i in [*last["references"], last["message_id"]])
    subject = str(last["subject"])
    lines = [
        f"From: Alice <{ALICE}>", f"To: {customer}", f"Cc: {SUPPORT}",
        f"Subject: {subject if subject.startswith('Re:') else 'Re: ' + subject}",
        f"In-Reply-To: <{last['message_id'].strip('<>')}>", f"References: {chain}", "", f"From Gmail, turn {turn}.", "",
    ]  # fmt: skip
    with desk.sim.gmail(ALICE, "https://www.googleapis.com/auth/gmail.send") as gmail:
        raw = base64.urlsafe_b64encode("\r\n".join(lines).encode()).decode()
        gmail.post("messages/send", json={"raw": raw}).raise_for_status()

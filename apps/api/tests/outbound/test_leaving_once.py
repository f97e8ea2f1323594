"""A reply leaves once also when a worker sleeps, history is gone, or quota runs out."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from app.core.clock import now
from app.gmail import submission
from app.gmail.access import MailboxAccess
from app.gmail.failures import MustWait
from app.gmail.submission import Submission
from app.outbound import accepting, lease, outcomes
from app.outbound.sending import run_send
from tests.outbound.desk import ALICE, Desk


def test_a_sender_whose_lease_ran_out_while_it_was_stopped_sends_nothing(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Stopped as a whole, with the thread that renews, between its last word and the first byte; it wakes up when
    somebody else has looked for the mail in vain and sent it."""
    ticket_id = desk.customer_writes()
    reply_id = UUID(desk.reply(ticket_id)["message_id"])
    real = Submission.submit
    moment = [0.0]
    monkeypatch.setattr(lease, "_seconds", lambda: moment[0])

    def stopped(self: Submission, *arguments: Any) -> Any:
        monkeypatch.setattr(Submission, "submit", real)
        moment[0] += lease.LEASE_SECONDS
        desk.workspace.db.execute("UPDATE outbound_messages SET leased_until = now() - interval '1 second'")
        for _ in range(6):
            run_send(desk.organization_id, reply_id)
            desk.workspace.db.execute("UPDATE outbound_messages SET due_at = now() WHERE due_at IS NOT NULL")
        return real(self, *arguments)

    monkeypatch.setattr(Submission, "submit", stopped)
    run_send(desk.organization_id, reply_id)
    desk.settle()
    assert desk.row(str(reply_id)).attempts == 2
    assert len(desk.received()) == 1


def test_waiting_for_quota_is_no_attempt(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Among hundreds a reply waits again and again; an unknown outcome after that does not end it."""
    ticket_id = desk.customer_writes()
    reply_id = desk.reply(ticket_id)["message_id"]
    real = MailboxAccess.spend

    def spend(self: MailboxAccess, units: int) -> None:
        if units == submission.SEND:
            raise MustWait(now(), "quota")
        real(self, units)

    with monkeypatch.context() as patch:
        patch.setattr(MailboxAccess, "spend", spend)
        for _ in range(outcomes.MOST_ATTEMPTS):
            desk.send_due()
            desk.wait_out()
    reply = desk.state(ticket_id, reply_id)
    assert (reply["state"], reply["waiting"]["code"], reply["attempts"]) == ("queued", "quota", 0)
    desk.workspace.script("500", "messages.send")
    for _ in range(4):
        desk.send_due()
        desk.wait_out()
    desk.settle()
    assert desk.state(ticket_id, reply_id)["state"] == "observed"
    assert len(desk.received()) == 1


@pytest.mark.parametrize("labels", [(), ("TRASH",)], ids=["", "trashed"])
def test_a_busy_sent_folder_is_searched_to_its_end_where_history_is_gone(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, labels: tuple[str, ...]
) -> None:
    """Nobody could look for a week: Gmail's history is over, and colleagues have sent more than a page since."""
    monkeypatch.setattr(submission, "_MOST_LISTED", 2)
    ticket_id = desk.customer_writes()
    desk.workspace.script("500_after", "messages.send")
    reply_id = desk.reply(ticket_id)["message_id"]
    desk.send_due()
    sent = next(m for m in desk.sim.world.mailboxes[ALICE].messages.values() if "SENT" in m.labels)
    for label in labels:
        answer = desk.sim.admin.patch(f"/sim/mailboxes/{ALICE}/messages/{sent.id}", json={"add": [label]})
        answer.raise_for_status()
    for n in range(5):
        raw = f"From: {ALICE}\r\nTo: x@cust.example\r\nSubject: {n}\r\n\r\nx"
        desk.workspace.put_raw(raw.encode(), labels=("SENT",), email=ALICE)
    desk.workspace.faults(script=[{"kind": "expired", "method": "history.list", "count": 99, "email": ALICE}])
    for _ in range(6):
        desk.send_due()
        desk.wait_out()
    assert desk.state(ticket_id, reply_id)["attempts"] == 1
    desk.workspace.no_faults()
    desk.settle()
    assert desk.state(ticket_id, reply_id)["state"] == "observed"
    assert len(desk.received()) == 1


def _slow_clock(patch: pytest.MonkeyPatch, module: Any) -> None:
    """This machine's clock is behind that of the database, which decides what is due."""
    patch.setattr(module, "now", lambda: now() - timedelta(minutes=5), raising=False)


def test_a_clock_that_is_behind_cuts_no_look_short(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outcomes, "LOOK_AFTER", (30.0, 30.0))
    desk.customer_writes()
    desk.workspace.script("reset", "messages.send")
    _slow_clock(monkeypatch, outcomes)
    desk.reply(str(desk.tickets()[0]["id"]))
    assert [desk.send_due(), desk.send_due()] == [1, 0]


def test_a_clock_that_is_behind_takes_nobody_s_time_to_take_back(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.browser.request("PUT", "/me/preferences", json={"undo_send_seconds": 30})
    ticket_id = desk.customer_writes()
    _slow_clock(monkeypatch, accepting)
    reply_id = desk.reply(ticket_id)["message_id"]
    assert desk.send_due() == 0
    answer = desk.browser.post(f"/tickets/{ticket_id}/replies/{reply_id}/cancel")
    assert answer.json()["state"] == "cancelled"

"""Whatever Gmail does to a send, the customer gets the mail once and the row says what is true."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from app.gmail import submission
from app.gmail.submission import Submission
from app.outbound import sending
from app.outbound.sending import run_send
from tests.outbound.desk import ALICE, Desk


class Killed(BaseException):
    """Stands for kill -9: nothing after it runs but what the operating system does."""


@pytest.mark.parametrize(
    ("kind", "attempts"),
    [
        ("reset_after", 1),
        ("500_after", 1),
        ("503_html_after", 1),
        ("hang_after", 1),
        ("truncated", 1),
        ("empty_200", 1),
        ("html_200", 1),
        ("500", 2),
        ("reset", 2),
        ("503_html", 2),
        ("429_concurrent", 1),
        ("429_retry_after", 1),
        ("429_sending", 1),
        ("401", 1),
    ],
)
def test_each_fault_delivers_once(desk: Desk, monkeypatch: pytest.MonkeyPatch, kind: str, attempts: int) -> None:
    monkeypatch.setattr(submission, "ANSWER_SECONDS", 1.0)
    ticket_id = desk.customer_writes()
    desk.workspace.script(kind, "messages.send")
    reply_id = desk.reply(ticket_id)["message_id"]
    for _ in range(6):
        desk.settle()
        desk.wait_out()
    assert desk.workspace.fault_hits()[kind] == 1
    reply = desk.state(ticket_id, reply_id)
    assert reply["state"] == "observed", reply
    assert reply["attempts"] == attempts
    assert len(desk.received()) == 1
    assert len([m for m in desk.ticket(ticket_id)["messages"] if m["direction"] == "outbound"]) == 1


def test_an_unknown_outcome_is_shown_and_nothing_is_sent_meanwhile(desk: Desk) -> None:
    ticket_id = desk.customer_writes()
    desk.workspace.script("reset", "messages.send")
    reply_id = desk.reply(ticket_id)["message_id"]
    desk.send_due()
    reply = desk.state(ticket_id, reply_id)
    assert (reply["state"], reply["waiting"]["code"]) == ("sending", "outcome_unknown")
    assert not reply["can_cancel"]
    answer = desk.browser.post(f"/tickets/{ticket_id}/replies/{reply_id}/cancel")
    assert answer.json()["code"] == "too_late_to_cancel"
    desk.send_due()
    assert desk.state(ticket_id, reply_id)["attempts"] == 1, "one look is not enough to send again"


def test_a_wait_that_google_names_is_respected_and_shown(desk: Desk) -> None:
    ticket_id = desk.customer_writes()
    desk.workspace.script("429_sending", "messages.send")
    reply_id = desk.reply(ticket_id)["message_id"]
    desk.settle()
    reply = desk.state(ticket_id, reply_id)
    assert (reply["state"], reply["waiting"]["code"]) == ("queued", "sending_limit_reached")
    assert reply["can_cancel"]
    identity = desk.identity()
    assert identity["problem"]["code"] == "sending_limit_reached"
    assert not desk.received()


def test_a_dead_grant_keeps_the_reply_and_a_reconnect_sends_it(desk: Desk) -> None:
    ticket_id = desk.customer_writes()
    desk.workspace.script("revoke", "messages.send")
    reply_id = desk.reply(ticket_id)["message_id"]
    desk.settle()
    reply = desk.state(ticket_id, reply_id)
    assert (reply["state"], reply["waiting"]["code"]) == ("queued", "token_revoked"), reply
    identity = desk.identity()
    assert (identity["is_usable"], identity["problem"]["code"]) == (False, "token_revoked")
    assert "Connect the mailbox again" in identity["problem"]["action"]
    assert not desk.received()
    assert "mailbox_id" in desk.connect_sending()
    desk.wait_out()
    desk.settle()
    assert desk.state(ticket_id, reply_id)["state"] == "observed"
    assert len(desk.received()) == 1


def test_a_refused_thread_is_left_out(desk: Desk) -> None:
    ticket_id = desk.customer_writes()
    desk.reply(ticket_id, "First")
    desk.settle()
    desk.workspace.script("thread_rejected", "messages.send")
    second = desk.reply(ticket_id, "Second")["message_id"]
    desk.settle()
    assert desk.state(ticket_id, second)["state"] == "observed"
    assert len(desk.received()) == 2
    assert len({m["thread"] for m in desk.mailbox_of()}) == 1, "the headers alone keep it together"


def test_what_gmail_refuses_for_good_fails_with_a_reason(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    ticket_id = desk.customer_writes()
    desk.workspace.script("400_page_token", "messages.send")
    reply_id = desk.reply(ticket_id)["message_id"]
    desk.settle()
    reply = desk.state(ticket_id, reply_id)
    assert (reply["state"], reply["failure"]["code"]) == ("failed", "refused_by_gmail")
    assert reply["can_retry"]
    assert desk.browser.post(f"/tickets/{ticket_id}/replies/{reply_id}/retry").status_code == 200
    for _ in range(4):
        desk.settle()
        desk.wait_out()
    assert desk.state(ticket_id, reply_id)["state"] == "observed"
    assert len(desk.received()) == 1


def _kill(monkeypatch: pytest.MonkeyPatch, owner: Any, name: str, *, after: bool) -> None:
    real = getattr(owner, name)

    def dying(*arguments: Any, **options: Any) -> Any:
        if after:
            real(*arguments, **options)
        raise Killed

    monkeypatch.setattr(owner, name, dying)


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize(
    ("owner", "name"),
    [
        (sending, "prepared"),
        (sending.outcomes, "mark_sending"),
        (Submission, "submit"),
        (sending.outcomes, "record_sent"),
        (sending, "read_back"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_death_between_any_two_steps(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, owner: Any, name: str, after: bool
) -> None:
    ticket_id = desk.customer_writes()
    reply_id = desk.reply(ticket_id)["message_id"]
    with monkeypatch.context() as patch:
        _kill(patch, owner, name, after=after)
        with pytest.raises(Killed):
            run_send(desk.organization_id, UUID(reply_id))
    for _ in range(4):
        desk.settle()
        desk.wait_out()
    assert desk.state(ticket_id, reply_id)["state"] == "observed"
    assert len(desk.received()) == 1


def test_the_journal_may_be_quicker_than_the_answer(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """The worker dies after Gmail took the mail; the journal's copy is processed before anybody looks."""
    ticket_id = desk.customer_writes()
    reply_id = desk.reply(ticket_id)["message_id"]
    with monkeypatch.context() as patch:
        _kill(patch, Submission, "submit", after=True)
        with pytest.raises(Killed):
            run_send(desk.organization_id, UUID(reply_id))
    monkeypatch.setattr(Desk, "send_due", lambda self: 0)
    desk.settle()
    monkeypatch.undo()
    reply = desk.state(ticket_id, reply_id)
    assert reply["state"] == "observed"
    assert desk.row(reply_id).gmail_message_id is None
    desk.settle()
    assert desk.row(reply_id).gmail_message_id is not None
    assert len(desk.received()) == 1


def test_two_workers_on_one_reply_send_it_once(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    ticket_id = desk.customer_writes()
    reply_id = UUID(desk.reply(ticket_id)["message_id"])
    real = Submission.submit
    tried = []

    def meanwhile(self: Submission, *arguments: Any) -> Any:
        tried.append(run_send(desk.organization_id, reply_id))
        return real(self, *arguments)

    monkeypatch.setattr(Submission, "submit", meanwhile)
    run_send(desk.organization_id, reply_id)
    desk.settle()
    assert tried == [None]
    assert len(desk.received()) == 1


def test_a_sender_who_lost_the_lease_sends_nothing(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """It was stopped for a while before its last word; somebody else has sent the mail since."""
    ticket_id = desk.customer_writes()
    reply_id = UUID(desk.reply(ticket_id)["message_id"])
    real = sending.conversation_of

    def slow(*arguments: Any) -> Any:
        monkeypatch.setattr(sending, "conversation_of", real)
        desk.workspace.db.execute("UPDATE outbound_messages SET leased_until = now() - interval '1 second'")
        run_send(desk.organization_id, reply_id)
        return real(*arguments)

    monkeypatch.setattr(sending, "conversation_of", slow)
    run_send(desk.organization_id, reply_id)
    desk.settle()
    assert desk.row(str(reply_id)).attempts == 1
    assert len(desk.received()) == 1


def test_a_colleague_s_mailbox_is_not_searched_for_it(desk: Desk) -> None:
    """A header that is not signed by us names no reply."""
    ticket_id = desk.customer_writes()
    desk.workspace.script("reset", "messages.send")
    reply_id = desk.reply(ticket_id)["message_id"]
    desk.send_due()
    forged = (
        f"From: {ALICE}\r\nTo: x@cust.example\r\nSubject: x\r\nX-OSS-Message-ID: {reply_id}.{'0' * 32}\r\n"
        "Date: Mon, 02 Nov 2026 10:00:00 +0000\r\n\r\nx"
    )
    desk.workspace.put_raw(forged.encode(), labels=("SENT",), email=ALICE)
    for _ in range(6):
        desk.settle()
        desk.wait_out()
    assert desk.state(ticket_id, reply_id)["attempts"] == 2
    assert len(desk.received()) == 1

"""A reply that was handed to Gmail without a word of what became of it is nobody's to take back; one that surely did
not leave goes at once when it is tried again."""

from __future__ import annotations

from uuid import UUID

import pytest

from app.gmail.submission import Submission
from app.outbound import outcomes, sent_folder
from app.outbound.sending import run_send
from tests.outbound.desk import Desk


def _back_in_queue(desk: Desk) -> tuple[str, str]:
    """A reply whose first attempt had no answer, and that was not found."""
    ticket_id = desk.customer_writes()
    desk.workspace.script("500", "messages.send")
    reply_id = desk.reply(ticket_id)["message_id"]
    for _ in range(4):
        desk.send_due()
        desk.workspace.db.execute("UPDATE outbound_messages SET due_at = now() WHERE state = 'sending'")
    return ticket_id, reply_id


def test_what_may_have_left_is_not_taken_back(desk: Desk) -> None:
    ticket_id, reply_id = _back_in_queue(desk)
    reply = desk.state(ticket_id, reply_id)
    assert (reply["state"], reply["may_have_left"], reply["can_cancel"]) == ("queued", True, False)
    assert reply["waiting"]["code"] == "sent_again"
    answer = desk.browser.post(f"/tickets/{ticket_id}/replies/{reply_id}/cancel")
    assert (answer.status_code, answer.json()["code"]) == (409, "reply_may_have_left")
    assert answer.headers["content-type"] == "application/problem+json"
    assert desk.browser.get(f"/tickets/{ticket_id}/draft").json() is None
    desk.wait_out()
    desk.settle()
    reply = desk.state(ticket_id, reply_id)
    assert (reply["state"], reply["may_have_left"]) == ("observed", False)
    assert len(desk.received()) == 1


def test_it_is_looked_for_once_more_before_it_is_sent_again(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Gmail took it, and showed it in the Sent folder only after all the looks."""
    ticket_id = desk.customer_writes()
    desk.workspace.script("500_after", "messages.send")
    reply_id = desk.reply(ticket_id)["message_id"]
    with monkeypatch.context() as patch:
        patch.setattr(sent_folder, "_since", lambda *_: (set(), True))
        patch.setattr(Submission, "list_sent", lambda *_: [])
        for _ in range(4):
            desk.send_due()
            desk.workspace.db.execute("UPDATE outbound_messages SET due_at = now() WHERE state = 'sending'")
        assert desk.state(ticket_id, reply_id)["state"] == "queued"
    desk.wait_out()
    desk.settle()
    reply = desk.state(ticket_id, reply_id)
    assert (reply["state"], reply["attempts"]) == ("observed", 1)
    assert len(desk.received()) == 1


def test_a_later_refusal_does_not_prove_that_an_earlier_attempt_did_not_leave(desk: Desk) -> None:
    ticket_id, reply_id = _back_in_queue(desk)
    desk.workspace.script("429_concurrent", "messages.send")
    desk.wait_out()
    desk.send_due()
    reply = desk.state(ticket_id, reply_id)
    assert (reply["waiting"]["code"], reply["can_cancel"]) == ("too_many_concurrent_requests", False)
    desk.workspace.script("400_page_token", "messages.send")
    desk.wait_out()
    desk.send_due()
    reply = desk.state(ticket_id, reply_id)
    assert (reply["state"], reply["may_have_left"], reply["can_cancel"]) == ("failed", True, True)
    assert "may have left" in reply["failure"]["action"]


def test_what_gmail_refused_leaves_at_once_when_it_is_tried_again(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outcomes, "LOOK_AFTER", (1.0, 4.0, 10.0, 20.0, 40.0))
    ticket_id = desk.customer_writes()
    desk.workspace.script("400_page_token", "messages.send")
    reply_id = desk.reply(ticket_id)["message_id"]
    desk.send_due()
    again = desk.browser.post(f"/tickets/{ticket_id}/replies/{reply_id}/retry").json()
    assert (again["state"], again["waiting"]) == ("queued", None)
    run_send(desk.organization_id, UUID(reply_id))
    assert desk.state(ticket_id, reply_id)["state"] == "sent"


@pytest.mark.parametrize("kind", ["500", "500_after"])
def test_what_was_never_accepted_is_looked_for_and_leaves_at_once(desk: Desk, kind: str) -> None:
    ticket_id = desk.customer_writes()
    desk.workspace.script(kind, "messages.send")
    reply_id = desk.reply(ticket_id)["message_id"]
    desk.send_due()
    desk.workspace.db.execute(
        "UPDATE outbound_messages SET state = 'failed', failure_code = 'never_accepted', due_at = NULL, attempts = 4"
    )
    assert desk.browser.post(f"/tickets/{ticket_id}/replies/{reply_id}/retry").json()["state"] == "queued"
    run_send(desk.organization_id, UUID(reply_id))
    assert desk.state(ticket_id, reply_id)["state"] == "sent"
    desk.settle()
    assert len(desk.received()) == 1
    assert not desk.workspace.fault_hits().get("500", 0) > 1


def test_what_was_given_up_is_observed_when_the_journal_shows_that_it_left(desk: Desk) -> None:
    ticket_id = desk.customer_writes()
    desk.workspace.script("500_after", "messages.send")
    reply_id = desk.reply(ticket_id)["message_id"]
    desk.send_due()
    desk.workspace.db.execute(
        "UPDATE outbound_messages SET state = 'failed', failure_code = 'never_accepted', due_at = NULL"
    )
    answer = desk.browser.post(f"/tickets/{ticket_id}/replies/{reply_id}/cancel")
    assert answer.json()["state"] == "cancelled"
    desk.settle()
    assert desk.state(ticket_id, reply_id)["state"] == "observed"
    assert len(desk.received()) == 1

"""Gmail asks to wait: the reply waits for as long as it says, however often it says so, and tells until when."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from app.core.clock import now
from app.gmail.failures import Failure, GmailError
from app.gmail.submission import Submission
from app.outbound import outcomes
from app.outbound.waits import limit_wait
from tests.outbound.desk import Desk

_LIMITS = [
    ("429", "rate_limited"),
    ("429_concurrent", "too_many_concurrent_requests"),
    ("429_retry_after", "rate_limited"),
    ("429_sending", "sending_limit_reached"),
    ("403_quota", "rate_limited"),
    ("403_user_rate", "rate_limited"),
    ("403_daily", "daily_limit_exceeded"),
]


@pytest.mark.parametrize(("kind", "code"), _LIMITS, ids=[kind for kind, _ in _LIMITS])
def test_a_limit_uses_up_no_attempt_and_says_until_when(desk: Desk, kind: str, code: str) -> None:
    ticket_id = desk.customer_writes()
    times = outcomes.MOST_ATTEMPTS + 1
    desk.workspace.script(kind, "messages.send", count=times)
    reply_id = desk.reply(ticket_id)["message_id"]
    for _ in range(times):
        before = now()
        desk.send_due()
        reply = desk.state(ticket_id, reply_id)
        assert (reply["state"], reply["waiting"]["code"], reply["attempts"]) == ("queued", code, 0), reply
        assert reply["can_cancel"], "nothing has left"
        assert before < datetime.fromisoformat(reply["waiting_until"]) < before + timedelta(hours=1, minutes=1)
        desk.wait_out()
    # Whatever comes after it has all its attempts.
    desk.workspace.script("500", "messages.send")
    for _ in range(5):
        desk.send_due()
        desk.wait_out()
    desk.settle()
    assert desk.state(ticket_id, reply_id)["state"] == "observed"
    assert len(desk.received()) == 1


def test_a_sending_limit_of_a_day_is_waited_for_and_holds_up_no_reading(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every other reply of the mailbox waits too, without asking; what has left is still looked for and read back."""
    ticket_id = desk.customer_writes()
    sent = desk.reply(ticket_id, "Before")["message_id"]
    desk.workspace.script("500_after", "messages.send")
    desk.send_due()
    until = now() + timedelta(hours=20)
    limit = GmailError(Failure.sending_limit, "User-rate limit exceeded.", status=429, not_before=until)
    asked: list[object] = []

    def refuse(self: Submission, *arguments: object) -> None:
        asked.append(arguments)
        raise limit

    with monkeypatch.context() as patch:
        patch.setattr(Submission, "submit", refuse)
        replies = [desk.reply(ticket_id, text)["message_id"] for text in ("One", "Two")]
        for _ in range(3):
            desk.send_due()
    assert len(asked) == 1
    for reply_id in replies:
        reply = desk.state(ticket_id, reply_id)
        assert (reply["state"], reply["waiting"]["code"]) == ("queued", "sending_limit_reached")
        assert abs(datetime.fromisoformat(reply["waiting_until"]) - until) < timedelta(seconds=1)
    problem = desk.identity()["problem"]
    assert (problem["code"], f"{until:%H:%M}" in problem["detail"]) == ("sending_limit_reached", True)
    desk.settle()
    assert desk.state(ticket_id, sent)["state"] == "observed"


def test_a_limit_without_a_time_is_asked_about_less_and_less_often() -> None:
    waits = [limit_wait(Failure.sending_limit, refusals) for refusals in range(6)]
    assert waits == sorted(waits)
    assert (waits[0], waits[-1]) == (timedelta(minutes=5), timedelta(hours=1))
    assert limit_wait(Failure.rate_limited, 0) < timedelta(seconds=10)
    assert limit_wait(Failure.rate_limited, 99) == timedelta(minutes=5)

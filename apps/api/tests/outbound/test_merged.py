"""Replies of a ticket that is merged into another while they wait."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from app.core.clock import now
from tests.outbound.desk import Desk


def _merged(desk: Desk, **reply: Any) -> tuple[str, str]:
    """The ticket that shows it now, and a reply that waits, written in the other with these."""
    target = desk.customer_writes(subject="First")
    source = desk.customer_writes(subject="Second")
    later = (now() + timedelta(hours=1)).isoformat()
    reply_id = str(desk.reply(source, send_at=later, subject="Re: Second", **reply)["message_id"])
    answer = desk.browser.post(f"/tickets/{target}/merge", json={"source_ticket_ids": [source]})
    assert answer.status_code == 200, answer.text
    return target, reply_id


def test_a_reply_that_waits_is_taken_back_in_the_ticket_that_shows_it(desk: Desk) -> None:
    target, reply_id = _merged(desk, text="Not yet right")
    assert [r["id"] for r in desk.browser.get(f"/tickets/{target}/replies").json()["items"]] == [reply_id]
    answer = desk.browser.post(f"/tickets/{target}/replies/{reply_id}/cancel")
    assert answer.status_code == 200, answer.text
    assert answer.json()["state"] == "cancelled"
    draft = desk.browser.get(f"/tickets/{target}/draft")
    assert draft.status_code == 200, draft.text
    assert "Not yet right" in draft.json()["body_html"]
    desk.wait_out()
    desk.settle()
    assert desk.received() == []


def test_the_status_chosen_with_a_reply_is_set_on_the_ticket_that_shows_it(desk: Desk) -> None:
    target, reply_id = _merged(desk, set_status="resolved")
    answer = desk.browser.post(f"/tickets/{target}/replies/{reply_id}/send-now")
    assert answer.status_code == 200, answer.text
    desk.settle()
    assert len(desk.received()) == 1
    assert desk.ticket(target)["ticket"]["status"] == "resolved"

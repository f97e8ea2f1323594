"""A reply waits for its moment, and its author is no longer one who may write to customers."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from app.core.clock import now
from tests.api import Browser
from tests.outbound.desk import ANN, Desk

_DEMOTE = "UPDATE memberships SET role = 'viewer' WHERE user_id = %s"
_REMOVE = "DELETE FROM memberships WHERE user_id = %s"


def _scheduled(desk: Desk, agent: Browser, change: str) -> tuple[str, str]:
    """A reply of the agent's that has come due, after `change` of their membership."""
    ticket_id = desk.customer_writes()
    at = (now() + timedelta(hours=1)).isoformat()
    answer = desk.post_reply(ticket_id, "As agreed", browser=agent, send_at=at)
    assert answer.status_code == 202, answer.text
    desk.workspace.db.execute(change, [agent.get("/me").json()["user"]["id"]])
    desk.workspace.db.execute("UPDATE outbound_messages SET due_at = now(), send_at = now()")
    desk.settle()
    return ticket_id, answer.json()["message_id"]


def _draft(desk: Desk, ticket_id: str) -> dict[str, Any]:
    value: dict[str, Any] = desk.browser.get(f"/tickets/{ticket_id}/draft").json()
    return value


@pytest.mark.parametrize("change", [_DEMOTE, _REMOVE], ids=["viewer", "removed"])
def test_it_stays_with_the_reason_and_another_sends_it_in_their_own_name(
    desk: Desk, agent: Browser, change: str
) -> None:
    ticket_id, reply_id = _scheduled(desk, agent, change)
    reply = desk.state(ticket_id, reply_id)
    assert (reply["state"], reply["failure"]["code"]) == ("failed", "author_may_not_send")
    assert (reply["can_retry"], reply["can_cancel"], reply["may_have_left"]) == (True, True, False)
    assert not desk.received()
    again = desk.browser.post(f"/tickets/{ticket_id}/replies/{reply_id}/retry").json()
    assert again["author"]["user_id"] == desk.browser.get("/me").json()["user"]["id"]
    desk.settle()
    assert desk.state(ticket_id, reply_id)["state"] == "observed"
    assert len(desk.received()) == 1


def test_it_becomes_the_draft_of_whom_takes_it_back(desk: Desk, agent: Browser) -> None:
    ticket_id, reply_id = _scheduled(desk, agent, _DEMOTE)
    answer = desk.browser.post(f"/tickets/{ticket_id}/replies/{reply_id}/cancel")
    assert answer.json()["state"] == "cancelled"
    draft = _draft(desk, ticket_id)
    assert (draft["to_emails"], "As agreed" in draft["body_html"]) == ([ANN], True)


def test_what_an_agent_still_may_send_becomes_their_own_draft(desk: Desk, agent: Browser) -> None:
    ticket_id = desk.customer_writes()
    at = (now() + timedelta(hours=1)).isoformat()
    reply_id = desk.post_reply(ticket_id, "Later", browser=agent, send_at=at).json()["message_id"]
    desk.browser.post(f"/tickets/{ticket_id}/replies/{reply_id}/cancel").raise_for_status()
    assert _draft(desk, ticket_id) is None
    assert "Later" in agent.get(f"/tickets/{ticket_id}/draft").json()["body_html"]

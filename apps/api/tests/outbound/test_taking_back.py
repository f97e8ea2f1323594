"""A reply that is taken back while its writer has begun another one: no word of either is lost."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from app.core.clock import now
from tests.outbound.desk import ANN, Desk


def _later(desk: Desk, ticket_id: str) -> str:
    upload = desk.browser.post(
        f"/tickets/{ticket_id}/uploads?filename=a.txt", content=b"a", headers={"content-type": "text/plain"}
    ).json()
    at = (now() + timedelta(hours=1)).isoformat()
    return str(desk.reply(ticket_id, "Not yet", send_at=at, attachment_ids=[upload["id"]])["message_id"])


def _take_back(desk: Desk, ticket_id: str, reply_id: str) -> dict[str, Any]:
    answer = desk.browser.post(f"/tickets/{ticket_id}/replies/{reply_id}/cancel")
    assert answer.status_code == 200, answer.text
    draft: dict[str, Any] = desk.browser.get(f"/tickets/{ticket_id}/draft").json()
    return {**draft, "files": [u["filename"] for u in draft["uploads"]], "cancelled_at": answer.json()["updated_at"]}


def test_both_are_in_the_draft_what_is_written_now_first(desk: Desk) -> None:
    ticket_id = desk.customer_writes()
    reply_id = _later(desk, ticket_id)
    body = {"to_emails": ["bob@cust.example"], "subject": "Mine", "body_html": "<p>Begun since</p>"}
    desk.browser.request("PUT", f"/tickets/{ticket_id}/draft", json=body)
    draft = _take_back(desk, ticket_id, reply_id)
    assert (draft["to_emails"], draft["subject"], draft["files"]) == (["bob@cust.example"], "Mine", ["a.txt"])
    assert draft["body_html"].index("Begun since") < draft["body_html"].index("Not yet")
    assert draft["created_at"] < draft["cancelled_at"]


@pytest.mark.parametrize("body", [None, {"body_html": "<p> </p>", "subject": "Re: x"}], ids=["none", "blank"])
def test_alone_it_is_the_draft(desk: Desk, body: dict[str, Any] | None) -> None:
    ticket_id = desk.customer_writes()
    reply_id = _later(desk, ticket_id)
    if body:
        desk.browser.request("PUT", f"/tickets/{ticket_id}/draft", json=body)
    draft = _take_back(desk, ticket_id, reply_id)
    assert (draft["to_emails"], draft["subject"], draft["files"]) == ([ANN], "Re: Broken", ["a.txt"])
    assert (draft["created_at"] >= draft["cancelled_at"]) is (body is None)

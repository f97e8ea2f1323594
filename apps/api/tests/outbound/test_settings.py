"""What is set about sending: previews of texts, addresses to send from, every queue's acknowledgement at a glance."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from app.gmail import wire
from tests.api import Browser, assert_problem
from tests.factories.tickets import make_queue
from tests.outbound.desk import Desk


def test_a_preview_fills_what_it_can_and_names_what_would_be_empty(admin: Browser, viewer: Browser) -> None:
    variables = {v["name"]: v for v in viewer.get("/reply-variables").json()["items"]}
    assert variables["customer.first_name"]["example"] == "Ada"
    assert variables["agent.email"]["in_acknowledgements"] is False
    text = "<p>{{customer.first_name}} & <script>x</script>{{ticket.code}} {{agent.email}}</p>"
    body = {"subject": "Re: {{ticket.subject}}", "body_html": text}
    shown = admin.post("/reply-variables/preview", json=body).json()
    agent = variables["agent.email"]["example"].partition("@")[2]
    assert (shown["subject"], shown["missing"]) == ("Re: My order", [])
    assert (agent in shown["body_html"], "script" in shown["body_html"]) == (True, False)
    automatic = admin.post("/reply-variables/preview", json={**body, "is_acknowledgement": True}).json()
    assert automatic["missing"] == ["agent.email"]
    wrong = admin.post("/reply-variables/preview", json={"body_html": "{{customer.nmae}}"})
    assert "customer.nmae" in assert_problem(wrong, 422, "unknown_variable")["detail"]
    assert admin.get("/tickets").json()["items"] == [], "the made-up ticket is nowhere"


def test_acknowledgements_are_listed_with_their_queues(admin: Browser, stranger: Browser) -> None:
    make_queue(admin.organization_id, "Billing")
    support = make_queue(admin.organization_id, "support")
    text = {"is_enabled": True, "subject": "Got it", "body_html": "<p>Thanks</p>", "send_identity_id": None}
    assert admin.request("PUT", f"/queues/{support}/acknowledgement", json=text).status_code == 200
    off, on = admin.get("/queues/acknowledgements").json()["items"]
    assert (off["queue_name"], off["is_enabled"], off["updated_at"]) == ("Billing", False, None)
    assert "{{ticket.subject}}" in off["subject"]
    assert {k: on[k] for k in text} == text
    assert on["updated_at"] is not None
    assert stranger.get("/queues/acknowledgements").json()["items"] == []


def test_an_answer_of_google_s_without_any_address_takes_none_away(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """A mailbox has its own address at least: replies that wait would fail for nothing."""
    real = wire.send

    def glitch(method: str, url: str, **options: Any) -> wire.Response:
        answer = real(method, url, **options)
        return replace(answer, body=b"{}") if url.endswith("/settings/sendAs") else answer

    monkeypatch.setattr(wire, "send", glitch)
    refreshed = desk.browser.post(f"/mailboxes/{desk.identity()['mailbox_id']}/send-identities/refresh")
    assert refreshed.status_code == 200, refreshed.text
    assert desk.identity()["state"] == "accepted"

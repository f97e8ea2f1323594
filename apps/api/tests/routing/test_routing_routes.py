"""Allow-list and rules as admins keep them, and what a simulation says."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import pytest

from tests.api import Browser, assert_problem
from tests.factories.tickets import make_queue


def _rule(browser: Browser, **fields: Any) -> dict[str, Any]:
    answer = browser.post("/tickets/routing/rules", json={"name": "Rule"} | fields)
    assert answer.status_code == 201, answer.text
    body: dict[str, Any] = answer.json()
    return body


def _simulate(browser: Browser, **fields: Any) -> dict[str, Any]:
    mail = {"recipient": "billing@acme.test", "sender_email": "Carla@Customer.test", "direction": "inbound"}
    answer = browser.post("/tickets/routing/simulate", json=mail | fields)
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


def test_the_allowlist(admin: Browser) -> None:
    made = admin.post("/tickets/routing/allowlist", json={"pattern": " *@acme.test "}).json()
    assert (made["pattern"], made["is_enabled"]) == ("*@acme.test", True)
    again = admin.post("/tickets/routing/allowlist", json={"pattern": "*@ACME.test"})
    assert_problem(again, 409, "pattern_taken")
    path = f"/tickets/routing/allowlist/{made['id']}"
    assert admin.patch(path, json={"pattern": "*@ACME.TEST"}).json()["pattern"] == "*@ACME.TEST", "its own is not taken"
    assert admin.patch(path, json={"is_enabled": False}).json()["is_enabled"] is False
    assert_problem(admin.patch(path, json={"pattern": None}), 422, "invalid")
    assert [e["id"] for e in admin.get("/tickets/routing/allowlist").json()["items"]] == [made["id"]]
    assert admin.delete(path).status_code == 204
    assert_problem(admin.delete(path), 404)
    assert admin.get("/tickets/routing/allowlist").json() == {"items": [], "next_cursor": None}


def test_rules_are_listed_as_they_are_tried(admin: Browser) -> None:
    for name, priority in (("last", 200), ("first", 1), ("usual", 100)):
        _rule(admin, name=name, priority=priority)
    assert [r["name"] for r in admin.get("/tickets/routing/rules").json()["items"]] == ["first", "usual", "last"]


def test_a_rule_is_changed_in_part(admin: Browser) -> None:
    queue = make_queue(admin.organization_id)
    rule = _rule(
        admin, match_recipient_pattern="billing@*", action_assign_queue_id=str(queue), action_set_status="open"
    )
    assert rule["match_sender_email_pattern"] is None
    path = f"/tickets/routing/rules/{rule['id']}"
    changed = admin.patch(path, json={"match_recipient_pattern": "", "priority": 5}).json()
    assert changed == rule | {"match_recipient_pattern": None, "priority": 5}
    assert admin.delete(path).status_code == 204
    assert_problem(admin.patch(path, json={"priority": 1}), 404)


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"name": " "},
        {"name": "x", "priority": "high"},
        {"name": "x", "match_direction": "sideways"},
        {"name": "x", "action_set_status": "done"},
        {"name": "x", "match_recipient_pattern": "x" * 321},
        {"name": "x", "action_forward_to": "a@b.test"},
    ],
)
def test_a_bad_rule(admin: Browser, body: dict[str, Any]) -> None:
    assert_problem(admin.post("/tickets/routing/rules", json=body), 422, "invalid")


def test_a_rule_assigns_only_what_is_there(admin: Browser, stranger: Browser, viewer: Browser) -> None:
    theirs = make_queue(stranger.organization_id)
    for field, value in (
        ("action_assign_queue_id", theirs),
        ("action_assign_queue_id", uuid4()),
        ("action_assign_user_id", stranger.user_id),
        ("action_assign_user_id", viewer.user_id),
    ):
        answer = admin.post("/tickets/routing/rules", json={"name": "x", field: str(value)})
        assert assert_problem(answer, 422, "not_assignable")["errors"][0]["loc"] == ["body", field]


def test_simulating(admin: Browser) -> None:
    assert _simulate(admin)["matched_rule"] is None
    assert _simulate(admin)["allowlisted"] is True, "an empty allow-list allows everything"
    queue = make_queue(admin.organization_id)
    rule = _rule(
        admin,
        name="Bills",
        match_recipient_pattern="BILLING@*",
        match_sender_domain_pattern="customer.*",
        action_assign_queue_id=str(queue),
    )
    _rule(admin, name="Later", priority=500, action_drop=True)
    answer = _simulate(admin)
    assert answer["matched_rule"] == {"id": rule["id"], "name": "Bills", "priority": 100}
    assert answer["applied_actions"] == {
        "drop": False,
        "assign_queue_id": str(queue),
        "assign_user_id": None,
        "set_status": None,
    }
    assert "Bills" in answer["explanation"]
    assert _simulate(admin, recipient="sales@acme.test")["applied_actions"]["drop"] is True
    admin.post("/tickets/routing/allowlist", json={"pattern": "support@acme.test"})
    refused = _simulate(admin)
    assert (refused["allowlisted"], refused["would_mark_spam"], refused["matched_rule"]) == (False, True, None)
    assert UUID(rule["id"])


@pytest.mark.parametrize("body", [{}, {"sender_email": ""}, {"sender_email": "a@b.test", "direction": "up"}])
def test_a_bad_simulation(admin: Browser, body: dict[str, Any]) -> None:
    assert_problem(admin.post("/tickets/routing/simulate", json=body), 422, "invalid")

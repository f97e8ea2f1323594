"""What people do to tickets, and what is written down of it."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import pytest

from tests.api import Browser, assert_problem
from tests.factories.tickets import make_queue, make_ticket


def _events(browser: Browser, ticket_id: UUID) -> list[tuple[str, Any]]:
    events = browser.get(f"/tickets/{ticket_id}").json()["events"]
    return [(e["kind"], e["data"]) for e in events if e["kind"] != "created"]


def test_every_change_is_an_event(agent: Browser, admin: Browser) -> None:
    org = agent.organization_id
    ticket_id, queue = make_ticket(org), make_queue(org)
    body = {
        "status": "open",
        "priority": "urgent",
        "assignee_user_id": str(admin.user_id),
        "assignee_queue_id": str(queue),
        "subject": "  The printer burns ",
        "tags": ["VIP", "fire", "vip"],
    }
    answer = agent.patch(f"/tickets/{ticket_id}", json=body)
    assert answer.status_code == 200, answer.text
    ticket = answer.json()
    assert ticket["subject"] == "The printer burns"
    assert ticket["tags"] == ["fire", "vip"]
    assert {k: ticket[k] for k in ("status", "priority", "assignee_user_id", "assignee_queue_id")} == {
        k: body[k] for k in ("status", "priority", "assignee_user_id", "assignee_queue_id")
    }
    assert sorted(_events(agent, ticket_id), key=lambda e: e[0]) == [
        ("assignee_changed", {"from": None, "to": str(admin.user_id)}),
        ("priority_changed", {"from": "normal", "to": "urgent"}),
        ("queue_changed", {"from": None, "to": str(queue)}),
        ("status_changed", {"from": "new", "to": "open"}),
        ("subject_changed", {"from": "The printer is on fire", "to": "The printer burns"}),
        ("tags_changed", {"from": [], "to": ["fire", "vip"]}),
    ]
    last = agent.get(f"/tickets/{ticket_id}").json()["events"][-1]
    assert last["actor"] == {"user_id": str(agent.user_id), "name": "ben"}


def test_the_same_again_changes_nothing(agent: Browser) -> None:
    ticket_id = make_ticket(agent.organization_id)
    first = agent.patch(f"/tickets/{ticket_id}", json={"status": "open", "tags": ["a"]}).json()
    again = agent.patch(
        f"/tickets/{ticket_id}", json={"status": "open", "tags": ["a"], "assignee_user_id": None}
    ).json()
    assert again == first
    assert agent.patch(f"/tickets/{ticket_id}", json={}).json() == first
    assert len(_events(agent, ticket_id)) == 2


def test_null_takes_an_assignee_away(agent: Browser) -> None:
    ticket_id = make_ticket(agent.organization_id, assignee_user_id=agent.user_id)
    assert agent.patch(f"/tickets/{ticket_id}", json={"assignee_user_id": None}).json()["assignee_user_id"] is None
    assert _events(agent, ticket_id) == [("assignee_changed", {"from": str(agent.user_id), "to": None})]


def test_a_change_on_what_is_no_longer_so_is_refused(agent: Browser, admin: Browser) -> None:
    ticket_id = make_ticket(agent.organization_id)
    seen = agent.get(f"/tickets/{ticket_id}").json()["ticket"]["updated_at"]
    assert admin.patch(f"/tickets/{ticket_id}", json={"status": "open", "expected_updated_at": seen}).status_code == 200
    answer = agent.patch(f"/tickets/{ticket_id}", json={"status": "closed", "expected_updated_at": seen})
    assert_problem(answer, 409, "ticket_changed")
    assert agent.get(f"/tickets/{ticket_id}").json()["ticket"]["status"] == "open"


def test_who_cannot_be_assigned(agent: Browser, viewer: Browser, stranger: Browser) -> None:
    ticket_id = make_ticket(agent.organization_id)
    theirs = make_queue(stranger.organization_id)
    for body in (
        {"assignee_user_id": str(viewer.user_id)},
        {"assignee_user_id": str(stranger.user_id)},
        {"assignee_user_id": str(uuid4())},
        {"assignee_queue_id": str(theirs)},
        {"status": "closed", "assignee_queue_id": str(uuid4())},
    ):
        problem = assert_problem(agent.patch(f"/tickets/{ticket_id}", json=body), 422, "not_assignable")
        assert problem["errors"][0]["loc"] == ["body", list(body)[-1]]
    assert _events(agent, ticket_id) == []


@pytest.mark.parametrize(
    "body",
    [
        {"status": None},
        {"status": "done"},
        {"priority": "high!"},
        {"subject": " "},
        {"subject": "two\nlines"},
        {"subject": "x" * 501},
        {"tags": ["x"] * 51},
        {"tags": [""]},
        {"tags": "vip"},
        {"tags": None},
        {"assignee_user_id": "me"},
        {"unknown": 1},
    ],
)
def test_a_bad_change_is_refused_whole(agent: Browser, body: dict[str, Any]) -> None:
    ticket_id = make_ticket(agent.organization_id)
    assert_problem(agent.patch(f"/tickets/{ticket_id}", json={"priority": "low"} | body), 422, "invalid")
    assert agent.get(f"/tickets/{ticket_id}").json()["ticket"]["priority"] == "normal"


def test_a_note(agent: Browser) -> None:
    ticket_id = make_ticket(agent.organization_id)
    answer = agent.post(f"/tickets/{ticket_id}/notes", json={"body_markdown": " Call **Carla** \n- first\n"})
    assert answer.status_code == 201
    note = answer.json()
    assert note["author"] == {"user_id": str(agent.user_id), "name": "ben"}
    assert note["body_markdown"] == "Call **Carla** \n- first"
    assert "<strong>Carla</strong>" in note["body_html"]
    assert agent.get(f"/tickets/{ticket_id}").json()["notes"] == [note]
    assert _events(agent, ticket_id) == [("note_added", {"note_id": note["id"]})]


@pytest.mark.parametrize("markdown", ["", "  ", "x" * 50_001])
def test_a_bad_note(agent: Browser, markdown: str) -> None:
    ticket_id = make_ticket(agent.organization_id)
    assert_problem(agent.post(f"/tickets/{ticket_id}/notes", json={"body_markdown": markdown}), 422, "invalid")


def test_queues(admin: Browser, agent: Browser) -> None:
    made = admin.post("/queues", json={"name": " Billing "})
    assert made.status_code == 201
    queue = made.json()
    assert queue == {"id": queue["id"], "name": "Billing", "open_count": 0}
    assert_problem(admin.post("/queues", json={"name": "BILLING"}), 409, "queue_name_taken")
    assert_problem(admin.post("/queues", json={"name": " "}), 422, "invalid")
    make_ticket(admin.organization_id, assignee_queue_id=UUID(queue["id"]))
    make_ticket(admin.organization_id, assignee_queue_id=UUID(queue["id"]), status="closed")
    admin.post("/queues", json={"name": "Another"})
    listed = agent.get("/queues").json()["items"]
    assert [(q["name"], q["open_count"]) for q in listed] == [("Another", 0), ("Billing", 1)]


def test_saved_views(agent: Browser, admin: Browser, sign_in: Any) -> None:
    filters = {"status": ["new"], "q": "printer"}
    own = agent.post("/tickets/saved-views", json={"name": "Mine", "filters": filters}).json()
    shared = agent.post("/tickets/saved-views", json={"name": "All", "filters": {}, "is_shared": True}).json()
    assert own["filters"] == filters
    assert [(v["name"], v["is_mine"]) for v in agent.get("/tickets/saved-views").json()["items"]] == [
        ("All", True),
        ("Mine", True),
    ]
    assert [(v["name"], v["is_mine"]) for v in admin.get("/tickets/saved-views").json()["items"]] == [("All", False)]
    other = sign_in("gus@acme.test")
    assert_problem(other.delete(f"/tickets/saved-views/{own['id']}"), 404)
    assert_problem(other.patch(f"/tickets/saved-views/{own['id']}", json={"name": "x"}), 404)
    assert_problem(other.patch(f"/tickets/saved-views/{shared['id']}", json={"name": "x"}), 403, "not_your_view")
    assert_problem(agent.patch(f"/tickets/saved-views/{own['id']}", json={"name": None}), 422, "invalid")
    renamed = agent.patch(f"/tickets/saved-views/{own['id']}", json={"name": "Ours", "is_shared": True}).json()
    assert renamed == own | {"name": "Ours", "is_shared": True}
    assert_problem(other.delete(f"/tickets/saved-views/{shared['id']}"), 403, "not_your_view")
    assert admin.delete(f"/tickets/saved-views/{shared['id']}").status_code == 204
    assert agent.delete(f"/tickets/saved-views/{own['id']}").status_code == 204
    assert agent.get("/tickets/saved-views").json()["items"] == []
    assert_problem(
        agent.post("/tickets/saved-views", json={"name": "x", "filters": {"q": "x" * 20_000}}), 422, "invalid"
    )

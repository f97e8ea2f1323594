"""One change to many tickets, and taking it back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import event

from app.core.clock import now
from app.core.db import get_engine
from app.tickets.models import TicketStatus
from tests.api import Browser, assert_problem
from tests.factories.tickets import make_many_tickets, make_queue, make_ticket


def _bulk(browser: Browser, tickets: list[UUID], **change: Any) -> Any:
    return browser.post("/tickets/bulk", json={"ticket_ids": [str(t) for t in tickets], "change": change})


def _ticket(browser: Browser, ticket_id: UUID) -> dict[str, Any]:
    ticket: dict[str, Any] = browser.get(f"/tickets/{ticket_id}").json()["ticket"]
    return ticket


def test_many_tickets_change_and_change_back_at_once(agent: Browser) -> None:
    org = agent.organization_id
    queue = make_queue(org)
    one, two = make_ticket(org, tags=["a", "b"]), make_ticket(org, tags=["c"], status=TicketStatus.pending)
    done = _bulk(
        agent,
        [one, two, one],
        status="pending",
        priority="high",
        assignee_user_id=str(agent.user_id),
        assignee_queue_id=str(queue),
        add_tags=["VIP"],
        remove_tags=["a"],
    ).json()
    assert set(done["changed_ids"]) == {str(one), str(two)}
    after = {t["id"]: t for t in done["tickets"]}
    assert [(t["status"], t["priority"], t["assignee_user_id"], t["assignee_queue_id"]) for t in after.values()] == [
        ("pending", "high", str(agent.user_id), str(queue))
    ] * 2
    assert (after[str(one)]["tags"], after[str(two)]["tags"]) == (["b", "vip"], ["c", "vip"])
    assert after[str(one)] == _ticket(agent, one)
    kinds = [e["kind"] for e in agent.get(f"/tickets/{two}").json()["events"]]
    assert sorted(kinds) == ["assignee_changed", "created", "priority_changed", "queue_changed", "tags_changed"]
    assert all(e["undoable"] for e in agent.get(f"/tickets/{one}").json()["events"] if e["kind"] != "created")

    # Somebody works on the second meanwhile: it keeps what it is, and the first goes back.
    agent.patch(f"/tickets/{two}", json={"priority": "low"})
    undone = agent.post(f"/tickets/bulk/{done['id']}/undo").json()
    assert [t["id"] for t in undone["tickets"]] == [str(one)]
    assert [(k["ticket_code"], "later change" in k["reason"]) for k in undone["kept"]] == [("T-000002", True)]
    first, second = _ticket(agent, one), _ticket(agent, two)
    assert (first["status"], first["priority"], first["assignee_user_id"], first["tags"]) == (
        "new",
        "normal",
        None,
        ["a", "b"],
    )
    assert (second["priority"], second["tags"]) == ("low", ["c", "vip"])
    assert_problem(agent.post(f"/tickets/bulk/{done['id']}/undo"), 409, "already_undone")


def test_many_tickets_are_snoozed_and_an_end_ends_it(agent: Browser) -> None:
    org = agent.organization_id
    one, two = make_ticket(org), make_ticket(org, status=TicketStatus.closed)
    until = (now() + timedelta(days=1)).isoformat()
    refused = assert_problem(_bulk(agent, [one, two], snoozed_until=until), 409, "bulk_refused")
    assert [(e["ticket_id"], e["type"]) for e in refused["errors"]] == [(str(two), "ticket_not_active")]
    assert_problem(_bulk(agent, [one], snoozed_until="2020-01-01T00:00:00Z"), 422, "snooze_not_ahead")
    assert _bulk(agent, [one], snoozed_until=until).json()["tickets"][0]["snoozed_until"] is not None
    ended = _bulk(agent, [one], status="resolved").json()
    assert ended["tickets"][0]["snoozed_until"] is None
    (again,) = agent.post(f"/tickets/bulk/{ended['id']}/undo").json()["tickets"]
    assert (again["status"], again["snoozed_until"] is not None) == ("new", True)


def test_what_is_so_already_changes_nothing(agent: Browser) -> None:
    ticket = make_ticket(agent.organization_id)
    assert _bulk(agent, [ticket], status="new").json()["id"] is None
    assert _bulk(agent, [ticket], remove_tags=["x"]).json()["changed_ids"] == []


def test_all_or_none_with_the_reason_for_each(agent: Browser, stranger: Browser, viewer: Browser) -> None:
    org = agent.organization_id
    good, merged, full = make_ticket(org), make_ticket(org), make_ticket(org, tags=[f"t{i}" for i in range(50)])
    agent.post(f"/tickets/{good}/merge", json={"source_ticket_ids": [str(merged)]})
    refused = assert_problem(_bulk(agent, [good, merged, full], add_tags=["x"]), 409, "bulk_refused")
    assert {e["ticket_id"]: e["type"] for e in refused["errors"]} == {
        str(merged): "ticket_merged",
        str(full): "too_many_tags",
    }
    theirs = make_ticket(stranger.organization_id)
    missing = assert_problem(_bulk(agent, [good, theirs], status="spam"), 404, "ticket_not_found")
    assert [e["ticket_id"] for e in missing["errors"]] == [str(theirs)]
    assert_problem(_bulk(agent, [good], assignee_user_id=str(viewer.user_id)), 422, "not_assignable")
    assert (_ticket(agent, good)["status"], _ticket(agent, good)["tags"]) == ("new", [])
    for change in ({}, {"status": None}, {"add_tags": ["a"], "remove_tags": ["a"]}, {"subject": "x"}):
        assert_problem(_bulk(agent, [good], **change), 422, "invalid")
    change = _bulk(agent, [good], status="spam").json()["id"]
    assert_problem(stranger.post(f"/tickets/bulk/{change}/undo"), 404, "bulk_change_not_found")
    assert_problem(_bulk(viewer, [good], status="open"), 403, "role_too_low")
    assert_problem(viewer.post(f"/tickets/bulk/{change}/undo"), 403, "role_too_low")
    assert_problem(agent.post(f"/tickets/bulk/{uuid4()}/undo"), 404, "bulk_change_not_found")


def test_a_hundred_tickets_cost_no_more_statements_than_ten(agent: Browser) -> None:
    make_many_tickets(agent.organization_id, agent.user_id, 110)
    items = agent.get("/tickets", params={"limit": 100, "sort": "created_at"}).json()["items"]
    ids = [UUID(ticket["id"]) for ticket in items]
    statements: list[str] = []

    def count(*args: Any) -> None:
        statements.append(args[2])

    event.listen(get_engine(), "before_cursor_execute", count)
    try:
        assert len(_bulk(agent, ids[:10], priority="urgent", add_tags=["x"]).json()["changed_ids"]) == 10
        few = len(statements)
        statements.clear()
        assert len(_bulk(agent, ids, status="spam", add_tags=["y"]).json()["changed_ids"]) == 100
        assert len(statements) <= few
    finally:
        event.remove(get_engine(), "before_cursor_execute", count)

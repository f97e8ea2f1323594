"""The ticket list: filters, orders, pages."""

from __future__ import annotations

import base64
import json
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from app.messages.models import Direction
from app.tickets.models import Priority, TicketStatus
from tests.api import Browser, assert_problem
from tests.factories.mail import NOON, File, Mail
from tests.factories.tickets import make_many_tickets, make_queue, make_ticket

SORTS = ["-last_message_at", "last_message_at", "-created_at", "created_at", "-priority"]


def _ids(browser: Browser, **params: Any) -> list[str]:
    answer = browser.get("/tickets", params=params)
    assert answer.status_code == 200, answer.text
    return [ticket["id"] for ticket in answer.json()["items"]]


def _walk(browser: Browser, limit: int, **params: Any) -> list[dict[str, Any]]:
    seen: list[dict[str, Any]] = []
    cursor = None
    while True:
        page = browser.get(
            "/tickets", params={**params, "limit": limit} | ({"cursor": cursor} if cursor else {})
        ).json()
        assert len(page["items"]) <= limit
        seen += page["items"]
        cursor = page["next_cursor"]
        if cursor is None:
            return seen


def test_a_ticket_in_the_list(agent: Browser) -> None:
    mails = [
        Mail(files=[File("bill.pdf", b"%PDF-", "application/pdf")]),
        Mail(
            subject="Re: The printer is on fire",
            body="On our way.",
            from_email="ben@acme.test",
            to=["carla@customer.test"],
            direction=Direction.outbound,
            at=NOON + timedelta(hours=1),
        ),
    ]
    ticket_id = make_ticket(agent.organization_id, mails)
    (ticket,) = agent.get("/tickets").json()["items"]
    created, updated = ticket.pop("created_at"), ticket.pop("updated_at")
    assert created.endswith("Z")
    assert updated.endswith("Z")
    assert ticket == {
        "id": str(ticket_id),
        "ticket_code": "T-000001",
        "subject": "The printer is on fire",
        "status": "pending",
        "priority": "normal",
        "requester_email": "carla@customer.test",
        "requester_name": "Carla",
        "assignee_user_id": None,
        "assignee_queue_id": None,
        "tags": [],
        "snoozed_until": None,
        "snoozed_by_user_id": None,
        "message_count": 2,
        "has_attachments": True,
        "snippet": "On our way.",
        "first_message_at": "2026-03-02T12:00:00Z",
        "last_message_at": "2026-03-02T13:00:00Z",
        "last_direction": "outbound",
        "last_inbound_at": "2026-03-02T12:00:00Z",
        "last_outbound_at": "2026-03-02T13:00:00Z",
        "awaiting_reply_since": None,
        "response_due_at": None,
        "response_due": None,
        "merged_into": None,
        "unread": False,
        "match": None,
    }


def test_filters_are_ored_inside_and_anded_across(agent: Browser) -> None:
    org = agent.organization_id
    new = str(make_ticket(org, tags=["vip"]))
    high = str(make_ticket(org, status=TicketStatus.open, priority=Priority.high, tags=["refund", "vip"]))
    closed = str(make_ticket(org, [Mail(from_email="dora@customer.test")], status=TicketStatus.closed))
    assert set(_ids(agent)) == {new, high, closed}
    assert set(_ids(agent, status=["new", "open"])) == {new, high}
    assert set(_ids(agent, status=["new", "closed"], requester_email="DORA@customer.test")) == {closed}
    assert set(_ids(agent, requester_email=["dora@customer.test", "carla@customer.test"])) == {new, high, closed}
    assert set(_ids(agent, tag="VIP")) == {new, high}
    assert set(_ids(agent, tag=["refund", "nothing"])) == {high}
    assert set(_ids(agent, tag="vip", priority="high")) == {high}
    assert _ids(agent, status="spam") == []


def test_assignees(agent: Browser, admin: Browser) -> None:
    org = agent.organization_id
    queue = make_queue(org)
    mine = str(make_ticket(org, assignee_user_id=agent.user_id))
    hers = str(make_ticket(org, assignee_user_id=admin.user_id, assignee_queue_id=queue))
    free = str(make_ticket(org))
    assert _ids(agent, assignee_user_id="me") == [mine]
    assert _ids(admin, assignee_user_id="me") == [hers]
    assert _ids(agent, assignee_user_id="none") == [free]
    assert set(_ids(agent, assignee_user_id=["none", str(admin.user_id)])) == {free, hers}
    assert _ids(agent, assignee_queue_id=str(queue)) == [hers]
    assert set(_ids(agent, assignee_queue_id="none")) == {mine, free}
    assert _ids(agent, assignee_user_id=str(uuid4())) == []


def test_tickets_that_are_asked_for_by_their_ids(agent: Browser, stranger: Browser) -> None:
    first, second = (str(make_ticket(agent.organization_id)) for _ in range(2))
    theirs = str(make_ticket(stranger.organization_id))
    make_ticket(agent.organization_id)
    assert set(_ids(agent, ticket_id=[first, second, theirs, str(uuid4())])) == {first, second}
    assert _ids(agent, ticket_id=first, status="closed") == []


@pytest.mark.parametrize("sort", SORTS)
def test_pages_show_every_ticket_once_in_order(agent: Browser, sort: str) -> None:
    org = agent.organization_id
    # Three moments for seven tickets: the order inside one moment must be stable too.
    for number in range(7):
        moment = NOON + timedelta(hours=number % 3)
        make_ticket(org, [Mail(at=moment)], created_at=moment, priority=list(Priority)[number % 4])
    whole = _walk(agent, 100, sort=sort)
    assert [t["id"] for t in _walk(agent, 2, sort=sort)] == [t["id"] for t in whole]
    assert len({t["id"] for t in whole}) == 7
    key = sort.removeprefix("-")
    rank = {p.value: i for i, p in enumerate(Priority)}
    values = [rank[t["priority"]] if key == "priority" else t[key] for t in whole]
    assert values == sorted(values, reverse=sort.startswith("-"))


def test_a_page_does_not_move_when_something_new_arrives(agent: Browser) -> None:
    org = agent.organization_id
    for number in range(4):
        make_ticket(org, [Mail(at=NOON + timedelta(hours=number))])
    first = agent.get("/tickets", params={"limit": 2}).json()
    make_ticket(org, [Mail(at=NOON + timedelta(days=1))])
    second = agent.get("/tickets", params={"limit": 2, "cursor": first["next_cursor"]}).json()
    codes = [t["ticket_code"] for t in first["items"] + second["items"]]
    assert codes == ["T-000004", "T-000003", "T-000002", "T-000001"]


def _forged(*values: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


NOW, ID = "2026-01-01T00:00:00+00:00", "00000000-0000-7000-8000-000000000000"


@pytest.mark.parametrize(
    ("sort", "cursor"),
    [
        ("-last_message_at", "nonsense"),
        ("-last_message_at", "ünsinn"),
        ("-last_message_at", _forged("-last_message_at", NOW, "x")),
        ("-last_message_at", _forged("-last_message_at", "yesterday", ID)),
        ("-last_message_at", _forged("-last_message_at", "2026-01-01T00:00:00", ID)),
        ("-last_message_at", _forged("-last_message_at", NOW)),
        ("-last_message_at", _forged("created_at", NOW, ID)),
        ("-last_message_at", _forged("-last_message_at", [NOW], ID)),
        ("-priority", _forged("-priority", 10**20, NOW, ID)),
        ("-priority", _forged("-priority", "3", NOW, ID)),
        ("-priority", _forged("-priority", None, NOW, ID)),
    ],
)
def test_a_forged_cursor_is_refused(agent: Browser, sort: str, cursor: str) -> None:
    assert_problem(agent.get("/tickets", params={"sort": sort, "cursor": cursor}), 422, "invalid_cursor")


def test_a_cursor_belongs_to_its_order(agent: Browser) -> None:
    for _ in range(2):
        make_ticket(agent.organization_id)
    cursor = agent.get("/tickets", params={"limit": 1}).json()["next_cursor"]
    answer = agent.get("/tickets", params={"limit": 1, "cursor": cursor, "sort": "-created_at"})
    assert_problem(answer, 422, "invalid_cursor")


@pytest.mark.parametrize(
    "params",
    [
        {"status": "nope"},
        {"priority": "nope"},
        {"sort": "subject"},
        {"limit": 0},
        {"limit": 101},
        {"limit": "many"},
        {"assignee_user_id": "somebody"},
        {"assignee_queue_id": "me"},
        {"ticket_id": "T-1"},
        {"ticket_id": [str(UUID(int=number)) for number in range(101)]},
        {"q": "x" * 501},
        {"cursor": "x" * 1001},
    ],
)
def test_a_bad_parameter_is_named(agent: Browser, params: dict[str, Any]) -> None:
    problem = assert_problem(agent.get("/tickets", params=params), 422, "invalid")
    assert problem["errors"][0]["loc"][:2] == ["query", next(iter(params))]


def test_another_organisation_sees_nothing(agent: Browser, stranger: Browser) -> None:
    make_ticket(agent.organization_id)
    assert _ids(stranger) == []


def test_counts(agent: Browser) -> None:
    org = agent.organization_id
    make_ticket(org)
    make_ticket(org, assignee_user_id=agent.user_id, status=TicketStatus.pending)
    make_ticket(org, assignee_user_id=agent.user_id, status=TicketStatus.closed)
    make_ticket(org, status=TicketStatus.spam)
    assert agent.get("/tickets/counts").json() == {
        "by_status": {"new": 1, "open": 0, "pending": 1, "resolved": 0, "closed": 1, "spam": 1},
        "mine": 1,
        "unassigned": 1,
        "snoozed": 0,
        "due": 0,
        "overdue": 0,
    }


def test_counts_stop_at_a_thousand(agent: Browser) -> None:
    make_many_tickets(agent.organization_id, agent.user_id, 4000)
    counts = agent.get("/tickets/counts").json()
    assert counts["by_status"] == {
        "new": 400,
        "open": 400,
        "pending": 400,
        "resolved": 400,
        "closed": 1000,
        "spam": 400,
    }
    assert counts["unassigned"] == 1000
    view = agent.post("/tickets/saved-views", json={"name": "All"}).json()["id"]
    assert agent.get("/tickets/saved-views/counts").json()["counts"] == {view: 1000}
    # Every ticket has one of fifty tags; those that are active have thirty of them.
    assert len(agent.get("/tickets/tags").json()["items"]) == 15
    assert 0 < counts["mine"] < 1000


def test_a_merged_ticket_is_in_no_list(agent: Browser) -> None:
    org = agent.organization_id
    target = make_ticket(org)
    source = make_ticket(org)
    assert agent.post(f"/tickets/{target}/merge", json={"source_ticket_ids": [str(source)]}).status_code == 200
    assert [UUID(i) for i in _ids(agent)] == [target]
    assert agent.get("/tickets/counts").json()["by_status"]["new"] == 1

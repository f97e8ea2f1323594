"""What searches find, and that the index finds it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import psycopg
import pytest
from sqlalchemy import text

from app.core.db import compiled, transaction
from app.messages.models import Direction
from app.search.condition import search_condition
from app.tickets.inbox import TicketFilters, count_statement, list_statement
from app.tickets.models import Priority, TicketStatus
from app.tickets.schemas import TicketSort
from tests.api import Browser, assert_problem
from tests.factories.mail import NOON, File, Mail
from tests.factories.tickets import make_many_tickets, make_queue, make_ticket

Superuser = psycopg.Connection[Any]


@pytest.fixture
def names(agent: Browser) -> dict[str, str]:
    """Four tickets, id → name."""
    org = agent.organization_id
    queue = make_queue(org, "Billing")
    fire = make_ticket(
        org,
        [
            Mail(files=[File("floor-plan.pdf", b"x")]),
            Mail(
                body="We send the fire brigade.",
                from_email="ben@acme.test",
                from_name="Ben",
                to=["carla@customer.test"],
                direction=Direction.outbound,
                at=NOON + timedelta(days=2),
            ),
        ],
        assignee_user_id=agent.user_id,
    )
    bill = make_ticket(
        org,
        [
            Mail(
                subject="Invoice 4711",
                body="Why is the bill so high? The printer's price was lower: see https://shop.test/p?id=5",
                from_email="dora@shop.test",
                from_name="Dora Müller",
                to=["billing@acme.test"],
                cc=["boss@shop.test"],
                at=NOON + timedelta(days=10),
            )
        ],
        assignee_queue_id=queue,
        tags=["vip"],
        status=TicketStatus.open,
        priority=Priority.high,
    )
    renamed = make_ticket(
        org, [Mail(subject="hello", body="nothing")], subject="Toner is 100%_empty", subject_set_by_person=True
    )
    spam = make_ticket(
        org, [Mail(subject="WIN", body="bucket list", from_email="x@spam.test")], status=TicketStatus.spam
    )
    return {str(fire): "fire", str(bill): "bill", str(renamed): "renamed", str(spam): "spam"}


FOUND: list[tuple[str, set[str]]] = [
    ("printer", {"fire", "bill"}),
    ("PRINTER", {"fire", "bill"}),
    ("brigade fire", {"fire"}),
    ("bucket brigade", set()),
    ("bucket or brigade", {"fire", "spam"}),
    ("printer -brigade", {"bill"}),
    ('"printer is on fire"', {"fire"}),
    ('"fire printer"', set()),
    ("print*", {"fire", "bill"}),
    ("floor-plan.pdf", {"fire"}),
    ("https://shop.test/p?id=5", {"bill"}),
    ("dora@shop.test", {"bill"}),
    ("müller", {"bill"}),
    ("from:dora@shop.test", {"bill"}),
    ("from:DORA", {"bill"}),
    ("from:@acme.test", {"fire"}),
    ("from:müller", {"bill"}),
    ('from:"dora m"', {"bill"}),
    ("to:billing@acme.test", {"bill"}),
    ("to:boss@shop.test", {"bill"}),
    ("to:dora@shop.test", set()),
    ("to:carla", {"fire"}),
    ("to:@shop.test", {"bill"}),
    ("to:@shop", set()),
    ("cc:boss", {"bill"}),
    ("cc:billing@acme.test", set()),
    ("-(tag:vip or has:attachment)", {"renamed", "spam"}),
    ("(brigade fire) or status:spam", {"fire", "spam"}),
    ("is:open", {"bill"}),
    ("is:unread", set()),
    ("is:read", {"fire", "bill", "renamed", "spam"}),
    ("subject:invoice", {"bill"}),
    ("subject:printer", {"fire"}),
    ("subject:toner", {"renamed"}),
    ("subject:100%_", {"renamed"}),
    ("subject:%_e", {"renamed"}),
    ("status:open", {"bill"}),
    ("-status:spam", {"fire", "bill", "renamed"}),
    ("status:spam or tag:VIP", {"spam", "bill"}),
    ("priority:high", {"bill"}),
    ("assignee:me", {"fire"}),
    ("-assignee:me", {"bill", "renamed", "spam"}),
    ("assignee:ben@acme.test", {"fire"}),
    ("assignee:nobody@acme.test", set()),
    ("assignee:none status:open", {"bill"}),
    ("is:unassigned", {"renamed", "spam"}),
    ("is:assigned", {"fire", "bill"}),
    ("is:active", {"fire", "bill", "renamed"}),
    ("is:unanswered", {"bill", "renamed"}),
    ("queue:billing", {"bill"}),
    ("has:attachment", {"fire"}),
    ("-has:attachment", {"bill", "renamed", "spam"}),
    ("after:2026-03-04", {"fire", "bill"}),
    ("before:2026-03-10", {"fire", "renamed", "spam"}),
    ("after:2026-03-03 before:2026-03-10", {"fire"}),
    ("T-2", {"bill"}),
    ("t-000002 or brigade", {"bill", "fire"}),
    ("it's", set()),
    ("a\\b 'c'", set()),
    ("subject:'\\", set()),
]


def test_what_is_found(agent: Browser, names: dict[str, str]) -> None:
    found = {}
    for query, _ in FOUND:
        answer = agent.get("/tickets", params={"q": query})
        assert answer.status_code == 200, (query, answer.text)
        found[query] = {names[ticket["id"]] for ticket in answer.json()["items"]}
    assert found == dict(FOUND)


def test_the_words_are_marked_in_the_newest_mail_that_has_them(agent: Browser, names: dict[str, str]) -> None:
    def marked(query: str) -> dict[str, tuple[str, str]]:
        items = agent.get("/tickets", params={"q": query}).json()["items"]
        return {
            names[t["id"]]: tuple(
                "".join(f"[{p['text']}]" if p["hit"] else p["text"] for p in t["match"][part])
                for part in ("subject", "excerpt")
            )
            for t in items
            if t["match"]
        }

    assert marked("brigade")["fire"] == ("The printer is on fire", "We send the fire [brigade].")
    assert marked('"bill so high" or BUCK*') == {
        "bill": (
            "Invoice 4711",
            "Why is the [bill so high]? The printer's price was lower: see https://shop.test/p?id=5",
        ),
        "fire": ("The printer is on fire", "Please send somebody with a [bucket]."),
        "spam": ("WIN", "[bucket] list"),
    }
    assert marked("müller")["bill"][1].startswith("Dora [Müller] <dora@shop.test>")
    assert marked("floor-plan")["fire"][1] == "[floor-plan].pdf"
    assert marked("subject:invoice or status:spam") == {
        "bill": (
            "[Invoice] 4711",
            "Why is the bill so high? The printer's price was lower: see https://shop.test/p?id=5",
        )
    }
    assert marked("status:open -printer") == {}


def test_search_and_filters_and_pages_go_together(agent: Browser, names: dict[str, str]) -> None:
    first = agent.get("/tickets", params={"q": "printer", "limit": 1}).json()
    second = agent.get("/tickets", params={"q": "printer", "limit": 1, "cursor": first["next_cursor"]}).json()
    assert [names[t["id"]] for t in first["items"] + second["items"]] == ["bill", "fire"]
    assert second["next_cursor"] is None
    only = agent.get("/tickets", params={"q": "printer", "status": "open"}).json()
    assert [names[t["id"]] for t in only["items"]] == ["bill"]


def test_views_and_tags_are_counted_as_their_lists_show_them(agent: Browser, names: dict[str, str]) -> None:
    wanted: list[tuple[dict[str, Any], int | None]] = [
        ({}, 4),
        ({"status": ["new", "open"], "q": "printer", "sort": "created_at"}, 1),
        ({"assignee_user_id": "me"}, 1),
        ({"assignee_user_id": ["none"], "tag": "vip"}, 1),
        ({"sort": "response_due_at"}, 0),
        ({"sort": 7}, 4),
        ({"status": "nope"}, None),
        ({"q": "is:lost"}, None),
        ({"q": 7}, None),
    ]
    views = [agent.post("/tickets/saved-views", json={"name": "V", "filters": f}).json()["id"] for f, _ in wanted]
    assert agent.get("/tickets/saved-views/counts").json()["counts"] == dict(
        zip(views, [count for _, count in wanted], strict=True)
    )
    assert agent.get("/tickets/tags").json()["items"] == [{"tag": "vip", "open_count": 1}]


def test_another_organisation_finds_nothing(agent: Browser, names: dict[str, str], stranger: Browser) -> None:
    for query in ("printer", "T-2", "from:dora", "to:billing@acme.test", "subject:invoice", "queue:billing"):
        assert stranger.get("/tickets", params={"q": query}).json()["items"] == [], query
    with transaction() as session:
        assert session.execute(text("SELECT search_messages('printer'::tsquery)")).all() == []


def test_a_mistake_is_a_problem_that_names_the_position(agent: Browser) -> None:
    problem = assert_problem(agent.get("/tickets", params={"q": 'a "b'}), 422, "invalid_query")
    assert problem["errors"][0]["position"] == 3
    assert "position 3" in problem["detail"]
    assert problem["errors"][0]["instead"] == '"b"'


def _plan(session: Any, statement: Any) -> str:
    return "\n".join(session.execute(text("EXPLAIN " + compiled(statement).replace(":", "\\:"))).scalars())


READS: list[tuple[TicketFilters, TicketSort, str]] = [
    (TicketFilters(), TicketSort.newest_activity, "ix_tickets_last"),
    (TicketFilters(), TicketSort.oldest_activity, "ix_tickets_last"),
    (TicketFilters(), TicketSort.newest, "ix_tickets_created"),
    (TicketFilters(), TicketSort.oldest, "ix_tickets_created"),
    (TicketFilters(), TicketSort.most_urgent, "ix_tickets_priority"),
    (TicketFilters(), TicketSort.due_soonest, "ix_tickets_response_due"),
    (TicketFilters(status=[TicketStatus.pending]), TicketSort.newest_activity, "ix_tickets_status_last"),
    (TicketFilters(requester_email=["person7@customer.test"]), TicketSort.newest_activity, "ix_tickets_requester"),
]


#: Of each four three are late. Nobody promised it, so it is taken back at the end.
_DUE = """
UPDATE tickets SET response_due = 'first', response_due_at = now() + (number % 200 - 100) * interval '1 hour'
WHERE number % 50 = 0
"""


def test_every_order_reads_its_index(agent: Browser, superuser: Superuser) -> None:
    org = agent.organization_id
    make_many_tickets(org, agent.user_id, 20_000)
    superuser.execute(_DUE)
    superuser.execute("ANALYZE tickets")
    for filters, sort, index in READS:
        page = agent.get("/tickets", params={"limit": 100, "sort": sort.value}).json()
        with transaction(org) as session:
            for cursor in (None, page["next_cursor"]):
                plan = _plan(session, list_statement(org, filters, sort, cursor, 50))
                assert index in plan, plan
                assert "Seq Scan" not in plan, plan
                assert "Sort" not in plan, plan
    with transaction(org) as session:
        plan = _plan(session, count_statement(org, agent.user_id))
    assert plan.count("ix_tickets_response_due") == 2, plan
    counts = agent.get("/tickets/counts").json()
    assert (counts["due"], counts["overdue"]) == (400, 300)
    soonest = [t["response_due_at"] for t in agent.get("/tickets", params={"sort": "response_due_at"}).json()["items"]]
    assert soonest == sorted(soonest)
    superuser.execute("UPDATE tickets SET response_due = NULL, response_due_at = NULL")


#: A search of each kind, and the indexes that answer it among 20,000 tickets and mails.
SEARCHES: list[tuple[str, set[str]]] = [
    ("needle", {"ix_message_contents_search"}),
    ('"the needle" -word7', {"ix_message_contents_search"}),
    ("subject:needle", {"ix_message_contents_search"}),
    ("from:carla", {"ix_message_contents_search"}),
    ("from:carla@customer.test", {"ix_message_contents_search"}),
    ("to:@acme.test", {"ix_message_contents_search"}),
    ("T-000700", {"uq_tickets_organization_id_ticket_code"}),
    ("tag:rare", {"ix_tickets_tags"}),
    ("assignee:me", {"ix_tickets_assignee_user"}),
    ("status:open", {"ix_tickets_status_last"}),
    ("is:pending priority:high", {"ix_tickets_status_last", "ix_tickets_priority"}),
    ("after:2026-01-09", {"ix_tickets_last"}),
    ("is:unread", {"pk_ticket_reads", "ix_tickets_last"}),
    ("is:due", {"ix_tickets_response_due"}),
    ("is:overdue", {"ix_tickets_response_due"}),
]


def test_searches_read_their_indexes(agent: Browser, superuser: Superuser) -> None:
    org = agent.organization_id
    make_many_tickets(org, agent.user_id, 20_000)
    make_ticket(org, [Mail(body="the needle")], tags=["rare"])
    superuser.execute("SET session_replication_role = replica")
    superuser.execute(
        """
        INSERT INTO message_contents (organization_id, message_id, body_text, new_ranges, search)
        SELECT %s, gen_random_uuid(), '', '[]', to_tsvector('simple', 'hay straw word' || i)
        FROM generate_series(1, 20000) i
        """,
        [org],
    )
    superuser.execute("VACUUM ANALYZE message_contents")
    superuser.execute("ANALYZE tickets, messages, ticket_messages")
    try:
        for query, indexes in SEARCHES:
            used, whole = _reads(superuser, org, agent.user_id, query)
            assert used & indexes, (query, used)
            assert not whole, (query, whole)
    finally:
        superuser.execute("DELETE FROM message_contents WHERE body_text = ''")


def _reads(superuser: Superuser, org: UUID, user: UUID, query: str) -> tuple[set[str], set[str]]:
    """The indexes that a search read, and the large tables that it read from end to end. Counted by PostgreSQL itself,
    for what happens inside `search_messages` stands in no plan."""
    before = dict(superuser.execute(_SCANS).fetchall())
    with transaction(org) as session:
        condition = search_condition(query, org, user)
        assert condition is not None
        session.scalars(list_statement(org, TicketFilters(), TicketSort.newest_activity, None, 50, condition)).all()
        session.execute(text("SELECT pg_stat_force_next_flush()"))
    after = dict(superuser.execute(_SCANS).fetchall())
    read = {name for name, scans in after.items() if scans > before[name]}
    return {name for name in read if "_" in name and name not in _LARGE}, read & _LARGE


_LARGE = {"tickets", "message_contents"}
_SCANS = """
SELECT indexrelname, idx_scan FROM pg_stat_user_indexes
UNION ALL SELECT relname, seq_scan FROM pg_stat_user_tables WHERE relname IN ('tickets', 'message_contents')
"""

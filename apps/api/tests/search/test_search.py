"""What searches find, and that the index finds it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import psycopg
import pytest
from sqlalchemy import text

from app.core.db import compiled, transaction
from app.messages.models import Direction
from app.search.condition import search_condition
from app.tickets.inbox import TicketFilters, list_statement
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


def test_search_and_filters_and_pages_go_together(agent: Browser, names: dict[str, str]) -> None:
    first = agent.get("/tickets", params={"q": "printer", "limit": 1}).json()
    second = agent.get("/tickets", params={"q": "printer", "limit": 1, "cursor": first["next_cursor"]}).json()
    assert [names[t["id"]] for t in first["items"] + second["items"]] == ["bill", "fire"]
    assert second["next_cursor"] is None
    only = agent.get("/tickets", params={"q": "printer", "status": "open"}).json()
    assert [names[t["id"]] for t in only["items"]] == ["bill"]


def test_another_organisation_finds_nothing(agent: Browser, names: dict[str, str], stranger: Browser) -> None:
    for query in ("printer", "T-2", "from:dora", "to:billing@acme.test", "subject:invoice", "queue:billing"):
        assert stranger.get("/tickets", params={"q": query}).json()["items"] == [], query
    with transaction() as session:
        assert session.execute(text("SELECT search_messages('printer'::tsquery)")).all() == []


def test_a_mistake_is_a_problem_that_names_the_position(agent: Browser) -> None:
    problem = assert_problem(agent.get("/tickets", params={"q": 'a "b'}), 422, "invalid_query")
    assert problem["errors"][0]["position"] == 3
    assert "position 3" in problem["detail"]


def _plan(session: Any, statement: Any) -> str:
    return "\n".join(session.execute(text("EXPLAIN " + compiled(statement).replace(":", "\\:"))).scalars())


READS: list[tuple[TicketFilters, TicketSort, str]] = [
    (TicketFilters(), TicketSort.newest_activity, "ix_tickets_last"),
    (TicketFilters(), TicketSort.oldest_activity, "ix_tickets_last"),
    (TicketFilters(), TicketSort.newest, "ix_tickets_created"),
    (TicketFilters(), TicketSort.oldest, "ix_tickets_created"),
    (TicketFilters(), TicketSort.most_urgent, "ix_tickets_priority"),
    (TicketFilters(status=[TicketStatus.pending]), TicketSort.newest_activity, "ix_tickets_status_last"),
    (TicketFilters(requester_email=["person7@customer.test"]), TicketSort.newest_activity, "ix_tickets_requester"),
]


def test_every_order_reads_its_index(agent: Browser, superuser: Superuser) -> None:
    org = agent.organization_id
    make_many_tickets(org, agent.user_id, 20_000)
    superuser.execute("ANALYZE tickets")
    for filters, sort, index in READS:
        page = agent.get("/tickets", params={"limit": 100, "sort": sort.value}).json()
        with transaction(org) as session:
            for cursor in (None, page["next_cursor"]):
                plan = _plan(session, list_statement(org, filters, sort, cursor, 50))
                assert index in plan, plan
                assert "Seq Scan" not in plan, plan
                assert "Sort" not in plan, plan


def test_words_are_found_by_the_index(agent: Browser, superuser: Superuser) -> None:
    org = agent.organization_id
    make_ticket(org, [Mail(body="the needle")])
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
    before = superuser.execute(_SCANS).fetchone()
    with transaction(org) as session:
        condition = search_condition("needle", org, agent.user_id)
        assert condition is not None
        statement = list_statement(org, TicketFilters(), TicketSort.newest_activity, None, 50, condition)
        assert len(session.scalars(statement).all()) == 1
        session.execute(text("SELECT pg_stat_force_next_flush()"))
    after = superuser.execute(_SCANS).fetchone()
    assert (after[0] - before[0], after[1] - before[1]) == (1, 0), "one index scan and no sequential one"
    superuser.execute("DELETE FROM message_contents WHERE body_text = ''")


_SCANS = """
SELECT i.idx_scan, t.seq_scan FROM pg_stat_user_indexes i JOIN pg_stat_user_tables t USING (relid)
WHERE i.indexrelname = 'ix_message_contents_search'
"""

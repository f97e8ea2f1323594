"""Unread, for each person by themselves."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

from sqlalchemy import text

from app.core.clock import now
from app.core.db import transaction
from app.messages.models import Direction
from app.tickets.activity import refresh_tickets
from app.tickets.models import Ticket
from tests.api import Browser, assert_problem
from tests.factories.mail import Mail, make_thread
from tests.factories.tickets import add_mail, make_ticket


def _unread(browser: Browser, query: str | None = None) -> set[UUID]:
    items = browser.get("/tickets", params={"q": query} if query else {}).json()["items"]
    return {UUID(ticket["id"]) for ticket in items if ticket["unread"]}


def _arrives(org: UUID, ticket_id: UUID, mail: Mail) -> None:
    with transaction(org) as session:
        ticket = session.get_one(Ticket, (org, ticket_id))
        add_mail(session, ticket, mail, make_thread(session, org, ticket_id))
        refresh_tickets(session, org, [ticket_id])


def _mark(browser: Browser, *tickets: UUID, read: bool = True) -> None:
    answer = browser.post("/tickets/read", json={"ticket_ids": [str(t) for t in tickets], "read": read})
    assert answer.status_code == 204, answer.text


def test_unread_is_each_persons_own(agent: Browser, admin: Browser, viewer: Browser) -> None:
    org = agent.organization_id
    one, two = make_ticket(org, [Mail(at=now())]), make_ticket(org, [Mail(at=now())])
    assert _unread(agent) == _unread(admin) == {one, two}
    _mark(agent, one)
    _mark(viewer, one, two)
    assert (_unread(agent), _unread(admin), _unread(viewer)) == ({two}, {one, two}, set())
    assert _unread(agent, "is:unread") == {two}
    assert [t["id"] for t in agent.get("/tickets", params={"q": "is:read"}).json()["items"]] == [str(one)]
    assert agent.get(f"/tickets/{one}").json()["read_at"] is not None
    assert agent.get(f"/tickets/{two}").json()["read_at"] is None


def test_new_mail_makes_it_unread_again_and_our_own_answer_does_not(agent: Browser) -> None:
    org = agent.organization_id
    ticket = make_ticket(org, [Mail(at=now() - timedelta(minutes=5))])
    _mark(agent, ticket)
    ours = Mail(from_email="ben@acme.test", to=["carla@customer.test"], direction=Direction.outbound, at=now())
    _arrives(org, ticket, ours)
    assert _unread(agent) == set()
    _arrives(org, ticket, Mail(body="Still burning.", at=now()))
    assert _unread(agent) == _unread(agent, "is:unread") == {ticket}


def test_a_ticket_is_marked_unread_until_looked_at(agent: Browser) -> None:
    org = agent.organization_id
    old = make_ticket(org)
    assert _unread(agent) == set(), "mail that was imported long after its date is history"
    _mark(agent, old)
    _mark(agent, old, read=False)
    assert _unread(agent) == {old}
    _mark(agent, old)
    assert _unread(agent) == set()


def test_what_cannot_be_marked(agent: Browser, stranger: Browser) -> None:
    ticket = make_ticket(agent.organization_id, [Mail(at=now())])
    unknown = uuid4()
    body = {"ticket_ids": [str(ticket), str(unknown)]}
    problem = assert_problem(agent.post("/tickets/read", json=body), 404, "ticket_not_found")
    assert [error["ticket_id"] for error in problem["errors"]] == [str(unknown)]
    assert _unread(agent) == {ticket}, "none was marked"
    assert_problem(stranger.post("/tickets/read", json={"ticket_ids": [str(ticket)]}), 404, "ticket_not_found")
    assert_problem(agent.post("/tickets/read", json={"ticket_ids": []}), 422, "invalid")
    with transaction(stranger.organization_id) as session:
        assert session.execute(text("SELECT count(*) FROM ticket_reads")).scalar_one() == 0


def test_where_the_unread_begins(agent: Browser, admin: Browser) -> None:
    org = agent.organization_id
    ticket = make_ticket(org, [Mail(at=now() - timedelta(minutes=9))])

    def first() -> tuple[str | None, str | None]:
        detail = agent.get(f"/tickets/{ticket}").json()
        return detail["first_unread_message_id"], detail["first_unread_at"]

    assert first() == (None, None), "who never looked did not stop anywhere"
    _mark(agent, ticket)
    assert first() == (None, None)
    ours = Mail(from_email="ben@acme.test", to=["carla@customer.test"], direction=Direction.outbound, at=now())
    _arrives(org, ticket, ours)
    assert first() == (None, None), "our own answer is not what one comes back for"
    # Two come, the older one last: the thread's order counts, not the order of arrival.
    _arrives(org, ticket, Mail(body="Newest.", at=now() - timedelta(minutes=1)))
    _arrives(org, ticket, Mail(body="Delayed.", at=now() - timedelta(minutes=2)))
    messages = agent.get(f"/tickets/{ticket}").json()["messages"]
    delayed = next(one for one in messages if one["body_text"].startswith("Delayed"))
    assert first() == (delayed["id"], delayed["sort_at"])
    _mark(admin, ticket)
    assert first()[0] == delayed["id"], "it is each reader's own"
    _mark(agent, ticket)
    assert first() == (None, None)

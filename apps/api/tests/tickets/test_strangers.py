"""A mail in a ticket whose author nobody there knows is flagged; nobody else is."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import text

from app.core.db import transaction
from app.messages.models import Direction
from app.tickets.activity import refresh_tickets
from app.tickets.models import Ticket
from tests.api import Browser
from tests.factories.mail import NOON, Mail, make_thread
from tests.factories.tickets import add_mail, make_ticket
from tests.tickets.test_detail import Queries

OURS = Mail(from_email="support@acme.test", to=("carla@customer.test",), direction=Direction.outbound)


def _flags(browser: Browser, mails: list[Mail]) -> list[bool]:
    ticket_id = make_ticket(browser.organization_id, mails)
    messages = browser.get(f"/tickets/{ticket_id}").json()["messages"]
    return [message["sender_is_stranger"] for message in messages]


def _at(minute: int, **fields: object) -> Mail:
    return Mail(at=NOON + timedelta(minutes=minute), **fields)  # type: ignore[arg-type]


def test_who_is_a_stranger(agent: Browser) -> None:
    assert _flags(agent, [Mail()]) == [False]
    assert _flags(agent, [Mail(), _at(1, from_email="eve@elsewhere.test")]) == [False, True]
    # Named in another mail of the ticket, in whatever field.
    assert _flags(agent, [Mail(cc=("dora@customer.test",)), _at(1, from_email="dora@customer.test")]) == [False, False]
    # Named by one who is named.
    chain = [
        _at(1, from_email="dora@customer.test", cc=("finn@customer.test",)),
        _at(2, from_email="finn@customer.test"),
    ]
    assert _flags(agent, [Mail(cc=("dora@customer.test",)), *chain]) == [False, False, False]
    # To write twice is not to take part; to be answered is.
    twice = [_at(1, from_email="eve@elsewhere.test"), _at(2, from_email="eve@elsewhere.test")]
    assert _flags(agent, [Mail(), *twice]) == [False, True, True]
    answer = _at(3, from_email="support@acme.test", to=("eve@elsewhere.test",), direction=Direction.outbound)
    assert _flags(agent, [Mail(), *twice, answer]) == [False, False, False, False]
    # A colleague who writes from outside the organisation's domains, and our own mail.
    assert _flags(agent, [Mail(), _at(1, from_email="ben@acme.test"), OURS]) == [False, False, False]


def test_what_a_program_answers_is_no_stranger(agent: Browser) -> None:
    ticket_id = make_ticket(agent.organization_id, [Mail(), _at(1, from_email="mailer-daemon@elsewhere.test")])
    with transaction(agent.organization_id) as session:
        session.execute(text("UPDATE messages SET classification = 'bounce' WHERE from_email LIKE 'mailer%'"))
    messages = agent.get(f"/tickets/{ticket_id}").json()["messages"]
    assert [message["sender_is_stranger"] for message in messages] == [False, False]


def test_one_query_however_many_mails(agent: Browser) -> None:
    ticket_id = make_ticket(agent.organization_id, [Mail(), *(_at(n, from_email=f"p{n}@x.test") for n in range(1, 9))])
    with Queries() as queries:
        messages = agent.get(f"/tickets/{ticket_id}").json()["messages"]
    assert [m["sender_is_stranger"] for m in messages] == [False, *[True] * 8]
    assert sum("unnest(m.to_emails" in s for s in queries.statements) == 1


def test_what_a_person_put_there_is_no_stranger(agent: Browser) -> None:
    org = agent.organization_id
    ticket_id = make_ticket(org)
    with transaction(org) as session:
        ticket = session.get_one(Ticket, (org, ticket_id))
        add_mail(session, ticket, _at(1, from_email="eve@elsewhere.test"), make_thread(session, org, ticket_id))
        refresh_tickets(session, org, [ticket_id])
    other = make_ticket(org, [Mail(from_email="zed@elsewhere.test", subject="Another")])
    agent.post(f"/tickets/{ticket_id}/merge", json={"source_ticket_ids": [str(other)]})
    messages = agent.get(f"/tickets/{ticket_id}").json()["messages"]
    flags = {m["from_email"]: (m["sender_is_stranger"], m["placed_by_person"]) for m in messages}
    assert flags == {
        "carla@customer.test": (False, False),
        "eve@elsewhere.test": (True, False),
        "zed@elsewhere.test": (False, True),
    }

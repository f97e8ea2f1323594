"""Tickets that are put off: when they come back, and where they stand meanwhile."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from app.core.db import transaction
from app.messages.models import Direction
from app.tickets.activity import refresh_tickets
from app.tickets.models import Ticket
from app.tickets.schedule import tend_tickets
from tests.api import Browser, assert_problem
from tests.factories.mail import Mail, make_thread
from tests.factories.tickets import add_mail, make_queue, make_ticket

NOW = datetime.now(UTC)
TOMORROW = NOW + timedelta(days=1)


def _snooze(browser: Browser, ticket_id: UUID, until: datetime | None = TOMORROW) -> dict[str, Any]:
    answer = browser.patch(f"/tickets/{ticket_id}", json={"snoozed_until": until.isoformat() if until else None})
    assert answer.status_code == 200, answer.text
    ticket: dict[str, Any] = answer.json()
    return ticket


def _receive(organization_id: UUID, ticket_id: UUID, mail: Mail) -> None:
    with transaction(organization_id) as session:
        ticket = session.get_one(Ticket, (organization_id, ticket_id))
        add_mail(session, ticket, mail, make_thread(session, organization_id, ticket_id))
        refresh_tickets(session, organization_id, [ticket_id])


def _events(browser: Browser, ticket_id: UUID) -> list[dict[str, Any]]:
    events: list[dict[str, Any]] = browser.get(f"/tickets/{ticket_id}").json()["events"]
    return events


def test_a_snoozed_ticket_leaves_the_active_views_and_their_counts(agent: Browser) -> None:
    org = agent.organization_id
    queue = make_queue(org)
    ticket_id = make_ticket(org, assignee_user_id=agent.user_id, assignee_queue_id=queue)
    other = make_ticket(org)
    ticket = _snooze(agent, ticket_id)
    assert datetime.fromisoformat(ticket["snoozed_until"]) == TOMORROW
    assert ticket["snoozed_by_user_id"] == str(agent.user_id)

    def listed(query: str) -> list[str]:
        return [one["id"] for one in agent.get(f"/tickets?{query}").json()["items"]]

    assert listed("snoozed=true") == listed("q=is:snoozed") == [str(ticket_id)]
    assert listed("snoozed=false") == listed("q=-is:snoozed") == [str(other)]
    assert set(listed("status=new")) == {str(ticket_id), str(other)}
    counts = agent.get("/tickets/counts").json()
    assert (counts["by_status"]["new"], counts["mine"], counts["unassigned"], counts["snoozed"]) == (1, 0, 1, 1)
    assert agent.get("/queues").json()["items"][0]["open_count"] == 0


def test_it_wakes_when_its_time_has_come_and_not_before(agent: Browser) -> None:
    ticket_id, later = make_ticket(agent.organization_id), make_ticket(agent.organization_id)
    _snooze(agent, ticket_id)
    _snooze(agent, later, TOMORROW + timedelta(hours=1))
    assert tend_tickets(TOMORROW - timedelta(seconds=1)) == 0
    assert tend_tickets(TOMORROW) == 1
    assert tend_tickets(TOMORROW) == 0
    detail = agent.get(f"/tickets/{ticket_id}").json()
    assert detail["ticket"]["snoozed_until"] is None
    snoozed, woken = detail["events"][-2:]
    assert (snoozed["kind"], snoozed["undoable"]) == ("snoozed", False)
    assert (woken["kind"], woken["actor"], woken["undoable"]) == ("woken", None, False)
    assert woken["data"] == {"from": snoozed["data"]["to"], "reason": "time", "snoozed_by": str(agent.user_id)}
    assert agent.get(f"/tickets/{later}").json()["ticket"]["snoozed_until"] is not None


@pytest.mark.parametrize(
    ("mail", "wakes"),
    [
        (Mail(at=NOW), True),
        (Mail(at=NOW, direction=Direction.outbound, from_email="support@acme.test"), False),
        (Mail(at=NOW - timedelta(days=3)), False),
    ],
    ids=["the requester writes", "we write", "an old mail is found"],
)
def test_it_wakes_when_the_requester_writes(agent: Browser, mail: Mail, wakes: bool) -> None:
    org = agent.organization_id
    ticket_id = make_ticket(org)
    _snooze(agent, ticket_id)
    _receive(org, ticket_id, mail)
    detail = agent.get(f"/tickets/{ticket_id}").json()
    assert (detail["ticket"]["snoozed_until"] is None) is wakes
    assert [e["data"]["reason"] for e in detail["events"] if e["kind"] == "woken"] == (["mail"] if wakes else [])
    assert (
        any(e["message_id"] == detail["messages"][-1]["id"] for e in detail["events"] if e["kind"] == "woken") == wakes
    )


def test_mail_that_was_being_recorded_while_somebody_snoozed_wakes_too(agent: Browser) -> None:
    org = agent.organization_id
    ticket_id = make_ticket(org)
    with transaction(org) as session:
        # The transaction begins here, before the snooze.
        assert session.execute(text("SELECT now()")).scalar_one()
        _snooze(agent, ticket_id)
        ticket = session.get_one(Ticket, (org, ticket_id))
        add_mail(session, ticket, Mail(at=NOW), make_thread(session, org, ticket_id))
        refresh_tickets(session, org, [ticket_id])
    assert agent.get(f"/tickets/{ticket_id}").json()["ticket"]["snoozed_until"] is None


def test_what_ends_a_ticket_ends_its_snooze_and_undo_brings_it_back(agent: Browser) -> None:
    ticket_id = make_ticket(agent.organization_id)
    _snooze(agent, ticket_id)
    assert agent.patch(f"/tickets/{ticket_id}", json={"status": "resolved"}).json()["snoozed_until"] is None
    event = _events(agent, ticket_id)[-1]
    undone = agent.post(f"/tickets/{ticket_id}/events/{event['id']}/undo").json()
    assert datetime.fromisoformat(undone["snoozed_until"]) == TOMORROW
    assert undone["snoozed_by_user_id"] == str(agent.user_id)


def test_snoozing_and_waking_by_hand_are_undone(agent: Browser) -> None:
    ticket_id = make_ticket(agent.organization_id)
    _snooze(agent, ticket_id)
    _snooze(agent, ticket_id, TOMORROW + timedelta(days=1))
    again, unsnoozed = _events(agent, ticket_id)[-1], None
    _snooze(agent, ticket_id, None)
    unsnoozed = _events(agent, ticket_id)[-1]
    assert unsnoozed["kind"] == "unsnoozed"
    assert_problem(agent.post(f"/tickets/{ticket_id}/events/{again['id']}/undo"), 409, "changed_since")
    back = agent.post(f"/tickets/{ticket_id}/events/{unsnoozed['id']}/undo").json()
    assert datetime.fromisoformat(back["snoozed_until"]) == TOMORROW + timedelta(days=1)
    first = agent.post(f"/tickets/{ticket_id}/events/{again['id']}/undo").json()
    assert datetime.fromisoformat(first["snoozed_until"]) == TOMORROW


@pytest.mark.parametrize(
    ("until", "code"),
    [
        ((NOW - timedelta(seconds=1)).isoformat(), "snooze_not_ahead"),
        ((NOW + timedelta(days=4000)).isoformat(), "snooze_not_ahead"),
        ("2099-01-01T09:00:00", "invalid"),
        ("tomorrow", "invalid"),
    ],
    ids=["past", "in eleven years", "without zone", "a word"],
)
def test_a_bad_moment_is_refused(agent: Browser, until: str, code: str) -> None:
    ticket_id = make_ticket(agent.organization_id)
    assert_problem(agent.patch(f"/tickets/{ticket_id}", json={"snoozed_until": until}), 422, code)


def test_what_is_at_an_end_cannot_be_snoozed(agent: Browser) -> None:
    ticket_id = make_ticket(agent.organization_id, status="resolved")
    body = {"snoozed_until": TOMORROW.isoformat()}
    assert_problem(agent.patch(f"/tickets/{ticket_id}", json=body), 409, "ticket_not_active")
    both = body | {"status": "closed"}
    ticket_id = make_ticket(agent.organization_id)
    assert_problem(agent.patch(f"/tickets/{ticket_id}", json=both), 409, "ticket_not_active")
    assert agent.get(f"/tickets/{ticket_id}").json()["ticket"]["status"] == "new"

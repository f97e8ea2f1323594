"""One ticket: its thread in pages, its copies, and why each mail is there."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import event

from app.core.db import get_engine, transaction
from app.messages.models import Direction
from app.tickets.models import EventKind, TicketAlias, TicketEvent
from tests.api import Browser, assert_problem
from tests.factories.mail import NOON, File, Mail
from tests.factories.tickets import make_ticket


def _detail(browser: Browser, ticket_id: UUID) -> dict[str, Any]:
    answer = browser.get(f"/tickets/{ticket_id}")
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


def _long(count: int) -> list[Mail]:
    return [Mail(body=f"Mail {n}", at=NOON + timedelta(minutes=n)) for n in range(count)]


def test_a_message_with_its_copies_and_files(viewer: Browser) -> None:
    mail = Mail(
        html="<p>Please send <b>somebody</b>.</p>",
        cc=["dora@customer.test"],
        files=[File("fire.png", b"\x89PNG\r\n\x1a\n", "image/png", is_inline=True)],
        copies=2,
    )
    ticket_id = make_ticket(viewer.organization_id, [mail])
    detail = _detail(viewer, ticket_id)
    (message,) = detail["messages"]
    assert message["ticket_id"] == str(ticket_id)
    assert message["direction"] == "inbound"
    assert (message["from_email"], message["to_emails"], message["cc_emails"]) == (
        "carla@customer.test",
        ["support@acme.test"],
        ["dora@customer.test"],
    )
    assert message["author"] == {
        "email": "carla@customer.test",
        "name": "Carla",
        "source": "from",
        "evidence": {},
        "verified": None,
        "verified_reason": "",
        "refuted": False,
    }
    assert message["body_html_sanitized"] == "<p>Please send <b>somebody</b>.</p>"
    assert message["new_ranges"] == [[0, len(message["body_text"])]]
    assert message["stitch_reason"] == "first"
    assert message["classification"] == "human"
    (attachment,) = message["attachments"]
    assert (attachment["filename"], attachment["size"], attachment["is_inline"]) == ("fire.png", 8, True)
    assert len(message["occurrences"]) == 2
    assert {o["state"] for o in message["occurrences"]} == {"processed"}
    assert message["occurrences"][0]["original_recipient"] == "support@acme.test"
    assert message["occurrences"][0]["original_recipient_evidence"] == {"delivered-to": ["support@acme.test"]}
    assert [e["kind"] for e in detail["events"]] == ["created"]
    assert detail["notes"] == []


def test_a_long_thread_is_paged_from_the_newest_back(agent: Browser) -> None:
    ticket_id = make_ticket(agent.organization_id, _long(120))
    detail = _detail(agent, ticket_id)
    assert [m["body_text"] for m in detail["messages"]] == [f"Mail {n}" for n in range(70, 120)]
    cursor, older = detail["messages_next_cursor"], []
    while cursor:
        page = agent.get(f"/tickets/{ticket_id}/messages", params={"cursor": cursor, "limit": 40}).json()
        older = [m["body_text"] for m in page["items"]] + older
        cursor = page["next_cursor"]
    assert older == [f"Mail {n}" for n in range(70)]


def test_a_long_thread_is_paged_from_the_first_on(agent: Browser) -> None:
    ticket_id = make_ticket(agent.organization_id, _long(120))
    cursor, found = None, []
    while True:
        page = agent.get(
            f"/tickets/{ticket_id}/messages",
            params={"order": "oldest", "limit": 50, **({"cursor": cursor} if cursor else {})},
        ).json()
        found += [m["body_text"] for m in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert found == [f"Mail {n}" for n in range(120)]
    back = agent.get(f"/tickets/{ticket_id}/messages", params={"limit": 1}).json()["next_cursor"]
    answer = agent.get(f"/tickets/{ticket_id}/messages", params={"order": "oldest", "cursor": back})
    assert_problem(answer, 422, "invalid_cursor")


def test_events_and_notes_are_paged(agent: Browser) -> None:
    ticket_id = make_ticket(agent.organization_id)
    for number in range(5):
        agent.post(f"/tickets/{ticket_id}/notes", json={"body_markdown": f"Note {number}"})
    for path, first in (("notes", "Note 3"), ("events", None)):
        page = agent.get(f"/tickets/{ticket_id}/{path}", params={"limit": 2}).json()
        assert len(page["items"]) == 2
        assert page["next_cursor"]
        assert first is None or page["items"][0]["body_markdown"] == first
        rest = agent.get(f"/tickets/{ticket_id}/{path}", params={"limit": 100, "cursor": page["next_cursor"]}).json()
        assert rest["next_cursor"] is None
        assert len(rest["items"]) == (3 if path == "notes" else 4)
        assert_problem(agent.get(f"/tickets/{ticket_id}/{path}", params={"cursor": "x"}), 422, "invalid_cursor")
    assert_problem(agent.get(f"/tickets/{ticket_id}/messages", params={"cursor": "x"}), 422, "invalid_cursor")


def test_the_id_of_a_ticket_that_was_joined_keeps_answering(agent: Browser) -> None:
    ticket_id, old = make_ticket(agent.organization_id), uuid4()
    with transaction(agent.organization_id) as session:
        session.add(
            TicketAlias(organization_id=agent.organization_id, alias_id=old, alias_code="T-000999", ticket_id=ticket_id)
        )
    assert _detail(agent, ticket_id)["ticket"]["merged_into"] is None
    ticket = _detail(agent, old)["ticket"]
    assert (ticket["id"], ticket["merged_into"]) == (str(ticket_id), str(ticket_id))
    changed = agent.patch(f"/tickets/{old}", json={"status": "open"}).json()
    assert (changed["id"], changed["status"]) == (str(ticket_id), "open")
    assert [t["id"] for t in agent.get("/tickets", params={"q": "t-999"}).json()["items"]] == [str(ticket_id)]


def test_why(agent: Browser) -> None:
    org = agent.organization_id
    mails = [
        Mail(copies=2, rfc_message_id="same@id", evidence={"List-Id": "none"}),
        Mail(body="Other words", rfc_message_id="same@id", direction=Direction.inbound),
    ]
    ticket_id = make_ticket(org, mails)
    with transaction(org) as session:
        session.add(
            TicketEvent(
                organization_id=org,
                ticket_id=ticket_id,
                kind=EventKind.routed,
                data={
                    "explanation": "Rule “Bills” is the first that matches",
                    "rule": {"id": str(uuid4()), "name": "Bills"},
                    "allowlisted": True,
                    "actions": {"drop": True},
                    "evidence": {"recipient": "support@acme.test", "recipient_confidence": 0.8},
                },
            )
        )
    messages = {len(m["occurrences"]): m for m in _detail(agent, ticket_id)["messages"]}
    why = agent.get(f"/tickets/{ticket_id}/messages/{messages[2]['id']}/why").json()
    assert why["dedupe"]["decision"] == "2_copies_of_one_message"
    assert why["dedupe"]["alternatives"] == [
        {"message_id": messages[1]["id"], "reason": "same Message-ID, other content"}
    ]
    assert (why["stitch"]["decision"], why["stitch"]["reason"], why["stitch"]["confidence"]) == ("T-000001", "first", 1)
    assert (why["routing"]["decision"], why["routing"]["confidence"]) == ("Bills", 0.8)
    assert why["routing"]["evidence"]["actions"] == {"drop": True}
    assert (why["classification"]["decision"], why["classification"]["evidence"]) == ("human", {"List-Id": "none"})
    assert why["classification"]["reason"] == "No header says otherwise."
    assert why["classification"]["confidence"] == 0.8
    assert_problem(agent.get(f"/tickets/{ticket_id}/messages/{uuid4()}/why"), 404, "message_not_found")


class Queries:
    """Counts what goes to the database, transaction control aside."""

    def __init__(self) -> None:
        self.statements: list[str] = []

    def __enter__(self) -> Queries:
        event.listen(get_engine(), "before_cursor_execute", self._note)
        return self

    def __exit__(self, *_error: object) -> None:
        event.remove(get_engine(), "before_cursor_execute", self._note)

    def _note(self, _conn: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith("SET LOCAL"):
            self.statements.append(statement)


@pytest.mark.parametrize("count", [1, 30])
def test_the_number_of_queries_does_not_grow(agent: Browser, count: int) -> None:
    ticket_id = make_ticket(agent.organization_id, _long(count))
    for number in range(count):
        agent.post(f"/tickets/{ticket_id}/notes", json={"body_markdown": f"Note {number}"})
    with Queries() as queries:
        _detail(agent, ticket_id)
    # session, role | ticket, messages, attachments, copies, delivery reports, addresses that bounce (of the page, and
    # the requester's), events, notes, names of both, followers, until when the caller has read
    assert len(queries.statements) == 15, queries.statements
    with Queries() as queries:
        assert agent.get("/tickets").json()["items"]
    # session, role | the page, which of it is unread
    assert len(queries.statements) == 4, queries.statements
    with Queries() as queries:
        agent.get("/tickets/counts")
    assert len(queries.statements) == 3, queries.statements


def test_unknown_ids_in_the_address_are_404(agent: Browser) -> None:
    for path in ("/tickets/not-a-uuid", f"/tickets/{uuid4()}", "/tickets/123", f"/tickets/{uuid4()}/messages/x/raw"):
        assert_problem(agent.get(path), 404)


def test_a_merged_ticket_answers_and_is_not_changed(agent: Browser) -> None:
    target, merged = make_ticket(agent.organization_id), make_ticket(agent.organization_id)
    assert agent.post(f"/tickets/{target}/merge", json={"source_ticket_ids": [str(merged)]}).status_code == 200
    assert _detail(agent, merged)["ticket"]["merged_into"] == str(target)
    assert_problem(agent.patch(f"/tickets/{merged}", json={"status": "open"}), 409, "ticket_merged")
    assert_problem(agent.post(f"/tickets/{merged}/notes", json={"body_markdown": "x"}), 409, "ticket_merged")

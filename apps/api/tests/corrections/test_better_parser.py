"""A better parser gives mails another identity: what people did with the old message holds for the new one."""

from __future__ import annotations

import dataclasses
from datetime import timedelta
from email.utils import format_datetime
from uuid import UUID

import pytest

from app.core.clock import now
from app.ingest import reading
from app.mime import ParsedMail, parse_mail
from tests.api import Browser
from tests.corrections.desk import Desk, open_desk
from tests.ingest.store import mail


def _read_better(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def better(raw: bytes) -> ParsedMail:
        parsed = parse_mail(raw)
        return dataclasses.replace(parsed, fingerprint=bytes(reversed(parsed.fingerprint)))

    monkeypatch.setattr(reading, "parse_mail", better)
    desk.again()


@pytest.fixture
def fresh(agent: Browser) -> Desk:
    """A mail of a minute ago."""
    desk = open_desk(agent)
    desk.receive(mail(message_id="new@c", date=format_datetime(now() - timedelta(minutes=1))))
    return desk


def test_a_resolved_ticket_stays_resolved(fresh: Desk, agent: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    ticket, before = fresh.ticket("T-000001"), fresh.message("new@c")
    assert agent.request("PATCH", f"/tickets/{ticket}", json={"status": "resolved"}).status_code == 200
    _read_better(fresh, monkeypatch)
    assert fresh.message("new@c") != before
    assert agent.get(f"/tickets/{ticket}").json()["ticket"]["status"] == "resolved"


def test_a_draft_and_the_history_still_know_their_mail(
    fresh: Desk, agent: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    ticket, before = fresh.ticket("T-000001"), fresh.message("new@c")
    saved = agent.request("PUT", f"/tickets/{ticket}/draft", json={"message_id": before, "body_html": "<p>So</p>"})
    assert saved.json()["message_id"] == before
    told = fresh.journal.rows("SELECT kind FROM ticket_events WHERE message_id = :m ORDER BY 1", m=UUID(before))
    assert told
    _read_better(fresh, monkeypatch)
    after = fresh.message("new@c")
    assert agent.get(f"/tickets/{ticket}/draft").json()["message_id"] == after
    assert fresh.journal.rows("SELECT kind FROM ticket_events WHERE message_id = :m ORDER BY 1", m=UUID(after)) == told

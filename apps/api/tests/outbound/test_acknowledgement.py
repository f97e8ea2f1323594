"""Queues that answer by themselves: once, only to people, and never in a circle."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import format_datetime
from uuid import UUID

import pytest

from app.core.clock import now
from app.outbound import acknowledging, schedule
from app.outbound.schedule import schedule_replies
from tests.outbound.desk import ANN, SUPPORT, Desk


@pytest.fixture
def acknowledging_desk(desk: Desk) -> Desk:
    """Mail to support@ lands in a queue that acknowledges."""
    queue = desk.browser.post("/queues", json={"name": "Support"}).json()["id"]
    rule = {"name": "all", "match_recipient_pattern": "*", "action_assign_queue_id": queue}
    assert desk.browser.post("/tickets/routing/rules", json=rule).status_code in (200, 201)
    path = f"/queues/{queue}/acknowledgement"
    assert desk.browser.get(path).json()["is_enabled"] is False
    body = {"is_enabled": True, "subject": "Re: {{ticket.subject}}", "body_html": "<p>{{ticket.code}} & thanks</p>"}
    assert desk.browser.request("PUT", path, json=body).status_code == 200
    return desk


def _work(desk: Desk) -> None:
    schedule_replies(now())
    desk.settle()


def _decisions(desk: Desk) -> list[str]:
    return [str(row[0]) for row in desk.workspace.db.execute("SELECT reason FROM acknowledged ORDER BY created_at")]


def test_a_new_ticket_is_acknowledged_once_and_visibly(acknowledging_desk: Desk) -> None:
    desk = acknowledging_desk
    ticket_id = desk.customer_writes()
    _work(desk)
    _work(desk)
    (mail,) = desk.received()
    assert mail["auto-submitted"] == "auto-replied"
    assert mail["x-auto-response-suppress"] == "All"
    assert mail["precedence"] == "bulk"
    assert SUPPORT in mail["from"]
    code = desk.ticket(ticket_id)["ticket"]["ticket_code"]
    assert f"{code} & thanks" in mail.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    detail = desk.ticket(ticket_id)
    assert [m["direction"] for m in detail["messages"]] == ["inbound", "outbound"]
    assert detail["ticket"]["status"] == "new", "nobody has answered yet"
    desk.customer_answers("Any news?")
    _work(desk)
    assert len(desk.received()) == 1
    assert desk.state(ticket_id, desk.browser.get(f"/tickets/{ticket_id}/replies").json()["items"][0]["id"])[
        "state"
    ] == ("observed")


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("Auto-Submitted", "auto-generated"),
        ("X-Auto-Response-Suppress", "All"),
        ("Precedence", "bulk"),
        ("List-Id", "<news.cust.example>"),
    ],
)
def test_no_machine_is_answered(acknowledging_desk: Desk, header: str, value: str) -> None:
    desk = acknowledging_desk
    raw = (
        f"From: {ANN}\r\nTo: {SUPPORT}\r\nSubject: Report\r\nMessage-ID: <r1@cust.example>\r\n{header}: {value}\r\n"
        f"Date: {format_datetime(datetime.now(UTC))}\r\n\r\nhello\r\n"
    )
    desk.sim.deliver(ANN, SUPPORT, raw.encode())
    desk.settle()
    _work(desk)
    assert desk.workspace.db.execute("SELECT count(*) FROM outbound_messages").fetchone() == (0,)


def test_nobody_is_answered_in_whose_name_somebody_else_wrote(acknowledging_desk: Desk) -> None:
    desk = acknowledging_desk
    raw = (
        f"From: {ANN}\r\nTo: {SUPPORT}\r\nSubject: Buy pills\r\nMessage-ID: <f1@evil.example>\r\n"
        f"Date: {format_datetime(datetime.now(UTC))}\r\n\r\nhello\r\n"
    )
    desk.sim.deliver("eve@evil.example", SUPPORT, raw.encode())
    desk.settle()
    _work(desk)
    assert desk.workspace.db.execute("SELECT count(*) FROM outbound_messages").fetchone() == (0,)
    assert _decisions(desk) == ["Google found that its sender is not who it says (DMARC failed)."]


def test_old_mail_is_not_answered(acknowledging_desk: Desk) -> None:
    desk = acknowledging_desk
    raw = f"From: {ANN}\r\nTo: {SUPPORT}\r\nSubject: Old\r\nDate: Mon, 02 Nov 2020 10:00:00 +0000\r\n\r\nhello\r\n"
    desk.workspace.put_raw(raw.encode(), date=datetime(2020, 11, 2, tzinfo=UTC))
    desk.settle()
    _work(desk)
    assert _decisions(desk) == ["The mail is old, or was imported."]


def test_one_address_is_answered_only_so_often(acknowledging_desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = acknowledging_desk
    monkeypatch.setattr(acknowledging, "MOST_AN_HOUR", 1)
    for number in range(2):
        desk.customer_writes(f"Question {number} of many")
        _work(desk)
    assert len(desk.received()) == 1
    assert _decisions(desk)[1].startswith("This address was answered")


def test_a_sender_with_another_plus_part_each_time_is_one_sender(
    acknowledging_desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = acknowledging_desk
    monkeypatch.setattr(acknowledging, "MOST_AN_HOUR", 1)
    for number in range(2):
        desk.customer_writes(f"Question {number} of many", sender=f"help+id{number}@other.example")
        _work(desk)
    assert len(desk.received("help+id0@other.example")) == 1
    assert _decisions(desk)[1].startswith("This address was answered")


def test_off_until_somebody_turns_it_on(desk: Desk) -> None:
    ticket_id = desk.customer_writes()
    _work(desk)
    assert UUID(ticket_id)
    assert desk.browser.get(f"/tickets/{ticket_id}/replies").json()["items"] == []


def test_what_goes_wrong_with_it_holds_up_no_reply(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    ticket_id = desk.customer_writes()
    desk.reply(ticket_id)
    monkeypatch.setattr(schedule, "acknowledge_new", lambda *_: 1 / 0)
    desk.workspace.db.execute("DELETE FROM procrastinate_jobs WHERE task_name = 'outbound_send'")
    assert schedule_replies(now()) == 1

"""What two do at the same moment: nobody waits in a circle, and nothing is hung on a ticket that is just going away.

One of the two is stopped in the middle until the other waits for it, as the database sees it.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from email.utils import format_datetime
from typing import Any
from uuid import UUID

import pytest

from app.core.clock import now
from app.corrections import undoing_placings
from app.identity.access import Caller
from app.identity.models import Role
from app.ingest import recording
from app.ingest.drain import process_waiting
from app.outbound import drafts, outcomes, replies, uploads
from app.outbound.sending import run_send
from tests.outbound.desk import ANN, SUPPORT, Desk

_WAITING = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"


class Meeting:
    """The first comes to `owner.name` and goes on when somebody waits for it."""

    def __init__(self, desk: Desk, patch: pytest.MonkeyPatch, owner: Any, name: str) -> None:
        self._real = getattr(owner, name)
        self._desk = desk
        self.reached = threading.Event()
        patch.setattr(owner, name, self._stop)

    def _stop(self, *arguments: Any, **options: Any) -> Any:
        if not self.reached.is_set():
            self.reached.set()
            self._until_somebody_waits()
        return self._real(*arguments, **options)

    def _until_somebody_waits(self) -> None:
        until = time.monotonic() + 20
        while self._desk.workspace.db.execute(_WAITING).fetchone() == (0,):
            assert time.monotonic() < until, "nobody waits"
            time.sleep(0.01)

    def of(self, first: Callable[[], object], second: Callable[[], Any]) -> Any:
        """Run both; what the second returns."""
        with ThreadPoolExecutor(2) as threads:
            one = threads.submit(first)
            assert self.reached.wait(20)
            other = threads.submit(second)
            one.result(30)
            return other.result(30)


def _write(desk: Desk, message_id: str, *ancestors: str, subject: str = "Broken") -> None:
    references = " ".join(f"<{a}>" for a in ancestors)
    lines = [
        f"From: {ANN}", f"To: {SUPPORT}", f"Subject: {subject}", f"Message-ID: <{message_id}>",
        f"Date: {format_datetime(now())}", *([f"References: {references}"] if ancestors else []), "", "Hello.", "",
    ]  # fmt: skip
    desk.sim.deliver(ANN, SUPPORT, "\r\n".join(lines).encode())


@pytest.fixture
def two(desk: Desk) -> tuple[str, str]:
    """Two tickets, that a mail which is fetched and waits to be recorded makes one."""
    _write(desk, "a@cust.example")
    _write(desk, "p@cust.example", "k@cust.example", subject="Another thing")
    desk.settle()
    first, second = sorted(desk.tickets(), key=lambda ticket: str(ticket["ticket_code"]))
    return str(first["id"]), str(second["id"])


def _bridge(desk: Desk) -> None:
    _write(desk, "k@cust.example", "a@cust.example")
    desk.workspace.poll()


def test_a_reply_is_recorded_while_a_late_mail_joins_its_ticket(
    desk: Desk, two: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The sender has the reply and needs its ticket, for the status; who joins has the ticket and needs the reply, for
    the journal's copy came along."""
    reply_id = UUID(desk.reply(two[0], set_status="resolved")["message_id"])
    _bridge(desk)
    meeting = Meeting(desk, monkeypatch, outcomes, "_tell_ticket")

    def read_journal() -> int:
        desk.workspace.poll()
        return process_waiting(desk.organization_id)

    done = meeting.of(lambda: run_send(desk.organization_id, reply_id), read_journal)
    assert done > 0
    desk.settle()
    (ticket,) = desk.tickets()
    assert desk.state(str(ticket["id"]), str(reply_id))["state"] == "observed"
    assert len(desk.received()) == 1


def test_a_failed_reply_is_given_up_while_the_journal_shows_that_it_left(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who gives up keeps the ticket and needs the reply; who links has the reply and needs the ticket."""
    ticket_id = desk.customer_writes()
    reply_id = desk.reply(ticket_id)["message_id"]
    desk.workspace.script("500_after", "messages.send")
    run_send(desk.organization_id, UUID(reply_id))
    desk.workspace.db.execute(
        "UPDATE outbound_messages SET state = 'failed', failure_code = 'never_accepted', waiting_code = NULL,"
        " due_at = NULL"
    )
    desk.workspace.poll()
    meeting = Meeting(desk, monkeypatch, recording, "carry_pins")
    answer = meeting.of(
        lambda: process_waiting(desk.organization_id),
        lambda: desk.browser.post(f"/tickets/{ticket_id}/replies/{reply_id}/cancel"),
    )
    assert (answer.status_code, answer.json()["code"]) == (409, "too_late_to_cancel")
    assert desk.state(ticket_id, reply_id)["state"] == "observed"
    desk.settle()


DRAFT = {
    "mode": "reply", "message_id": None, "send_identity_id": None, "to_emails": [ANN], "cc_emails": [],
    "bcc_emails": [], "subject": "Re: x", "body_html": "<p>Half an answer</p>", "attachment_ids": [],
}  # fmt: skip


def test_a_draft_that_is_saved_while_its_ticket_is_joined_goes_on_in_the_other(
    desk: Desk, two: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    _bridge(desk)
    meeting = Meeting(desk, monkeypatch, recording, "link_own_mail")
    saved = meeting.of(
        lambda: process_waiting(desk.organization_id),
        lambda: desk.browser.request("PUT", f"/tickets/{two[1]}/draft", json=DRAFT),
    )
    assert saved.status_code == 200, saved.text
    (ticket,) = desk.tickets()
    draft = desk.browser.get(f"/tickets/{ticket['id']}/draft").json()
    assert draft["body_html"] == DRAFT["body_html"]


def test_a_ticket_is_joined_while_a_draft_is_saved_in_it_which_goes_along(
    desk: Desk, two: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    _bridge(desk)
    meeting = Meeting(desk, monkeypatch, drafts, "_shown")
    meeting.of(
        lambda: desk.browser.request("PUT", f"/tickets/{two[1]}/draft", json=DRAFT),
        lambda: process_waiting(desk.organization_id),
    )
    (ticket,) = desk.tickets()
    draft = desk.browser.get(f"/tickets/{ticket['id']}/draft").json()
    assert draft["body_html"] == DRAFT["body_html"]


def test_a_reply_is_taken_back_while_its_ticket_is_joined_and_its_draft_goes_along(
    desk: Desk, two: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who takes back has the reply and needs the ticket, for a draft; who joins has the ticket and needs the reply."""
    later = (now() + timedelta(hours=1)).isoformat()
    reply_id = desk.reply(two[1], "Not yet right", send_at=later)["message_id"]
    _bridge(desk)
    meeting = Meeting(desk, monkeypatch, replies, "restore_draft")
    meeting.of(
        lambda: desk.browser.post(f"/tickets/{two[1]}/replies/{reply_id}/cancel"),
        lambda: process_waiting(desk.organization_id),
    )
    (ticket,) = desk.tickets()
    assert desk.state(str(ticket["id"]), reply_id)["state"] == "cancelled"
    assert "Not yet right" in desk.browser.get(f"/tickets/{ticket['id']}/draft").json()["body_html"]


def test_a_file_that_is_kept_while_its_ticket_is_joined_is_the_other_s(
    desk: Desk, two: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    me = UUID(desk.browser.get("/me").json()["user"]["id"])
    caller = Caller(me, desk.organization_id, Role.agent, None)
    _bridge(desk)
    meeting = Meeting(desk, monkeypatch, recording, "link_own_mail")
    upload = meeting.of(
        lambda: process_waiting(desk.organization_id),
        lambda: uploads.keep_upload(caller, UUID(two[1]), b"hello", "a.txt", "text/plain"),
    )
    (ticket,) = desk.tickets()
    found = desk.browser.get(f"/tickets/{ticket['id']}/uploads/{upload.id}/download")
    assert (found.status_code, found.content) == (200, b"hello")


def test_a_draft_is_not_saved_in_a_ticket_that_an_undo_takes_away(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    ticket_id = desk.customer_writes()
    _write(desk, "b@cust.example", desk.mailbox_of()[0]["message_id"].strip("<>"))
    desk.settle()
    last = desk.ticket(ticket_id)["messages"][-1]["id"]
    split = desk.browser.post(f"/tickets/{ticket_id}/split", json={"message_ids": [last]}).json()
    events = desk.ticket(ticket_id)["events"]
    (event,) = [e["id"] for e in events if e["kind"] in ("split", "split_off")]
    meeting = Meeting(desk, monkeypatch, undoing_placings, "_remove")
    undone: list[int] = []
    saved = meeting.of(
        lambda: undone.append(desk.browser.post(f"/tickets/{ticket_id}/events/{event}/undo").status_code),
        lambda: desk.browser.request("PUT", f"/tickets/{split['id']}/draft", json=DRAFT),
    )
    assert (undone, saved.status_code, saved.json()["code"]) == ([200], 404, "ticket_not_found")


def _save(desk: Desk, ticket_id: str, words: str, **more: Any) -> Any:
    return desk.browser.request("PUT", f"/tickets/{ticket_id}/draft", json={**DRAFT, "body_html": words, **more})


@pytest.mark.parametrize("is_begun", [True, False], ids=["begun", "new"])
def test_of_two_machines_that_save_one_draft_at_once_the_second_hears_of_the_first(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, is_begun: bool
) -> None:
    ticket_id = desk.customer_writes()
    known: dict[str, Any] = {"expects_none": True}
    if is_begun:
        known = {"expected_updated_at": _save(desk, ticket_id, "Begun").json()["updated_at"]}
    meeting = Meeting(desk, monkeypatch, drafts, "_shown")
    first: list[Any] = []
    second = meeting.of(
        lambda: first.append(_save(desk, ticket_id, "Here", **known)), lambda: _save(desk, ticket_id, "There", **known)
    )
    assert first[0].status_code == 200, first[0].text
    assert (second.status_code, second.json()["code"]) == (409, "draft_changed")
    assert desk.browser.get(f"/tickets/{ticket_id}/draft").json()["body_html"] == "Here"
    assert _save(desk, ticket_id, "Here", **known).status_code == 200, "asked again, for the answer got lost"


def test_mail_moved_by_a_replay_is_not_written_since(desk: Desk) -> None:
    """A replay that gives mails another identity puts them into their ticket anew; they are as old as before."""
    ticket_id = desk.customer_writes()
    desk.reply(ticket_id, set_status="resolved")
    desk.workspace.db.execute("UPDATE ticket_messages SET created_at = now()")
    desk.settle()
    assert desk.ticket(ticket_id)["ticket"]["status"] == "resolved"

"""What cannot be written as a mail is refused, left out, or said: no reply waits for ever without a reason."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import format_datetime
from uuid import UUID

import pytest

from app.outbound import sending
from app.outbound.sending import run_send
from app.storage.blobs import BlobMissing
from tests.outbound.desk import ANN, SUPPORT, Desk


@pytest.mark.parametrize(
    "address",
    [
        "ann@x\u0085.example",
        "ann@x\u2028.example",
        f"ann@{'ü' * 70}.example",
        "ann@-x.example",
        "ann@nowhere",
        "ann@x.",
    ],
)
def test_an_address_without_a_domain_to_send_to_is_refused(desk: Desk, address: str) -> None:
    ticket_id = desk.customer_writes()
    answer = desk.post_reply(ticket_id, to_emails=[ANN], cc_emails=[address])
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
    assert answer.json()["errors"][0]["loc"] == ["body", "cc_emails", 0]


@pytest.mark.parametrize("name", ["häß@cust.example", "a<b@cust.example", "x" * 980 + "@cust.example"])
def test_a_mail_whose_id_no_header_can_repeat_is_answered(desk: Desk, name: str) -> None:
    """Its parents and the signed header keep the conversation together."""
    lines = [
        f"From: {ANN}", f"To: {SUPPORT}", "Subject: Broken", f"Message-ID: <{name}>", "References: <p@cust.example>",
        f"Date: {format_datetime(datetime.now(UTC))}", "", "It broke.", "",
    ]  # fmt: skip
    desk.sim.deliver(ANN, SUPPORT, "\r\n".join(lines).encode())
    desk.settle()
    (ticket,) = desk.tickets()
    reply_id = desk.reply(ticket["id"])["message_id"]
    desk.settle()
    assert desk.state(ticket["id"], reply_id)["state"] == "observed"
    (mail,) = desk.received()
    assert "<p@cust.example>" in mail["references"]
    desk.customer_answers()
    assert [(t["id"], t["message_count"]) for t in desk.tickets()] == [(ticket["id"], 3)]


def test_a_domain_that_idna_forbids_and_registries_sell_is_sent_to(desk: Desk) -> None:
    ticket_id = desk.customer_writes()
    reply_id = desk.reply(ticket_id, to_emails=["ann@i❤.example"])["message_id"]
    desk.settle()
    assert desk.state(ticket_id, reply_id)["state"] == "observed"


def test_what_goes_wrong_here_fails_the_reply_and_is_one_dead_letter(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    ticket_id = desk.customer_writes()
    reply_id = desk.reply(ticket_id)["message_id"]
    with monkeypatch.context() as patch:
        patch.setattr(sending, "prepared", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            run_send(desk.organization_id, UUID(reply_id))
    reply = desk.state(ticket_id, reply_id)
    assert (reply["state"], reply["failure"]["code"], reply["can_retry"]) == ("failed", "internal_error", True)
    assert desk.send_due() == 0
    desk.browser.post(f"/tickets/{ticket_id}/replies/{reply_id}/retry")
    desk.settle()
    assert desk.state(ticket_id, reply_id)["state"] == "observed"
    assert len(desk.received()) == 1


def test_what_goes_wrong_here_while_the_outcome_is_unknown_is_not_a_failure(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    ticket_id = desk.customer_writes()
    reply_id = desk.reply(ticket_id)["message_id"]
    desk.workspace.script("500_after", "messages.send")
    run_send(desk.organization_id, UUID(reply_id))
    with monkeypatch.context() as patch:
        patch.setattr(sending, "find_sent", lambda *_, **__: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            run_send(desk.organization_id, UUID(reply_id))
    reply = desk.state(ticket_id, reply_id)
    assert (reply["state"], reply["waiting"]["code"]) == ("sending", "outcome_unknown")
    assert desk.send_due() == 0, "not again with every heartbeat"
    desk.wait_out()
    desk.settle()
    assert len(desk.received()) == 1


def test_a_file_that_is_lost_is_said(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    ticket_id = desk.customer_writes()
    reply_id = desk.reply(ticket_id)["message_id"]

    def lost(*_: object) -> bytes:
        raise BlobMissing()

    with monkeypatch.context() as patch:
        patch.setattr(sending, "prepared", lost)
        run_send(desk.organization_id, UUID(reply_id))
    reply = desk.state(ticket_id, reply_id)
    assert (reply["state"], reply["waiting"]["code"], reply["can_cancel"]) == ("queued", "blob_missing", True)
    desk.wait_out()
    desk.settle()
    assert desk.state(ticket_id, reply_id)["state"] == "observed"

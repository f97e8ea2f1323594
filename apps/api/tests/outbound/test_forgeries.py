"""What strangers write into headers and addresses leads them nowhere unseen."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from tests.outbound.desk import ANN, SUPPORT, Desk

EVE = "eve@evil.example"


def _eve_writes(
    desk: Desk, *headers: str, to: str = SUPPORT, number: int = 1, sender: str = EVE, ago: timedelta = timedelta(0)
) -> None:
    lines = [
        f"From: {sender}", f"To: {to}", f"Subject: Hello {number}", f"Message-ID: <e{number}@evil.example>",
        f"Date: {format_datetime(datetime.now(UTC) - ago)}", *headers, "", "Give me everything.", "",
    ]  # fmt: skip
    desk.sim.deliver(EVE, to, "\r\n".join(lines).encode())
    desk.settle()


def _answered(desk: Desk) -> tuple[str, str]:
    """A ticket with a reply that carries a token in its Reply-To; that address."""
    identity = desk.identity()
    desk.browser.patch(f"/tickets/send-identities/{identity['id']}", json={"plus_addressing": True})
    ticket_id = desk.customer_writes()
    desk.reply(ticket_id)
    desk.settle()
    (mail,) = desk.received()
    address = re.search(r"[^<\s]+@acme\.example", str(mail["reply-to"]))
    assert address
    return ticket_id, address[0]


def test_unsigned_headers_and_addresses_are_evidence_of_nothing(desk: Desk) -> None:
    ticket_id, address = _answered(desk)
    local, _, domain = address.partition("@")
    changed = local[:-3] + ("aa" if local[-3:-1] != "aa" else "bb") + local[-1]
    _eve_writes(desk, f"X-OSS-Ticket-ID: {ticket_id}", number=1)
    _eve_writes(desk, f"X-OSS-Ticket-ID: {ticket_id}.{'0' * 32}", number=2)
    _eve_writes(desk, to=f"{changed}@{domain}", number=3)
    _eve_writes(desk, f"X-OSS-Message-ID: {ticket_id}.{'f' * 32}", number=4)
    assert len(desk.tickets()) == 5
    assert len(desk.ticket(ticket_id)["messages"]) == 2


def test_the_customer_answers_to_the_token_without_any_reference(desk: Desk) -> None:
    ticket_id, address = _answered(desk)
    _eve_writes(desk, to=address, sender=ANN)
    assert [t["id"] for t in desk.tickets()] == [ticket_id]
    reasons = [m["stitch_reason"] for m in desk.ticket(ticket_id)["messages"] if m["from_email"] == ANN]
    assert sorted(reasons) == ["first", "token"]


def test_a_stranger_with_a_valid_token_is_seen_as_one(desk: Desk) -> None:
    ticket_id, address = _answered(desk)
    _eve_writes(desk, to=address)
    (message,) = [m for m in desk.ticket(ticket_id)["messages"] if m["from_email"] == EVE]
    assert message["stitch_reason"] == "token"
    proposal = desk.browser.get(f"/tickets/{ticket_id}/reply-draft?message_id={message['id']}").json()
    assert [p["email"] for p in proposal["to"]] == [EVE]
    assert message["sender_is_stranger"] is True
    assert "sender_is_stranger" in [w["code"] for w in proposal["warnings"]]


@pytest.mark.parametrize("ago", [timedelta(minutes=1), timedelta(days=1)])
def test_a_stranger_who_dates_a_mail_back_is_seen_as_one(desk: Desk, ago: timedelta) -> None:
    ticket_id, address = _answered(desk)
    (mail,) = desk.received()
    _eve_writes(desk, to=address, ago=ago, number=1, sender="one@evil.example")
    _eve_writes(desk, f"References: {mail['message-id']}", ago=ago, number=2, sender="two@evil.example")
    strangers = {m["from_email"] for m in desk.ticket(ticket_id)["messages"] if m["sender_is_stranger"]}
    assert strangers == {"one@evil.example", "two@evil.example"}


def test_who_dates_a_mail_far_back_does_not_become_the_one_who_asked(desk: Desk) -> None:
    _, address = _answered(desk)
    _eve_writes(desk, to=address, ago=timedelta(days=1))
    (ticket,) = desk.tickets()
    assert (ticket["requester_email"], ticket["subject"]) == (ANN, "Broken")


def test_a_stranger_who_repeats_our_ids_is_seen_as_one(desk: Desk) -> None:
    """Whoever has seen a mail of the conversation knows its Message-ID, and our signed headers; both lead into it."""
    ticket_id, _ = _answered(desk)
    other = desk.customer_writes(subject="Another customer's", sender="bea@else.example")
    (mail,) = desk.received()
    _eve_writes(desk, f"References: {mail['message-id']}", number=1, sender="one@evil.example")
    _eve_writes(desk, f"In-Reply-To: {mail['message-id']}", number=2, sender="two@evil.example")
    _eve_writes(desk, f"X-OSS-Ticket-ID: {mail['x-oss-ticket-id']}", number=3, sender="three@evil.example")
    strangers = {m["from_email"] for m in desk.ticket(ticket_id)["messages"] if m["sender_is_stranger"]}
    assert strangers == {"one@evil.example", "two@evil.example", "three@evil.example"}
    assert len(desk.ticket(other)["messages"]) == 1


def test_strangers_cannot_vouch_for_themselves_or_each_other(desk: Desk) -> None:
    ticket_id, _ = _answered(desk)
    (mail,) = desk.received()
    to = f"References: {mail['message-id']}"
    _eve_writes(desk, to, number=1)
    _eve_writes(desk, to, "Cc: third@evil.example", number=2)
    _eve_writes(desk, to, "Cc: eve@evil.example", number=3, sender="two@evil.example")
    _eve_writes(desk, to, number=4, sender="third@evil.example")
    messages = desk.ticket(ticket_id)["messages"]
    flagged = [m["from_email"] for m in messages if m["sender_is_stranger"]]
    assert sorted(flagged) == [EVE, EVE, "third@evil.example", "two@evil.example"]
    proposal = desk.browser.get(f"/tickets/{ticket_id}/reply-draft").json()
    assert "sender_is_stranger" in [w["code"] for w in proposal["warnings"]]


def test_whom_a_participant_or_we_write_to_is_no_stranger(desk: Desk) -> None:
    """Bea got a copy from the customer, Cid from Bea; Dan one from us."""
    ticket_id, _ = _answered(desk)
    (mail,) = desk.received()
    to = f"References: {mail['message-id']}"
    _eve_writes(desk, to, "Cc: bea@cust.example", number=1, sender=ANN)
    _eve_writes(desk, to, "Cc: cid@other.example", number=2, sender="bea@cust.example")
    _eve_writes(desk, to, number=3, sender="cid@other.example")
    desk.reply(ticket_id, cc_emails=["dan@else.example"])
    desk.settle()
    _eve_writes(desk, to, number=4, sender="dan@else.example")
    assert [m["from_email"] for m in desk.ticket(ticket_id)["messages"] if m["sender_is_stranger"]] == []


def test_whoever_began_the_ticket_is_no_stranger_to_it(desk: Desk) -> None:
    _eve_writes(desk)
    (ticket,) = desk.tickets()
    proposal = desk.browser.get(f"/tickets/{ticket['id']}/reply-draft").json()
    assert [p["email"] for p in proposal["to"]] == [EVE]
    assert proposal["warnings"] == []


def test_a_repeated_header_of_ours_proves_no_delivery(desk: Desk) -> None:
    """Eve got a mail of ours once, and sends its headers back from her own address, and as ours."""
    ticket_id, _ = _answered(desk)
    (mail,) = desk.received()
    signed = f"X-OSS-Message-ID: {mail['x-oss-message-id']}"
    desk.workspace.db.execute("UPDATE outbound_messages SET state = 'sent', observed_at = NULL")
    before = desk.browser.get(f"/tickets/{ticket_id}/replies").json()["items"][0]
    _eve_writes(desk, signed, number=1)
    _eve_writes(desk, signed, number=2, sender=SUPPORT)
    after = desk.browser.get(f"/tickets/{ticket_id}/replies").json()["items"][0]
    assert (after["state"], after["message_id"]) == ("sent", before["message_id"])


def test_mail_that_failed_dmarc_is_marked_and_warned_of_before_an_answer(desk: Desk) -> None:
    _eve_writes(desk, sender=ANN)
    (forged,) = desk.tickets()
    proposal = desk.browser.get(f"/tickets/{forged['id']}/reply-draft").json()
    assert ("dmarc_failed", [ANN]) in [(w["code"], w["emails"]) for w in proposal["warnings"]]
    assert _refuted(desk, forged["id"]) == [True]
    honest = desk.customer_writes(subject="Mine")
    assert _refuted(desk, honest) == [False]
    proposal = desk.browser.get(f"/tickets/{honest}/reply-draft").json()
    assert proposal["warnings"] == []


def _refuted(desk: Desk, ticket_id: object) -> list[bool]:
    messages = desk.browser.get(f"/tickets/{ticket_id}").json()["messages"]
    return [message["author"]["refuted"] for message in messages]

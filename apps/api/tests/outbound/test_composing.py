"""What a reply is made of, what is refused, and that a refusal costs nobody a word."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from app.core.clock import now
from tests.api import Browser, assert_problem
from tests.outbound.desk import ALICE, ANN, SUPPORT, Desk

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 64


def _upload(desk: Desk, ticket_id: str, name: str, content: bytes, kind: str) -> dict[str, Any]:
    answer = desk.browser.post(
        f"/tickets/{ticket_id}/uploads?filename={name}", content=content, headers={"content-type": kind}
    )
    assert answer.status_code == 201, answer.text
    value: dict[str, Any] = answer.json()
    return value


@contextmanager
def _draft_stays(desk: Desk, ticket_id: str) -> Iterator[None]:
    """Whatever is refused meanwhile costs the writer nothing, and leaves no reply."""
    before = desk.browser.get(f"/tickets/{ticket_id}/replies").json()["items"]
    draft = {"body_html": "<p>Half a sentence</p>", "to_emails": ["not yet an addr"], "subject": "Re: Broken"}
    assert desk.browser.request("PUT", f"/tickets/{ticket_id}/draft", json=draft).status_code == 200
    yield
    kept = desk.browser.get(f"/tickets/{ticket_id}/draft").json()
    assert {name: kept[name] for name in draft} == draft
    assert desk.browser.get(f"/tickets/{ticket_id}/replies").json()["items"] == before


def test_bad_input_is_refused_clearly_and_the_draft_stays(desk: Desk, stranger: Browser) -> None:
    ticket_id = desk.customer_writes()
    cases: list[tuple[dict[str, Any], int, str]] = [
        ({"to_emails": []}, 422, "no_recipients"),
        ({"to_emails": ["nobody"]}, 422, "invalid"),
        ({"to_emails": ["jörg@cust.example"]}, 422, "address_not_supported"),
        ({"to_emails": [f"p{n}@cust.example" for n in range(101)]}, 422, "invalid"),
        ({"cc_emails": [f"p{n}@cust.example" for n in range(100)]}, 422, "too_many_recipients"),
        ({"subject": "a\r\nBcc: x@y.example"}, 422, "invalid"),
        ({"body_text": " "}, 422, "reply_empty"),
        ({"body_text": "a\0b"}, 422, "invalid"),
        ({"send_identity_id": str(uuid4())}, 422, "identity_not_found"),
        ({"attachment_ids": [str(uuid4())]}, 422, "attachment_not_found"),
        ({"in_reply_to_message_id": str(uuid4())}, 422, "message_not_in_ticket"),
        ({"send_at": "2026-01-01T10:00:00"}, 422, "invalid"),
        ({"send_at": (now() + timedelta(days=400)).isoformat()}, 422, "send_at_too_late"),
        ({"set_status": "asleep"}, 422, "invalid"),
        ({"mode": "acknowledgement"}, 422, "invalid"),
    ]
    with _draft_stays(desk, ticket_id):
        for change, status, code in cases:
            text = change.pop("body_text", "x")
            assert_problem(desk.post_reply(ticket_id, text, **change), status, code)
        assert_problem(desk.post_reply(str(uuid4())), 404, "ticket_not_found")
        assert_problem(desk.post_reply(ticket_id, browser=stranger), 404, "ticket_not_found")


def test_too_large_is_said_before_anything_is_sent(desk: Desk) -> None:
    ticket_id = desk.customer_writes()
    path = f"/tickets/{ticket_id}/uploads?filename=big.bin"
    assert_problem(desk.browser.post(path, content=b"x" * (19 << 20)), 413)
    assert_problem(desk.browser.post(path, content=b""), 422, "file_empty")
    files = [_upload(desk, ticket_id, f"{n}.bin", bytes([n]) * (10 << 20), "application/x-thing") for n in range(2)]
    with _draft_stays(desk, ticket_id):
        answer = desk.post_reply(ticket_id, attachment_ids=[f["id"] for f in files])
        assert_problem(answer, 413, "reply_too_large")


def test_an_alias_that_waits_for_its_confirmation_cannot_be_chosen(desk: Desk) -> None:
    spec = {"send_as": {"new@acme.example": "pending"}}
    answer = desk.sim.admin.patch(f"/sim/accounts/{ALICE}", json=spec)
    assert answer.status_code == 200, answer.text
    mailbox = desk.identity()["mailbox_id"]
    desk.browser.post(f"/mailboxes/{mailbox}/send-identities/refresh")
    identity = desk.identity("new@acme.example")
    assert (identity["state"], identity["is_usable"]) == ("pending", False)
    ticket_id = desk.customer_writes()
    with _draft_stays(desk, ticket_id):
        answer = desk.post_reply(ticket_id, send_identity_id=identity["id"])
        assert "Confirm the address in Gmail" in assert_problem(answer, 422, "identity_not_verified")["detail"]


def test_the_same_key_is_the_same_reply(desk: Desk) -> None:
    ticket_id = desk.customer_writes()
    key = str(uuid4())
    first = desk.reply(ticket_id, idempotency_key=key)
    again = desk.reply(ticket_id, idempotency_key=key)
    assert again["message_id"] == first["message_id"]
    with _draft_stays(desk, ticket_id):
        assert_problem(desk.post_reply(ticket_id, "Other words", idempotency_key=key), 409, "idempotency_conflict")
    desk.settle()
    assert desk.reply(ticket_id, idempotency_key=key)["status"] == "observed"
    assert len(desk.received()) == 1


def test_new_mail_is_shown_before_sending(desk: Desk) -> None:
    ticket_id = desk.customer_writes()
    seen = desk.browser.get(f"/tickets/{ticket_id}/reply-draft").json()["last_message_id"]
    desk.reply(ticket_id, "First")
    desk.settle()
    desk.reply(ticket_id, "My own first is no news", expected_last_message_id=seen)
    desk.settle()
    desk.customer_answers("Wait, it works!")
    problem = assert_problem(desk.post_reply(ticket_id, expected_last_message_id=seen), 409, "ticket_has_new_mail")
    assert [m["from_email"] for m in problem["new_messages"]] == [ANN]
    assert "works" in problem["new_messages"][0]["snippet"]
    checked = desk.browser.post(
        f"/tickets/{ticket_id}/reply-check", json={"emails": ["x@y.example"], "expected_last_message_id": seen}
    ).json()
    assert [w["code"] for w in checked["warnings"]] == ["new_recipient", "new_mail"]
    desk.reply(ticket_id, "Confirmed", expected_last_message_id=seen, confirm_new_mail=True)


def test_undo_gives_the_draft_back(desk: Desk) -> None:
    desk.browser.request("PUT", "/me/preferences", json={"undo_send_seconds": 30})
    ticket_id = desk.customer_writes()
    file = _upload(desk, ticket_id, "a.txt", b"file", "text/plain")
    body = {"body_html": "<p>Hello</p>", "subject": "Re: Broken", "attachment_ids": [file["id"]]}
    desk.browser.request("PUT", f"/tickets/{ticket_id}/draft", json=body)
    reply_id = desk.reply(ticket_id, "", body_html="<p>Hello</p>", attachment_ids=[file["id"]])["message_id"]
    assert desk.browser.get(f"/tickets/{ticket_id}/draft").json() is None
    desk.settle()
    assert desk.state(ticket_id, reply_id)["waiting"]["code"] == "send_at"
    cancelled = desk.browser.post(f"/tickets/{ticket_id}/replies/{reply_id}/cancel").json()
    assert cancelled["state"] == "cancelled"
    draft = desk.browser.get(f"/tickets/{ticket_id}/draft").json()
    assert ("Hello" in draft["body_html"], [u["filename"] for u in draft["uploads"]]) == (True, ["a.txt"])
    desk.wait_out()
    desk.settle()
    assert not desk.received()


def test_send_later_and_send_now_after_all(desk: Desk) -> None:
    ticket_id = desk.customer_writes()
    tomorrow = now() + timedelta(days=1)
    reply_id = desk.reply(ticket_id, send_at=tomorrow.isoformat())["message_id"]
    desk.settle()
    assert desk.state(ticket_id, reply_id)["state"] == "queued"
    assert desk.browser.post(f"/tickets/{ticket_id}/replies/{reply_id}/send-now").status_code == 200
    desk.settle()
    assert desk.state(ticket_id, reply_id)["state"] == "observed"
    again = desk.browser.post(f"/tickets/{ticket_id}/replies/{reply_id}/send-now")
    assert_problem(again, 409, "not_waiting")


@pytest.mark.parametrize("status", ["open", "resolved"])
def test_send_and_set_status(desk: Desk, status: str) -> None:
    ticket_id = desk.customer_writes()
    desk.reply(ticket_id, set_status=status)
    assert desk.ticket(ticket_id)["ticket"]["status"] == "new", "not before it has left"
    desk.settle()
    assert desk.ticket(ticket_id)["ticket"]["status"] == status
    desk.customer_answers()
    assert desk.ticket(ticket_id)["ticket"]["status"] == "open"


def test_pictures_files_quote_and_signature(desk: Desk) -> None:
    ticket_id = desk.customer_writes(text="It is <broken>.")
    identity = desk.identity()
    signed = {"signature_html": "<p>Kind <b>regards</b><script>x</script></p>"}
    assert desk.browser.patch(f"/tickets/send-identities/{identity['id']}", json=signed).status_code == 200
    picture = _upload(desk, ticket_id, "p.png", PNG, "image/png")
    file = _upload(desk, ticket_id, "Größe.pdf", b"%PDF", "application/pdf")
    shown = desk.browser.get(f"/tickets/{ticket_id}/uploads/{picture['id']}/download?inline=1")
    assert shown.headers["content-type"] == "image/png"
    desk.reply(
        ticket_id,
        "",
        body_html=f'<p>See <img src="cid:{picture["content_id"]}"> <script>alert(1)</script></p>',
        attachment_ids=[picture["id"], file["id"]],
        include_quote=True,
        include_signature=True,
    )
    desk.settle()
    (mail,) = desk.received()
    html = mail.get_body(("html",)).get_content()  # type: ignore[union-attr]
    text = mail.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert f'src="cid:{picture["content_id"]}"' in html
    assert "script" not in html
    assert "Kind <b>regards</b>" in html
    assert "gmail_quote" in html
    assert "-- \nKind regards" in text.replace("\r\n", "\n")
    assert "> It is <broken>." in text
    assert [p.get_filename() for p in mail.walk() if p.get_filename()] == ["p.png", "Größe.pdf"]
    assert SUPPORT in mail["from"]


def test_a_forward_takes_the_customer_s_files_along(desk: Desk) -> None:
    raw = (
        f"From: {ANN}\r\nTo: {SUPPORT}\r\nSubject: Log\r\nMessage-ID: <log1@cust.example>\r\nMIME-Version: 1.0\r\n"
        "Date: Mon, 02 Nov 2026 10:00:00 +0000\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n"
        "Content-Type: text/plain\r\n\r\nSee file\r\n--b\r\nContent-Type: text/x-log; name=a.log\r\n"
        "Content-Disposition: attachment; filename=a.log\r\n\r\nline\r\n--b--\r\n"
    )
    desk.sim.deliver(ANN, SUPPORT, raw.encode())
    desk.settle()
    ticket_id = desk.tickets()[0]["id"]
    proposal = desk.browser.get(f"/tickets/{ticket_id}/reply-draft?mode=forward").json()
    assert (proposal["to"], proposal["subject"]) == ([], "Fwd: Log")
    (file,) = proposal["forwardable"]
    expert = "expert@maker.example"
    desk.sim.admin.put(f"/sim/customers/{expert}", json={})
    desk.reply(
        ticket_id, "Please look", to_emails=[expert], subject=proposal["subject"], mode="forward",
        attachment_ids=[file["id"]], include_quote=True, in_reply_to_message_id=proposal["message_id"],
    )  # fmt: skip
    desk.settle()
    (mail,) = desk.received(expert)
    assert [p.get_filename() for p in mail.walk() if p.get_filename()] == ["a.log"]
    desk.customer_answers("It is the fuse.", customer=expert)
    assert [t["id"] for t in desk.tickets()] == [ticket_id]


def test_canned_replies_name_facts_and_nothing_else(desk: Desk) -> None:
    ticket_id = desk.customer_writes(subject="<b>Broken</b>")
    refused = desk.browser.post("/canned-replies", json={"name": "x", "body_html": "{{config.secret}}"})
    assert_problem(refused, 422, "unknown_variable")
    body = "<p>Dear {{customer.first_name}}, about {{ticket.subject}} ({{ticket.code}})</p>"
    canned = desk.browser.post("/canned-replies", json={"name": "Hello", "body_html": body}).json()
    answer = desk.browser.post(f"/canned-replies/{canned['id']}/render", json={"ticket_id": ticket_id}).json()
    assert "&lt;b&gt;Broken&lt;/b&gt;" in answer["body_html"]
    assert desk.ticket(ticket_id)["ticket"]["ticket_code"] in answer["body_text"]
    assert [c["name"] for c in desk.browser.get("/canned-replies?q=hell").json()["items"]] == ["Hello"]


def test_a_colleague_s_own_mailbox_is_theirs_alone(desk: Desk, agent: Browser) -> None:
    desk.connect_sending("bob@acme.example", browser=agent)
    mine = {i["email"] for i in agent.get("/tickets/send-identities").json()["items"]}
    everybody = {i["email"] for i in desk.browser.get("/tickets/send-identities").json()["items"]}
    assert "bob@acme.example" in mine - everybody
    assert SUPPORT in mine & everybody
    refused = agent.post("/mailboxes/gmail/sending/oauth/start", json={"is_shared": True})
    assert_problem(refused, 403, "sharing_needs_admin")


def test_the_default_is_the_address_that_the_customer_wrote_to(desk: Desk) -> None:
    desk.connect_sending("bob@acme.example")
    for address in ("billing@acme.example", SUPPORT):
        ticket_id = desk.customer_writes(subject=f"To {address}", to=address)
        answer = desk.browser.get(f"/tickets/send-identities?ticket_id={ticket_id}").json()
        default = next(i for i in answer["items"] if i["id"] == answer["default_identity_id"])
        assert default["email"] == address

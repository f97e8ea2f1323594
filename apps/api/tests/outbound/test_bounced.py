"""An address that our mail came back from: marked where it is shown, warned of, and cleared by later mail."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from app.core.db import transaction
from app.messages.bounced import bounced_among
from app.tickets.activity import refresh_tickets
from tests.outbound.desk import ANN, Desk


def _bounces(desk: Desk, on: bool) -> None:
    desk.sim.admin.put(f"/sim/customers/{ANN}", json={"bounces": on})


def _warned(desk: Desk, ticket_id: str) -> list[dict[str, Any]]:
    checked = desk.browser.post(f"/tickets/{ticket_id}/reply-check", json={"emails": [ANN]}).json()["warnings"]
    proposed = desk.browser.get(f"/tickets/{ticket_id}/reply-draft").json()["warnings"]
    found = [[w for w in one if w["code"] == "bounced_recipient"] for one in (checked, proposed)]
    assert found[0] == found[1]
    return found[0]


def test_a_bounce_marks_the_reply_and_the_address_until_the_address_writes_again(desk: Desk) -> None:
    ticket_id = desk.customer_writes()
    assert desk.ticket(ticket_id)["requester_bounced"] is None
    _bounces(desk, True)
    reply_id = desk.reply(ticket_id)["message_id"]
    desk.settle()
    (told,) = desk.state(ticket_id, reply_id)["deliveries"]
    assert (told["recipient"], told["kind"], told["status"]) == (ANN, "hard", "5.1.1")
    detail = desk.ticket(ticket_id)
    mark = detail["requester_bounced"]
    assert (mark["email"], mark["kind"], mark["report_ticket_id"]) == (ANN, "hard", ticket_id)
    assert mark["diagnostic"] == told["diagnostic"] != ""
    question, answer, *_ = detail["messages"]
    assert [one["bounced_addresses"] for one in (question, answer)] == [[mark], [mark]]
    (warning,) = _warned(desk, ticket_id)
    assert (warning["emails"], mark["diagnostic"] in warning["detail"]) == ([ANN], True)

    _bounces(desk, False)
    # Google dates a notice a second after the mail, and this test may be quicker than that.
    desk.sim.post("/sim/clock", {"advance_seconds": 5})
    other = desk.customer_writes("Second try")
    detail = desk.ticket(other)
    assert (detail["requester_bounced"], detail["messages"][0]["bounced_addresses"]) == (None, [])
    assert _warned(desk, other) == []
    assert desk.state(ticket_id, reply_id)["deliveries"] == [told], "that reply did bounce"


_REPORT = """
INSERT INTO delivery_reports (organization_id, message_id, position, recipient, kind, action, status, diagnostic,
                              remote_mta, source, original_rfc_message_id, original_message_id)
SELECT organization_id, message_id, position + %(n)s, recipient, %(kind)s, '', %(status)s, '', '', '',
       original_rfc_message_id, CASE WHEN %(known)s THEN original_message_id END
FROM delivery_reports ORDER BY position LIMIT 1
"""


def test_which_report_counts(desk: Desk) -> None:
    ticket_id = desk.customer_writes()
    _bounces(desk, True)
    desk.reply(ticket_id)
    desk.settle()
    execute = desk.workspace.db.execute

    def mark() -> tuple[str, str] | None:
        with transaction(desk.organization_id) as session:
            found = bounced_among(session, desk.organization_id, [ANN.upper(), "", "else@cust.example"])
        return (found[ANN].kind.value, found[ANN].status) if found else None

    execute("UPDATE delivery_reports SET kind = 'delayed'")
    assert mark() is None, "it is still tried"
    execute("UPDATE delivery_reports SET kind = 'soft', status = '4.2.2'")
    assert mark() == ("soft", "4.2.2")
    assert _warned(desk, ticket_id) == [], "a full mailbox may have room by now"
    execute(_REPORT, {"n": 1, "kind": "hard", "status": "5.1.1", "known": False})
    assert mark() == ("soft", "4.2.2"), "a report about a mail that nobody knows proves nothing"
    execute(_REPORT, {"n": 2, "kind": "hard", "status": "5.1.1", "known": True})
    assert mark() == ("hard", "5.1.1")
    receipt = "UPDATE messages SET sort_at = sort_at - interval '1 second' WHERE classification = 'bounce'"
    execute(receipt)
    assert mark() == ("hard", "5.1.1")
    execute("UPDATE messages SET sort_at = now() + interval '1 day' WHERE from_email = %s", (ANN,))
    assert mark() is None
    with transaction(desk.organization_id) as session:
        # Since when she waits follows from what was just changed.
        refresh_tickets(session, desk.organization_id, [UUID(ticket_id)])


def test_who_knows_a_mail_of_ours_marks_nobody_whom_it_did_not_go_to(desk: Desk) -> None:
    """Whoever got one reply knows its Message-ID, and may invent a report about it for any address."""
    ticket_id = desk.customer_writes()
    desk.reply(ticket_id, bcc_emails=["boss@cust.example"])
    desk.settle()
    (mail,) = desk.received()
    raw = (
        "From: mailer-daemon@cust.example\r\nTo: support@acme.example\r\nSubject: Undelivered\r\n"
        'MIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain\r\n\r\nNobody lives here.\r\n"
        "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.cust.example\r\n"
        + "".join(
            f"\r\nFinal-Recipient: rfc822; {who}\r\nAction: failed\r\nStatus: 5.1.1\r\n"
            for who in ("big@customer.example", "boss@cust.example", ANN)
        )
        + f"\r\n--b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: {mail['message-id']}\r\n--b--\r\n"
    )
    desk.workspace.put_raw(raw.encode())
    desk.settle()
    with transaction(desk.organization_id) as session:
        asked = ["big@customer.example", "boss@cust.example", ANN]
        assert sorted(bounced_among(session, desk.organization_id, asked)) == [ANN, "boss@cust.example"]

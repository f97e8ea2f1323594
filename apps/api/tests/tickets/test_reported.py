"""What the ticket page is told of classes, bounces, colleagues and forgeries; and the parked mail, for agents."""

from __future__ import annotations

import pytest

from app.core.db import transaction
from app.identity.models import Organization
from app.ingest.archive import ArchivedMail
from app.ingest.drain import process_waiting
from app.ingest.upload import archive_mailbox, import_entries
from tests.api import Browser, assert_problem

QUESTION = (
    b"From: Ada <ada@customer.example>\r\nTo: support@acme.test\r\nSubject: Fire\r\n"
    b"Message-ID: <q@customer.example>\r\n"
    b"Date: Fri, 08 Jul 2011 12:00:00 +0000\r\n\r\nHelp\r\n"
)
ANSWER = (
    b"From: Ben <ben@acme.test>\r\nTo: ada@customer.example\r\nSubject: Re: Fire\r\nMessage-ID: <a@acme.test>\r\n"
    b"In-Reply-To: <q@customer.example>\r\nDate: Fri, 08 Jul 2011 13:00:00 +0000\r\n\r\nWater\r\n"
)
BOUNCE = (
    b"From: mailer-daemon@mx.example\r\nTo: ben@acme.test\r\nSubject: Undelivered\r\nMessage-ID: <b@mx.example>\r\n"
    b"Date: Fri, 08 Jul 2011 13:01:00 +0000\r\nReturn-Path: <>\r\n\r\n<ada@customer.example>: host mx said:\r\n"
    b"    550 5.1.1 User unknown\r\n\r\nReceived: from a\r\nMessage-ID: <a@acme.test>\r\n"
)
AWAY = (
    b"From: zoe@other.example\r\nTo: ben@acme.test\r\nSubject: Away\r\nMessage-ID: <z@other.example>\r\n"
    b"Date: Fri, 08 Jul 2011 13:01:00 +0000\r\nAuto-Submitted: auto-replied (vacation)\r\n\r\nBack soon\r\n"
)


@pytest.fixture
def received(admin: Browser, agent: Browser) -> Browser:
    """Ben's browser; his answer bounced."""
    organization_id = admin.organization_id
    with transaction() as session:
        session.get_one(Organization, organization_id).domains = ["acme.test"]
    with transaction(organization_id) as session:
        mailbox_id = archive_mailbox(session, organization_id, "support@acme.test")
    import_entries(organization_id, mailbox_id, [ArchivedMail(r, "test") for r in (BOUNCE, AWAY, ANSWER, QUESTION)])
    process_waiting(organization_id)
    return agent


def test_the_ticket_says_what_bounced_who_answered_and_why(received: Browser) -> None:
    (ticket,) = received.get("/tickets").json()["items"]
    detail = received.get(f"/tickets/{ticket['id']}").json()
    question, answer, bounce = detail["messages"]
    (failure,) = answer["delivery_failures"]
    assert failure == bounce["delivery_reports"][0]
    assert {k: failure[k] for k in ("recipient", "kind", "status", "report_message_id", "original_message_id")} == {
        "recipient": "ada@customer.example",
        "kind": "hard",
        "status": "5.1.1",
        "report_message_id": bounce["id"],
        "original_message_id": answer["id"],
    }
    assert failure["report_ticket_id"] == ticket["id"]
    assert question["delivery_failures"] == question["delivery_reports"] == answer["delivery_reports"] == []
    assert answer["sent_by"] == {"user_id": str(received.user_id), "name": "ben"}
    assert question["sent_by"] is None
    assert (bounce["classification"], set(bounce["classification_headers"])) == (
        "bounce",
        {"From", "Return-Path", "Subject"},
    )
    assert bounce["classification_reason"]
    assert 0 < bounce["classification_confidence"] < 1
    (event,) = [e for e in detail["events"] if e["kind"] == "outside_reply"]
    assert (event["message_id"], event["actor"]["user_id"]) == (answer["id"], str(received.user_id))
    why = received.get(f"/tickets/{ticket['id']}/messages/{bounce['id']}/why").json()["classification"]
    assert (why["reason"], why["confidence"]) == (bounce["classification_reason"], bounce["classification_confidence"])
    assert set(why["evidence"]) >= {"Return-Path", "Subject"}


def test_parked_mail_is_found_by_class(received: Browser, viewer: Browser, stranger: Browser) -> None:
    (away,) = received.get("/tickets/parked").json()["items"]
    assert (away["classification"], away["from_email"]) == ("vacation", "zoe@other.example")
    assert away["classification_headers"]["Auto-Submitted"] == "auto-replied (vacation)"
    assert "absence" in away["reason"]
    assert received.get("/tickets/parked?classification=list&classification=vacation").json()["items"] == [away]
    assert received.get("/tickets/parked?classification=bounce").json()["items"] == []
    assert_problem(received.get("/tickets/parked?classification=nonsense"), 422)
    assert_problem(received.get("/tickets/parked?cursor=x"), 422)
    assert_problem(viewer.get("/tickets/parked"), 403, "role_too_low")
    assert stranger.get("/tickets/parked").json()["items"] == []

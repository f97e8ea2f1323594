"""What bounces say of each recipient, and of which message: a table of forms, and the share found in the corpus."""

from __future__ import annotations

import pytest

from app.mime import Kind, Outcome, parse_mail
from tests.mime.corpus import require_corpus

pytestmark = pytest.mark.quick
FROM = "From: Mail Delivery System <mailer-daemon@mx.example>\nTo: support@acme.example\nReturn-Path: <>\n"
SUBJECT = "Subject: Undelivered Mail Returned to Sender\n\n"
RETURNED = "\n\nReturn-Path: <support@acme.example>\nReceived: from a by b\nTo: ann@gone.example, cc@x.example\n"


def _report(status_part: str, returned: str = "Message-ID: <q@acme.example>\nTo: ann@gone.example\n") -> bytes:
    return (
        f"{FROM}Content-Type: multipart/report; report-type=delivery-status; boundary=r\n{SUBJECT}--r\n\nSorry.\n--r\n"
        f"Content-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example\n\n{status_part}\n--r\n"
        f"Content-Type: text/rfc822-headers\n\n{returned}\n--r--\n"
    ).encode()


def _text(text: str, *, head: str = "") -> bytes:
    return f"{FROM}{head}{SUBJECT}{text}".encode()


H, S, D, U = Outcome.HARD, Outcome.SOFT, Outcome.DELAYED, Outcome.UNKNOWN
ANN = "ann@gone.example"
CASES: list[tuple[str, bytes, list[tuple[str, Outcome, str]]]] = [
    ("each recipient by itself", _report(
        "Final-Recipient: rfc822; Ann@Gone.example\nAction: failed\nStatus: 5.1.1\n\n"
        "Original-Recipient: rfc822;bob@full.example\nFinal-Recipient: rfc822;bob@full.example\nAction: failed\n"
        "Status: 4.2.2\n\nFinal-Recipient: rfc822; eve@slow.example\nAction: delayed\nStatus: 4.4.1\n\n"
        "Final-Recipient: rfc822; ok@here.example\nAction: relayed\nStatus: 2.0.0\n"),
     [(ANN, H, "5.1.1"), ("bob@full.example", S, "4.2.2"), ("eve@slow.example", D, "4.4.1"),
      ("ok@here.example", Outcome.DELIVERED, "2.0.0")]),
    ("a local name is replaced by the original recipient", _report(
        "Original-Recipient: rfc822;ann@gone.example\nFinal-Recipient: local; ann\nAction: failed\nStatus: 5.1.1\n"),
     [(ANN, H, "5.1.1")]),
    ("the remote words are more exact", _report(
        "Final-Recipient: rfc822; ann@gone.example\nAction: failed\nStatus: 5.0.0\n"
        "Diagnostic-Code: smtp; 550 5.1.1 no such user\nRemote-MTA: dns; mx.gone.example\n"), [(ANN, H, "5.1.1")]),
    ("Postfix", _text("This is the mail system at host mx.\n\n<ann@gone.example>: host mx[192.0.2.1] said: 550 5.1.1\n"
                      "    <ann@gone.example>: User unknown" + RETURNED), [(ANN, H, "5.1.1")]),
    ("qmail", _text("Hi. This is the qmail-send program.\n\n<ann@gone.example>:\nSorry, no mailbox here by that name."
                    " (#5.1.1)\n\n--- Below this line is a copy of the message." + RETURNED), [(ANN, H, "5.1.1")]),
    ("qmail, two", _text("Hi.\n\n<ann@gone.example>:\nNo such user. (#5.1.1)\n\n<bob@full.example>:\nMailbox full. "
                         "(#4.2.2)\n\n--- Below this line is a copy of the message.\n"),
     [(ANN, H, "5.1.1"), ("bob@full.example", S, "4.2.2")]),
    ("Exim", _text("A message that you sent could not be delivered.\n\n  ann@gone.example\n    SMTP error from remote "
                   "mail server:\n    550 unknown user\n", head="X-Failed-Recipients: ann@gone.example\n"),
     [(ANN, H, "")]),
    ("sendmail", _text("   ----- The following addresses had permanent fatal errors -----\n<ann@gone.example>\n\n"
                       "   ----- Transcript of session follows -----\n550 5.1.1 <ann@gone.example>... User unknown\n"),
     [(ANN, H, "5.1.1")]),
    ("Office 365", _text("Your message to ann@gone.example couldn't be delivered.\n\nann wasn't found there.\n\n"
                         "Remote Server returned '550 5.1.10 RESOLVER.ADR.RecipientNotFound'\n"),
     [(ANN, H, "5.1.10")]),
    ("Gmail in German", _text("Adresse nicht gefunden\n\nIhre Nachricht wurde nicht zugestellt.\n\n550 5.1.1 Das Konto "
                              "gibt es nicht.", head="X-Failed-Recipients: ann@gone.example\n"), [(ANN, H, "5.1.1")]),
    ("Gmail is still trying", _text("Delivery to the following recipient has been delayed:\n\n     ann@gone.example\n\n"
                                    "Message will be retried for 2 more day(s)\n"), [(ANN, D, "")]),
    ("Notes", _text("------- Failure Reasons  --------\n\nUser not listed in public Name & Address Book\n"
                    "ann@gone.example\n\n------- Returned Message --------\n"), [(ANN, H, "")]),
    ("Zoho", _text("This message was created automatically by mail delivery software.\n\nann@gone.example Invalid "
                   "Address, ERROR_CODE :550, ERROR_CODE :5.1.=1 <ann@gone.example> User Unknown\n"), [(ANN, H, "")]),
    ("VERP", _text("The mailbox is full.\n", head="X-Original-To: bounces+ann=gone.example@acme.example\n"),
     [(ANN, S, "")]),
    ("only the returned message names it", _text(
        "Something failed.\n\nReceived: from a by b\nTo: ann@gone.example\nMessage-ID: <q@acme.example>\n"),
     [(ANN, U, "")]),
]  # fmt: skip


@pytest.mark.parametrize(("raw", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_every_recipient_is_told_apart(raw: bytes, expected: list[tuple[str, Outcome, str]]) -> None:
    mail = parse_mail(raw)
    assert mail.classification.kind is Kind.BOUNCE
    assert [(one.recipient, one.outcome, one.status) for one in mail.deliveries] == expected


def test_what_the_remote_system_said_is_kept() -> None:
    (one,) = parse_mail(CASES[2][1]).deliveries
    assert (one.diagnostic, one.remote_mta, one.action) == ("550 5.1.1 no such user", "mx.gone.example", "failed")


IDS = [
    ("enclosed headers", _report("Final-Recipient: rfc822; ann@gone.example\nAction: failed\nStatus: 5.1.1\n"),
     "q@acme.example"),
    ("enclosed in the text", _text("<ann@gone.example>: no\n\nReceived: from a\nMessage-Id: <q@ACME.example>\n"),
     "q@acme.example"),
    ("quoted in the text", _text("<ann@gone.example>: no\n\n> Message-ID: <q@acme.example>\n"), "q@acme.example"),
    ("Gmail's references", _text("no", head="X-Failed-Recipients: ann@gone.example\nIn-Reply-To: <q@acme.example>\n"),
     "q@acme.example"),
    ("a header of its own", _text("<ann@gone.example>: no", head="X-Original-Message-ID: <q@acme.example>\n"),
     "q@acme.example"),
]  # fmt: skip


@pytest.mark.parametrize(("raw", "expected"), [case[1:] for case in IDS], ids=[case[0] for case in IDS])
def test_the_message_that_bounced_is_known_by_its_id(raw: bytes, expected: str) -> None:
    assert parse_mail(raw).about_ids[0] == expected


def test_a_bounce_that_brings_nothing_back_is_about_nothing() -> None:
    assert parse_mail(_text("<ann@gone.example>: no such user\n")).about_ids == ()


RECEIPT = (
    b"From: ann@customer.example\nTo: support@acme.example\nSubject: Read: Offer\nContent-Type: multipart/report; "
    b"report-type=disposition-notification; boundary=r\n\n--r\n\nRead.\n--r\nContent-Type: "
    b"message/disposition-notification\n\nFinal-Recipient: rfc822; ann@customer.example\nOriginal-Message-ID: "
    b"<q@acme.example>\nDisposition: manual-action/MDN-sent-manually; displayed\n\n--r--\n"
)
COMPLAINT = (
    b"From: fbl@isp.example\nTo: abuse@acme.example\nSubject: FW: Offer\nContent-Type: multipart/report; "
    b"report-type=feedback-report; boundary=r\n\n--r\n\nAbuse.\n--r\nContent-Type: message/feedback-report\n\n"
    b"Feedback-Type: abuse\nOriginal-Rcpt-To: ann@customer.example\n\n--r\nContent-Type: message/rfc822\n\n"
    b"Message-ID: <q@acme.example>\nSubject: Offer\n\nBuy\n--r--\n"
)


def test_receipts_and_complaints_name_the_message_too() -> None:
    receipt = parse_mail(RECEIPT)
    assert receipt.about_ids == ("q@acme.example",)
    assert [(one.recipient, one.outcome, one.action) for one in receipt.deliveries] == [
        ("ann@customer.example", Outcome.DELIVERED, "displayed")
    ]
    complaint = parse_mail(COMPLAINT)
    assert (complaint.classification.kind, complaint.about_ids) == (Kind.COMPLAINT, ("q@acme.example",))
    assert complaint.deliveries == ()


def test_mail_of_people_is_not_searched_for_failures() -> None:
    mail = parse_mail(b"From: ann@customer.example\nSubject: Help\n\n550 5.1.1 <bob@x.example>: User unknown\n")
    assert (mail.classification.kind, mail.deliveries, mail.about_ids) == (Kind.HUMAN, (), ())


#: Tells of a delivery, so that nobody failed.
NO_FAILURE = {"lhost-amazonses-12.eml"}


def test_the_corpus_bounces_name_whom_they_did_not_reach() -> None:
    folder = require_corpus() / "sisimai"
    paths = [p for p in sorted(folder.glob("*.eml")) if p.name.startswith(("lhost-", "rhost-", "rfc3464-"))]
    silent, identified = [], 0
    for path in paths:
        mail = parse_mail(path.read_bytes())
        failed = [d for d in mail.deliveries if d.outcome is not Outcome.DELIVERED and "@" in d.recipient]
        identified += bool(mail.about_ids)
        if not failed:
            silent.append(path.name)
    print(f"\nbounces: {len(paths) - len(silent)}/{len(paths)} name a failed recipient, {identified} the message")
    assert len(paths) > 300
    assert set(silent) == NO_FAILURE
    assert identified >= 250

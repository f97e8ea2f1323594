"""Classes of mail: scores against the collections whose folders and file names tell the class."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.mime import Kind, parse_mail
from tests.mime.corpus import require_corpus

pytestmark = pytest.mark.quick
# Where ours differs and why that is right.
ACCEPTED = {
    "sisimai/arf-26.eml": "a one-click unsubscribe answer of iCloud with Auto-Submitted: auto-replied, no report",
    "sisimai/lhost-amazonses-12.eml": "it tells of a delivery, not of a failure: a receipt",
}
FLOOR = 342 / 344


def test_bounces_complaints_and_automatic_answers_are_told_apart() -> None:
    folder = require_corpus()
    scores: dict[str, list[int]] = {}
    wrong = []
    for path, kinds in _expected(folder):
        name = path.relative_to(folder).as_posix()
        found = parse_mail(path.read_bytes()).classification.kind
        score = scores.setdefault(name.split("/")[0], [0, 0])
        score[1] += 1
        if found in kinds:
            score[0] += 1
        elif name not in ACCEPTED:
            wrong.append((name, found))
    right, total = (sum(score[index] for score in scores.values()) for index in (0, 1))
    print("\nclasses:", ", ".join(f"{name} {score[0]}/{score[1]}" for name, score in scores.items()))
    assert total > 330
    assert right / total >= FLOOR
    assert wrong == []


def _expected(folder: Path) -> list[tuple[Path, set[Kind]]]:
    bounce, complaint, answer = {Kind.BOUNCE}, {Kind.COMPLAINT}, {Kind.AUTO_REPLY, Kind.VACATION}
    prefixes = {"arf-": complaint, "lhost-": bounce, "rhost-": bounce, "rfc3464-": bounce, "rfc3834-": answer}
    out = [
        (path, next(kinds for prefix, kinds in prefixes.items() if path.name.startswith(prefix)))
        for path in sorted((folder / "sisimai").glob("*.eml"))
    ]
    flanker = folder / "flanker" / "messages"
    out += [(path, bounce) for path in sorted((flanker / "bounce").glob("*.eml"))]
    out += [(path, complaint) for path in sorted((flanker / "complaints").glob("*.eml"))]
    out.append((flanker / "disposition-notification.eml", {Kind.RECEIPT}))
    out += [(path, bounce) for path in sorted((folder / "mikel-mail" / "multipart_report_emails").glob("*.eml"))]
    out += [(path, {Kind.HUMAN}) for path in sorted((folder / "talon" / "standard_replies").glob("*.eml"))]
    return out


def test_every_bounce_with_a_report_names_its_recipient() -> None:
    folder = require_corpus() / "sisimai"
    checked = 0
    for path in sorted(folder.glob("rfc3464-*.eml")):
        found = parse_mail(path.read_bytes()).classification
        if found.reason.endswith("(RFC 3464).") and found.kind is Kind.BOUNCE:
            checked += 1
            assert {"Final-Recipient", "Original-Recipient", "Status", "Action"} & set(found.evidence), path.name
    assert checked >= 8


def _raw(*headers: str, body: str = "Hello") -> bytes:
    return "\n".join(["To: support@acme.example", *headers, "", body]).encode()


BEN = "From: Ben <ben@customer.example>"
HEADERS = [
    ("a person", [BEN, "Subject: Question"], Kind.HUMAN, set()),
    ("RFC 3834 reply", [BEN, "Auto-Submitted: auto-replied (vacation)"], Kind.VACATION, {"Auto-Submitted"}),
    ("RFC 3834 parameters, any case", [BEN, "AUTO-SUBMITTED: Auto-Replied; owner-email=x@y.example"], Kind.AUTO_REPLY,
     {"Auto-Submitted"}),
    ("generated", [BEN, "Auto-Submitted: auto-generated"], Kind.NOTIFICATION, {"Auto-Submitted"}),
    ("sieve notifies", [BEN, "Auto-Submitted: auto-notified"], Kind.NOTIFICATION, {"Auto-Submitted"}),
    ("said to be no machine", [BEN, "Auto-Submitted: no"], Kind.HUMAN, set()),
    ("X-Autoreply", [BEN, "X-Autoreply: yes"], Kind.AUTO_REPLY, {"X-Autoreply"}),
    ("X-Autorespond", [BEN, "X-Autorespond: Re: x"], Kind.AUTO_REPLY, {"X-Autorespond"}),
    ("X-Autoresponder", [BEN, "X-Autoresponder: a"], Kind.AUTO_REPLY, {"X-Autoresponder"}),
    ("precedence of a reply", [BEN, "Precedence: auto_reply"], Kind.AUTO_REPLY, {"Precedence"}),
    ("localised subject, weak", [BEN, "Subject: Automatische Antwort: Termin"], Kind.AUTO_REPLY, {"Subject"}),
    ("suppresses replies, no proof", [BEN, "X-Auto-Response-Suppress: All"], Kind.HUMAN, set()),
    ("a rule of Outlook forwarded it", [BEN, "X-MS-Exchange-Inbox-Rules-Loop: ben@customer.example"], Kind.HUMAN,
     set()),
    ("bulk", [BEN, "Precedence: bulk"], Kind.LIST, {"Precedence"}),
    ("junk", [BEN, "Precedence: junk"], Kind.LIST, {"Precedence"}),
    ("list", [BEN, "List-Id: <news.example>"], Kind.LIST, {"List-Id"}),
    ("newsletter", [BEN, "List-Unsubscribe: <https://x.example>", "Feedback-ID: 1:a"], Kind.LIST, {"List-Unsubscribe"}),
    ("no-reply", ["From: no-reply@shop.example", "X-Auto-Response-Suppress: All"], Kind.NOTIFICATION,
     {"From", "X-Auto-Response-Suppress"}),
    ("feedback id alone", [BEN, "Feedback-ID: 1:a:b"], Kind.NOTIFICATION, {"Feedback-ID"}),
    ("empty return path", ["Return-Path: <>", BEN], Kind.NOTIFICATION, {"Return-Path"}),
    ("loop mark, no proof", [BEN, "X-Loop: ben@customer.example"], Kind.HUMAN, set()),
    ("ServiceNow", [BEN, "X-ServiceNow-Generated: true", "Precedence: bulk"], Kind.NOTIFICATION,
     {"X-ServiceNow-Generated"}),
    ("Jira", [BEN, "X-JIRA-FingerPrint: 4f", "Precedence: bulk"], Kind.NOTIFICATION, {"X-JIRA-FingerPrint"}),
    ("GitHub", ["From: Ben <notifications@github.com>", "List-ID: a/b <b.a.github.com>", "X-GitHub-Reason: mention"],
     Kind.NOTIFICATION, {"X-GitHub-Reason"}),
    ("FC", [BEN, "X-FC-MachineGenerated: true"], Kind.NOTIFICATION, {"X-FC-MachineGenerated"}),
    ("spam", [BEN, "X-Spam-Flag: YES"], Kind.SPAM, {"X-Spam-Flag"}),
    ("Gmail's bounce", ["From: Mail Delivery Subsystem <mailer-daemon@googlemail.com>",
                        "X-Failed-Recipients: x@gone.example", "Auto-Submitted: auto-replied"], Kind.BOUNCE,
     {"X-Failed-Recipients"}),
    ("invitation", [BEN, "Content-Type: text/calendar; method=REQUEST"], Kind.CALENDAR, {"Content-Type"}),
]  # fmt: skip


@pytest.mark.parametrize(("headers", "kind", "evidence"), [c[1:] for c in HEADERS], ids=[c[0] for c in HEADERS])
def test_each_header_decides_what_it_may(headers: list[str], kind: Kind, evidence: set[str]) -> None:
    found = parse_mail(_raw(*headers)).classification
    assert found.kind is kind
    assert evidence <= {name.replace("X-Jira-Fingerprint", "X-JIRA-FingerPrint") for name in found.evidence}
    assert found.reason
    assert 0 < found.confidence <= 1


@pytest.mark.parametrize(("method", "informs"), [("REPLY", True), ("COUNTER", False), ("CANCEL", False)])
def test_an_attendees_answer_only_informs(method: str, informs: bool) -> None:
    assert parse_mail(_raw(BEN, f"Content-Type: text/calendar; method={method}")).classification.informs is informs

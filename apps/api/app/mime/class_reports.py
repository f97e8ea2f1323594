"""Rules for mail that tells what became of another one: complaints, receipts, bounces (RFC 5965, 8098, 3464)."""

from __future__ import annotations

import re

from app.mime import class_words as words
from app.mime.class_seen import Seen
from app.mime.model import Classification, Kind
from app.mime.reports import DeliveryReport, read_delivery_report, report_fields
from app.mime.text import one_line
from app.mime.words import decode_header


def complaint(seen: Seen) -> Classification | None:
    """An abuse report in the standard form."""
    part = seen.part_of("message/feedback-report")
    if part is None and seen.report_type() != "feedback-report":
        return None
    evidence = {"Content-Type": seen.value("content-type")}
    if part is not None:
        for block in report_fields(part.content(seen.meter))[:2]:
            for name in ("feedback-type", "original-rcpt-to", "original-mail-from", "user-agent", "source-ip"):
                if name in block:
                    evidence.setdefault(name.title(), block[name])
    return Classification(Kind.COMPLAINT, "A mail provider reports a complaint (RFC 5965).", evidence, 0.99)


def provider_complaint(seen: Seen) -> Classification | None:
    """Complaints before RFC 5965 and beside it: Microsoft's JMRP, Amazon's notifications."""
    email = seen.from_.email if seen.from_ else ""
    if email in words.JMRP and seen.subject.lower().startswith("complaint about message from"):
        evidence = {"From": email, "Subject": seen.subject[:300]}
        return Classification(Kind.COMPLAINT, "A mail provider reports a complaint.", evidence, 0.95)
    if email.endswith("@sns.amazonaws.com"):
        found = re.search(r'notificationType\\?"\s*:\s*\\?"(Bounce|Complaint|Delivery)', seen.body_text[:20000])
        if found:
            kind = {"Bounce": Kind.BOUNCE, "Complaint": Kind.COMPLAINT}.get(found[1], Kind.RECEIPT)
            return Classification(kind, "Amazon SES reports it.", {"From": email, "notificationType": found[1]}, 0.95)
    return None


def receipt(seen: Seen) -> Classification | None:
    """A read receipt, or word that there will be none."""
    part = seen.part_of("message/disposition-notification")
    if part is None and seen.report_type() != "disposition-notification":
        return None
    evidence = {"Content-Type": seen.value("content-type")}
    if part is not None:
        for block in report_fields(part.content(seen.meter))[:1]:
            for name in ("disposition", "final-recipient", "original-message-id"):
                if name in block:
                    evidence[name.title()] = block[name]
    return Classification(Kind.RECEIPT, "A mail program says what became of a message (RFC 8098).", evidence, 0.99)


def delivery_report(seen: Seen) -> Classification | None:
    """A delivery report in the standard form: failed, delayed or delivered."""
    part = seen.part_of("message/delivery-status", "message/global-delivery-status")
    if part is None:
        return None
    report = read_delivery_report(part.content(seen.meter))
    if not report.recipients:
        return None
    evidence = _report_evidence(seen, report)
    actions = {one.get("action", "") for one in report.recipients}
    if "failed" in actions or not actions - {""}:
        return Classification(Kind.BOUNCE, "A mail system says that delivery failed (RFC 3464).", evidence, 0.99)
    if "delayed" in actions:
        return Classification(
            Kind.BOUNCE, "A mail system says that delivery is delayed, not failed yet.", evidence, 0.95
        )
    return Classification(Kind.RECEIPT, "A mail system says that the message was delivered or relayed.", evidence, 0.95)


def _report_evidence(seen: Seen, report: DeliveryReport) -> dict[str, str]:
    evidence = {"Content-Type": seen.value("content-type")}
    first = next((one for one in report.recipients if one.get("action") == "failed"), report.recipients[0])
    for name in ("final-recipient", "original-recipient", "action", "status", "diagnostic-code"):
        if name in first:
            evidence[name.title()] = first[name]
    return evidence


def bounce(seen: Seen) -> Classification | None:
    """A failed delivery in a form of its own: by sender, return path, subject, text."""
    evidence: dict[str, str] = {}
    if seen.has("x-failed-recipients"):
        evidence["X-Failed-Recipients"] = seen.value("x-failed-recipients")
        return Classification(Kind.BOUNCE, "The mail system names recipients it could not reach.", evidence, 0.97)
    if seen.has("x-mlserver") and words.NOT_A_MEMBER.search(seen.subject):
        evidence |= {"X-MLServer": seen.value("x-mlserver"), "Subject": seen.subject[:300]}
        return Classification(Kind.BOUNCE, "A mailing list refused the message.", evidence, 0.8)
    score = 0
    email, name = (seen.from_.email, seen.from_.name) if seen.from_ else ("", "")
    if words.DAEMON.match(email) or words.DAEMON_NAME.search(name) or words.DAEMON.match(name.lower()):
        score += 2
        evidence["From"] = one_line(decode_header(seen.fields.get("from")), 300)
    if seen.has("return-path") and seen.value("return-path").replace(" ", "") in ("<>", ""):
        score += 1
        evidence["Return-Path"] = "<>"
    if seen.report_type() == "delivery-status":
        score += 2
        evidence["Content-Type"] = seen.value("content-type")
    if not score:
        return None
    if words.BOUNCE_SUBJECT.search(seen.subject):
        score += 1
        evidence["Subject"] = seen.subject[:300]
    if words.BOUNCE_BODY.search(seen.body_text[:6000]):
        score += 1
    if score >= 3 or (score == 2 and seen.part_of("message/rfc822", "text/rfc822-headers")):
        return Classification(Kind.BOUNCE, "Sender, subject and text are those of a failed delivery.", evidence, 0.85)
    return None

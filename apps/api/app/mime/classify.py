"""What sort of mail it is, by the headers that say so (RFC 3834, 3464, 8098, 5965, 2919, 2369). First rule wins.

Each rule returns the headers that decided. Weak signs (a subject alone) get low confidence and never make a bounce.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from app.mime.budget import Meter
from app.mime.fields import Fields
from app.mime.model import Address, Classification, Kind
from app.mime.parts import Part
from app.mime.reports import DeliveryReport, read_delivery_report, report_fields
from app.mime.text import one_line
from app.mime.words import decode_header


@dataclass(frozen=True, slots=True)
class Seen:
    """What the rules look at."""

    fields: Fields
    root: Part
    leaves: list[Part]
    from_: Address | None
    subject: str
    body_text: str
    meter: Meter

    def value(self, name: str) -> str:
        """First value of a header, one line, bounded."""
        raw = self.fields.get(name)
        return one_line(decode_header(raw), 300) if raw else ""

    def has(self, name: str) -> bool:
        """Whether the header is there."""
        return name in self.fields.first

    def part_of(self, *kinds: str) -> Part | None:
        """First leaf of one of the content types."""
        return next((leaf for leaf in self.leaves if leaf.content_type in kinds), None)

    def report_type(self) -> str:
        """report-type of a multipart/report, lower-case, or ""."""
        if self.root.content_type != "multipart/report":
            return ""
        return self.root.parameters.get("report-type", "").lower()


_DAEMON = re.compile(
    r"^(?:mailer-?daemon|mail-?daemon|postmaster|bounces?|mdaemon|mail(?:er)?[._-]?delivery|smtp-?daemon|double-bounce)\b"
)
_DAEMON_NAME = re.compile(
    r"mail(?:er)?[ _-]?(?:delivery|daemon)|delivery (?:subsystem|service|system)|postmaster|mail administrator|"
    r"system administrator|internet mail delivery|mail system",
    re.IGNORECASE,
)
_BOUNCE_SUBJECT = re.compile(
    r"undeliver|delivery (?:status notification|failure|notification|problem|report|has failed)|returned mail|"
    r"return(?:ed|ing) "
    r"(?:message|to sender)|failure notice|mail (?:delivery (?:failed|failure|error|system)|could not|failure|"
    r"system error)|"
    r"delivery failed|non[- ]?deliver|could not be delivered|message (?:could not|not delivered|delivery (?:failed|"
    r"failure))|"
    r"unzustellbar|nicht zugestellt|non remis|échec de la (?:remise|distribution)|no se (?:puede|pudo) entregar|"
    r"mancata consegna|onbestelbaar|não entregue|bounce|rejected mail|user unknown|mail error|"
    r"не доставлено|недоставленное|配信不能|エラーメール|未送达|退信|delivery error|warning: could not send|delayed",
    re.IGNORECASE,
)
_BOUNCE_BODY = re.compile(
    r"could not be delivered|(?:un|not )able to deliver|delivery (?:has |to the following [^.]{0,40})?failed|"
    r"permanent (?:fatal )?error|"
    r"user (?:unknown|not found)|mailbox (?:unavailable|full|not found|is full)|no such (?:user|recipient|mailbox)|"
    r"undeliver|returned to (?:the )?sender|recipient address rejected|does not exist|unknown (?:user|address|"
    r"recipient)|"
    r"(?:^|\s)5\d\d[ -][#(]?5\.\d\.\d|status: [45]\.\d+\.\d+|not (?:been )?delivered|message (?:was )?(?:rejected|"
    r"blocked)|"
    r"host (?:unknown|not found)|over quota|quota exceeded",
    re.IGNORECASE,
)
_VACATION = re.compile(
    r"out of (?:the )?office|on vacation|away from (?:my|the) (?:desk|office|mail|e-?mail)|vacation (?:reply|"
    r"message|notice|auto)|"
    r"abwesenheit|nicht im (?:büro|buero|haus)|außer haus|absen(?:ce|t) du bureau|message d.absence|"
    r"fuera de (?:la )?oficina|"
    r"ausente|fuori (?:sede|ufficio)|assenza dall.ufficio|afwezig|fora do escritório|ausência|frånvaro|fravær|"
    r"poissaolo|"
    r"poza biurem|nieobecno|mimo kancelář|в отпуске|нет на месте|不在|休暇|外出|부재중|\booo\b|on leave|ofis dışında",
    re.IGNORECASE,
)
_AUTO_SUBJECT = re.compile(
    r"^\s*(?:(?:re|aw|sv)\s*:\s*)?(?:auto(?:matic|mated)?[ -]?(?:reply|response|antwort|svar)|automatische? "
    r"(?:antwort|afwezigheid)|"
    r"automatisch antwoord|réponse automatique|respuesta automática|risposta automatica|resposta automática|"
    r"automatiskt svar|"
    r"autosvar|automaattinen vastaus|autoreply|auto:|odpowiedź automatyczna|automatická odpověď|автоответ|"
    r"автоматический ответ|"
    r"自動応答|自动(?:答复|回复)|자동 (?:응답|회신)|otomatik yanıt)",
    re.IGNORECASE,
)
_JMRP = frozenset({"staff@hotmail.com", "staff@outlook.com"})
_NO_REPLY = re.compile(r"^(?:no[._-]?reply|do[._-]?not[._-]?reply|noreply|notifications?|alerts?|nicht-?antworten)\b")
_GROUPS_OWN = re.compile(r"groups\.google\.com|\+unsubscribe@|\+help@|\+owners?@", re.IGNORECASE)


def classify(seen: Seen) -> Classification:
    """The sort of mail, with reason and evidence."""
    for rule in _RULES:
        found = rule(seen)
        if found is not None:
            return found
    return Classification(Kind.HUMAN, "No header says that a machine or a list sent it.", {}, 0.8)


def _complaint(seen: Seen) -> Classification | None:
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


def _provider_complaint(seen: Seen) -> Classification | None:
    """Complaints before RFC 5965 and beside it: Microsoft's JMRP, Amazon's notifications."""
    email = seen.from_.email if seen.from_ else ""
    if email in _JMRP and seen.subject.lower().startswith("complaint about message from"):
        evidence = {"From": email, "Subject": seen.subject[:300]}
        return Classification(Kind.COMPLAINT, "A mail provider reports a complaint.", evidence, 0.95)
    if email.endswith("@sns.amazonaws.com"):
        found = re.search(r'notificationType\\?"\s*:\s*\\?"(Bounce|Complaint)', seen.body_text[:20000])
        if found:
            kind = Kind.BOUNCE if found[1] == "Bounce" else Kind.COMPLAINT
            return Classification(kind, "Amazon SES reports it.", {"From": email, "notificationType": found[1]}, 0.95)
    return None


def _receipt(seen: Seen) -> Classification | None:
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


def _delivery_report(seen: Seen) -> Classification | None:
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


def _bounce(seen: Seen) -> Classification | None:
    evidence: dict[str, str] = {}
    if seen.has("x-failed-recipients"):
        evidence["X-Failed-Recipients"] = seen.value("x-failed-recipients")
        return Classification(Kind.BOUNCE, "The mail system names recipients it could not reach.", evidence, 0.97)
    score = 0
    email, name = (seen.from_.email, seen.from_.name) if seen.from_ else ("", "")
    if _DAEMON.match(email) or _DAEMON_NAME.search(name) or _DAEMON.match(name.lower()):
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
    if _BOUNCE_SUBJECT.search(seen.subject):
        score += 1
        evidence["Subject"] = seen.subject[:300]
    if _BOUNCE_BODY.search(seen.body_text[:6000]):
        score += 1
    if score >= 3 or (score == 2 and "From" in evidence and seen.part_of("message/rfc822", "text/rfc822-headers")):
        return Classification(Kind.BOUNCE, "Sender, subject and text are those of a failed delivery.", evidence, 0.85)
    return None


def _spam(seen: Seen) -> Classification | None:
    for name, expected in (
        ("x-gm-spam", "1"), ("x-gm-phishy", "1"), ("x-spam-flag", "yes"), ("x-ms-exchange-organization-scl", "9"),
    ):  # fmt: skip
        if seen.has(name) and seen.value(name).lower() == expected:
            return Classification(
                Kind.SPAM, "A spam filter on the way marked it.", {name.title(): seen.value(name)}, 0.9
            )
    if seen.value("x-spam-status").lower().startswith("yes"):
        value = seen.value("x-spam-status")
        return Classification(Kind.SPAM, "A spam filter on the way marked it.", {"X-Spam-Status": value}, 0.85)
    return None


def _calendar(seen: Seen) -> Classification | None:
    part = seen.part_of("text/calendar")
    if part is None:
        return None
    method = part.parameters.get("method", "").upper()
    if not method:
        found = re.search(rb"(?mi)^METHOD:([A-Z-]{3,20})", part.content(seen.meter)[:65536])
        method = found[1].decode("ascii").upper() if found else ""
    if not method or method == "PUBLISH":
        return None
    evidence = {"Content-Type": f"text/calendar; method={one_line(method, 40)}"}
    return Classification(Kind.CALENDAR, f"A calendar message ({one_line(method, 40)}).", evidence, 0.95)


def _automatic_answer(seen: Seen) -> Classification | None:
    evidence: dict[str, str] = {}
    submitted = seen.value("auto-submitted")
    if submitted.lower().startswith(("auto-replied", "auto-notified")):
        evidence["Auto-Submitted"] = submitted
    for name in ("x-autoreply", "x-autorespond", "x-autoresponder", "x-autogenerated", "x-vacation",
                 "x-auto-reply-from", "x-mail-autoreply", "x-autoreply-from",
                 "x-ms-exchange-inbox-rules-loop"):  # fmt: skip
        if seen.has(name) and seen.value(name).lower() not in ("no", "false"):
            evidence[name.title()] = seen.value(name)
    precedence = seen.value("precedence").lower()
    if precedence in ("auto_reply", "auto-reply"):
        evidence["Precedence"] = precedence
    by_subject = bool(_AUTO_SUBJECT.search(seen.subject))
    if not evidence and not by_subject and seen.value("return-path") not in ("<>", "< >"):
        return None
    away = bool(_VACATION.search(seen.subject)) or "vacation" in submitted.lower() or seen.has("x-vacation")
    if not evidence and not by_subject and not away:
        return None
    confidence = 0.97 if evidence else 0.65
    if by_subject or away:
        evidence["Subject"] = seen.subject[:300]
    if away or _VACATION.search(seen.body_text[:1500]):
        return Classification(Kind.VACATION, "An automatic answer of somebody who is away.", evidence, confidence)
    return Classification(Kind.AUTO_REPLY, "An automatic answer (RFC 3834).", evidence, confidence)


def _generated(seen: Seen) -> Classification | None:
    submitted = seen.value("auto-submitted")
    if submitted and not submitted.lower().startswith("no"):
        evidence = {"Auto-Submitted": submitted}
        return Classification(Kind.NOTIFICATION, "A program sent it by itself (RFC 3834).", evidence, 0.95)
    return None


def _list(seen: Seen) -> Classification | None:
    evidence: dict[str, str] = {}
    through_group = seen.has("x-google-group-id") and "googlegroups.com" not in seen.value("list-id").lower()
    for name, label in (("list-id", "List-Id"), ("list-unsubscribe", "List-Unsubscribe"), ("list-post", "List-Post"),
                        ("feedback-id", "Feedback-ID"), ("x-campaign", "X-Campaign"), ("x-mailman-version",
                        "X-Mailman-Version"),
                        ("x-mc-user", "X-MC-User"), ("x-csa-complaints", "X-CSA-Complaints")):  # fmt: skip
        if not seen.has(name):
            continue
        # A Workspace group such as support@ adds list headers to what people write to it.
        if through_group and (name in ("list-id", "list-post") or _GROUPS_OWN.search(seen.value(name))):
            continue
        evidence[label] = seen.value(name)
    precedence = seen.value("precedence").lower()
    if precedence in ("bulk", "list", "junk") and not (through_group and precedence == "list"):
        evidence["Precedence"] = precedence
    if not evidence or list(evidence) == ["Feedback-ID"]:
        return None
    confidence = 0.95 if {"List-Id", "List-Unsubscribe", "List-Post"} & set(evidence) else 0.8
    return Classification(Kind.LIST, "A mailing list or bulk sender sent it.", evidence, confidence)


def _notification(seen: Seen) -> Classification | None:
    evidence: dict[str, str] = {}
    if seen.from_ is not None and _NO_REPLY.match(seen.from_.email):
        evidence["From"] = seen.from_.email
    if seen.has("feedback-id"):
        evidence["Feedback-ID"] = seen.value("feedback-id")
    suppress = seen.value("x-auto-response-suppress")
    # Alone it only asks not to be answered by machines (Exchange puts it on much); with no-reply it is one more sign.
    if suppress and (evidence or suppress.lower() == "all"):
        evidence["X-Auto-Response-Suppress"] = suppress
    if not evidence:
        return None
    return Classification(Kind.NOTIFICATION, "A system sent it and wants no answer.", evidence, 0.75)


_RULES: tuple[Callable[[Seen], Classification | None], ...] = (
    _complaint, _provider_complaint, _receipt, _delivery_report, _bounce, _spam, _calendar, _automatic_answer,
    _generated, _list, _notification,
)  # fmt: skip

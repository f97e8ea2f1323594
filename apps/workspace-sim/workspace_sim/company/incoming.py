"""What a customer sees of a mail that reached them: enough to answer it."""

import email
import email.policy
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import getaddresses, parsedate_to_datetime

from workspace_sim.company.letter import Mailbox, Sent

_ID = re.compile(r"<[^<>\s]+>")
_QUOTE_STARTS = re.compile(
    r"^(>|On .{5,200} wrote:|Am .{5,200} schrieb .*:|-{3,}|_{5,}|From: |Von: |-- ?$)", re.MULTILINE
)
_DETAILS = re.compile(r"\b(which|what|serial|number|details|address)\b", re.IGNORECASE)
_BODY = re.compile(r"<body[^>]*>(.*)</body>", re.DOTALL | re.IGNORECASE)
_AUTOMATIC_SENDERS = ("mailer-daemon@", "postmaster@", "no-reply@", "noreply@")
_AUTOMATIC_PRECEDENCE = ("bulk", "list", "junk", "auto_reply")


@dataclass(frozen=True, slots=True)
class Received:
    message_id: str
    in_reply_to: tuple[str, ...]
    references: tuple[str, ...]
    subject: str
    date: datetime | None
    author: Mailbox
    reply_to: tuple[Mailbox, ...]
    to: tuple[Mailbox, ...]
    cc: tuple[Mailbox, ...]
    text: str
    html: str
    automatic: bool
    asks: bool
    """The new text holds a question."""
    wants_details: bool
    """The question is about a number, a name or a thing rather than yes or no."""
    signer: dict[str, str]
    """The name to greet; empty when the author is a function, not a person."""

    @property
    def recipients(self) -> tuple[Mailbox, ...]:
        return self.to + self.cc

    def as_sent(self) -> Sent:
        """The mail as something to quote and reference."""
        date = self.date or datetime.fromtimestamp(0, UTC)
        references = self.references or self.in_reply_to
        return Sent(
            self.message_id, references, self.subject, date, self.author, self.to, self.cc, self.text, self.html
        )


def read(raw: bytes) -> Received:
    """Parse `raw` leniently: whatever is missing or broken comes out empty."""
    mail = email.message_from_bytes(raw, policy=email.policy.default)
    assert isinstance(mail, EmailMessage)
    author = next(iter(_boxes(mail, "From")), ("", ""))
    text, html = _text_of(mail, "plain"), _text_of(mail, "html")
    found = _BODY.search(html)
    inner = found[1].strip() if found else html
    ids = _ID.findall(_header(mail, "Message-ID"))
    fresh = _fresh(text or re.sub(r"<[^>]+>", " ", inner))
    return Received(
        ids[0] if ids else "",
        tuple(_ID.findall(_header(mail, "In-Reply-To"))),
        tuple(_ID.findall(_header(mail, "References"))),
        _header(mail, "Subject"),
        _date(mail),
        author,
        _boxes(mail, "Reply-To") or (author,),
        _boxes(mail, "To"),
        _boxes(mail, "Cc"),
        text or re.sub(r"<[^>]+>", " ", inner),
        inner,
        _automatic(mail, author[1]),
        any(mark in fresh for mark in "?？؟"),
        _DETAILS.search(fresh) is not None,
        _signer(author[0]),
    )


def _header(mail: EmailMessage, name: str) -> str:
    return " ".join(str(mail.get(name, "")).split())


def _boxes(mail: EmailMessage, name: str) -> tuple[Mailbox, ...]:
    values = [str(value) for value in mail.get_all(name, [])]
    return tuple((shown, address) for shown, address in getaddresses(values) if "@" in address)


def _text_of(mail: EmailMessage, subtype: str) -> str:
    part = mail.get_body((subtype,))
    if part is None:
        return ""
    payload = part.get_payload(decode=True)
    if not isinstance(payload, bytes):
        return ""
    try:
        return payload.decode(part.get_content_charset() or "utf-8", "replace").replace("\r\n", "\n")
    except LookupError:
        return payload.decode("utf-8", "replace").replace("\r\n", "\n")


def _date(mail: EmailMessage) -> datetime | None:
    try:
        date = parsedate_to_datetime(_header(mail, "Date"))
    except ValueError:
        return None
    return date.astimezone(UTC) if date.tzinfo else date.replace(tzinfo=UTC)


def _automatic(mail: EmailMessage, sender: str) -> bool:
    """RFC 3834 §2: never answer what no person wrote."""
    submitted = _header(mail, "Auto-Submitted").partition(";")[0].strip().lower()
    return (
        submitted not in ("", "no")
        or _header(mail, "Precedence").lower() in _AUTOMATIC_PRECEDENCE
        or "List-Id" in mail
        or _header(mail, "Return-Path") == "<>"
        or mail.get_content_type() == "multipart/report"
        or sender.lower().startswith(_AUTOMATIC_SENDERS)
    )


def _fresh(text: str) -> str:
    """The text above the first quote or signature."""
    start = _QUOTE_STARTS.search(text)
    return text[: start.start()] if start else text


def _signer(name: str) -> dict[str, str]:
    words = name.split()
    functions = ("support", "billing", "sales", "robotics", "team", "press", "security", "hr")
    if not words or any(word.lower() in functions for word in words):
        return {}
    return {"given": words[0], "family": words[-1], "name": name}

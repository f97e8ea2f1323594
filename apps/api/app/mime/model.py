"""The values that leave the package: frozen, bounded and safe for PostgreSQL text.

Invariant: no string below holds a NUL or a lone surrogate, whatever the bytes were.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from app.mime.sanitize import sanitize_html


class Kind(StrEnum):
    """What sort of mail this is, for the decision "may it open, reopen or be answered"."""

    HUMAN = "human"
    AUTO_REPLY = "auto_reply"
    VACATION = "vacation"
    BOUNCE = "bounce"
    RECEIPT = "receipt"
    COMPLAINT = "complaint"
    LIST = "list"
    CALENDAR = "calendar"
    NOTIFICATION = "notification"
    SPAM = "spam"


@dataclass(frozen=True, slots=True)
class Address:
    """One mailbox (RFC 5322 §3.4). `email` is lower-cased, or "" when there was no valid addr-spec."""

    email: str
    name: str


@dataclass(frozen=True, slots=True)
class Attachment:
    """One leaf part that is not the body. `content` is decoded; `sha256` is of `content`."""

    part: str
    filename: str
    content_type: str
    size: int
    sha256: bytes
    content_id: str | None
    is_inline: bool
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Author:
    """Who wrote the mail, with Google Groups' "via" rewriting undone; `evidence` is header -> value."""

    email: str
    name: str
    source: str
    evidence: dict[str, str]


@dataclass(frozen=True, slots=True)
class Classification:
    """What the mail is, why (one sentence for people) and the headers that decided."""

    kind: Kind
    reason: str
    evidence: dict[str, str]
    confidence: float


@dataclass(frozen=True, slots=True)
class Quote:
    """Offsets into `body_text`: what the author wrote newly, and the signature. Nothing is cut."""

    new_ranges: tuple[tuple[int, int], ...]
    signature: tuple[int, int] | None
    inline_answers: bool


@dataclass(frozen=True, slots=True)
class ParsedMail:
    """One mail, understood. Missing is None or empty; `defects` are machine words of what was odd.

    `body_html` is the sender's own source, bounded but not sanitised: never show it, show `body_html_sanitized`.
    """

    headers: tuple[tuple[str, str], ...]
    message_id: str | None
    google_added_id: str | None
    in_reply_to: tuple[str, ...]
    references: tuple[str, ...]
    thread_index: str | None
    from_: Address | None
    sender: Address | None
    reply_to: tuple[Address, ...]
    to: tuple[Address, ...]
    cc: tuple[Address, ...]
    bcc: tuple[Address, ...]
    author: Author
    subject: str
    subject_base: str
    is_reply: bool
    is_forward: bool
    date: datetime | None
    body_text: str
    body_html: str | None
    quote: Quote
    snippet: str
    attachments: tuple[Attachment, ...]
    classification: Classification
    fingerprint: bytes
    defects: tuple[str, ...]
    journal_report: bool
    journal_recipients: tuple[str, ...]

    @property
    def body_html_sanitized(self) -> str | None:
        """`body_html` made harmless, by the rules of now. Computed at each call: what is shown pays for it, not what
        is read."""
        return None if self.body_html is None else sanitize_html(self.body_html)

    def header(self, name: str) -> str | None:
        """Decoded value of the first header of that name (case-insensitive), or None."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), None)

    def header_all(self, name: str) -> tuple[str, ...]:
        """Decoded values of every header of that name, topmost (newest hop) first."""
        wanted = name.lower()
        return tuple(value for key, value in self.headers if key.lower() == wanted)

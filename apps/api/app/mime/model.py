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


class Outcome(StrEnum):
    """What became of a message for one recipient: failed for good (5.x.x), failed for now (4.x.x), not yet delivered
    and still tried, delivered, or failed in words that tell no class."""

    HARD = "hard"
    SOFT = "soft"
    DELAYED = "delayed"
    DELIVERED = "delivered"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Delivery:
    """The fate of a message at one recipient, as a report tells it (RFC 3464 §2.3); what it does not say is "".

    `recipient` is an address, or the system's own name of it. `source` says where it was read."""

    recipient: str
    outcome: Outcome
    action: str
    status: str
    """The enhanced status (RFC 3463), such as 5.1.1."""
    diagnostic: str
    remote_mta: str
    source: str


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
    informs: bool = False
    """It only tells something (an attendee's yes): it joins a conversation, and neither opens nor moves one."""


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
    """(name, decoded value), topmost (newest hop) first."""
    header_keys: tuple[str, ...]
    """The names alone, lower-case, in the same order: what is looked for is found many times a mail."""
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
    deliveries: tuple[Delivery, ...] = ()
    """Of a report: one entry for each recipient that it names."""
    about_ids: tuple[str, ...] = ()
    """Of a report: Message-IDs of the message that it is about, the surest first."""

    @property
    def body_html_sanitized(self) -> str | None:
        """`body_html` made harmless, by the rules of now. Computed at each call: what is shown pays for it, not what
        is read."""
        return None if self.body_html is None else sanitize_html(self.body_html)

    def header(self, name: str) -> str | None:
        """Decoded value of the first header of that name (case-insensitive), or None."""
        wanted = name.lower()
        return self.headers[self.header_keys.index(wanted)][1] if wanted in self.header_keys else None

    def header_all(self, name: str) -> tuple[str, ...]:
        """Decoded values of every header of that name, topmost (newest hop) first."""
        wanted = name.lower()
        found = zip(self.header_keys, self.headers, strict=True)
        return tuple(value for key, (_, value) in found if key == wanted)

"""What a mail of a ticket looks like over HTTP, and why it is where it is."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel

from app.messages.models import Direction, OccurrenceState
from app.mime import Outcome
from app.tickets.fields import Answer, PersonOut


class AuthorOut(BaseModel):
    """Who really wrote a mail, the rewriting of mailing lists undone; `source` names the header that told, `evidence`
    what the headers say. `verified` is false when it says to be from one of ours and proves not to be, null when there
    was nothing to prove or no proof either way; `verified_reason` says it in words. `refuted`: it says to be from
    somebody outside, and Google found that their domain does not stand behind it (DMARC failed)."""

    email: str
    name: str
    source: str
    evidence: dict[str, str]
    verified: bool | None
    verified_reason: str
    refuted: bool


class DeliveryReportOut(BaseModel):
    """What became of a message at one recipient, as the mail `report_message_id` tells it. `kind`: failed for good
    (`hard`), for now (`soft`), still tried (`delayed`), `delivered`, or failed in words that tell no class
    (`unknown`). `status` is the enhanced status (RFC 3463) or empty."""

    recipient: str
    kind: Outcome
    action: str
    status: str
    diagnostic: str
    remote_mta: str
    source: str
    report_message_id: UUID
    report_ticket_id: UUID | None
    reported_at: datetime
    original_message_id: UUID | None


class BouncedAddressOut(BaseModel):
    """An address that mail of ours came back from, for good (`hard`), for now (`soft`) or for reasons that tell no
    class (`unknown`), and that has neither written nor been reached since."""

    email: str
    kind: Outcome
    status: str
    diagnostic: str
    reported_at: datetime
    report_message_id: UUID
    report_ticket_id: UUID | None


class AttachmentOut(Answer):
    id: UUID
    filename: str
    content_type: str
    size: int
    is_inline: bool
    content_id: str | None


class MessageOccurrenceOut(Answer):
    """One copy of the mail in one mailbox, and for whom it was meant."""

    id: UUID
    mailbox_id: UUID
    gmail_message_id: str
    state: OccurrenceState
    original_recipient: str | None
    original_recipient_source: str | None
    original_recipient_confidence: float | None
    original_recipient_evidence: dict[str, Any] | None


class MessageOut(Answer):
    """A mail of the ticket. `new_ranges` are the parts of `body_text` (character offsets, end excluded) that its author
    wrote; the rest is quoted. `defects` are machine words of what was odd about the mail, such as `over_budget:html`
    (its HTML is shown as text), `over_budget:body` (cut), `smime_signed` or `pgp_encrypted`. `classification_headers`
    are those that decided its class. `delivery_reports` is what it tells of another message, `delivery_failures` what
    others tell of it. `sent_by` is the member who wrote it."""

    id: UUID
    ticket_id: UUID
    stitch_reason: str
    stitch_confidence: float
    placed_by_person: bool
    """Whether a person decided that it stands here, whatever `stitch_reason` says."""
    sender_is_stranger: bool
    """It came from outside, and its author appears in no other mail of the ticket: perhaps it does not belong here."""
    direction: Direction
    classification: str
    classification_reason: str
    classification_confidence: float | None
    classification_headers: dict[str, str]
    from_email: str
    from_name: str
    author: AuthorOut
    sent_by: PersonOut | None
    to_emails: list[str]
    cc_emails: list[str]
    subject: str
    date_header: datetime | None
    internal_date: datetime | None
    sort_at: datetime
    snippet: str
    body_text: str
    body_html_sanitized: str | None
    new_ranges: list[tuple[int, int]]
    defects: list[str]
    attachments: list[AttachmentOut]
    occurrences: list[MessageOccurrenceOut]
    delivery_reports: list[DeliveryReportOut]
    delivery_failures: list[DeliveryReportOut]
    bounced_addresses: list[BouncedAddressOut]
    """Those of its author and recipients that our mail does not reach by now."""


class Stage(BaseModel):
    """One stage's decision about a mail, with what it rests on."""

    decision: str
    reason: str
    confidence: float | None
    evidence: dict[str, Any]
    alternatives: list[dict[str, Any]]


class Why(BaseModel):
    """Why a mail is where it is; null where the stage had nothing to decide."""

    dedupe: Stage
    stitch: Stage
    routing: Stage | None
    classification: Stage

"""A journal mailbox, messages with their copies and attachments, and the threads they stand in."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from typing import Any
from uuid import UUID

from sqlalchemy import cast, select
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.orm import Session

from app.core.ids import new_id
from app.core.words import vector
from app.mailboxes.models import Mailbox, MailboxKind, MailboxStatus
from app.messages.models import (
    Attachment,
    Direction,
    DiscoveredBy,
    Disposition,
    Message,
    MessageContent,
    Occurrence,
    OccurrenceState,
    Thread,
)
from app.messages.occurrences import remember_blobs
from app.mime import parse_mail
from app.storage.blobs import get_blob_store

#: When mail of the factory is written, unless it says otherwise.
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class File:
    """An attachment to make."""

    filename: str
    content: bytes
    content_type: str = "application/octet-stream"
    is_inline: bool = False


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail to make; every field has a harmless default."""

    subject: str = "The printer is on fire"
    body: str = "Please send somebody with a bucket."
    html: str | None = None
    from_email: str = "carla@customer.test"
    from_name: str = "Carla"
    to: Sequence[str] = ("support@acme.test",)
    cc: Sequence[str] = ()
    direction: Direction = Direction.inbound
    at: datetime = NOON
    files: Sequence[File] = ()
    copies: int = 1
    rfc_message_id: str | None = None
    evidence: dict[str, Any] = field(default_factory=dict)


def store(session: Session, organization_id: UUID, content: bytes) -> bytes:
    """Put bytes into the blob store and remember them; their key."""
    (sha256,) = get_blob_store().put_many(organization_id, [content])
    remember_blobs(session, organization_id, {sha256: len(content)})
    return sha256


def journal(session: Session, organization_id: UUID) -> UUID:
    """The organisation's journal mailbox, made on first use; its id."""
    found = session.scalar(select(Mailbox.id).where(Mailbox.organization_id == organization_id))
    if found is not None:
        return found
    mailbox = Mailbox(
        organization_id=organization_id,
        id=new_id(),
        kind=MailboxKind.journal,
        email="journal@acme.test",
        google_sub=str(organization_id),
        status=MailboxStatus.connected,
    )
    session.add(mailbox)
    session.flush()
    return mailbox.id


def make_thread(session: Session, organization_id: UUID, ticket_id: UUID | None = None) -> UUID:
    """A thread, in a ticket or parked; its id."""
    thread = Thread(
        organization_id=organization_id,
        id=new_id(),
        ticket_id=ticket_id,
        disposition=Disposition.ticketed if ticket_id else Disposition.parked,
        reason="made by a test",
    )
    session.add(thread)
    session.flush()
    return thread.id


def make_message(session: Session, organization_id: UUID, mail: Mail, thread_id: UUID) -> UUID:
    """A processed message with contents, attachments and copies; its id."""
    message_id = new_id()
    raw = _raw(message_id, mail)
    raw_sha256 = store(session, organization_id, raw)
    session.add(_message(organization_id, message_id, mail, thread_id, raw_sha256))
    session.flush()
    session.add(_content(organization_id, message_id, mail))
    for file, found in zip(mail.files, parse_mail(raw).attachments, strict=True):
        session.add(_attachment(organization_id, message_id, file, found.part, found.sha256))
    for _ in range(mail.copies):
        session.add(_occurrence(session, organization_id, message_id, mail, raw_sha256))
    session.flush()
    return message_id


def _message(organization_id: UUID, message_id: UUID, mail: Mail, thread_id: UUID, raw_sha256: bytes) -> Message:
    return Message(
        organization_id=organization_id,
        id=message_id,
        identity_key=hashlib.sha256(message_id.bytes).digest(),
        fingerprint=hashlib.sha256(mail.body.encode()).digest(),
        rfc_message_id=mail.rfc_message_id or f"{message_id}@test",
        thread_id=thread_id,
        direction=mail.direction,
        classification="human",
        classification_evidence={"reason": "No header says otherwise.", "confidence": 0.8, "headers": mail.evidence},
        from_email=mail.from_email,
        from_name=mail.from_name,
        author={"email": mail.from_email, "name": mail.from_name, "source": "from"},
        reply_to_emails=[],
        to_emails=list(mail.to),
        cc_emails=list(mail.cc),
        bcc_emails=[],
        subject=mail.subject,
        in_reply_to=[],
        reference_ids=[],
        date_header=mail.at,
        internal_date=mail.at,
        sort_at=mail.at,
        snippet=mail.body[:100],
        has_attachments=bool(mail.files),
        raw_sha256=raw_sha256,
        parser_version=1,
        defects=[],
        stitch_reason="first",
        stitch_confidence=1.0,
        stitch_evidence={},
    )


def _content(organization_id: UUID, message_id: UUID, mail: Mail) -> MessageContent:
    people = " ".join([mail.from_name, mail.from_email, *mail.to, *mail.cc])
    files = " ".join(file.filename for file in mail.files)
    search = vector([(mail.subject, "A"), (people, "B"), (files, "C"), (mail.body, "")])
    return MessageContent(
        organization_id=organization_id,
        message_id=message_id,
        body_text=mail.body,
        body_html=mail.html,
        new_ranges=[[0, len(mail.body)]],
        signature_range=None,
        search=cast(search, TSVECTOR),
    )


def _raw(message_id: UUID, mail: Mail) -> bytes:
    """The mail as bytes; its files are parts of it."""
    message = EmailMessage(policy=SMTP)
    message["Message-ID"] = f"<{message_id}@test>"
    message["Subject"] = mail.subject
    message.set_content(mail.body)
    for number, file in enumerate(mail.files):
        message.add_attachment(file.content, "application", "octet-stream", filename=f"file{number}")
    return message.as_bytes()


def _attachment(organization_id: UUID, message_id: UUID, file: File, part: str, sha256: bytes) -> Attachment:
    return Attachment(
        organization_id=organization_id,
        id=new_id(),
        message_id=message_id,
        part=part,
        filename=file.filename,
        content_type=file.content_type,
        size=len(file.content),
        sha256=sha256,
        content_id=f"part{part}@test" if file.is_inline else None,
        is_inline=file.is_inline,
    )


def _occurrence(session: Session, organization_id: UUID, message_id: UUID, mail: Mail, raw: bytes) -> Occurrence:
    occurrence_id = new_id()
    return Occurrence(
        organization_id=organization_id,
        id=occurrence_id,
        mailbox_id=journal(session, organization_id),
        gmail_message_id=occurrence_id.hex[-16:],
        state=OccurrenceState.processed,
        discovered_by=DiscoveredBy.history,
        priority=0,
        raw_sha256=raw,
        message_id=message_id,
        dedupe_reason="first_copy",
        internal_date=mail.at,
        original_recipient=mail.to[0] if mail.to else None,
        original_recipient_source="delivered-to",
        original_recipient_confidence=0.8,
        original_recipient_evidence={"delivered-to": list(mail.to)},
    )

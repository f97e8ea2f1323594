"""Tables of mail. An occurrence is one copy of a mail in one mailbox; a message is the mail itself: N occurrences,
one message. A thread is what stitching found to belong together; people see it through a ticket."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, LargeBinary, Numeric, Text, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column

from app.core.columns import CreatedAt, Json, Moment, closed_set
from app.core.db import Base, TenantRow, owned_by_organization, tenant_fk


class OccurrenceState(StrEnum):
    """discovered → fetched → processed; ``gone`` was deleted at Gmail before we had it; ``failed`` is set aside,
    its raw bytes kept, visible and replayable."""

    discovered = "discovered"
    fetched = "fetched"
    processed = "processed"
    gone = "gone"
    failed = "failed"


class DiscoveredBy(StrEnum):
    """How we learned of a copy. Live mail is worked on before backfill."""

    history = "history"
    backfill = "backfill"
    reconcile = "reconcile"
    upload = "import"


class Disposition(StrEnum):
    """What became of a mail: in a ticket, parked where an agent can look, or dropped by a rule."""

    ticketed = "ticketed"
    parked = "parked"
    dropped = "dropped"


class Direction(StrEnum):
    """Mail from one of the organisation's own domains is outbound, whoever's program sent it."""

    inbound = "inbound"
    outbound = "outbound"


class Blob(Base):
    """Bytes in the blob store that this organisation refers to; the key is their SHA-256."""

    __tablename__ = "blobs"
    __table_args__ = (owned_by_organization(), CheckConstraint("length(sha256) = 32", name="sha256_length"))
    organization_id: Mapped[UUID] = mapped_column(primary_key=True)
    sha256: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    size: Mapped[int]
    created_at: Mapped[CreatedAt]


def _blob_fk(column: str) -> ForeignKeyConstraint:
    return ForeignKeyConstraint(["organization_id", column], ["blobs.organization_id", "blobs.sha256"])


class Thread(TenantRow, Base):
    """A connected set of messages, found by stitching. Its ticket is empty while nothing in it is worth one."""

    __tablename__ = "threads"
    __table_args__ = (
        owned_by_organization(),
        tenant_fk("ticket_id", "tickets", name="fk_threads_ticket"),
        Index("ix_threads_organization_id_ticket_id", "organization_id", "ticket_id"),
        Index(
            "ix_threads_placed",
            "organization_id",
            "placed_event_id",
            postgresql_where=text("placed_event_id IS NOT NULL"),
        ),
    )
    ticket_id: Mapped[UUID | None]
    disposition: Mapped[Disposition] = mapped_column(closed_set(Disposition, "disposition"))
    reason: Mapped[str]
    """Why there is a ticket or none, in words for people."""
    has_pins: Mapped[bool] = mapped_column(server_default=text("false"))
    """Whether a person placed some of its messages one by one: only then the place of each is computed
    (`app.tickets.placement`)."""
    placed_event_id: Mapped[UUID | None]
    """The event by which a person gave the whole thread its ticket. Not a foreign key: events are never looked up by
    what they placed while mail arrives, and one that went with its ticket explains nothing any more."""
    created_at: Mapped[CreatedAt]


class ThreadKey(Base):
    """A key that messages of a thread are found by; see `app.stitching.keys` for what the keys mean."""

    __tablename__ = "thread_keys"
    __table_args__ = (
        owned_by_organization(),
        tenant_fk("thread_id", "threads", ondelete="CASCADE"),
        Index("ix_thread_keys_organization_id_thread_id", "organization_id", "thread_id"),
    )
    organization_id: Mapped[UUID] = mapped_column(primary_key=True)
    key: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    thread_id: Mapped[UUID] = mapped_column(primary_key=True)


class Message(TenantRow, Base):
    """The canonical mail. Everything here is a function of its raw bytes and the organisation's domains."""

    __tablename__ = "messages"
    __table_args__ = (
        owned_by_organization(),
        tenant_fk("thread_id", "threads"),
        _blob_fk("raw_sha256"),
        Index("uq_messages_organization_id_identity_key", "organization_id", "identity_key", unique=True),
        Index("ix_messages_organization_id_rfc_message_id", "organization_id", "rfc_message_id"),
        Index("ix_messages_organization_id_thread_id", "organization_id", "thread_id"),
        Index("ix_messages_organization_id_from_email", "organization_id", "from_email"),
    )
    identity_key: Mapped[bytes] = mapped_column(LargeBinary)
    """SHA-256 of normalised Message-ID and content fingerprint: the same mail gives the same key."""
    fingerprint: Mapped[bytes] = mapped_column(LargeBinary)
    rfc_message_id: Mapped[str | None]
    thread_id: Mapped[UUID]
    direction: Mapped[Direction] = mapped_column(closed_set(Direction, "direction"))
    classification: Mapped[str]
    classification_evidence: Mapped[Json]
    from_email: Mapped[str]
    from_name: Mapped[str]
    author: Mapped[Json]
    reply_to_emails: Mapped[list[str]] = mapped_column(ARRAY(Text))
    to_emails: Mapped[list[str]] = mapped_column(ARRAY(Text))
    cc_emails: Mapped[list[str]] = mapped_column(ARRAY(Text))
    bcc_emails: Mapped[list[str]] = mapped_column(ARRAY(Text))
    subject: Mapped[str]
    in_reply_to: Mapped[list[str]] = mapped_column(ARRAY(Text))
    reference_ids: Mapped[list[str]] = mapped_column(ARRAY(Text))
    date_header: Mapped[Moment | None]
    internal_date: Mapped[Moment | None]
    """When Google accepted it: the earliest of the copies."""
    sort_at: Mapped[Moment]
    """The moment it is sorted by: ``date_header`` where it is sane, else ``internal_date``, else arrival here; plus a
    microsecond for each mail it follows, so that an answer within the same second comes after its question."""
    snippet: Mapped[str]
    has_attachments: Mapped[bool]
    raw_sha256: Mapped[bytes] = mapped_column(LargeBinary)
    """The copy that the content was read from."""
    parser_version: Mapped[int]
    defects: Mapped[list[str]] = mapped_column(ARRAY(Text))
    stitch_reason: Mapped[str]
    stitch_confidence: Mapped[float]
    stitch_evidence: Mapped[Json]
    created_at: Mapped[CreatedAt]


class MessageContent(Base):
    """The bodies of a message, apart from it, so that lists stay narrow."""

    __tablename__ = "message_contents"
    __table_args__ = (
        owned_by_organization(),
        tenant_fk("message_id", "messages", ondelete="CASCADE"),
        Index("ix_message_contents_search", "search", postgresql_using="gin"),
    )
    organization_id: Mapped[UUID] = mapped_column(primary_key=True)
    message_id: Mapped[UUID] = mapped_column(primary_key=True)
    body_text: Mapped[str]
    body_html: Mapped[str | None]
    """The sender's own source, not sanitised: `app.tickets.thread` does that whenever it is shown, so that the newest
    rules hold for the oldest mail."""
    new_ranges: Mapped[list[list[int]]] = mapped_column(JSONB)
    signature_range: Mapped[list[int] | None] = mapped_column(JSONB(none_as_null=True))
    inline_answers: Mapped[bool] = mapped_column(server_default=text("false"))
    search: Mapped[Any] = mapped_column(TSVECTOR)


class Attachment(TenantRow, Base):
    """A part of a message that is a file; its bytes are read from the raw mail (`app.messages.attachments`)."""

    __tablename__ = "attachments"
    __table_args__ = (
        owned_by_organization(),
        tenant_fk("message_id", "messages", ondelete="CASCADE"),
        Index("uq_attachments_message_part", "organization_id", "message_id", "part", unique=True),
    )
    message_id: Mapped[UUID]
    part: Mapped[str]
    filename: Mapped[str]
    content_type: Mapped[str]
    size: Mapped[int]
    sha256: Mapped[bytes] = mapped_column(LargeBinary)
    content_id: Mapped[str | None]
    is_inline: Mapped[bool]


class Occurrence(TenantRow, Base):
    """One copy of a mail in one mailbox (or in an imported archive)."""

    __tablename__ = "message_occurrences"
    __table_args__ = (
        owned_by_organization(),
        tenant_fk("mailbox_id", "mailboxes"),
        tenant_fk("message_id", "messages"),
        _blob_fk("raw_sha256"),
        Index("uq_message_occurrences_gmail", "organization_id", "mailbox_id", "gmail_message_id", unique=True),
        Index("ix_message_occurrences_message", "organization_id", "message_id"),
        Index(
            "ix_message_occurrences_todo",
            "organization_id",
            "state",
            "mailbox_id",
            "priority",
            "id",
            postgresql_where=text("state IN ('discovered', 'fetched', 'failed')"),
        ),
        Index("ix_message_occurrences_progress", "organization_id", "mailbox_id", "state", "fetched_at"),
        Index(
            "ix_message_occurrences_fresh",
            "organization_id",
            "priority",
            "id",
            postgresql_where=text("state = 'fetched' AND attempts = 0"),
        ),
        Index(
            "ix_message_occurrences_tried",
            "organization_id",
            "priority",
            "id",
            postgresql_where=text("state = 'fetched' AND attempts > 0"),
        ),
        Index("ix_message_occurrences_list", "organization_id", "created_at", "id"),
        CheckConstraint("state NOT IN ('processed') OR message_id IS NOT NULL", name="processed_has_message"),
        CheckConstraint("state NOT IN ('fetched', 'processed') OR raw_sha256 IS NOT NULL", name="fetched_has_raw"),
    )
    mailbox_id: Mapped[UUID]
    gmail_message_id: Mapped[str]
    """Gmail's id, or for imported mail the archive's own stable key of it."""
    gmail_thread_id: Mapped[str | None]
    gmail_history_id: Mapped[Decimal | None] = mapped_column(Numeric(20, 0))
    label_ids: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default="{}")
    internal_date: Mapped[Moment | None]
    size: Mapped[int | None]
    deleted_at: Mapped[Moment | None]
    """When Gmail said that it was deleted there; our copy stays."""
    state: Mapped[OccurrenceState] = mapped_column(closed_set(OccurrenceState, "state"))
    discovered_by: Mapped[DiscoveredBy] = mapped_column(closed_set(DiscoveredBy, "discovered_by"))
    priority: Mapped[int]
    """0 is live mail, larger waits: worked on in ascending order."""
    attempts: Mapped[int] = mapped_column(server_default="0")
    """Counted before work begins, so that a mail which kills the worker is known by it."""
    fetches_begun: Mapped[int] = mapped_column(server_default="0")
    """Fetches that began and of whose end nothing is known: the same for the time before there are bytes."""
    error_code: Mapped[str | None]
    error_detail: Mapped[str | None]
    raw_sha256: Mapped[bytes | None] = mapped_column(LargeBinary)
    message_id: Mapped[UUID | None]
    dedupe_reason: Mapped[str | None]
    original_recipient: Mapped[str | None]
    original_recipient_source: Mapped[str | None]
    original_recipient_confidence: Mapped[float | None]
    original_recipient_evidence: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    created_at: Mapped[CreatedAt]
    updated_at: Mapped[CreatedAt]
    fetched_at: Mapped[Moment | None]
    processed_at: Mapped[Moment | None]

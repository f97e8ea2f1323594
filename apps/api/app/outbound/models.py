"""Tables of replies. The row is there before anything is sent."""

from __future__ import annotations

from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, LargeBinary, Text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from app.core.columns import CreatedAt, Moment, closed_set
from app.core.db import Base, TenantRow, owned_by_organization, tenant_fk


class OutboundState(StrEnum):
    """queued → sending → sent → observed (the journal's own copy proved it), or failed with a named reason."""

    queued = "queued"
    sending = "sending"
    sent = "sent"
    observed = "observed"
    failed = "failed"
    cancelled = "cancelled"


class OutboundMessage(TenantRow, Base):
    """One reply by an agent."""

    __tablename__ = "outbound_messages"
    __table_args__ = (
        owned_by_organization(),
        tenant_fk("ticket_id", "tickets"),
        tenant_fk("send_identity_id", "send_identities"),
        tenant_fk("message_id", "messages"),
        Index("uq_outbound_messages_idempotency", "organization_id", "idempotency_key", unique=True),
        Index("uq_outbound_messages_message", "organization_id", "message_id", unique=True),
        Index("ix_outbound_messages_ticket", "organization_id", "ticket_id", "created_at"),
        Index("ix_outbound_messages_rfc_message_id", "organization_id", "rfc_message_id"),
        CheckConstraint("state NOT IN ('sent', 'observed') OR gmail_message_id IS NOT NULL", name="sent_has_gmail_id"),
        CheckConstraint("state <> 'failed' OR failure_code IS NOT NULL", name="failed_has_code"),
    )
    ticket_id: Mapped[UUID]
    author_user_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    send_identity_id: Mapped[UUID]
    idempotency_key: Mapped[str]
    content_hash: Mapped[bytes] = mapped_column(LargeBinary)
    """The same key with other content is refused by comparing this."""
    state: Mapped[OutboundState] = mapped_column(closed_set(OutboundState, "state"))
    to_emails: Mapped[list[str]] = mapped_column(ARRAY(Text))
    cc_emails: Mapped[list[str]] = mapped_column(ARRAY(Text))
    bcc_emails: Mapped[list[str]] = mapped_column(ARRAY(Text))
    subject: Mapped[str]
    body_text: Mapped[str]
    body_html: Mapped[str | None]
    send_at: Mapped[Moment]
    attempts: Mapped[int] = mapped_column(server_default="0")
    failure_code: Mapped[str | None]
    failure_detail: Mapped[str | None]
    gmail_message_id: Mapped[str | None]
    gmail_thread_id: Mapped[str | None]
    rfc_message_id: Mapped[str | None]
    """Gmail's own, read back after sending; the customer's answer refers to it."""
    message_id: Mapped[UUID | None]
    """The canonical message, once the journal's copy was seen."""
    sent_at: Mapped[Moment | None]
    observed_at: Mapped[Moment | None]
    created_at: Mapped[CreatedAt]
    updated_at: Mapped[CreatedAt]


class OutboundUpload(TenantRow, Base):
    """A file attached to a reply, or uploaded for one that is being written."""

    __tablename__ = "outbound_uploads"
    __table_args__ = (
        owned_by_organization(),
        tenant_fk("outbound_message_id", "outbound_messages", ondelete="CASCADE"),
        ForeignKeyConstraint(["organization_id", "sha256"], ["blobs.organization_id", "blobs.sha256"]),
        Index("ix_outbound_uploads_message", "organization_id", "outbound_message_id"),
    )
    outbound_message_id: Mapped[UUID | None]
    uploaded_by_user_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    filename: Mapped[str]
    content_type: Mapped[str]
    size: Mapped[int]
    sha256: Mapped[bytes] = mapped_column(LargeBinary)
    content_id: Mapped[str | None]
    created_at: Mapped[CreatedAt]

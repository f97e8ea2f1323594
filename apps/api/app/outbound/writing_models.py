"""Tables of what people write before and beside replies: drafts, canned replies, preferences, acknowledgements."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, func, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.dialects.postgresql import UUID as UUID_TYPE
from sqlalchemy.orm import Mapped, mapped_column

from app.core.columns import CreatedAt, closed_set
from app.core.db import Base, TenantRow, owned_by_organization, tenant_fk
from app.outbound.models import OutboundKind

LONGEST_UNDO_SECONDS = 60


class ReplyDraft(TenantRow, Base):
    """What a person is writing in a ticket: one draft a person and ticket."""

    __tablename__ = "reply_drafts"
    __table_args__ = (
        owned_by_organization(),
        tenant_fk("ticket_id", "tickets", ondelete="CASCADE"),
        tenant_fk("message_id", "messages", ondelete="SET NULL"),
        tenant_fk("send_identity_id", "send_identities", ondelete="SET NULL"),
        Index("uq_reply_drafts_ticket_user", "organization_id", "ticket_id", "user_id", unique=True),
    )
    ticket_id: Mapped[UUID]
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    mode: Mapped[OutboundKind] = mapped_column(closed_set(OutboundKind, "mode"))
    message_id: Mapped[UUID | None]
    send_identity_id: Mapped[UUID | None]
    to_emails: Mapped[list[str]] = mapped_column(ARRAY(Text))
    cc_emails: Mapped[list[str]] = mapped_column(ARRAY(Text))
    bcc_emails: Mapped[list[str]] = mapped_column(ARRAY(Text))
    subject: Mapped[str]
    body_html: Mapped[str]
    attachment_ids: Mapped[list[UUID]] = mapped_column(ARRAY(UUID_TYPE(as_uuid=True)))
    include_quote: Mapped[bool] = mapped_column(server_default=text("true"))
    expected_last_message_id: Mapped[UUID | None]
    """The newest mail that the writer had seen."""
    created_at: Mapped[CreatedAt]
    updated_at: Mapped[CreatedAt]


class CannedReply(TenantRow, Base):
    """A text that is used again and again; of one person, or shared."""

    __tablename__ = "canned_replies"
    __table_args__ = (
        owned_by_organization(),
        Index("ix_canned_replies_name", "organization_id", func.lower(text("name")), "id"),
        CheckConstraint("length(btrim(name)) BETWEEN 1 AND 100", name="name_length"),
    )
    owner_user_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    name: Mapped[str]
    is_shared: Mapped[bool] = mapped_column(server_default=text("true"))
    body_html: Mapped[str]
    created_at: Mapped[CreatedAt]
    updated_at: Mapped[CreatedAt]


class SendingPreference(Base):
    """How a person likes to send, in one organisation."""

    __tablename__ = "sending_preferences"
    __table_args__ = (
        owned_by_organization(),
        CheckConstraint(f"undo_send_seconds BETWEEN 0 AND {LONGEST_UNDO_SECONDS}", name="undo_send_seconds"),
    )
    organization_id: Mapped[UUID] = mapped_column(primary_key=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    undo_send_seconds: Mapped[int] = mapped_column(server_default="10")
    updated_at: Mapped[CreatedAt]


class QueueAcknowledgement(Base):
    """What a queue answers by itself to a mail that opens a ticket in it. Off until somebody turns it on."""

    __tablename__ = "queue_acknowledgements"
    __table_args__ = (
        owned_by_organization(),
        tenant_fk("queue_id", "queues", ondelete="CASCADE"),
        tenant_fk("send_identity_id", "send_identities", ondelete="SET NULL"),
    )
    organization_id: Mapped[UUID] = mapped_column(primary_key=True)
    queue_id: Mapped[UUID] = mapped_column(primary_key=True)
    is_enabled: Mapped[bool] = mapped_column(server_default=text("false"))
    subject: Mapped[str]
    body_html: Mapped[str]
    send_identity_id: Mapped[UUID | None]
    """NULL: the identity of the address that the customer wrote to."""
    updated_at: Mapped[CreatedAt]


class Acknowledged(Base):
    """The decision about one mail that opened a ticket: acknowledged, or why not."""

    __tablename__ = "acknowledged"
    __table_args__ = (
        owned_by_organization(),
        tenant_fk("message_id", "messages", ondelete="CASCADE"),
        tenant_fk("outbound_message_id", "outbound_messages", ondelete="SET NULL"),
        Index("ix_acknowledged_email", "organization_id", "email", "created_at"),
    )
    organization_id: Mapped[UUID] = mapped_column(primary_key=True)
    message_id: Mapped[UUID] = mapped_column(primary_key=True)
    outbound_message_id: Mapped[UUID | None]
    email: Mapped[str]
    """Who wrote, without a plus-part: what counts how often somebody was answered."""
    reason: Mapped[str]
    created_at: Mapped[CreatedAt]

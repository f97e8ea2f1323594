"""Tables of replies. The row is there before anything is sent."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, LargeBinary, Numeric, Text, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from app.core.columns import CreatedAt, Moment, closed_set
from app.core.db import Base, TenantRow, owned_by_organization, tenant_fk
from app.tickets.models import TicketStatus


class OutboundState(StrEnum):
    """queued → sending → sent → observed (the journal's own copy proved it), or failed with a named reason."""

    queued = "queued"
    sending = "sending"
    sent = "sent"
    observed = "observed"
    failed = "failed"
    cancelled = "cancelled"


class OutboundKind(StrEnum):
    """What sort of mail it is; an acknowledgement is written by nobody."""

    reply = "reply"
    reply_all = "reply_all"
    forward = "forward"
    acknowledgement = "acknowledgement"


class OutboundMessage(TenantRow, Base):
    """One mail of ours, from the moment somebody pressed send."""

    __tablename__ = "outbound_messages"
    __table_args__ = (
        owned_by_organization(),
        tenant_fk("ticket_id", "tickets"),
        tenant_fk("send_identity_id", "send_identities"),
        tenant_fk("message_id", "messages"),
        tenant_fk("in_reply_to_message_id", "messages", ondelete="SET NULL", name="fk_outbound_messages_in_reply_to"),
        ForeignKeyConstraint(["organization_id", "raw_sha256"], ["blobs.organization_id", "blobs.sha256"]),
        Index("uq_outbound_messages_idempotency", "organization_id", "idempotency_key", unique=True),
        Index("uq_outbound_messages_message", "organization_id", "message_id", unique=True),
        Index("ix_outbound_messages_ticket", "organization_id", "ticket_id", "created_at"),
        Index("ix_outbound_messages_rfc_message_id", "organization_id", "rfc_message_id"),
        Index("ix_outbound_messages_gmail", "organization_id", "mailbox_id", "gmail_message_id"),
        Index(
            "ix_outbound_messages_due", "organization_id", "due_at", "id", postgresql_where=text("due_at IS NOT NULL")
        ),
        CheckConstraint("state <> 'sent' OR gmail_message_id IS NOT NULL", name="sent_has_gmail_id"),
        CheckConstraint("state <> 'observed' OR message_id IS NOT NULL", name="observed_has_message"),
        CheckConstraint("state <> 'failed' OR failure_code IS NOT NULL", name="failed_has_code"),
        CheckConstraint("state <> 'sending' OR raw_sha256 IS NOT NULL", name="sending_has_raw"),
    )
    ticket_id: Mapped[UUID]
    kind: Mapped[OutboundKind] = mapped_column(closed_set(OutboundKind, "kind"), server_default="reply")
    author_user_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    send_identity_id: Mapped[UUID]
    mailbox_id: Mapped[UUID]
    """The mailbox of the identity: ids of Gmail mean something in it alone."""
    in_reply_to_message_id: Mapped[UUID | None]
    idempotency_key: Mapped[str]
    content_hash: Mapped[bytes] = mapped_column(LargeBinary)
    """The same key with other content is refused by comparing this."""
    state: Mapped[OutboundState] = mapped_column(closed_set(OutboundState, "state"))
    from_email: Mapped[str] = mapped_column(server_default="")
    to_emails: Mapped[list[str]] = mapped_column(ARRAY(Text))
    cc_emails: Mapped[list[str]] = mapped_column(ARRAY(Text))
    bcc_emails: Mapped[list[str]] = mapped_column(ARRAY(Text))
    subject: Mapped[str]
    body_text: Mapped[str]
    body_html: Mapped[str | None]
    set_status: Mapped[TicketStatus | None] = mapped_column(closed_set(TicketStatus, "set_status"))
    """What the ticket becomes when the mail has left."""
    send_at: Mapped[Moment]
    due_at: Mapped[Moment | None]
    """When there is something to do next (send, look whether it was sent, read it back); NULL when nothing is."""
    waiting_code: Mapped[str | None]
    """Why it is not done yet: a wait that Google named, a dead grant, an outcome that is not known."""
    waiting_detail: Mapped[str | None]
    lease_token: Mapped[UUID | None]
    leased_until: Mapped[Moment | None]
    """One worker at a time; what it writes counts only while the token is its own."""
    raw_sha256: Mapped[bytes | None] = mapped_column(LargeBinary)
    """The prepared mail: every attempt sends these bytes."""
    history_id: Mapped[Decimal | None] = mapped_column(Numeric(20, 0))
    """Gmail's history id from before the first attempt: what was sent since stands after it."""
    without_thread: Mapped[bool] = mapped_column(server_default=text("false"))
    """Gmail refused its thread id."""
    attempts: Mapped[int] = mapped_column(server_default="0")
    """How often it was handed to Gmail, without the times when Gmail only asked to wait."""
    attempted_at: Mapped[Moment | None]
    """When it was last handed to Gmail."""
    may_have_left: Mapped[bool] = mapped_column(server_default=text("false"))
    """It was handed to Gmail, and no answer proves that it did not leave; an empty Sent folder is no proof."""
    refusals: Mapped[int] = mapped_column(server_default="0")
    """How often Gmail has refused it since for reasons that are not the mail's own: each is waited for longer."""
    looks: Mapped[int] = mapped_column(server_default="0")
    """How often the Sent folder was searched since, without finding it."""
    failure_code: Mapped[str | None]
    failure_detail: Mapped[str | None]
    gmail_message_id: Mapped[str | None]
    gmail_thread_id: Mapped[str | None]
    rfc_message_id: Mapped[str | None]
    """Gmail's own, read back after sending; the customer's answer refers to it."""
    message_id: Mapped[UUID | None]
    """The canonical message, once a copy of it was seen."""
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
        tenant_fk("ticket_id", "tickets", ondelete="CASCADE"),
        ForeignKeyConstraint(["organization_id", "sha256"], ["blobs.organization_id", "blobs.sha256"]),
        Index("ix_outbound_uploads_message", "organization_id", "outbound_message_id"),
        Index("ix_outbound_uploads_ticket", "organization_id", "ticket_id", "created_at"),
    )
    outbound_message_id: Mapped[UUID | None]
    ticket_id: Mapped[UUID | None]
    uploaded_by_user_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    filename: Mapped[str]
    content_type: Mapped[str]
    size: Mapped[int]
    sha256: Mapped[bytes] = mapped_column(LargeBinary)
    content_id: Mapped[str | None]
    is_inline: Mapped[bool] = mapped_column(server_default=text("false"))
    position: Mapped[int] = mapped_column(server_default="0")
    created_at: Mapped[CreatedAt]

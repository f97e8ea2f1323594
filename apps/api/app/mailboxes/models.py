"""Tables of mailboxes. A mailbox is keyed by Google's stable ``sub``; its address may change."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, Numeric, Text, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from app.core.columns import CreatedAt, Moment, closed_set
from app.core.db import Base, TenantRow, owned_by_organization, tenant_fk
from app.core.ids import new_id


class MailboxKind(StrEnum):
    """A journal mailbox is read for everybody's mail; a sending mailbox is one that replies leave through; an archive
    holds imported mail and has neither credentials nor sync."""

    journal = "journal"
    sending = "sending"
    archive = "archive"


class MailboxStatus(StrEnum):
    """Whether Google lets us in. ``error`` is what an admin must mend; ``needs_reauth`` asks for consent again."""

    connected = "connected"
    needs_reauth = "needs_reauth"
    error = "error"


class AliasState(StrEnum):
    """What Gmail says of an address to send as: usable, waiting for its owner's confirmation, or no longer listed."""

    accepted = "accepted"
    pending = "pending"
    removed = "removed"


class BackfillState(StrEnum):
    """The first full listing of a mailbox, or a resync after an expired history."""

    pending = "pending"
    running = "running"
    done = "done"


class Mailbox(TenantRow, Base):
    """One Gmail mailbox of an organisation."""

    __tablename__ = "mailboxes"
    __table_args__ = (
        owned_by_organization(),
        Index("uq_mailboxes_organization_id_kind_google_sub", "organization_id", "kind", "google_sub", unique=True),
    )
    kind: Mapped[MailboxKind] = mapped_column(closed_set(MailboxKind, "kind"))
    email: Mapped[str]
    google_sub: Mapped[str]
    status: Mapped[MailboxStatus] = mapped_column(closed_set(MailboxStatus, "status"))
    error_code: Mapped[str | None]
    error_detail: Mapped[str | None]
    paused_until: Mapped[Moment | None]
    """Set by a person: nothing of this mailbox is fetched until then."""
    not_before: Mapped[Moment | None]
    """Set by Google ("Retry after …"): every worker waits."""
    sends_not_before: Mapped[Moment | None]
    """Gmail's sending limit: nothing is sent until then, and everything else goes on."""
    owner_user_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    """Of a sending mailbox: the only person who may send through it; NULL is for everybody in the organisation."""
    identities_read_at: Mapped[Moment | None]
    """When Gmail was last asked which addresses this mailbox may send as."""
    connected_at: Mapped[CreatedAt]
    updated_at: Mapped[CreatedAt]


class MailboxCredential(TenantRow, Base):
    """The OAuth grant of a mailbox. Tokens are sealed by `app.core.crypto` with the row's identity."""

    __tablename__ = "mailbox_credentials"
    __table_args__ = (
        owned_by_organization(),
        tenant_fk("mailbox_id", "mailboxes", ondelete="CASCADE"),
        Index("uq_mailbox_credentials_organization_id_mailbox_id", "organization_id", "mailbox_id", unique=True),
        CheckConstraint("is_delegated = (refresh_token_sealed IS NULL)", name="grant_of_one_kind"),
    )
    mailbox_id: Mapped[UUID]
    refresh_token_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    is_delegated: Mapped[bool] = mapped_column(server_default=text("false"))
    """The service account opens this mailbox by domain-wide delegation: there is no refresh token, a new assertion is
    signed each time."""
    access_token_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    access_token_expires_at: Mapped[Moment | None]
    refresh_leased_until: Mapped[Moment | None]
    """While one worker asks Google for a new access token, the others wait for its answer instead of asking too."""
    scopes: Mapped[list[str]] = mapped_column(ARRAY(Text))
    updated_at: Mapped[CreatedAt]


class MailboxSync(TenantRow, Base):
    """How far we have read a mailbox. ``history_id`` is the cursor (an unsigned 64-bit integer) and only grows."""

    __tablename__ = "mailbox_syncs"
    __table_args__ = (
        owned_by_organization(),
        tenant_fk("mailbox_id", "mailboxes", ondelete="CASCADE"),
        Index("uq_mailbox_syncs_organization_id_mailbox_id", "organization_id", "mailbox_id", unique=True),
        CheckConstraint("history_id >= 0 AND history_id < 18446744073709551616", name="history_id_uint64"),
    )
    mailbox_id: Mapped[UUID]
    history_id: Mapped[Decimal | None] = mapped_column(Numeric(20, 0))
    backfill_state: Mapped[BackfillState] = mapped_column(closed_set(BackfillState, "backfill_state"))
    backfill_page_token: Mapped[str | None]
    backfill_query: Mapped[str | None]
    """Gmail query of a bounded resync (``after:…``); NULL lists everything."""
    backfill_listed: Mapped[int] = mapped_column(server_default="0")
    backfill_total_estimate: Mapped[int | None]
    backfill_started_at: Mapped[Moment | None]
    backfill_finished_at: Mapped[Moment | None]
    resync_count: Mapped[int] = mapped_column(server_default="0")
    """How often an expired history forced a bounded resync; the last one's time tells hot loops apart."""
    last_resync_at: Mapped[Moment | None]
    last_history_at: Mapped[Moment | None]
    reconciled_at: Mapped[Moment | None]
    reconcile_page_token: Mapped[str | None]
    """Set while a reconciliation is under way."""
    reconcile_missing: Mapped[int] = mapped_column(server_default="0")
    """Copies that the newest reconciliation found at Gmail and not with us."""
    watch_expires_at: Mapped[Moment | None]
    failures: Mapped[int] = mapped_column(server_default="0")
    """Consecutive failures; the circuit opens at a threshold and re-arms itself at ``retry_at``."""
    retry_at: Mapped[Moment | None]
    last_error_code: Mapped[str | None]
    last_error_detail: Mapped[str | None]
    last_error_at: Mapped[Moment | None]


class MailboxQuota(TenantRow, Base):
    """The Gmail unit budget of a mailbox, a token bucket that all workers share."""

    __tablename__ = "mailbox_quotas"
    __table_args__ = (
        owned_by_organization(),
        tenant_fk("mailbox_id", "mailboxes", ondelete="CASCADE"),
        Index("uq_mailbox_quotas_organization_id_mailbox_id", "organization_id", "mailbox_id", unique=True),
    )
    mailbox_id: Mapped[UUID]
    units: Mapped[float]
    refilled_at: Mapped[CreatedAt]


class SendIdentity(TenantRow, Base):
    """An address a connected mailbox may send as (Gmail's ``settings.sendAs``)."""

    __tablename__ = "send_identities"
    __table_args__ = (
        owned_by_organization(),
        tenant_fk("mailbox_id", "mailboxes", ondelete="CASCADE"),
        Index("uq_send_identities_mailbox_email", "organization_id", "mailbox_id", "email", unique=True),
    )
    mailbox_id: Mapped[UUID]
    email: Mapped[str]
    display_name: Mapped[str] = mapped_column(server_default="")
    signature_html: Mapped[str] = mapped_column(server_default="")
    """Gmail's own signature of the address, sanitised."""
    own_signature_html: Mapped[str | None]
    """What people here wrote in its place."""
    state: Mapped[AliasState] = mapped_column(closed_set(AliasState, "state"), server_default="pending")
    plus_addressing: Mapped[bool] = mapped_column(server_default=text("false"))
    """Whether mail to ``address+anything`` reaches the same mailbox: true of a mailbox's own address, not of a
    group."""
    is_primary: Mapped[bool] = mapped_column(server_default=text("false"))
    is_default: Mapped[bool] = mapped_column(server_default=text("false"))
    is_verified: Mapped[bool] = mapped_column(server_default=text("false"))
    updated_at: Mapped[CreatedAt]


class OAuthState(Base):
    """A consent that is under way: single use, bound to the session that began it. Global, for the browser comes
    back with nothing but the state."""

    __tablename__ = "oauth_states"
    __table_args__ = (Index("ix_oauth_states_expires_at", "expires_at"),)
    state_hash: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    id: Mapped[UUID] = mapped_column(default=new_id)
    session_id: Mapped[UUID] = mapped_column(ForeignKey("sessions.id", ondelete="CASCADE"))
    organization_id: Mapped[UUID] = mapped_column(ForeignKey("organizations.id", ondelete="CASCADE"))
    mailbox_kind: Mapped[MailboxKind] = mapped_column(closed_set(MailboxKind, "mailbox_kind"))
    mailbox_id: Mapped[UUID | None]
    """Set when an existing mailbox is reconnected: another account is then refused."""
    owner_user_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    """For whom alone a sending mailbox is connected; NULL is for everybody."""
    code_verifier_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    nonce: Mapped[str]
    expires_at: Mapped[Moment]

"""Tables of who pays attention to a ticket: who follows it, what they are told, who looks at it now."""

from __future__ import annotations

from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.columns import CreatedAt, Moment, closed_set
from app.core.db import Base, TenantRow, owned_by_organization, tenant_fk


class NotificationKind(StrEnum):
    """What a person is told: a note calls them by name, the ticket became theirs, a mail or a note came into a ticket
    that they follow, a ticket that they had snoozed is back."""

    mention = "mention"
    assigned = "assigned"
    reply = "reply"
    note = "note"
    woken = "woken"


class PresenceState(StrEnum):
    """What somebody does with a ticket at this moment."""

    viewing = "viewing"
    replying = "replying"
    noting = "noting"


def _member(table: str) -> ForeignKeyConstraint:
    """Ends with the membership."""
    return ForeignKeyConstraint(
        ["organization_id", "user_id"],
        ["memberships.organization_id", "memberships.user_id"],
        name=f"fk_{table}_membership",
        ondelete="CASCADE",
    )


class TicketFollower(Base):
    """A member who wants to hear of a ticket."""

    __tablename__ = "ticket_followers"
    __table_args__ = (
        owned_by_organization(),
        tenant_fk("ticket_id", "tickets", ondelete="CASCADE"),
        _member("ticket_followers"),
        Index("ix_ticket_followers_user", "organization_id", "user_id", "ticket_id"),
    )
    organization_id: Mapped[UUID] = mapped_column(primary_key=True)
    ticket_id: Mapped[UUID] = mapped_column(primary_key=True)
    user_id: Mapped[UUID] = mapped_column(primary_key=True)
    created_at: Mapped[CreatedAt]


class Notification(TenantRow, Base):
    """A line in a member's list. While it is unread, the same again counts it up instead of adding a line."""

    __tablename__ = "notifications"
    __table_args__ = (
        owned_by_organization(),
        tenant_fk("ticket_id", "tickets", ondelete="CASCADE"),
        tenant_fk("note_id", "ticket_notes", ondelete="SET NULL"),
        tenant_fk("message_id", "messages", ondelete="SET NULL"),
        _member("notifications"),
        Index("ix_notifications_user", "organization_id", "user_id", "happened_at", "id"),
        Index("ix_notifications_ticket", "organization_id", "ticket_id"),
        Index("ix_notifications_note", "organization_id", "note_id"),
        Index("ix_notifications_message", "organization_id", "message_id"),
        Index(
            "uq_notifications_unread",
            "organization_id",
            "user_id",
            "ticket_id",
            "kind",
            unique=True,
            postgresql_where=text("read_at IS NULL"),
        ),
    )
    user_id: Mapped[UUID]
    ticket_id: Mapped[UUID]
    kind: Mapped[NotificationKind] = mapped_column(closed_set(NotificationKind, "kind"))
    actor_user_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    note_id: Mapped[UUID | None]
    message_id: Mapped[UUID | None]
    count: Mapped[int] = mapped_column(server_default="1")
    happened_at: Mapped[Moment]
    read_at: Mapped[Moment | None]
    created_at: Mapped[CreatedAt]


class Presence(Base):
    """That somebody looks at a ticket, said again every few seconds by each of their windows. Unlogged: it means
    nothing after a crash, and costs no write-ahead log."""

    __tablename__ = "ticket_presence"
    __table_args__ = (
        owned_by_organization(),
        tenant_fk("ticket_id", "tickets", ondelete="CASCADE"),
        _member("ticket_presence"),
        Index("ix_ticket_presence_seen", "organization_id", "seen_at"),
        {"prefixes": ["UNLOGGED"]},
    )
    organization_id: Mapped[UUID] = mapped_column(primary_key=True)
    ticket_id: Mapped[UUID] = mapped_column(primary_key=True)
    user_id: Mapped[UUID] = mapped_column(primary_key=True)
    client_id: Mapped[UUID] = mapped_column(primary_key=True)
    """A window of the browser."""
    state: Mapped[PresenceState] = mapped_column(closed_set(PresenceState, "state"))
    since: Mapped[Moment]
    """Since when it is in this state."""
    seen_at: Mapped[Moment]

"""Tables of routing."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.columns import CreatedAt, closed_set
from app.core.db import Base, TenantRow, owned_by_organization, tenant_fk
from app.messages.models import Direction
from app.tickets.models import TicketStatus


class AllowlistEntry(TenantRow, Base):
    """A pattern of recipients that tickets are made for. No enabled entry allows everything."""

    __tablename__ = "routing_allowlist"
    __table_args__ = (
        owned_by_organization(),
        Index("uq_routing_allowlist_pattern", "organization_id", "pattern", unique=True),
        CheckConstraint("length(pattern) BETWEEN 1 AND 320", name="pattern_length"),
    )
    pattern: Mapped[str]
    is_enabled: Mapped[bool] = mapped_column(server_default=text("true"))
    created_at: Mapped[CreatedAt]


class RoutingRule(TenantRow, Base):
    """Lower priority number first; the first rule that matches decides. A NULL match field matches everything."""

    __tablename__ = "routing_rules"
    __table_args__ = (
        owned_by_organization(),
        tenant_fk("action_assign_queue_id", "queues", ondelete="SET NULL"),
        Index("ix_routing_rules_order", "organization_id", "priority", "id"),
        CheckConstraint("length(btrim(name)) BETWEEN 1 AND 200", name="name_length"),
    )
    name: Mapped[str]
    priority: Mapped[int] = mapped_column(server_default="100")
    is_enabled: Mapped[bool] = mapped_column(server_default=text("true"))
    match_recipient_pattern: Mapped[str | None]
    match_sender_email_pattern: Mapped[str | None]
    match_sender_domain_pattern: Mapped[str | None]
    match_direction: Mapped[Direction | None] = mapped_column(closed_set(Direction, "match_direction"))
    action_assign_queue_id: Mapped[UUID | None]
    action_assign_user_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    action_set_status: Mapped[TicketStatus | None] = mapped_column(closed_set(TicketStatus, "action_set_status"))
    action_drop: Mapped[bool] = mapped_column(server_default=text("false"))
    action_auto_close: Mapped[bool] = mapped_column(server_default=text("false"))
    created_at: Mapped[CreatedAt]

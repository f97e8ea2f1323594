"""Tables of what an organisation promises: when it works, and within which time it answers."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint, Date, Index
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.core.columns import CreatedAt, Moment, closed_set
from app.core.db import Base, TenantRow, owned_by_organization, tenant_fk
from app.tickets.models import Priority

#: Nobody promises an answer for later than after a year of working time.
LONGEST_MINUTES = 525_600


class BusinessCalendar(Base):
    """When the organisation works: one for all of it."""

    __tablename__ = "business_calendars"
    __table_args__ = (owned_by_organization(),)
    organization_id: Mapped[UUID] = mapped_column(primary_key=True)
    time_zone: Mapped[str]
    """An IANA name."""
    weekly: Mapped[list[list[int]]] = mapped_column(JSONB)
    """``[weekday, start, end]``: 0 is Monday; minutes from midnight by the clock on the wall. Empty: around the clock.
    In order, and no two overlap."""
    holidays: Mapped[list[date]] = mapped_column(ARRAY(Date))
    updated_at: Mapped[CreatedAt]
    """When these hours and promises were written: their version."""
    applied_at: Mapped[Moment | None]
    """The version by which the tickets' due times were last derived (`app.tickets.response_due`)."""


class ResponsePolicy(TenantRow, Base):
    """What is promised in a queue; without a queue: in every one that has no policy of its own, and outside of any."""

    __tablename__ = "response_policies"
    __table_args__ = (
        owned_by_organization(),
        tenant_fk("queue_id", "queues", ondelete="CASCADE"),
        Index(
            "uq_response_policies_queue", "organization_id", "queue_id", unique=True, postgresql_nulls_not_distinct=True
        ),
    )
    queue_id: Mapped[UUID | None]


class ResponseTarget(Base):
    """Within how many business minutes an answer is promised, for one priority. Null: nothing is promised."""

    __tablename__ = "response_targets"
    __table_args__ = (
        owned_by_organization(),
        tenant_fk("policy_id", "response_policies", ondelete="CASCADE"),
        CheckConstraint(f"first_response_minutes BETWEEN 1 AND {LONGEST_MINUTES}", name="first_response_minutes_range"),
        CheckConstraint(f"next_response_minutes BETWEEN 1 AND {LONGEST_MINUTES}", name="next_response_minutes_range"),
    )
    organization_id: Mapped[UUID] = mapped_column(primary_key=True)
    policy_id: Mapped[UUID] = mapped_column(primary_key=True)
    priority: Mapped[Priority] = mapped_column(closed_set(Priority, "priority"), primary_key=True)
    first_response_minutes: Mapped[int | None]
    next_response_minutes: Mapped[int | None]

"""What is due for replies, decided from the rows alone: the heartbeat that ends every wait and heals every lost job."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import or_, select, text

from app.core.db import transaction
from app.identity.models import Organization
from app.outbound.acknowledging import acknowledge_new
from app.outbound.models import OutboundMessage
from app.outbound.wake import request_send

_LOCK = 7_407
_AT_ONCE = 500


def schedule_replies(at: datetime) -> int:
    """Enqueue what is due at `at` in every organisation, new acknowledgements too; returns the number of jobs enqueued.
    One worker at a time."""
    with transaction() as guard:
        if not guard.scalar(text("SELECT pg_try_advisory_xact_lock(:key)"), {"key": _LOCK}):
            return 0
        organizations = guard.scalars(select(Organization.id)).all()
        return sum(_organization(organization_id, at) for organization_id in organizations)


def _organization(organization_id: UUID, at: datetime) -> int:
    with transaction(organization_id) as session:
        acknowledge_new(session, organization_id)
        due = session.scalars(
            select(OutboundMessage.id)
            .where(
                OutboundMessage.organization_id == organization_id,
                OutboundMessage.due_at <= at,
                or_(OutboundMessage.leased_until.is_(None), OutboundMessage.leased_until < at),
            )
            .order_by(OutboundMessage.due_at, OutboundMessage.id)
            .limit(_AT_ONCE)
        ).all()
        return sum(1 for reply_id in due if request_send(session, organization_id, reply_id) is not None)

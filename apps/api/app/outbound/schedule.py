"""What is due for replies, decided from the rows alone: the heartbeat that ends every wait and heals every lost job."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from sqlalchemy import or_, select, text
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.orm import Session

from app.core.db import transaction
from app.core.logs import get_logger
from app.identity.models import Organization
from app.outbound.acknowledging import acknowledge_new
from app.outbound.models import OutboundMessage
from app.outbound.wake import request_send

log = get_logger(__name__)

_LOCK = 7_407
_AT_ONCE = 500


def schedule_replies(at: datetime) -> int:
    """Enqueue what is due at `at` in every organisation, new acknowledgements too; returns the number of jobs enqueued.
    One worker at a time. What goes wrong for one organisation is logged, and holds up no other."""
    with transaction() as guard:
        if not guard.scalar(text("SELECT pg_try_advisory_xact_lock(:key)"), {"key": _LOCK}):
            return 0
        organizations = guard.scalars(select(Organization.id)).all()
        return sum(
            _apart(organization_id, step, at) for organization_id in organizations for step in (_acknowledge, _due)
        )


def _apart(organization_id: UUID, step: Callable[[Session, UUID, datetime], int], at: datetime) -> int:
    try:
        with transaction(organization_id) as session:
            return step(session, organization_id, at)
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:
        log.error(
            "replies_not_scheduled", organization_id=str(organization_id), kind=type(error).__name__, exc_info=True
        )
        return 0


def _acknowledge(session: Session, organization_id: UUID, at: datetime) -> int:
    return acknowledge_new(session, organization_id)


def _due(session: Session, organization_id: UUID, at: datetime) -> int:
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

"""What is to be done for tickets as time passes; the worker asks again and again."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, text

from app.core.db import transaction
from app.identity.models import Organization
from app.tickets.presence import sweep
from app.tickets.response_due import request_what_is_not_applied
from app.tickets.snooze import wake_due

_ONE_WORKER = 7_408


def tend_tickets(at: datetime) -> int:
    """Wake every organisation's tickets whose time has come at `at`, forget who is gone, and see that new promises are
    applied; how many woke. One worker at a time."""
    with transaction() as guard:
        if not guard.scalar(text("SELECT pg_try_advisory_xact_lock(:key)"), {"key": _ONE_WORKER}):
            return 0
        woken = 0
        for organization_id in guard.scalars(select(Organization.id)).all():
            with transaction(organization_id) as session:
                woken += len(wake_due(session, organization_id, at))
                sweep(session, organization_id)
                request_what_is_not_applied(session, organization_id)
        return woken

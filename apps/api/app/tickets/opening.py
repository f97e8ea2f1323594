"""Numbers and codes for new tickets, gapless per organisation while nothing rolls back."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import update
from sqlalchemy.orm import Session

from app.identity.models import Organization


def next_numbers(session: Session, organization_id: UUID, count: int) -> range:
    """Take `count` ticket numbers."""
    after = session.execute(
        update(Organization)
        .where(Organization.id == organization_id)
        .values(next_ticket_number=Organization.next_ticket_number + count)
        .returning(Organization.next_ticket_number)
    ).scalar_one()
    return range(after - count, after)


def ticket_code(number: int) -> str:
    """The code people say: ``T-000123``."""
    return f"T-{number:06d}"

"""Which organisation a command is for."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import func, select

from app.core.db import transaction
from app.core.errors import NotFound
from app.identity.models import Organization


class UnknownOrganization(NotFound):
    """No organisation has this name."""

    code = "unknown_organization"


def organization_id_of(name: str) -> UUID:
    """The organisation called `name`, whatever its case."""
    with transaction() as session:
        found = session.scalar(select(Organization.id).where(func.lower(Organization.name) == name.strip().lower()))
    if found is None:
        raise UnknownOrganization(
            f"There is no organisation named '{name}'. Create it: "
            f"oss-ticketing create-admin you@example.com --organization '{name}'"
        )
    return found


def organization_ids(name: str | None) -> list[UUID]:
    """The organisation called `name`, or all of them."""
    if name is not None:
        return [organization_id_of(name)]
    with transaction() as session:
        return list(session.scalars(select(Organization.id).order_by(Organization.id)))

"""Organisations and their members."""

from __future__ import annotations

from uuid import UUID

from app.core.db import transaction
from app.identity.enrol import ensure_member, ensure_organization, ensure_user
from app.identity.models import Role


def make_organization(name: str = "Acme") -> UUID:
    """An organisation; its id."""
    with transaction() as session:
        return ensure_organization(session, name).id


def make_member(organization_name: str, email: str, role: Role = Role.agent) -> UUID:
    """A member of the organisation (made if missing); the user's id."""
    with transaction() as session:
        user = ensure_user(session, email, email.partition("@")[0])
        ensure_member(session, ensure_organization(session, organization_name), user, role)
        return user.id

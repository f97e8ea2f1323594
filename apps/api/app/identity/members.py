"""Who belongs to what."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core.errors import Conflict, NotFound
from app.identity.access import Caller
from app.identity.models import Membership, Organization, User
from app.identity.schemas import Me, MemberOut, MembershipOut, OrganizationOut, OrganizationPatch, UserOut


class OrganizationNameTaken(Conflict):
    """Another organisation has this name."""

    code = "organization_name_taken"
    title = "Another organisation has this name"


def describe_caller(session: Session, caller: Caller) -> Me:
    """Who the caller is, and every organisation they belong to."""
    user = session.get_one(User, caller.user_id)
    rows = session.execute(
        select(Membership.organization_id, Organization.name.label("organization_name"), Membership.role, Organization)
        .join(Organization, Organization.id == Membership.organization_id)
        .where(Membership.user_id == caller.user_id)
        .order_by(func.lower(Organization.name))
    ).all()
    present = next(row.Organization for row in rows if row.organization_id == caller.organization_id)
    return Me(
        user=UserOut.model_validate(user),
        organization=OrganizationOut.model_validate(present),
        role=caller.role,
        memberships=[MembershipOut.model_validate(row) for row in rows],
    )


def list_members(session: Session, organization_id: UUID) -> list[MemberOut]:
    """The users of the organisation, by address."""
    rows = session.execute(
        select(Membership.user_id, User.email, User.name, Membership.role)
        .join(User, User.id == Membership.user_id)
        .where(Membership.organization_id == organization_id)
        .order_by(User.email)
    ).all()
    return [MemberOut.model_validate(row) for row in rows]


def names_of(session: Session, user_ids: Collection[UUID]) -> dict[UUID, str]:
    """What to call these users: their name, else their address."""
    if not user_ids:
        return {}
    rows = session.execute(select(User.id, User.name, User.email).where(User.id.in_(set(user_ids))))
    return {row.id: row.name or row.email for row in rows}


def members_by_email(session: Session, organization_id: UUID, emails: Collection[str]) -> dict[str, tuple[UUID, str]]:
    """Of these addresses (lower-case) those that a member signs in with: the user's id and what to call them."""
    if not emails:
        return {}
    rows = session.execute(
        select(User.id, User.name, User.email)
        .join(Membership, Membership.user_id == User.id)
        .where(Membership.organization_id == organization_id, User.email.in_(set(emails)))
    )
    return {row.email: (row.id, row.name or row.email) for row in rows}


def get_organization(session: Session, organization_id: UUID) -> Organization:
    """The organisation."""
    found = session.get(Organization, organization_id)
    if found is None:
        raise NotFound()
    return found


def change_organization(session: Session, organization_id: UUID, patch: OrganizationPatch) -> Organization:
    """Rename the organisation or set its mail domains. Raises `OrganizationNameTaken`."""
    organization = get_organization(session, organization_id)
    if patch.name is not None:
        same_name = func.lower(Organization.name) == func.lower(patch.name)
        if session.scalar(select(Organization.id).where(same_name, Organization.id != organization_id)):
            raise OrganizationNameTaken()
        organization.name = patch.name
    if patch.domains is not None:
        organization.domains = sorted(set(patch.domains))
    session.flush()
    return organization

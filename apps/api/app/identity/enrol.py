"""Users, organisations and memberships that are made when they are missing. Two callers at once agree on one row."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import exists, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.core.db import enter
from app.core.ids import new_id
from app.identity.models import Membership, Organization, Role, User


def ensure_user(session: Session, email: str, name: str = "") -> User:
    """The user with this (lower-case) address."""
    session.execute(insert(User).values(id=new_id(), email=email, name=name).on_conflict_do_nothing())
    return session.scalars(select(User).where(User.email == email)).one()


def ensure_organization(session: Session, name: str) -> Organization:
    """The organisation of this name, whatever its case; its row stays locked to the end of the transaction."""
    session.execute(insert(Organization).values(id=new_id(), name=name).on_conflict_do_nothing())
    same_name = func.lower(Organization.name) == func.lower(name)
    return session.scalars(select(Organization).where(same_name).with_for_update()).one()


def ensure_member(session: Session, organization: Organization, user: User, role: Role | None = None) -> Role:
    """Make `user` a member and return the role they have. A new member gets `role`, and without one: admin when they
    are the first, agent after that. From here the transaction acts for the organisation."""
    enter(session, organization.id, user.id)
    if role is None:
        anyone = session.scalar(select(exists().where(Membership.organization_id == organization.id)))
        role = Role.agent if anyone else Role.admin
    session.execute(
        insert(Membership)
        .values(organization_id=organization.id, id=new_id(), user_id=user.id, role=role)
        .on_conflict_do_nothing()
    )
    return role_in(session, organization.id, user.id) or role


def role_in(session: Session, organization_id: UUID, user_id: UUID) -> Role | None:
    """The user's role in the organisation, None when they are no member (or the transaction may not see it)."""
    return session.scalar(
        select(Membership.role).where(Membership.organization_id == organization_id, Membership.user_id == user_id)
    )

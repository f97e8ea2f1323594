"""Tables of identity. Organisations, users and sessions are global, for they are read before it is known for whom
a request acts; memberships belong to an organisation and also show to the person whose they are."""

from __future__ import annotations

from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, LargeBinary, Text, func, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from app.core.columns import CreatedAt, Moment, closed_set
from app.core.db import Base, TenantRow, owned_by_organization
from app.core.ids import new_id


class Role(StrEnum):
    """What a member may do: a viewer reads, an agent works on tickets, an admin also configures."""

    admin = "admin"
    agent = "agent"
    viewer = "viewer"


class Organization(Base):
    """A customer of this installation: everything else belongs to one."""

    __tablename__ = "organizations"
    __table_args__ = (
        Index("uq_organizations_name", func.lower(text("name")), unique=True),
        CheckConstraint("length(btrim(name)) BETWEEN 1 AND 200", name="name_length"),
    )
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    name: Mapped[str]
    domains: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default="{}")
    next_ticket_number: Mapped[int] = mapped_column(server_default="1")
    created_at: Mapped[CreatedAt]


class User(Base):
    """A person, known by one e-mail address (lower case) in every organisation."""

    __tablename__ = "users"
    __table_args__ = (
        Index("uq_users_email", "email", unique=True),
        CheckConstraint("email = lower(email)", name="email_lower"),
    )
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    email: Mapped[str]
    name: Mapped[str] = mapped_column(server_default="")
    created_at: Mapped[CreatedAt]


class Membership(TenantRow, Base):
    """A user in an organisation, with a role."""

    __tablename__ = "memberships"
    __table_args__ = (
        owned_by_organization(),
        Index("uq_memberships_organization_id_user_id", "organization_id", "user_id", unique=True),
        Index("ix_memberships_user_id", "user_id"),
    )
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    role: Mapped[Role] = mapped_column(closed_set(Role, "role"))
    created_at: Mapped[CreatedAt]


class UserSession(Base):
    """A signed-in browser. Only the SHA-256 of the cookie is stored. Ends with the membership it stands on."""

    __tablename__ = "sessions"
    __table_args__ = (
        ForeignKeyConstraint(
            ["organization_id", "user_id"], ["memberships.organization_id", "memberships.user_id"], ondelete="CASCADE"
        ),
        Index("uq_sessions_token_hash", "token_hash", unique=True),
        Index("ix_sessions_expires_at", "expires_at"),
    )
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    token_hash: Mapped[bytes] = mapped_column(LargeBinary)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    organization_id: Mapped[UUID]
    created_at: Mapped[CreatedAt]
    expires_at: Mapped[Moment]


class ApiToken(Base):
    """A key for scripts (``Authorization: Bearer oss_…``); only its SHA-256 is stored."""

    __tablename__ = "api_tokens"
    __table_args__ = (
        ForeignKeyConstraint(
            ["organization_id", "user_id"], ["memberships.organization_id", "memberships.user_id"], ondelete="CASCADE"
        ),
        Index("uq_api_tokens_token_hash", "token_hash", unique=True),
    )
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    token_hash: Mapped[bytes] = mapped_column(LargeBinary)
    name: Mapped[str]
    user_id: Mapped[UUID]
    organization_id: Mapped[UUID]
    created_at: Mapped[CreatedAt]
    expires_at: Mapped[Moment | None]
    last_used_at: Mapped[Moment | None]

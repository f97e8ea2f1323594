"""Who may: the one place that decides it.

An endpoint says what it needs by the type of its parameter: `ViewerCaller` reads, `AgentCaller` works on tickets,
`AdminCaller` configures; `OrgSession` is a database session inside the caller's organisation. The caller is looked
up in a short transaction of its own, so that an endpoint which talks to the network holds none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request
from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from app.core.clock import now
from app.core.db import enter, transaction
from app.core.errors import Forbidden, Unauthenticated
from app.core.settings import get_settings
from app.identity.models import ApiToken, Membership, Role
from app.identity.sessions import find_session, hash_token

#: What an API token begins with, so that a leaked one is recognised.
TOKEN_PREFIX = "oss_"  # noqa: S105 - a public prefix
_RANK = {Role.viewer: 0, Role.agent: 1, Role.admin: 2}
#: `last_used_at` is for people who clean up: a minute is exact enough, and not every read should write.
_USED_EVERY = timedelta(minutes=1)


class BadToken(Unauthenticated):
    """The ``Authorization`` header does not hold an API token that works."""

    code = "invalid_token"
    title = "The API token is unknown, revoked or expired"


class RoleTooLow(Forbidden):
    """The caller's role does not allow this."""

    code = "role_too_low"
    title = "Your role does not allow this"


@dataclass(frozen=True, slots=True)
class Caller:
    """For whom a request acts. ``session_id`` is None when an API token speaks instead of a browser."""

    user_id: UUID
    organization_id: UUID
    role: Role
    session_id: UUID | None


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a request shows of itself. A bearer token, when there is one, decides alone: cookies are then ignored,
    for such a request needs no CSRF token."""

    bearer: str | None
    cookie: str | None


def credentials_of(request: Request) -> Credentials:
    """The credentials in the request's headers."""
    scheme, _, value = request.headers.get("authorization", "").partition(" ")
    bearer = value.strip() if scheme.lower() == "bearer" else None
    return Credentials(bearer, request.cookies.get(get_settings().session_cookie_name))


def authenticate(credentials: Credentials) -> Caller:
    """Look the caller up. Raises `Unauthenticated` (`BadToken` for a bearer token) when nobody is signed in."""
    with transaction() as session:
        if credentials.bearer is not None:
            return _by_token(session, credentials.bearer)
        found = find_session(session, credentials.cookie, now()) if credentials.cookie else None
        if found is None:
            raise Unauthenticated()
        session_id, user_id, organization_id = found
        return Caller(user_id, organization_id, _role(session, user_id, organization_id), session_id)


def _by_token(session: Session, token: str) -> Caller:
    at = now()
    row = session.execute(
        select(ApiToken.id, ApiToken.user_id, ApiToken.organization_id, ApiToken.last_used_at).where(
            ApiToken.token_hash == hash_token(token), or_(ApiToken.expires_at.is_(None), ApiToken.expires_at > at)
        )
    ).one_or_none()
    if row is None or not token.startswith(TOKEN_PREFIX):
        raise BadToken()
    if row.last_used_at is None or row.last_used_at < at - _USED_EVERY:
        session.execute(update(ApiToken).where(ApiToken.id == row.id).values(last_used_at=at))
    return Caller(row.user_id, row.organization_id, _role(session, row.user_id, row.organization_id), None)


def _role(session: Session, user_id: UUID, organization_id: UUID) -> Role:
    enter(session, organization_id, user_id)
    role = session.scalar(
        select(Membership.role).where(Membership.organization_id == organization_id, Membership.user_id == user_id)
    )
    if role is None:
        raise Unauthenticated()
    return role


def current_caller(request: Request) -> Caller:
    """Dependency: who calls, whatever their role."""
    return authenticate(credentials_of(request))


def at_least(role: Role) -> Callable[[Caller], Caller]:
    """Dependency: the caller, refused with 403 when their role is below `role`."""

    def check(caller: Annotated[Caller, Depends(current_caller)]) -> Caller:
        if _RANK[caller.role] < _RANK[role]:
            raise RoleTooLow(f"This needs the role {role}; yours is {caller.role}.")
        return caller

    return check


ViewerCaller = Annotated[Caller, Depends(at_least(Role.viewer))]
AgentCaller = Annotated[Caller, Depends(at_least(Role.agent))]
AdminCaller = Annotated[Caller, Depends(at_least(Role.admin))]


def organization_session(caller: Annotated[Caller, Depends(current_caller)]) -> Iterator[Session]:
    """Dependency: one transaction in the caller's organisation, committed when the endpoint function returns."""
    with transaction(caller.organization_id, user_id=caller.user_id) as session:
        yield session


# scope="function": the commit happens before the response is sent, so a failed commit is never answered with 200.
OrgSession = Annotated[Session, Depends(organization_session, scope="function")]

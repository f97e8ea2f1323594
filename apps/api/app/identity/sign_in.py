"""Signing in, out, and over to another organisation."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from app.core.clock import now
from app.core.db import transaction
from app.core.errors import Forbidden, NotFound
from app.core.settings import get_settings
from app.identity.access import Caller
from app.identity.enrol import ensure_member, ensure_organization, ensure_user, role_in
from app.identity.models import Organization, Role, User, UserSession
from app.identity.sessions import end_session, find_session, forget_expired, move_session, start_session
from app.realtime.notify import announce


class DevLoginDisabled(Forbidden):
    """Signing in by name alone is off."""

    code = "dev_login_disabled"
    title = "Developer sign-in is switched off here (ALLOW_DEV_LOGIN)"


class SessionNeeded(Forbidden):
    """An API token may not do this; a person in a browser may."""

    code = "session_required"
    title = "This needs a signed-in browser; an API token cannot do it"


@dataclass(frozen=True, slots=True)
class SignIn:
    """A fresh session; `token` goes into the cookie."""

    user: User
    organization: Organization
    role: Role
    session: UserSession
    token: str


def dev_sign_in(email: str, organization_name: str) -> SignIn:
    """Sign in by address alone, making what is missing. Raises `DevLoginDisabled`."""
    settings = get_settings()
    if not settings.allow_dev_login:
        raise DevLoginDisabled()
    with transaction() as session:
        forget_expired(session)
        user = ensure_user(session, email, email.partition("@")[0])
        organization = ensure_organization(session, organization_name)
        role = ensure_member(session, organization, user)
        row, token = start_session(session, user.id, organization.id, ttl_seconds=settings.session_ttl_seconds)
        return SignIn(user, organization, role, row, token)


def sign_out(token: str) -> None:
    """End the session that `token` opens; nothing happens when there is none. Its event streams end with it."""
    with transaction() as session:
        found = find_session(session, token, now())
        if found is not None:
            session_id, _, organization_id = found
            end_session(session, session_id)
            announce(session, organization_id, "session", [session_id])


def session_of(caller: Caller) -> UUID:
    """The browser session of `caller`. Raises `SessionNeeded` for an API token."""
    if caller.session_id is None:
        raise SessionNeeded()
    return caller.session_id


def switch_organization(session: Session, caller: Caller, organization_id: UUID) -> Caller:
    """Let the caller's session act for another of their organisations. Raises `NotFound` when they are no member."""
    session_id = session_of(caller)
    role = role_in(session, organization_id, caller.user_id)
    if role is None:
        raise NotFound("You are not a member of that organisation.")
    move_session(session, session_id, organization_id)
    announce(session, caller.organization_id, "session", [session_id])
    return Caller(caller.user_id, organization_id, role, session_id)

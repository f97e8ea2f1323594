"""Signed-in browsers. The cookie is an opaque random token; the database knows only its SHA-256."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from app.core.clock import now
from app.identity.models import UserSession

_TOKEN_BYTES = 32


def hash_token(token: str) -> bytes:
    """What is stored of a secret token. It is random and long, so a plain SHA-256 does: there is nothing to guess."""
    return hashlib.sha256(token.encode("utf-8", "surrogateescape")).digest()


def start_session(
    session: Session, user_id: UUID, organization_id: UUID, *, ttl_seconds: int
) -> tuple[UserSession, str]:
    """A new session and the token for its cookie, which is shown this once."""
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    row = UserSession(
        token_hash=hash_token(token),
        user_id=user_id,
        organization_id=organization_id,
        expires_at=now() + timedelta(seconds=ttl_seconds),
    )
    session.add(row)
    session.flush()
    return row, token


def find_session(session: Session, token: str, at: datetime) -> tuple[UUID, UUID, UUID] | None:
    """(session id, user id, organisation id) of the session that `token` opens at the moment `at`."""
    row = session.execute(
        select(UserSession.id, UserSession.user_id, UserSession.organization_id).where(
            UserSession.token_hash == hash_token(token), UserSession.expires_at > at
        )
    ).one_or_none()
    return (row[0], row[1], row[2]) if row else None


def end_session(session: Session, session_id: UUID) -> None:
    """Sign this browser out; its cookie opens nothing any more."""
    session.execute(delete(UserSession).where(UserSession.id == session_id))


def move_session(session: Session, session_id: UUID, organization_id: UUID) -> None:
    """Let the session act for another organisation of the same person."""
    session.execute(update(UserSession).where(UserSession.id == session_id).values(organization_id=organization_id))


def forget_expired(session: Session) -> None:
    """Remove sessions that have ended by themselves."""
    session.execute(delete(UserSession).where(UserSession.expires_at <= now()))

"""Keys for scripts. A token acts as the person who made it and ends with their membership."""

from __future__ import annotations

import secrets
from datetime import timedelta
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.core.clock import now
from app.core.errors import NotFound
from app.identity.access import TOKEN_PREFIX, Caller
from app.identity.models import ApiToken
from app.identity.sessions import hash_token
from app.identity.sign_in import session_of


def create_token(session: Session, caller: Caller, name: str, expires_in_days: int | None) -> tuple[ApiToken, str]:
    """A new token and its text, which is shown this once. A token cannot make tokens (`SessionNeeded`): one that
    leaked could otherwise outlive its revocation."""
    session_of(caller)
    text = TOKEN_PREFIX + secrets.token_urlsafe(32)
    row = ApiToken(
        token_hash=hash_token(text),
        name=name,
        user_id=caller.user_id,
        organization_id=caller.organization_id,
        expires_at=now() + timedelta(days=expires_in_days) if expires_in_days else None,
    )
    session.add(row)
    session.flush()
    session.refresh(row)
    return row, text


def list_tokens(session: Session, organization_id: UUID) -> list[ApiToken]:
    """The organisation's tokens, oldest first."""
    return list(
        session.scalars(select(ApiToken).where(ApiToken.organization_id == organization_id).order_by(ApiToken.id))
    )


def revoke_token(session: Session, organization_id: UUID, token_id: UUID) -> None:
    """Make a token open nothing any more. Raises `NotFound`."""
    found = session.scalar(
        delete(ApiToken)
        .where(ApiToken.organization_id == organization_id, ApiToken.id == token_id)
        .returning(ApiToken.id)
    )
    if found is None:
        raise NotFound()

"""The way to Google's consent page: a state that works once, for the browser session that began it, for ten minutes.

Only the state's SHA-256 is stored; the PKCE verifier (RFC 7636) is sealed with the state as associated data; the
nonce binds the id_token to this consent (OpenID Connect Core §3.1.2.1).
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlencode
from uuid import UUID

from authlib.oauth2.rfc7636 import create_s256_code_challenge
from sqlalchemy import delete
from sqlalchemy.orm import Session

from app.core.clock import now
from app.core.crypto import get_keyring
from app.core.errors import Conflict, NotFound
from app.core.settings import get_settings
from app.mailboxes.health import find_mailbox
from app.mailboxes.models import MailboxKind, OAuthState

READONLY = "https://www.googleapis.com/auth/gmail.readonly"
SEND = "https://www.googleapis.com/auth/gmail.send"
#: Sending needs reading too: Gmail replaces our Message-ID, and only the sent copy tells by what; after a broken
#: connection only the Sent folder tells whether the mail left; and the addresses to send as stand in the settings.
_SCOPES = {
    MailboxKind.journal: ("openid", "email", READONLY),
    MailboxKind.sending: ("openid", "email", SEND, READONLY),
}
#: Broader grants that include reading.
READING_SCOPES = frozenset({READONLY, "https://www.googleapis.com/auth/gmail.modify", "https://mail.google.com/"})
SENDING_SCOPES = frozenset(
    {
        SEND,
        "https://www.googleapis.com/auth/gmail.compose",
        "https://www.googleapis.com/auth/gmail.modify",
        "https://mail.google.com/",
    }
)
_LIFETIME = timedelta(minutes=10)


class NotConfigured(Conflict):
    """No OAuth client is configured."""

    code = "not_configured"
    title = "Google is not configured: set GOOGLE_CLIENT_ID and GOOGLE_CLIENT_SECRET (docs/gmail-setup.md)"


class MailboxNotFound(NotFound):
    """The mailbox to reconnect is not there."""

    code = "mailbox_not_found"
    title = "No such mailbox"


@dataclass(frozen=True, slots=True)
class Consent:
    """A consent under way, as the callback finds it."""

    session_id: UUID
    organization_id: UUID
    mailbox_kind: MailboxKind
    mailbox_id: UUID | None
    owner_user_id: UUID | None
    code_verifier: str
    nonce: str
    expired: bool


def begin_consent(
    session: Session,
    session_id: UUID,
    organization_id: UUID,
    kind: MailboxKind,
    mailbox_id: UUID | None,
    owner_user_id: UUID | None = None,
) -> str:
    """The URL of Google's consent page; `mailbox_id` reconnects a mailbox, and another account is then refused.
    `owner_user_id` is the only person who may send through the mailbox; None is for everybody."""
    settings = get_settings()
    if not (settings.google_client_id and settings.google_client_secret):
        raise NotConfigured()
    state, verifier, nonce = (secrets.token_urlsafe(48) for _ in range(3))
    session.add(
        OAuthState(
            state_hash=_hash(state),
            session_id=session_id,
            organization_id=organization_id,
            mailbox_kind=kind,
            mailbox_id=mailbox_id,
            owner_user_id=owner_user_id,
            code_verifier_sealed=get_keyring().encrypt(verifier.encode(), associated_data=_associated(state)),
            nonce=nonce,
            expires_at=now() + _LIFETIME,
        )
    )
    query = {
        "client_id": settings.google_client_id,
        "redirect_uri": settings.oauth_redirect_uri,
        "response_type": "code",
        "scope": " ".join(_SCOPES[kind]),
        # "consent" each time: only then does Google give a refresh token again.
        "access_type": "offline",
        "prompt": "consent select_account" if mailbox_id is None else "consent",
        "state": state,
        "nonce": nonce,
        "code_challenge": create_s256_code_challenge(verifier),
        "code_challenge_method": "S256",
    }
    if mailbox_id is not None:
        mailbox = find_mailbox(session, organization_id, mailbox_id)
        if mailbox is None or mailbox.kind is not kind:
            raise MailboxNotFound()
        query["login_hint"] = mailbox.email
    return f"{settings.google_auth_url}?{urlencode(query)}"


def take_consent(session: Session, state: str) -> Consent | None:
    """The consent that `state` began, which is spent by this; None when there is none (or it was used before)."""
    row = session.execute(
        delete(OAuthState)
        .where(OAuthState.state_hash == _hash(state))
        .returning(
            OAuthState.session_id,
            OAuthState.organization_id,
            OAuthState.mailbox_kind,
            OAuthState.mailbox_id,
            OAuthState.owner_user_id,
            OAuthState.code_verifier_sealed,
            OAuthState.nonce,
            OAuthState.expires_at,
        )
    ).one_or_none()
    if row is None:
        return None
    verifier = get_keyring().decrypt(row.code_verifier_sealed, associated_data=_associated(state)).decode()
    return Consent(
        session_id=row.session_id,
        organization_id=row.organization_id,
        mailbox_kind=row.mailbox_kind,
        mailbox_id=row.mailbox_id,
        owner_user_id=row.owner_user_id,
        code_verifier=verifier,
        nonce=row.nonce,
        expired=row.expires_at <= now(),
    )


def _hash(state: str) -> bytes:
    return hashlib.sha256(state.encode("utf-8", "surrogateescape")).digest()


def _associated(state: str) -> bytes:
    return b"oauth_states:" + _hash(state)

"""Domain-wide delegation: the service account of the installation opens the mailboxes on its allow-list, without any
consent of their users. Google gives no refresh token for it; a new assertion (RFC 7523) is signed each time.

The key can open any mailbox of the domain, so it is read from its file when it is used, appears in no row, log or
error, and signs for the addresses in ``GOOGLE_DELEGATED_SUBJECTS`` alone.
"""

from __future__ import annotations

import json
import time
from uuid import UUID

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import RSAKey
from sqlalchemy import func, select

from app.core.db import transaction
from app.core.errors import Conflict, Forbidden, Unavailable
from app.core.settings import get_settings
from app.gmail import tokens, wire
from app.gmail.advice import action_for
from app.gmail.client import Gmail
from app.gmail.consent import READONLY, SEND
from app.gmail.failures import Failure, GmailError
from app.gmail.fixed_access import FixedToken
from app.gmail.identities import aliases_of, store_aliases
from app.identity.models import Organization
from app.mailboxes.connecting import Identity, SealedGrant, adopt_domain, claim_mailbox, store_grant
from app.mailboxes.models import MailboxKind

#: Exactly what the administrator authorises; one scope more and Google refuses all of them.
SCOPES = (SEND, READONLY)
_GRANT_TYPE = "urn:ietf:params:oauth:grant-type:jwt-bearer"
_LIFETIME_SECONDS = 3600
#: Google refuses an assertion from the future; clocks differ.
_BACK_DATED_SECONDS = 60


class DelegationNotConfigured(Conflict):
    """There is no service account."""

    code = "delegation_not_configured"
    title = "No service account is configured: set GOOGLE_SERVICE_ACCOUNT_FILE (docs/gmail-setup.md)"


class SubjectNotAllowed(Forbidden):
    """The address is not on the allow-list, or not for this organisation."""

    code = "subject_not_allowed"
    title = "This address is not listed in GOOGLE_DELEGATED_SUBJECTS for this organisation"


class DelegationRefused(Conflict):
    """Google does not let the service account in."""

    code = "delegation_refused"
    title = "Google does not let the service account open this mailbox"


class GoogleUnreachable(Unavailable):
    """Google does not answer."""

    code = "google_unreachable"
    title = "Google does not answer; try again shortly"


def connect_delegated(organization_id: UUID, email: str) -> UUID:
    """Connect the mailbox of `email` to send through, for everybody in the organisation. Raises
    `DelegationNotConfigured`, `SubjectNotAllowed`, `DelegationRefused`, `GoogleUnreachable`. Opens its own short
    transactions."""
    if get_settings().google_service_account_file is None:
        raise DelegationNotConfigured()
    if not allowed(organization_id, email):
        raise SubjectNotAllowed()
    try:
        access = delegated_token(email)
        gmail = Gmail(FixedToken(access.value))
        profile, aliases = gmail.profile(), aliases_of(gmail.send_as())
    except GmailError as error:
        if error.failure is Failure.transient:
            raise GoogleUnreachable() from None
        raise DelegationRefused(f"{error.failure.value}: {action_for(error.failure.value)}") from None
    with transaction(organization_id) as session:
        identity = Identity(f"delegated:{email}", profile.email)
        mailbox_id = claim_mailbox(session, organization_id, MailboxKind.sending, identity)
        sealed = tokens.seal(access.value, organization_id, mailbox_id)
        store_grant(session, organization_id, mailbox_id, SealedGrant(None, sealed, access.expires_at, SCOPES))
        adopt_domain(session, organization_id, profile.email)
        store_aliases(session, organization_id, mailbox_id, aliases)
    return mailbox_id


def allowed(organization_id: UUID, email: str) -> bool:
    """Whether this organisation may act for `email`. A bare entry counts where there is one organisation alone: in an
    installation of several, each entry says whose it is (``<organisation id>:address``)."""
    entries = get_settings().delegated_subjects
    if f"{organization_id}:{email}" in entries:
        return True
    if email not in entries:
        return False
    with transaction() as session:
        return session.scalar(select(func.count()).select_from(Organization)) == 1


def delegated_token(email: str) -> tokens.AccessToken:
    """A fresh access token for the mailbox of `email`. Raises `GmailError`."""
    key_id, issuer, key = _service_account()
    at = int(time.time()) - _BACK_DATED_SECONDS
    token_url = get_settings().google_token_url
    claims = {
        "iss": issuer,
        "sub": email,
        "scope": " ".join(SCOPES),
        "aud": token_url,
        "iat": at,
        "exp": at + _LIFETIME_SECONDS,
    }
    assertion = jwt.encode({"alg": "RS256", "typ": "JWT", "kid": key_id}, claims, key)
    value = tokens.token_response(
        wire.send("POST", token_url, data={"grant_type": _GRANT_TYPE, "assertion": assertion})
    )
    return tokens.AccessToken(str(value["access_token"]), tokens.expiry(value))


def _service_account() -> tuple[str, str, RSAKey]:
    """Key id, address and private key of the service account."""
    path = get_settings().google_service_account_file
    if path is None:
        raise GmailError(Failure.service_account_unusable, "GOOGLE_SERVICE_ACCOUNT_FILE is not set")
    try:
        value = json.loads(path.read_bytes())
        return (
            str(value.get("private_key_id") or ""),
            str(value["client_email"]),
            RSAKey.import_key(value["private_key"]),
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError, JoseError):
        # Never the parser's own words: they can quote the key.
        raise GmailError(
            Failure.service_account_unusable, "GOOGLE_SERVICE_ACCOUNT_FILE holds no service account's key"
        ) from None

"""The way back from Google's consent page: code → tokens → whose mailbox is it → mailbox.

No grant is revoked here, also not one that is refused or replaced: at Google revoking one token ends every grant of
that user to this client, so it would also kill the new one, and another organisation's. A refused refresh token is
dropped unstored and lapses.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from app.core.crypto import UndecryptableSecret
from app.core.db import transaction
from app.core.logs import get_logger
from app.core.settings import get_settings
from app.gmail import tokens, wire
from app.gmail.client import Gmail
from app.gmail.consent import READING_SCOPES, SENDING_SCOPES, Consent, take_consent
from app.gmail.failures import SLOW_DOWN, Failure, GmailError
from app.gmail.fixed_access import FixedToken
from app.gmail.identities import Alias, aliases_of, store_aliases
from app.gmail.signatures import BadSignature, verified_claims
from app.gmail.wake import request_backfill, request_history_sync
from app.identity.access import Caller
from app.identity.models import Role
from app.mailboxes.connecting import Identity, SealedGrant, adopt_domain, claim_mailbox, same_account, store_grant
from app.mailboxes.models import MailboxKind

log = get_logger(__name__)


class ConsentError(StrEnum):
    """Why a consent did not connect a mailbox: the ``error`` of the redirect."""

    access_denied = "access_denied"
    state_invalid = "state_invalid"
    state_expired = "state_expired"
    scope_missing = "scope_missing"
    wrong_account = "wrong_account"
    token_exchange_failed = "token_exchange_failed"  # noqa: S105 - a code, not a secret
    no_refresh_token = "no_refresh_token"  # noqa: S105 - a code, not a secret
    google_unreachable = "google_unreachable"
    not_configured = "not_configured"


class ConsentFailed(Exception):
    """The consent connects nothing; `error` says why."""

    def __init__(self, error: ConsentError) -> None:
        self.error = error
        super().__init__(error.value)


@dataclass(frozen=True, slots=True)
class Grant:
    """What Google gave: tokens, what they allow, and whose mailbox they open."""

    refresh_token: str
    access: tokens.AccessToken
    scopes: list[str]
    identity: Identity
    aliases: list[Alias]
    """Of a sending mailbox: the addresses it may send as."""


def finish_consent(caller: Caller | None, state: str, code: str, error: str) -> UUID:
    """The mailbox that this consent connects. Raises `ConsentFailed`; nothing is stored then. Opens its own short
    transactions, none of them while Google is asked."""
    consent = _redeem_state(caller, state)
    if error:
        raise ConsentFailed(ConsentError.access_denied)
    settings = get_settings()
    if not (settings.google_client_id and settings.google_client_secret):
        raise ConsentFailed(ConsentError.not_configured)
    grant = _exchange(consent, code)
    return _connect(consent, grant)


def _redeem_state(caller: Caller | None, state: str) -> Consent:
    try:
        with transaction() as session:
            consent = take_consent(session, state)
    except UndecryptableSecret:
        # The key was changed while the person was at Google's page.
        raise ConsentFailed(ConsentError.state_invalid) from None
    # The state belongs to the browser session that began it: another one may not finish it (login CSRF).
    if consent is None or caller is None or caller.session_id != consent.session_id:
        raise ConsentFailed(ConsentError.state_invalid)
    # An agent connects a mailbox of their own to send through; what everybody uses is an admin's to connect.
    allowed = caller.role is Role.admin or (caller.role is Role.agent and consent.owner_user_id == caller.user_id)
    if caller.organization_id != consent.organization_id or not allowed:
        raise ConsentFailed(ConsentError.state_invalid)
    if consent.expired:
        raise ConsentFailed(ConsentError.state_expired)
    return consent


def _exchange(consent: Consent, code: str) -> Grant:
    settings = get_settings()
    try:
        response = wire.send(
            "POST",
            settings.google_token_url,
            data={
                "grant_type": "authorization_code",
                "code": code,
                "client_id": settings.google_client_id,
                "client_secret": settings.google_client_secret,
                "redirect_uri": settings.oauth_redirect_uri,
                "code_verifier": consent.code_verifier,
            },
        )
        value = tokens.token_response(response)
        claims = verified_claims(
            str(value.get("id_token") or ""), audience=settings.google_client_id, nonce=consent.nonce
        )
        scopes = str(value.get("scope") or "").split()
        # Granular consent: people may untick the mail permission and still come back with a code.
        if not READING_SCOPES & set(scopes):
            raise ConsentFailed(ConsentError.scope_missing)
        sends = consent.mailbox_kind is MailboxKind.sending
        if sends and not SENDING_SCOPES & set(scopes):
            raise ConsentFailed(ConsentError.scope_missing)
        refresh_token = value.get("refresh_token")
        if not isinstance(refresh_token, str) or not refresh_token:
            raise ConsentFailed(ConsentError.no_refresh_token)
        access = tokens.AccessToken(str(value["access_token"]), tokens.expiry(value))
        # The profile proves whose mailbox the token opens; its address is the primary one.
        gmail = Gmail(FixedToken(access.value))
        email = gmail.profile().email
        aliases = aliases_of(gmail.send_as()) if sends else []
    except GmailError as error:
        log.warning("consent_failed", code=error.failure.value, status=error.status)
        raise ConsentFailed(_consent_error(error.failure)) from None
    except BadSignature as error:
        log.warning("id_token_refused", why=str(error))
        raise ConsentFailed(ConsentError.token_exchange_failed) from None
    return Grant(refresh_token, access, scopes, Identity(str(claims["sub"]), email), aliases)


def _consent_error(failure: Failure) -> ConsentError:
    if failure is Failure.transient or failure in SLOW_DOWN:
        return ConsentError.google_unreachable
    if failure is Failure.scope_missing:
        return ConsentError.scope_missing
    if failure is Failure.client_invalid:
        return ConsentError.not_configured
    return ConsentError.token_exchange_failed


def _connect(consent: Consent, grant: Grant) -> UUID:
    organization_id = consent.organization_id
    with transaction(organization_id) as session:
        expected = consent.mailbox_id
        if expected is not None and not same_account(session, organization_id, expected, grant.identity):
            raise ConsentFailed(ConsentError.wrong_account)
        mailbox_id = claim_mailbox(
            session, organization_id, consent.mailbox_kind, grant.identity, owner_user_id=consent.owner_user_id
        )
        sealed = SealedGrant(
            tokens.seal(grant.refresh_token, organization_id, mailbox_id),
            tokens.seal(grant.access.value, organization_id, mailbox_id),
            grant.access.expires_at,
            grant.scopes,
        )
        store_grant(session, organization_id, mailbox_id, sealed)
        adopt_domain(session, organization_id, grant.identity.email)
        if consent.mailbox_kind is MailboxKind.sending:
            store_aliases(session, organization_id, mailbox_id, grant.aliases)
        else:
            request_backfill(session, organization_id, mailbox_id)
            request_history_sync(session, organization_id, mailbox_id)
    return mailbox_id

"""Access tokens: kept sealed in the mailbox's row, renewed by one worker at a time.

A worker takes a short lease on the row, asks Google outside any transaction and stores the answer; the others wait
for it. Google does not rotate refresh tokens. A dead one (``invalid_grant``) turns the mailbox to ``needs_reauth``
and touches nothing else: cursor and progress stay, so that reconnecting goes on where it stopped.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from app.core.clock import now
from app.core.crypto import get_keyring
from app.core.db import rows_changed, transaction
from app.core.settings import get_settings
from app.gmail import wire
from app.gmail.failures import Failure, GmailError
from app.mailboxes.models import Mailbox, MailboxCredential

#: A token that ends within this is renewed at once: requests take a moment, and clocks differ.
_MARGIN = timedelta(seconds=90)
#: Those who wait keep a worker's slot, so what a killed worker leaves behind must end soon. Should Google take longer,
#: nothing is wrong with asking it twice.
_LEASE = timedelta(seconds=10)
_POLL_SECONDS = 0.1


@dataclass(frozen=True, slots=True)
class AccessToken:
    """An access token and when it ends."""

    value: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class _Stored:
    refresh_sealed: bytes | None
    """None for a mailbox that the service account opens."""
    access_sealed: bytes | None
    expires_at: datetime | None


def associated_data(organization_id: UUID, mailbox_id: UUID) -> bytes:
    """Binds a sealed token to its row."""
    return f"mailbox_credentials:{organization_id}:{mailbox_id}".encode()


def access_token(organization_id: UUID, mailbox_id: UUID, *, refused: str | None = None) -> AccessToken:
    """A working access token, never the `refused` one. Raises `GmailError`: ``token_revoked`` when only a new consent
    helps, ``transient`` when Google cannot be asked now. Opens its own short transactions; call it in none."""
    give_up = time.monotonic() + _LEASE.total_seconds()
    while time.monotonic() < give_up:
        with transaction(organization_id) as session:
            stored = _read(session, organization_id, mailbox_id)
            token = _usable(stored, organization_id, mailbox_id, refused)
            leased = token is None and _lease(session, organization_id, mailbox_id, stored)
        if token:
            return token
        if leased:
            return _renew(organization_id, mailbox_id, stored)
        time.sleep(_POLL_SECONDS)
    raise GmailError(Failure.transient, "another worker is still renewing the access token")


def _read(session: Session, organization_id: UUID, mailbox_id: UUID) -> _Stored:
    row = session.execute(
        select(
            MailboxCredential.refresh_token_sealed,
            MailboxCredential.access_token_sealed,
            MailboxCredential.access_token_expires_at,
        ).where(MailboxCredential.organization_id == organization_id, MailboxCredential.mailbox_id == mailbox_id)
    ).one_or_none()
    if row is None:
        raise GmailError(Failure.token_revoked, "no credential is stored")
    return _Stored(row[0], row[1], row[2])


def _usable(stored: _Stored, organization_id: UUID, mailbox_id: UUID, refused: str | None) -> AccessToken | None:
    if not (stored.access_sealed and stored.expires_at) or stored.expires_at <= now() + _MARGIN:
        return None
    value = _open(stored.access_sealed, organization_id, mailbox_id)
    return AccessToken(value, stored.expires_at) if value != refused else None


def _open(sealed: bytes, organization_id: UUID, mailbox_id: UUID) -> str:
    return get_keyring().decrypt(sealed, associated_data=associated_data(organization_id, mailbox_id)).decode()


def seal(token: str, organization_id: UUID, mailbox_id: UUID) -> bytes:
    """A token as its row stores it."""
    return get_keyring().encrypt(token.encode(), associated_data=associated_data(organization_id, mailbox_id))


def _lease(session: Session, organization_id: UUID, mailbox_id: UUID, stored: _Stored) -> bool:
    """Whether this worker may renew what is `stored`: not when a reconnect has replaced the grant since it was read, or
    another worker the token."""
    at = now()
    result = rows_changed(
        session,
        update(MailboxCredential)
        .where(
            MailboxCredential.organization_id == organization_id,
            MailboxCredential.mailbox_id == mailbox_id,
            MailboxCredential.refresh_token_sealed == stored.refresh_sealed,
            MailboxCredential.access_token_sealed == stored.access_sealed,
            or_(MailboxCredential.refresh_leased_until.is_(None), MailboxCredential.refresh_leased_until < at),
        )
        .values(refresh_leased_until=at + _LEASE),
    )
    return result > 0


def _renew(organization_id: UUID, mailbox_id: UUID, stored: _Stored) -> AccessToken:
    """Ask Google and store the answer; whatever happens the lease ends."""
    changes: dict[str, object] = {}
    try:
        token = _ask(organization_id, mailbox_id, stored)
        changes = {
            "access_token_sealed": seal(token.value, organization_id, mailbox_id),
            "access_token_expires_at": token.expires_at,
        }
        return token
    except GmailError as error:
        if error.failure is Failure.token_revoked:
            changes = {"access_token_sealed": None, "access_token_expires_at": None}
            error.refused_grant = stored.refresh_sealed
        raise
    finally:
        with transaction(organization_id) as session:
            # A reconnect meanwhile has stored another grant: then this answer is of no interest.
            session.execute(
                update(MailboxCredential)
                .where(
                    MailboxCredential.organization_id == organization_id,
                    MailboxCredential.mailbox_id == mailbox_id,
                    MailboxCredential.refresh_token_sealed == stored.refresh_sealed,
                )
                .values(refresh_leased_until=None, updated_at=now(), **changes)
            )


def _ask(organization_id: UUID, mailbox_id: UUID, stored: _Stored) -> AccessToken:
    if stored.refresh_sealed is not None:
        return refresh(_open(stored.refresh_sealed, organization_id, mailbox_id))
    # It needs this module's own functions.
    from app.gmail.delegation import allowed, delegated_token

    with transaction(organization_id) as session:
        sub = session.scalar(
            select(Mailbox.google_sub).where(Mailbox.organization_id == organization_id, Mailbox.id == mailbox_id)
        )
    email = (sub or "").removeprefix("delegated:")
    if not allowed(organization_id, email):
        raise GmailError(Failure.subject_not_allowed, "the address is no longer in GOOGLE_DELEGATED_SUBJECTS")
    return delegated_token(email)


def is_superseded(session: Session, organization_id: UUID, mailbox_id: UUID, grant: bytes) -> bool:
    """Whether a reconnect has replaced this sealed refresh token. Locks the mailbox's row, the first that a reconnect
    takes: one that is about to commit is waited for, a later one comes after the caller's transaction."""
    session.execute(
        select(Mailbox.id)
        .where(Mailbox.organization_id == organization_id, Mailbox.id == mailbox_id)
        .with_for_update(key_share=True)
    )
    current = session.scalar(
        select(MailboxCredential.refresh_token_sealed).where(
            MailboxCredential.organization_id == organization_id, MailboxCredential.mailbox_id == mailbox_id
        )
    )
    return current is not None and current != grant


def refresh(refresh_token: str) -> AccessToken:
    """Exchange a refresh token. Raises `GmailError`."""
    settings = get_settings()
    response = wire.send(
        "POST",
        settings.google_token_url,
        data={
            "grant_type": "refresh_token",
            "refresh_token": refresh_token,
            "client_id": settings.google_client_id,
            "client_secret": settings.google_client_secret,
        },
    )
    value = token_response(response)
    return AccessToken(str(value["access_token"]), expiry(value))


def expiry(value: dict[str, object]) -> datetime:
    """When the token of a token response ends."""
    seconds = value.get("expires_in")
    return now() + timedelta(seconds=int(seconds) if isinstance(seconds, int | float | str) else 3600)


def token_response(response: wire.Response) -> dict[str, object]:
    """The JSON of a successful token response. The endpoint has OAuth's flat error shape (RFC 6749 §5.2)."""
    if response.status >= 500 or response.status == 429:
        raise GmailError(Failure.transient, f"the token endpoint answered {response.status}", status=response.status)
    value = wire.json_object(response.body)
    if response.status == 200 and isinstance(value.get("access_token"), str):
        return value
    code, detail = value.get("error"), str(value.get("error_description") or value.get("error_subtype") or "")
    match code:
        case "invalid_grant":
            raise GmailError(Failure.token_revoked, detail, status=response.status)
        case "invalid_client" | "unauthorized_client" | "deleted_client":
            raise GmailError(Failure.client_invalid, detail, status=response.status)
        case _ if response.status == 200:
            raise GmailError(Failure.transient, "a token response without access token")
        case _:
            raise GmailError(Failure.bad_request, f"{code}: {detail}", status=response.status)

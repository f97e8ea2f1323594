"""Push notifications of Gmail by Cloud Pub/Sub: they wake the history sync sooner, and nothing else.

They come at least once, late, out of order and sometimes not at all, so nothing in them is believed beyond "look at
this mailbox": the sync reads from our own cursor, and polling goes on regardless. Who sends is verified before the
body is looked at (https://docs.cloud.google.com/pubsub/docs/authenticate-push-subscriptions).
"""

from __future__ import annotations

import base64
import binascii
import hmac
import json
from typing import Any

from sqlalchemy import select

from app.core.db import transaction
from app.core.errors import Forbidden, Unauthenticated, Unavailable
from app.core.logs import get_logger
from app.core.settings import get_settings
from app.gmail.failures import GmailError
from app.gmail.signatures import BadSignature, verified_claims
from app.gmail.wake import request_history_sync
from app.identity.models import Organization
from app.mailboxes.models import Mailbox, MailboxKind

log = get_logger(__name__)


class PushNotConfigured(Forbidden):
    """Push is off: polling alone does the work."""

    code = "push_not_configured"
    title = "Push is not configured: set GMAIL_PUSH_SERVICE_ACCOUNT"


class PushUnsigned(Unauthenticated):
    """The bearer token is none of Google's for this endpoint."""

    code = "push_token_invalid"
    title = "The push token is not valid"


class PushForbidden(Forbidden):
    """Google signed it, for another service account than ours."""

    code = "push_sender_unknown"
    title = "This service account may not push here"


class KeysUnreachable(Unavailable):
    """Google's keys cannot be fetched now; Pub/Sub delivers again."""

    code = "google_unreachable"
    title = "Google's keys cannot be fetched right now"


def push_audience() -> str:
    """What a push token must be made for: the endpoint's own address unless configured otherwise."""
    settings = get_settings()
    return settings.gmail_push_audience or f"{settings.api_base_url}/gmail/push"


def verify_sender(authorization: str) -> None:
    """Raises unless the header holds a token of Google's for the configured service account."""
    expected = get_settings().gmail_push_service_account
    if not expected:
        raise PushNotConfigured()
    scheme, _, token = authorization.partition(" ")
    if scheme.lower() != "bearer":
        raise PushUnsigned()
    try:
        claims = verified_claims(token.strip(), audience=push_audience())
    except BadSignature:
        raise PushUnsigned() from None
    except GmailError:
        raise KeysUnreachable() from None
    sender = str(claims.get("email") or "").lower()
    if claims.get("email_verified") is not True or not hmac.compare_digest(sender.encode(), expected.lower().encode()):
        raise PushForbidden()


def receive_push(body: bytes) -> int:
    """Wake the sync of the mailbox that the notification names, in every organisation that has it; returns how many.

    Never raises for what it contains: a refusal would only have it delivered again and again.
    """
    email = notified_address(body)
    if email is None:
        log.warning("push_unreadable")
        return 0
    with transaction() as session:
        organizations = session.scalars(select(Organization.id)).all()
    woken = 0
    for organization_id in organizations:
        with transaction(organization_id) as session:
            mailboxes = session.scalars(
                select(Mailbox.id).where(
                    Mailbox.organization_id == organization_id,
                    Mailbox.email == email,
                    Mailbox.kind == MailboxKind.journal,
                )
            )
            for mailbox_id in mailboxes:
                request_history_sync(session, organization_id, mailbox_id)
                woken += 1
    if not woken:
        log.info("push_for_unknown_mailbox")
    return woken


def notified_address(body: bytes) -> str | None:
    """The mailbox that a push body names, in lower case; None when it names none."""
    try:
        envelope: Any = json.loads(body)
        data: Any = json.loads(_base64(envelope["message"]["data"]))
        email = data["emailAddress"]
    except (ValueError, KeyError, TypeError, binascii.Error):
        return None
    return email.strip().lower() if isinstance(email, str) and "@" in email else None


def _base64(text: str) -> bytes:
    return base64.urlsafe_b64decode(text.replace("+", "-").replace("/", "_") + "=" * (-len(text) % 4))

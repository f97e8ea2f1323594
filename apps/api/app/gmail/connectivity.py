"""Ask Google now: does the grant still open the mailbox, and whose is it."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from app.core.crypto import UndecryptableSecret
from app.core.db import transaction
from app.gmail.access import MailboxAccess
from app.gmail.circuit import record
from app.gmail.client import Gmail
from app.gmail.failures import NEEDS_CONSENT, GmailError, MustWait
from app.gmail.overview import problem
from app.gmail.quota import Lane
from app.gmail.schemas import Connectivity
from app.mailboxes.health import record_success
from app.mailboxes.models import Mailbox, MailboxCredential
from app.mailboxes.pausing import MailboxUnknown


def check_connectivity(organization_id: UUID, mailbox_id: UUID) -> Connectivity:
    """What Google says, with what to do about it. A success heals the mailbox, a refusal is recorded. Raises
    `MailboxUnknown`. Opens its own short transactions, none while Google is asked."""
    with transaction(organization_id) as session:
        scopes = session.execute(
            select(MailboxCredential.scopes)
            .select_from(Mailbox)
            .outerjoin(
                MailboxCredential,
                (MailboxCredential.organization_id == Mailbox.organization_id)
                & (MailboxCredential.mailbox_id == Mailbox.id),
            )
            .where(Mailbox.organization_id == organization_id, Mailbox.id == mailbox_id)
        ).one_or_none()
    if scopes is None:
        raise MailboxUnknown()
    granted = list(scopes[0] or [])
    try:
        profile = Gmail(MailboxAccess(organization_id, mailbox_id, Lane.live)).profile()
    except GmailError as error:
        with transaction(organization_id) as session:
            error = record(session, organization_id, mailbox_id, error)
        status = "needs_reauth" if error.failure in NEEDS_CONSENT else "error"
        return _failed(status, granted, error.failure.value, error.detail)
    except MustWait as wait:
        return _failed("error", granted, "rate_limited", f"Google asked to wait until {wait.until:%H:%M:%S} UTC")
    except UndecryptableSecret as error:
        return _failed("error", granted, error.code, error.detail)
    with transaction(organization_id) as session:
        record_success(session, organization_id, mailbox_id)
    return Connectivity(status="ok", profile_email=profile.email, scopes=granted, error=None)


def _failed(status: str, scopes: list[str], code: str, detail: str) -> Connectivity:
    return Connectivity.model_validate(
        {"status": status, "profile_email": None, "scopes": scopes, "error": problem(code, detail)}
    )

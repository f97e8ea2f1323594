"""Push notifications (``users.watch``): they only wake the history sync sooner; polling goes on regardless.

A watch lasts seven days at most and is renewed daily. Without a configured topic there is nothing to do.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy import update

from app.core.clock import now
from app.core.db import transaction
from app.core.logs import get_logger
from app.core.settings import get_settings
from app.gmail.circuit import attempt
from app.gmail.client import Gmail
from app.gmail.failures import Failure, GmailError
from app.gmail.quota import Lane
from app.mailboxes.models import MailboxSync
from app.mailboxes.pausing import resting

log = get_logger(__name__)

_LIFETIME = timedelta(days=7)
_RENEW_EVERY = timedelta(days=1)


def watch_due(expires_at: datetime | None, at: datetime) -> bool:
    """Whether a watch that ends at `expires_at` should be renewed at `at`: a day after it was started."""
    return expires_at is None or expires_at - (_LIFETIME - _RENEW_EVERY) <= at


def run_watch_renew(organization_id: UUID, mailbox_id: UUID) -> None:
    """Start or renew the watch of a mailbox."""
    attempt(organization_id, mailbox_id, Lane.live, lambda gmail: _renew(gmail, organization_id, mailbox_id))


def _renew(gmail: Gmail, organization_id: UUID, mailbox_id: UUID) -> None:
    topic = get_settings().gmail_pubsub_topic
    with transaction(organization_id) as session:
        if not topic or resting(session, organization_id, mailbox_id):
            return
    try:
        expires = _watch(gmail, mailbox_id, topic)
    except GmailError as error:
        if error.failure is not Failure.bad_request:
            raise
        # A topic that Google does not accept is the operator's to mend; mail keeps coming by polling.
        log.error("watch_refused", mailbox_id=str(mailbox_id), detail=error.detail)
        expires = now() + (_LIFETIME - _RENEW_EVERY) + timedelta(hours=1)
    with transaction(organization_id) as session:
        session.execute(
            update(MailboxSync)
            .where(MailboxSync.organization_id == organization_id, MailboxSync.mailbox_id == mailbox_id)
            .values(watch_expires_at=expires)
        )


def _watch(gmail: Gmail, mailbox_id: UUID, topic: str) -> datetime:
    """Watch; when another topic of the same project is active, end that one and watch once more."""
    try:
        milliseconds = gmail.watch(topic)
    except GmailError as error:
        if "Only one user push notification client" not in error.detail:
            raise
        log.warning("watch_taken_over", mailbox_id=str(mailbox_id))
        gmail.stop()
        milliseconds = gmail.watch(topic)
    return datetime.fromtimestamp(milliseconds / 1000, UTC)

"""What is due, decided from the rows alone: the heartbeat that makes every pause, back-off and lost wake-up end.

The worker calls `schedule_due` every few seconds. Any number of workers may: one at a time does it, and a job that
waits already is not enqueued twice.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, select, text
from sqlalchemy.orm import Session

from app.core.db import transaction
from app.core.settings import get_settings
from app.gmail.reconcile import EVERY
from app.gmail.wake import (
    request_backfill,
    request_fetch,
    request_history_sync,
    request_identities,
    request_reconcile,
    request_watch_renewal,
)
from app.gmail.watch import watch_due
from app.identity.models import Organization
from app.ingest.request import request_processing
from app.mailboxes.models import BackfillState, Mailbox, MailboxKind, MailboxStatus, MailboxSync, OAuthState
from app.mailboxes.pausing import rest_of
from app.messages.models import Occurrence, OccurrenceState

#: How often `schedule_due` should be called, in seconds: the grain of every back-off.
TICK_SECONDS = 5.0
#: Addresses to send as change seldom, and a person can ask at any time.
_IDENTITIES_EVERY = timedelta(hours=6)
_LOCK = 7_406


def schedule_due(at: datetime) -> int:
    """Enqueue what is due at `at` for every mailbox of every organisation; returns the number of jobs enqueued."""
    with transaction() as guard:
        if not guard.scalar(text("SELECT pg_try_advisory_xact_lock(:key)"), {"key": _LOCK}):
            return 0
        guard.execute(delete(OAuthState).where(OAuthState.expires_at < at - timedelta(hours=1)))
        organizations = guard.scalars(select(Organization.id)).all()
        return sum(_organization(organization_id, at) for organization_id in organizations)


def _organization(organization_id: UUID, at: datetime) -> int:
    with transaction(organization_id) as session:
        mailboxes = session.execute(
            select(Mailbox, MailboxSync)
            .join(
                MailboxSync,
                (MailboxSync.organization_id == Mailbox.organization_id) & (MailboxSync.mailbox_id == Mailbox.id),
            )
            .where(Mailbox.organization_id == organization_id, Mailbox.kind != MailboxKind.archive)
            .order_by(Mailbox.id)
        ).all()
        jobs = sum(
            _mailbox(session, row[0], row[1], at)
            if row[0].kind is MailboxKind.journal
            else _sending_mailbox(session, row[0], row[1], at)
            for row in mailboxes
        )
        if _any_in(session, organization_id, OccurrenceState.fetched):
            request_processing(session, organization_id)
        return jobs


def _mailbox(session: Session, mailbox: Mailbox, sync: MailboxSync, at: datetime) -> int:
    if rest_of(mailbox.status, mailbox.paused_until, mailbox.not_before, sync.retry_at, at):
        return 0
    key = (mailbox.organization_id, mailbox.id)
    listed = sync.backfill_state is BackfillState.done
    jobs = [
        not listed and request_backfill(session, *key),
        _history_due(sync, at) and request_history_sync(session, *key),
        _any_in(session, mailbox.organization_id, OccurrenceState.discovered, mailbox.id)
        and request_fetch(session, *key),
        listed and _reconcile_due(sync, at) and request_reconcile(session, *key),
        bool(get_settings().gmail_pubsub_topic)
        and watch_due(sync.watch_expires_at, at)
        and request_watch_renewal(session, *key),
    ]
    return sum(1 for job in jobs if job)


def _sending_mailbox(session: Session, mailbox: Mailbox, sync: MailboxSync, at: datetime) -> int:
    if rest_of(mailbox.status, mailbox.paused_until, mailbox.not_before, sync.retry_at, at):
        return 0
    # One that is not connected is looked at again when its time has come: this is the look.
    fresh = mailbox.identities_read_at is not None and mailbox.identities_read_at + _IDENTITIES_EVERY > at
    if fresh and mailbox.status is MailboxStatus.connected:
        return 0
    return 1 if request_identities(session, mailbox.organization_id, mailbox.id) else 0


def _history_due(sync: MailboxSync, at: datetime) -> bool:
    poll = timedelta(seconds=get_settings().gmail_poll_seconds)
    return sync.history_id is not None and (sync.last_history_at is None or sync.last_history_at + poll <= at)


def _reconcile_due(sync: MailboxSync, at: datetime) -> bool:
    return sync.reconcile_page_token is not None or sync.reconciled_at is None or sync.reconciled_at + EVERY <= at


def _any_in(session: Session, organization_id: UUID, state: OccurrenceState, mailbox_id: UUID | None = None) -> bool:
    statement = select(Occurrence.id).where(Occurrence.organization_id == organization_id, Occurrence.state == state)
    if mailbox_id is not None:
        statement = statement.where(Occurrence.mailbox_id == mailbox_id)
    return session.scalar(statement.limit(1)) is not None

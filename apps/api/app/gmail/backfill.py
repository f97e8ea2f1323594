"""The listing of a whole mailbox (or, after an expired history, of its recent part), page by page.

The historyId of the profile is stored *before* the first page is asked for: what arrives while pages turn is found by
history from there. Each page is one transaction: copies discovered, fetching asked for, page token and progress
saved. Pages may overlap, shift and come in any order; only the absence of a next token ends the listing.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.core.clock import now
from app.core.db import transaction
from app.gmail.answers import ListPage, Profile
from app.gmail.circuit import attempt
from app.gmail.client import Gmail
from app.gmail.failures import Failure, GmailError
from app.gmail.quota import Lane
from app.gmail.wake import request_backfill, request_fetch, request_history_sync, request_reconcile
from app.mailboxes.health import record_failure, record_success
from app.mailboxes.models import BackfillState, Mailbox, MailboxSync
from app.mailboxes.pausing import resting
from app.messages.models import DiscoveredBy
from app.messages.occurrences import Discovery, discover
from app.realtime.notify import announce

#: A job lists this long, then makes room for others and goes on in a new job.
SLICE_SECONDS = 15.0


@dataclass(frozen=True, slots=True)
class Position:
    """Where a running listing stands. ``started_at`` tells it from an earlier one at the same token."""

    page_token: str | None
    query: str | None
    started_at: datetime | None


def run_backfill(organization_id: UUID, mailbox_id: UUID) -> None:
    """List pages for a time slice; asks for its own continuation. Idempotent, and safe to kill at any moment."""
    attempt(organization_id, mailbox_id, Lane.backfill, lambda gmail: _slice(gmail, organization_id, mailbox_id))


def _slice(gmail: Gmail, organization_id: UUID, mailbox_id: UUID) -> None:
    end = time.monotonic() + SLICE_SECONDS
    while True:
        with transaction(organization_id) as session:
            if resting(session, organization_id, mailbox_id):
                return
            sync = read_sync(session, organization_id, mailbox_id)
            if sync.backfill_state is BackfillState.done:
                return
            if time.monotonic() > end:
                request_backfill(session, organization_id, mailbox_id)
                return
        if sync.backfill_state is BackfillState.pending:
            profile = gmail.profile()
            with transaction(organization_id) as session:
                _begin(session, organization_id, mailbox_id, profile)
            continue
        at = Position(sync.backfill_page_token, sync.backfill_query, sync.backfill_started_at)
        try:
            page = gmail.list_messages(at.page_token, at.query)
        except GmailError as error:
            if error.failure is not Failure.bad_request or at.page_token is None:
                raise
            with transaction(organization_id) as session:
                _restart(session, organization_id, mailbox_id, at)
            return
        with transaction(organization_id) as session:
            _record_page(session, organization_id, mailbox_id, at, page)


def read_sync(session: Session, organization_id: UUID, mailbox_id: UUID, *, lock: bool = False) -> MailboxSync:
    """The sync row of a mailbox, locked when it is going to be changed."""
    statement = select(MailboxSync).where(
        MailboxSync.organization_id == organization_id, MailboxSync.mailbox_id == mailbox_id
    )
    return session.scalars(statement.with_for_update() if lock else statement).one()


def _begin(session: Session, organization_id: UUID, mailbox_id: UUID, profile: Profile) -> None:
    """Store the baseline, unless the mailbox has a cursor already: that one is older, and loses nothing."""
    sync = read_sync(session, organization_id, mailbox_id, lock=True)
    if sync.backfill_state is not BackfillState.pending:
        return
    if sync.history_id is None:
        sync.history_id = Decimal(profile.history_id)
    sync.backfill_state = BackfillState.running
    sync.backfill_page_token = None
    sync.backfill_listed = 0
    sync.backfill_total_estimate = profile.messages_total if sync.backfill_query is None else None
    sync.backfill_started_at = now()
    sync.backfill_finished_at = None
    session.execute(
        update(Mailbox)
        .where(Mailbox.organization_id == organization_id, Mailbox.id == mailbox_id, Mailbox.email != profile.email)
        .values(email=profile.email)
    )
    record_success(session, organization_id, mailbox_id)
    announce(session, organization_id, "mailbox", [mailbox_id])


def _record_page(session: Session, organization_id: UUID, mailbox_id: UUID, at: Position, page: ListPage) -> None:
    sync = read_sync(session, organization_id, mailbox_id, lock=True)
    # A bounded listing follows a lost history: what it finds is nearly live.
    by = DiscoveredBy.backfill if at.query is None else DiscoveredBy.reconcile
    copies = [Discovery(m.id, m.thread_id) for m in page.messages]
    if discover(session, organization_id, mailbox_id, copies, by):
        request_fetch(session, organization_id, mailbox_id)
    record_success(session, organization_id, mailbox_id)
    present = Position(sync.backfill_page_token, sync.backfill_query, sync.backfill_started_at)
    if sync.backfill_state is not BackfillState.running or present != at:
        return  # A new listing began meanwhile; what this page found is kept, its progress is not ours to write.
    sync.backfill_page_token = page.next_page_token
    sync.backfill_listed += len(page.messages)
    if page.next_page_token is None:
        sync.backfill_state = BackfillState.done
        sync.backfill_query = None
        sync.backfill_finished_at = now()
        request_history_sync(session, organization_id, mailbox_id)
        request_reconcile(session, organization_id, mailbox_id)
    announce(session, organization_id, "mailbox", [mailbox_id])


def _restart(session: Session, organization_id: UUID, mailbox_id: UUID, at: Position) -> None:
    """Google no longer knows the page token: list again from the first page. Known copies cost nothing again."""
    sync = read_sync(session, organization_id, mailbox_id, lock=True)
    if sync.backfill_page_token == at.page_token and sync.backfill_state is BackfillState.running:
        sync.backfill_page_token = None
        sync.backfill_listed = 0
        session.flush()
        record_failure(session, organization_id, mailbox_id, "page_token_expired", "the listing starts again")
    request_backfill(session, organization_id, mailbox_id)


def restart_backfill(session: Session, organization_id: UUID, mailbox_id: UUID) -> int | None:
    """A person asks for a full listing: begins one unless a full one is under way. The job's id, or None."""
    sync = read_sync(session, organization_id, mailbox_id, lock=True)
    if sync.backfill_state is BackfillState.done or sync.backfill_query is not None:
        sync.backfill_state = BackfillState.pending
        sync.backfill_query = None
        sync.backfill_page_token = None
        session.flush()
    return request_backfill(session, organization_id, mailbox_id)

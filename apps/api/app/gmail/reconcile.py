"""The safety net: compare all ids at Gmail with ours and fetch what is missing. Runs after each listing and daily."""

from __future__ import annotations

import time
from datetime import timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from app.core.clock import now
from app.core.db import transaction
from app.core.logs import get_logger
from app.gmail.answers import ListPage
from app.gmail.backfill import SLICE_SECONDS, read_sync
from app.gmail.circuit import attempt
from app.gmail.client import Gmail
from app.gmail.copies import try_failed_again, unknown_of
from app.gmail.failures import Failure, GmailError
from app.gmail.quota import Lane
from app.gmail.wake import request_fetch, request_reconcile
from app.mailboxes.health import record_failure, record_success
from app.mailboxes.models import BackfillState
from app.mailboxes.pausing import resting
from app.messages.models import DiscoveredBy
from app.messages.occurrences import Discovery, discover
from app.realtime.notify import announce

log = get_logger(__name__)

EVERY = timedelta(days=1)


def run_reconcile(organization_id: UUID, mailbox_id: UUID) -> None:
    """Compare pages for a time slice; asks for its own continuation."""
    attempt(organization_id, mailbox_id, Lane.backfill, lambda gmail: _slice(gmail, organization_id, mailbox_id))


def _slice(gmail: Gmail, organization_id: UUID, mailbox_id: UUID) -> None:
    end = time.monotonic() + SLICE_SECONDS
    first = True
    while True:
        with transaction(organization_id) as session:
            if resting(session, organization_id, mailbox_id):
                return
            sync = read_sync(session, organization_id, mailbox_id)
            if sync.backfill_state is not BackfillState.done or (sync.reconcile_page_token is None and not first):
                return  # A listing under way will ask for this again; or this one is complete.
            if time.monotonic() > end:
                request_reconcile(session, organization_id, mailbox_id)
                return
        first, token = False, sync.reconcile_page_token
        try:
            page = gmail.list_messages(token)
        except GmailError as error:
            if error.failure is not Failure.bad_request or token is None:
                raise
            with transaction(organization_id) as session:
                _restart(session, organization_id, mailbox_id, token)
            return
        with transaction(organization_id) as session:
            _record_page(session, organization_id, mailbox_id, token, page)


def _restart(session: Session, organization_id: UUID, mailbox_id: UUID, token: str) -> None:
    """Google no longer knows the page token: the pass begins anew when its time has come again."""
    sync = read_sync(session, organization_id, mailbox_id, lock=True)
    if sync.reconcile_page_token == token:
        sync.reconcile_page_token = None
        session.flush()
        record_failure(session, organization_id, mailbox_id, "page_token_expired", "the comparison starts again")


def _record_page(session: Session, organization_id: UUID, mailbox_id: UUID, token: str | None, page: ListPage) -> None:
    sync = read_sync(session, organization_id, mailbox_id, lock=True)
    if sync.reconcile_page_token != token:
        return
    again = try_failed_again(session, organization_id, mailbox_id) if token is None else 0
    threads = {message.id: message.thread_id for message in page.messages}
    unknown = unknown_of(session, organization_id, mailbox_id, list(threads))
    missing = discover(
        session, organization_id, mailbox_id, [Discovery(i, threads[i]) for i in unknown], DiscoveredBy.reconcile
    )
    if missing or again:
        request_fetch(session, organization_id, mailbox_id)
    if missing:
        log.warning("reconcile_found_missing", mailbox_id=str(mailbox_id), missing=missing)
    sync.reconcile_missing = missing + (sync.reconcile_missing if token else 0)
    sync.reconcile_page_token = page.next_page_token
    if page.next_page_token is None:
        sync.reconciled_at = now()
    record_success(session, organization_id, mailbox_id)
    announce(session, organization_id, "mailbox", [mailbox_id])

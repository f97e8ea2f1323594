"""Jobs on mailboxes. Their names are public (contract)."""

from __future__ import annotations

from uuid import UUID

from app.gmail.backfill import run_backfill
from app.gmail.fetch import run_fetch
from app.gmail.history import run_history_sync
from app.gmail.identities import refresh_identities
from app.gmail.reconcile import run_reconcile
from app.gmail.watch import run_watch_renew
from app.jobs.queue import job


@job("mailbox_backfill")
def mailbox_backfill(organization_id: str, mailbox_id: str) -> None:
    """List a mailbox from where its listing stands."""
    run_backfill(UUID(organization_id), UUID(mailbox_id))


@job("mailbox_history_sync")
def mailbox_history_sync(organization_id: str, mailbox_id: str) -> None:
    """Record what changed since the cursor."""
    run_history_sync(UUID(organization_id), UUID(mailbox_id))


@job("mailbox_reconcile")
def mailbox_reconcile(organization_id: str, mailbox_id: str) -> None:
    """Compare Gmail's ids with ours."""
    run_reconcile(UUID(organization_id), UUID(mailbox_id))


@job("mailbox_watch_renew")
def mailbox_watch_renew(organization_id: str, mailbox_id: str) -> None:
    """Start or renew push notifications."""
    run_watch_renew(UUID(organization_id), UUID(mailbox_id))


@job("occurrence_fetch_raw")
def occurrence_fetch_raw(organization_id: str, mailbox_id: str) -> None:
    """Fetch the raw bytes of discovered copies."""
    run_fetch(UUID(organization_id), UUID(mailbox_id))


@job("mailbox_identities")
def mailbox_identities(organization_id: str, mailbox_id: str) -> None:
    """Read which addresses a sending mailbox may send as."""
    refresh_identities(UUID(organization_id), UUID(mailbox_id))

"""Mailboxes as people see them."""

from __future__ import annotations

from datetime import datetime
from typing import Literal
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.clock import now
from app.gmail.advice import action_for
from app.gmail.progress import progress_of
from app.gmail.schemas import (
    BackfillOut,
    CircuitOut,
    CountsOut,
    HistoryOut,
    MailboxOut,
    ProblemOut,
    ReconcileOut,
    SyncStatus,
)
from app.mailboxes.health import circuit_state
from app.mailboxes.models import Mailbox, MailboxStatus, MailboxSync
from app.mailboxes.pausing import MailboxUnknown

_SHOW_ERRORS_FOR_SECONDS = 86_400


def list_mailboxes(session: Session, organization_id: UUID) -> list[MailboxOut]:
    """All mailboxes of the organisation, the oldest first."""
    return [_mailbox_out(session, mailbox, sync) for mailbox, sync in _rows(session, organization_id, None)]


def read_mailbox(session: Session, organization_id: UUID, mailbox_id: UUID) -> MailboxOut:
    """One mailbox. Raises `MailboxUnknown`."""
    rows = _rows(session, organization_id, mailbox_id)
    if not rows:
        raise MailboxUnknown()
    return _mailbox_out(session, *rows[0])


def _rows(session: Session, organization_id: UUID, mailbox_id: UUID | None) -> list[tuple[Mailbox, MailboxSync]]:
    statement = (
        select(Mailbox, MailboxSync)
        .join(
            MailboxSync,
            (MailboxSync.organization_id == Mailbox.organization_id) & (MailboxSync.mailbox_id == Mailbox.id),
        )
        .where(Mailbox.organization_id == organization_id)
        .order_by(Mailbox.id)
        .execution_options(populate_existing=True)
    )
    if mailbox_id is not None:
        statement = statement.where(Mailbox.id == mailbox_id)
    return [(row[0], row[1]) for row in session.execute(statement)]


def _mailbox_out(session: Session, mailbox: Mailbox, sync: MailboxSync) -> MailboxOut:
    return MailboxOut(
        id=mailbox.id,
        kind=mailbox.kind,
        email=mailbox.email,
        status=_status(mailbox),
        paused_until=_ahead(mailbox.paused_until),
        error=problem(mailbox.error_code, mailbox.error_detail),
        connected_at=mailbox.connected_at,
        sync=_sync_out(session, mailbox, sync),
    )


def _status(mailbox: Mailbox) -> Literal["connected", "needs_reauth", "paused", "error"]:
    match mailbox.status:
        case MailboxStatus.needs_reauth:
            return "needs_reauth"
        case MailboxStatus.error:
            return "error"
        case MailboxStatus.connected:
            return "paused" if _ahead(mailbox.paused_until) else "connected"


def problem(code: str | None, detail: str | None) -> ProblemOut | None:
    """An error with what to do about it."""
    return ProblemOut(code=code, detail=detail or None, action=action_for(code)) if code else None


def _ahead(moment: datetime | None) -> datetime | None:
    return moment if moment and moment > now() else None


def _sync_out(session: Session, mailbox: Mailbox, sync: MailboxSync) -> SyncStatus:
    progress, at = progress_of(session, mailbox.organization_id, sync), now()
    synced = sync.last_history_at
    shown = sync.last_error_at is not None and (at - sync.last_error_at).total_seconds() < _SHOW_ERRORS_FOR_SECONDS
    return SyncStatus(
        mailbox_id=mailbox.id,
        backfill=BackfillOut(
            state=sync.backfill_state,
            listed=sync.backfill_listed,
            total_estimate=sync.backfill_total_estimate,
            started_at=sync.backfill_started_at,
            finished_at=sync.backfill_finished_at,
        ),
        counts=CountsOut(**{state.value: n for state, n in progress.counts.items()}, total=progress.total),
        rate_per_minute=progress.rate_per_minute,
        eta_seconds=progress.eta_seconds,
        history=HistoryOut(
            history_id=None if sync.history_id is None else str(int(sync.history_id)),
            last_synced_at=synced,
            lag_seconds=None if synced is None else max(0, int((at - synced).total_seconds())),
        ),
        paused_until=_ahead(mailbox.paused_until),
        not_before=_ahead(mailbox.not_before),
        circuit=CircuitOut(state=circuit_state(sync), failures=sync.failures, retry_at=_ahead(sync.retry_at)),
        reconcile=ReconcileOut(last_run_at=sync.reconciled_at, missing_found=sync.reconcile_missing),
        last_error=problem(sync.last_error_code, sync.last_error_detail) if shown else None,
    )

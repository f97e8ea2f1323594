"""After an expired history (404, ordinary at Google): a new baseline and a bounded listing, in that order.

What happened between the old cursor and the new baseline is found by listing everything since two days before the
last mail that we surely had, and a reconciliation of all ids follows. The cursor never simply jumps.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core.clock import now
from app.core.db import transaction
from app.core.logs import get_logger
from app.gmail.backfill import read_sync
from app.gmail.client import Gmail
from app.gmail.wake import request_backfill
from app.mailboxes.health import record_success
from app.mailboxes.models import BackfillState, MailboxSync
from app.messages.models import Occurrence, OccurrenceState
from app.realtime.notify import announce

log = get_logger(__name__)

_OVERLAP = timedelta(days=2)
#: A fresh cursor can be refused for a while. Within this a further refusal is answered by listing, not by baselines.
_NO_NEW_BASELINE_WITHIN = timedelta(minutes=15)
_LIST_AGAIN_AFTER = timedelta(minutes=1)


def resync(gmail: Gmail, organization_id: UUID, mailbox_id: UUID, refused_cursor: int) -> None:
    """Answer a refused cursor. A second refusal soon after only lists the recent mail again, once a minute at most,
    until the quarter of an hour is over: no hot loop."""
    with transaction(organization_id) as session:
        sync = read_sync(session, organization_id, mailbox_id)
        recently = sync.last_resync_at is not None and sync.last_resync_at > now() - _NO_NEW_BASELINE_WITHIN
    if recently:
        with transaction(organization_id) as session:
            _list_recent(session, organization_id, mailbox_id)
        return
    baseline = gmail.profile().history_id
    with transaction(organization_id) as session:
        _begin(session, organization_id, mailbox_id, refused_cursor, baseline)


def _begin(session: Session, organization_id: UUID, mailbox_id: UUID, refused: int, baseline: int) -> None:
    sync = read_sync(session, organization_id, mailbox_id, lock=True)
    if sync.history_id != refused:
        return  # Another worker has moved the cursor meanwhile.
    full_pass = sync.backfill_state is not BackfillState.done and sync.backfill_query is None
    sync.backfill_query = None if full_pass else _since(session, sync)
    # The baseline may be lower than the refused cursor: Google's ids have been seen to step back.
    sync.history_id = Decimal(baseline)
    _list_again(session, sync)
    sync.resync_count += 1
    sync.last_resync_at = now()
    sync.last_history_at = now()
    record_success(session, organization_id, mailbox_id)
    log.warning("history_expired", mailbox_id=str(mailbox_id), resync=sync.resync_count, full=full_pass)


def _list_recent(session: Session, organization_id: UUID, mailbox_id: UUID) -> None:
    sync = read_sync(session, organization_id, mailbox_id, lock=True)
    sync.last_history_at = now()
    finished = sync.backfill_finished_at
    if sync.backfill_state is BackfillState.done and (finished is None or finished < now() - _LIST_AGAIN_AFTER):
        sync.backfill_query = _after((sync.last_resync_at or now()) - timedelta(hours=1))
        _list_again(session, sync)


def _list_again(session: Session, sync: MailboxSync) -> None:
    sync.backfill_state = BackfillState.pending
    sync.backfill_page_token = None
    session.flush()
    request_backfill(session, sync.organization_id, sync.mailbox_id)
    announce(session, sync.organization_id, "mailbox", [sync.mailbox_id])


def _since(session: Session, sync: MailboxSync) -> str | None:
    """The query from two days before what we surely had; None (everything) when we had nothing.

    Imported mail can bear any internalDate, also a future one, so the last good sync bounds it too.
    """
    newest = session.scalar(
        select(func.max(Occurrence.internal_date)).where(
            Occurrence.organization_id == sync.organization_id,
            Occurrence.mailbox_id == sync.mailbox_id,
            Occurrence.state.in_([OccurrenceState.fetched, OccurrenceState.processed]),
        )
    )
    known = [moment for moment in (newest, sync.last_history_at or sync.backfill_started_at) if moment]
    return _after(min(known) - _OVERLAP) if newest else None


def _after(moment: datetime) -> str:
    """Epoch seconds: dates in a query mean midnight Pacific time."""
    return f"after:{int(moment.timestamp())}"

"""Ask for work on a mailbox, in the transaction that makes it true: one job of a kind waits at most, one runs at most.

No job is enqueued for later: procrastinate lets a waiting job hold back every other one with its lock. What must wait
(a pause, a circuit, Google's own word) stands in the mailbox's row, and `app.gmail.schedule` asks again in time.
"""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.orm import Session

from app.jobs.queue import BACKGROUND, LIVE, NORMAL, enqueue


def _request(session: Session, name: str, organization_id: UUID, mailbox_id: UUID, priority: int) -> int | None:
    key = f"mailbox:{mailbox_id}:{name}"
    return enqueue(
        session,
        name,
        lock=key,
        queueing_lock=key,
        priority=priority,
        organization_id=str(organization_id),
        mailbox_id=str(mailbox_id),
    )


def request_backfill(session: Session, organization_id: UUID, mailbox_id: UUID) -> int | None:
    """List the mailbox from where the listing stands. The job's id, None when one waits already."""
    return _request(session, "mailbox_backfill", organization_id, mailbox_id, BACKGROUND)


def request_history_sync(session: Session, organization_id: UUID, mailbox_id: UUID) -> int | None:
    """Read what changed since the cursor. The job's id, None when one waits already."""
    return _request(session, "mailbox_history_sync", organization_id, mailbox_id, LIVE)


def request_fetch(session: Session, organization_id: UUID, mailbox_id: UUID, *, live: bool = False) -> int | None:
    """Fetch the raw bytes of discovered copies. The job's id, None when one waits already."""
    return _request(session, "occurrence_fetch_raw", organization_id, mailbox_id, LIVE if live else NORMAL)


def request_reconcile(session: Session, organization_id: UUID, mailbox_id: UUID) -> int | None:
    """Compare Gmail's ids with ours. The job's id, None when one waits already."""
    return _request(session, "mailbox_reconcile", organization_id, mailbox_id, BACKGROUND)


def request_watch_renewal(session: Session, organization_id: UUID, mailbox_id: UUID) -> int | None:
    """Start or renew push notifications. The job's id, None when one waits already."""
    return _request(session, "mailbox_watch_renew", organization_id, mailbox_id, NORMAL)


def request_identities(session: Session, organization_id: UUID, mailbox_id: UUID) -> int | None:
    """Read which addresses the mailbox may send as. The job's id, None when one waits already."""
    return _request(session, "mailbox_identities", organization_id, mailbox_id, NORMAL)

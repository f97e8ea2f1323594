"""Files that were uploaded and then used by nothing: taken away after a day, and their bytes with them."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.core.db import transaction
from app.core.logs import get_logger
from app.identity.models import Organization
from app.jobs.queue import enqueue
from app.storage.blobs import get_blob_store

log = get_logger(__name__)

#: Nobody is still writing the reply that it was for: what is written is saved as a draft within seconds.
UNUSED_AFTER = timedelta(days=1)
_AT_ONCE = 200

_UNUSED = text(
    """
DELETE FROM outbound_uploads WHERE organization_id = :o AND id IN (
    SELECT u.id FROM outbound_uploads u
    WHERE u.organization_id = :o AND u.outbound_message_id IS NULL AND u.created_at < :before
      AND NOT EXISTS (SELECT FROM reply_drafts d WHERE d.organization_id = :o AND u.id = ANY(d.attachment_ids))
    ORDER BY u.created_at, u.id LIMIT :most FOR UPDATE SKIP LOCKED)
RETURNING sha256
"""
)


def request_cleaning() -> int:
    """Ask for `clean_uploads` in every organisation; the number of jobs enqueued."""
    with transaction() as session:
        organizations = session.scalars(select(Organization.id)).all()
        jobs = [
            enqueue(
                session,
                "outbound_uploads_clean",
                queueing_lock=f"uploads:{i}",
                lock=f"uploads:{i}",
                organization_id=str(i),
            )
            for i in organizations
        ]
    return sum(1 for job in jobs if job is not None)


def clean_uploads(organization_id: UUID, at: datetime) -> int:
    """Take away files that are older than a day at `at` and that no draft and no reply has; how many. Their bytes go
    where nothing else refers to them. Opens its own transactions, none while blobs are removed. Raises
    `BlobStoreUnavailable`."""
    before, cleaned = at - UNUSED_AFTER, 0
    while True:
        with transaction(organization_id) as session:
            values = {"o": organization_id, "before": before, "most": _AT_ONCE}
            gone = [bytes(sha256) for sha256 in session.execute(_UNUSED, values).scalars()]
            free = [sha256 for sha256 in sorted(set(gone)) if _forget(session, organization_id, sha256)]
        for sha256 in free:
            get_blob_store().discard(organization_id, sha256, before)
        cleaned += len(gone)
        if len(gone) < _AT_ONCE:
            break
    if cleaned:
        log.info("unused uploads cleaned", organization_id=str(organization_id), uploads=cleaned)
    return cleaned


def _forget(session: Session, organization_id: UUID, sha256: bytes) -> bool:
    """Remove the blob's row, unless something refers to it: the database itself knows what does."""
    try:
        with session.begin_nested():
            session.execute(
                text("DELETE FROM blobs WHERE organization_id = :o AND sha256 = :sha256"),
                {"o": organization_id, "sha256": sha256},
            )
    except IntegrityError:
        return False
    return True

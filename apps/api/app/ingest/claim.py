"""Take copies to process. The attempt is counted and committed *before* work begins: a mail that kills the worker is
known by its count, is then tried alone, and at last is set aside, while its neighbours go on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.core.metrics import MAILS_FAILED
from app.ingest.request import LANES
from app.messages.occurrences import mark_failed

MAX_ATTEMPTS = 5
BATCH = 200

#: Written out for each case, so that the planner can use the index of just these copies, however long the queue is.
_CLAIM = """
WITH next AS (
    SELECT id FROM message_occurrences
    WHERE organization_id = :o AND state = 'fetched'
      AND (CAST(:lane AS int) IS NULL OR get_byte(uuid_send(id), 15) % :lanes = :lane)
      AND attempts {tried}
    ORDER BY priority, id LIMIT :limit FOR UPDATE SKIP LOCKED
)
UPDATE message_occurrences o SET attempts = attempts + 1
FROM next WHERE o.organization_id = :o AND o.id = next.id AND o.state = 'fetched'
RETURNING o.id, o.raw_sha256, o.internal_date, o.label_ids, o.attempts, o.priority
"""


@dataclass(frozen=True, slots=True)
class Claimed:
    """A copy in work."""

    id: UUID
    raw_sha256: bytes
    internal_date: datetime | None
    label_ids: tuple[str, ...]
    attempts: int
    priority: int


def claim(
    session: Session, organization_id: UUID, lane: int | None, *, fresh: bool, limit: int = BATCH
) -> list[Claimed]:
    """The next copies of the lane (None: of any): a batch never tried (`fresh`), or one tried before, alone."""
    rows = session.execute(
        text(_CLAIM.format(tried="= 0" if fresh else "> 0")),
        {"o": organization_id, "lanes": LANES, "lane": lane, "limit": limit if fresh else 1},
    )
    claimed = [Claimed(row[0], bytes(row[1]), row[2], tuple(row[3]), row[4], row[5]) for row in rows]
    return _without_killers(session, organization_id, sorted(claimed, key=lambda c: (c.priority, c.id)))


def _without_killers(session: Session, organization_id: UUID, claimed: Sequence[Claimed]) -> list[Claimed]:
    kept = []
    for copy in claimed:
        if copy.attempts > MAX_ATTEMPTS:
            mark_failed(
                session,
                organization_id,
                copy.id,
                "killed_worker",
                f"Processing began {MAX_ATTEMPTS} times and never ended. The raw mail is kept; replay it after an "
                "update, or look at it by itself.",
            )
            MAILS_FAILED.inc()
        else:
            kept.append(copy)
    return kept

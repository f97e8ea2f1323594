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
from app.messages.occurrences import KILLED_WORKER, mark_failed

MAX_ATTEMPTS = 5
BATCH = 400
#: Raw bytes of one batch: what a worker holds in memory is a small multiple of it.
BATCH_BYTES = 32 * 2**20
#: A mail of so many bytes is worked on by itself: what it costs, and whatever it does to the worker, is its own.
BIG_BYTES = 4 * 2**20

#: Written out for each case, so that the planner can use the index of just these copies, however long the queue is.
_NEXT = """
    SELECT id, coalesce(size, 0) FROM message_occurrences
    WHERE organization_id = :o AND state = 'fetched'
      AND (CAST(:lane AS int) IS NULL OR get_byte(uuid_send(id), 15) % :lanes = :lane)
      AND attempts {tried}
    ORDER BY priority, id LIMIT :limit FOR UPDATE SKIP LOCKED
"""
_COUNT = """
UPDATE message_occurrences o SET attempts = attempts + 1
WHERE o.organization_id = :o AND o.id = ANY(:ids) AND o.state = 'fetched'
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
    waiting = session.execute(
        text(_NEXT.format(tried="= 0" if fresh else "> 0")),
        {"o": organization_id, "lanes": LANES, "lane": lane, "limit": limit if fresh else 1},
    )
    ids = _within_bytes([(row[0], row[1]) for row in waiting])
    rows = session.execute(text(_COUNT), {"o": organization_id, "ids": ids}) if ids else ()
    claimed = [Claimed(row[0], bytes(row[1]), row[2], tuple(row[3]), row[4], row[5]) for row in rows]
    return _without_killers(session, organization_id, sorted(claimed, key=lambda c: (c.priority, c.id)))


def _within_bytes(waiting: Sequence[tuple[UUID, int]]) -> list[UUID]:
    """The first copies that together are not too much for memory; one at least, and a big one by itself."""
    ids: list[UUID] = []
    total = 0
    for copy_id, size in waiting:
        total += size
        if ids and (total > BATCH_BYTES or size >= BIG_BYTES):
            break
        ids.append(copy_id)
        if size >= BIG_BYTES:
            break
    return ids


def give_back(session: Session, organization_id: UUID, claimed: Sequence[Claimed]) -> None:
    """Take the attempts back: something outside was away, and that is no mail's fault."""
    session.execute(
        text(
            "UPDATE message_occurrences SET attempts = attempts - 1"
            " WHERE organization_id = :o AND id = ANY(:ids) AND state = 'fetched' AND attempts > 0"
        ),
        {"o": organization_id, "ids": [copy.id for copy in claimed]},
    )


def _without_killers(session: Session, organization_id: UUID, claimed: Sequence[Claimed]) -> list[Claimed]:
    kept = []
    for copy in claimed:
        if copy.attempts > MAX_ATTEMPTS:
            mark_failed(
                session,
                organization_id,
                copy.id,
                KILLED_WORKER,
                f"Processing began {MAX_ATTEMPTS} times and never ended. The raw mail is kept; replay it after an "
                "update, or look at it by itself.",
            )
            MAILS_FAILED.inc()
        else:
            kept.append(copy)
    return kept

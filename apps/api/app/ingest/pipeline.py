"""The story of an e-mail, from raw bytes to a ticket.

    claim copies → read each (parse, evidence) → in one transaction for the batch:
    message (dedupe) → thread (stitch) → ticket (dispose, route, refresh) → announce

One bad mail never stops its neighbours: a batch that the database refuses is halved until the one that it refuses
is alone, and that one is set aside with its reason.
"""

from __future__ import annotations

import contextlib
import os
import time
import traceback
from collections.abc import Callable, Sequence
from uuid import UUID

from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, SQLAlchemyError

from app.core.db import transaction
from app.core.logs import get_logger
from app.core.metrics import MAILS_FAILED, MAILS_PROCESSED, PROCESS_SECONDS
from app.core.statistics import note_written
from app.ingest.claim import BATCH, Claimed, claim, give_back
from app.ingest.reading import Surroundings, read_copy, surroundings
from app.ingest.recording import record
from app.messages.canonical import Copy
from app.messages.occurrences import mark_failed
from app.storage.blobs import BlobStoreUnavailable, get_blob_store

log = get_logger(__name__)


def process_waiting(
    organization_id: UUID, *, limit: int | None = None, on_progress: Callable[[int], None] | None = None
) -> int:
    """Process what is fetched, in this process, until nothing waits (or `limit` copies are done); the number done."""
    done = 0
    while limit is None or done < limit:
        # All lanes as one, in the order of arrival: a conversation's mails are then mostly read together.
        count = _step(organization_id, None, BATCH if limit is None else min(BATCH, limit - done))
        if count == 0:
            break
        done += count
        if on_progress is not None:
            on_progress(count)
    return done


def process_lane(organization_id: UUID, lane: int, *, seconds: float) -> bool:
    """Process copies of one lane for about `seconds`; whether more are waiting."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if _step(organization_id, lane, BATCH) == 0:
            return False
    return True


def _step(organization_id: UUID, lane: int | None, limit: int) -> int:
    """One batch of fresh copies and one that was tried before; how many were taken."""
    taken = 0
    for fresh in (True, False):
        with transaction(organization_id) as session:
            claimed = claim(session, organization_id, lane, fresh=fresh, limit=limit)
            around = surroundings(session, organization_id) if claimed else None
        if claimed and around is not None:
            started = time.monotonic()
            try:
                process_copies(organization_id, claimed, around)
            except Exception:
                # Whatever leaves here is no mail's fault. If the database is away too, the attempt stays counted.
                with contextlib.suppress(SQLAlchemyError), transaction(organization_id) as session:
                    give_back(session, organization_id, claimed)
                raise
            PROCESS_SECONDS.observe(time.monotonic() - started)
            note_written(len(claimed))
            taken += len(claimed)
    return taken


def process_copies(organization_id: UUID, claimed: Sequence[Claimed], around: Surroundings) -> None:
    """Read and record claimed copies; each ends ``processed`` or ``failed`` with a reason."""
    blobs = get_blob_store()
    copies: list[Copy] = []
    for item in claimed:
        try:
            copies.append(read_copy(blobs, organization_id, item, around))
        except BlobStoreUnavailable:
            raise
        except Exception as error:
            _set_aside(organization_id, item.id, error)
    _record_halving(organization_id, copies, around)


def _record_halving(organization_id: UUID, copies: Sequence[Copy], around: Surroundings) -> None:
    if not copies:
        return
    try:
        with transaction(organization_id) as session:
            outcome = record(session, organization_id, copies, around)
    except Exception as error:
        if isinstance(error, DBAPIError) and not isinstance(error, DataError | IntegrityError):
            # The database is away, busy or of another schema: no mail's fault, so the job is tried again.
            raise
        if len(copies) == 1:
            _set_aside(organization_id, copies[0].occurrence_id, error)
            return
        middle = len(copies) // 2
        _record_halving(organization_id, copies[:middle], around)
        _record_halving(organization_id, copies[middle:], around)
        return
    for disposition, count in outcome.items():
        MAILS_PROCESSED.labels(disposition).inc(count)


def _set_aside(organization_id: UUID, occurrence_id: UUID, error: Exception) -> None:
    """Record why a copy could not be processed. The log names the kind of failure, never the content."""
    code = type(error).__name__
    sqlstate = getattr(getattr(error, "orig", None), "sqlstate", None)
    line = _our_line(error)
    with transaction(organization_id) as session:
        detail = f"{code}{f' (SQLSTATE {sqlstate})' if sqlstate else ''} in {line}. The raw mail is kept: replay it."
        mark_failed(session, organization_id, occurrence_id, "processing_failed", detail)
    MAILS_FAILED.inc()
    log.error("mail set aside", occurrence_id=str(occurrence_id), kind=code, sqlstate=sqlstate, at=line)


def _our_line(error: Exception) -> str:
    """The innermost line of ours that the failure came through."""
    frames = [f for f in traceback.extract_tb(error.__traceback__) if f"{os.sep}app{os.sep}" in f.filename]
    return f"{os.path.basename(frames[-1].filename)}:{frames[-1].lineno}" if frames else "unknown"

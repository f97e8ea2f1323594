"""The story of an e-mail, from raw bytes to a ticket.

    claim copies → read each (parse, evidence) → in one transaction for the batch:
    message (dedupe) → thread (stitch) → ticket (dispose, route, refresh) → announce

One bad mail never stops its neighbours: a batch that the database refuses is halved until the one that it refuses
is alone, and that one is set aside with its reason.
"""

from __future__ import annotations

import os
import time
import traceback
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.exc import DataError, DBAPIError, IntegrityError

from app.core.db import transaction
from app.core.logs import get_logger
from app.core.metrics import MAILS_FAILED, MAILS_PROCESSED, PROCESS_SECONDS
from app.core.statistics import note_written
from app.ingest.claim import Claimed
from app.ingest.reading import Surroundings, read_copy
from app.ingest.recording import record
from app.messages.canonical import Copy
from app.messages.occurrences import mark_failed
from app.storage.blobs import BlobStoreUnavailable, get_blob_store

log = get_logger(__name__)


#: A batch that took so long to read is recorded before it is whole: mails that are costly to read hold up those that
#: came with them by no more than this and the one mail that was being read.
READ_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class Read:
    """What was read of a batch."""

    copies: list[Copy]
    left: list[Claimed]
    """Not begun: the time was up."""


def read_copies(organization_id: UUID, claimed: Sequence[Claimed], around: Surroundings) -> Read:
    """Parse claimed copies, at least one, for `READ_SECONDS`; one that cannot be read is set aside. No transaction is
    open meanwhile."""
    blobs = get_blob_store()
    copies: list[Copy] = []
    until = time.monotonic() + READ_SECONDS
    for number, item in enumerate(claimed):
        if number and time.monotonic() > until:
            return Read(copies, list(claimed[number:]))
        try:
            copies.append(read_copy(blobs, organization_id, item, around))
        except BlobStoreUnavailable:
            raise
        except Exception as error:
            _set_aside(organization_id, item.id, error)
    return Read(copies, [])


def record_copies(organization_id: UUID, copies: Sequence[Copy], around: Surroundings) -> None:
    """Record what was read; each copy ends ``processed``, or ``failed`` with its reason."""
    started = time.monotonic()
    _record_halving(organization_id, copies, around)
    PROCESS_SECONDS.observe(time.monotonic() - started)
    note_written(len(copies))


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

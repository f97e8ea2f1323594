"""Work through what waits, batch after batch: while one batch is being recorded, which is mostly waiting for the
database, the next one is read."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from uuid import UUID

from sqlalchemy.exc import SQLAlchemyError

from app.core.db import transaction
from app.ingest.claim import BATCH, Claimed, claim, give_back
from app.ingest.pipeline import read_copies, record_copies
from app.ingest.reading import Surroundings, surroundings

#: After so many batches one copy that was tried before gets its turn, so that it does not wait for a whole backfill.
_BATCHES_PER_RETRY = 10


def process_waiting(
    organization_id: UUID, *, limit: int | None = None, on_progress: Callable[[int], None] | None = None
) -> int:
    """Process what is fetched, in this process, until nothing waits (or `limit` copies are done); the number done.

    All lanes as one, in the order of arrival: a conversation's mails are then mostly read together.
    """
    drain = _Drain(organization_id, None, on_progress)
    drain.run(lambda: BATCH if limit is None else min(BATCH, limit - drain.done))
    return drain.done


def process_lane(organization_id: UUID, lane: int, *, seconds: float) -> bool:
    """Process copies of one lane for about `seconds`; whether more are waiting."""
    until = time.monotonic() + seconds
    return _Drain(organization_id, lane, None).run(lambda: BATCH if time.monotonic() < until else 0)


class _Drain:
    """One run over a lane (None: over all)."""

    def __init__(self, organization_id: UUID, lane: int | None, on_progress: Callable[[int], None] | None) -> None:
        self._organization_id = organization_id
        self._lane = lane
        self._on_progress = on_progress
        self._recording: Future[None] | None = None
        self._in_work: list[Claimed] = []
        self.done = 0

    def run(self, wanted: Callable[[], int]) -> bool:
        """Until nothing waits (False), or until `wanted`, which says how many more to take, is 0 (True)."""
        with ThreadPoolExecutor(1, thread_name_prefix="record") as recorder:
            try:
                return self._batches(recorder, wanted)
            except Exception:
                # Whatever leaves here is no mail's fault. If the database is away too, the attempts stay counted.
                with contextlib.suppress(SQLAlchemyError), transaction(self._organization_id) as session:
                    give_back(session, self._organization_id, self._in_work)
                raise

    def _batches(self, recorder: ThreadPoolExecutor, wanted: Callable[[], int]) -> bool:
        number = 0
        while (limit := wanted()) > 0:
            number += 1
            claimed, around = self._take(fresh=True, limit=limit)
            if claimed:
                read = read_copies(self._organization_id, claimed, around)
                self._leave(read.left)
                self._wait()
                self._recording = recorder.submit(record_copies, self._organization_id, read.copies, around)
                self._count(len(claimed) - len(read.left))
            if claimed and number % _BATCHES_PER_RETRY:
                continue
            # Nothing may be in work now: a copy in work looks like one that was tried before.
            self._wait()
            self._in_work.clear()
            alone, around = self._take(fresh=False, limit=1)
            if alone:
                record_copies(self._organization_id, read_copies(self._organization_id, alone, around).copies, around)
                self._count(len(alone))
            elif not claimed:
                return False
        self._wait()
        return True

    def _take(self, *, fresh: bool, limit: int) -> tuple[list[Claimed], Surroundings]:
        with transaction(self._organization_id) as session:
            claimed = claim(session, self._organization_id, self._lane, fresh=fresh, limit=limit)
            around = surroundings(session, self._organization_id)
        self._in_work += claimed
        return claimed, around

    def _leave(self, left: list[Claimed]) -> None:
        """The time for reading was up before these were begun: they are as if never taken, and come next."""
        if not left:
            return
        with transaction(self._organization_id) as session:
            give_back(session, self._organization_id, left)
        gone = {copy.id for copy in left}
        self._in_work = [copy for copy in self._in_work if copy.id not in gone]

    def _wait(self) -> None:
        """Until the batch before is recorded; its failure is raised here."""
        recording, self._recording = self._recording, None
        if recording is not None:
            recording.result()

    def _count(self, copies: int) -> None:
        self.done += copies
        if self._on_progress is not None:
            self._on_progress(copies)

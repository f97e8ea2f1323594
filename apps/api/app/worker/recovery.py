"""Give back the jobs that a dead worker held."""

from __future__ import annotations

import procrastinate
from procrastinate.exceptions import UniqueViolation
from procrastinate.jobs import Status

from app.core.clock import now
from app.core.logs import get_logger

log = get_logger(__name__)

HEARTBEAT_SECONDS = 2.0
#: A worker that was silent for this long is dead. Long enough for a machine that swaps, short enough for people.
DEAD_AFTER_SECONDS = 15.0


async def recover_stalled_jobs(app: procrastinate.App) -> int:
    """Queue again what workers without a heartbeat were doing; how many jobs."""
    manager = app.job_manager
    stalled = list(await manager.get_stalled_jobs(seconds_since_heartbeat=DEAD_AFTER_SECONDS))
    for job in stalled:
        try:
            await manager.retry_job(job, retry_at=now())
        except UniqueViolation:
            # A successor with the same queueing lock waits already: it does this job's work.
            await manager.finish_job(job, status=Status.ABORTED, delete_job=True)
    if stalled:
        log.warning("jobs of a dead worker queued again", jobs=len(stalled))
    return len(stalled)

"""What a worker process of the order test does: the job's own code, in a process of its own."""

from __future__ import annotations

from uuid import UUID

from app.core.memory import tune_garbage_collection
from app.ingest.drain import process_lane


def begin() -> None:
    """As the worker does when it starts."""
    tune_garbage_collection()


def work(organization_id: UUID, lane: int) -> None:
    """Process a lane until nothing waits, in slices as the job does."""
    while process_lane(organization_id, lane, seconds=10):
        pass

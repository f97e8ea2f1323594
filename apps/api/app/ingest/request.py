"""Ask for processing: one job per lane waits at most, and one runs at most."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.orm import Session

from app.jobs.queue import NORMAL, enqueue

#: Copies are spread over lanes by their id, so that several workers can parse for one organisation at once.
LANES = 2


def request_processing(session: Session, organization_id: UUID, *, priority: int = NORMAL) -> None:
    """Enqueue `occurrence_process` for each lane of the organisation, in this transaction."""
    for lane in range(LANES):
        request_lane(session, organization_id, lane, priority=priority)


def request_lane(session: Session, organization_id: UUID, lane: int, *, priority: int = NORMAL) -> None:
    """Enqueue `occurrence_process` for one lane."""
    key = f"process:{organization_id}:{lane}"
    enqueue(
        session,
        "occurrence_process",
        lock=key,
        queueing_lock=key,
        priority=priority,
        organization_id=str(organization_id),
        lane=lane,
    )

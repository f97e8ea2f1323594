"""Jobs of ingest."""

from __future__ import annotations

from uuid import UUID

from app.core.db import transaction
from app.ingest.drain import process_lane
from app.ingest.request import request_lane
from app.jobs.queue import job

#: A job ends after this long and queues its successor, so that live mail's jobs get their turn.
SLICE_SECONDS = 10.0


@job("occurrence_process")
def occurrence_process(organization_id: str, lane: int) -> None:
    """Process what is fetched in one lane of an organisation."""
    organization = UUID(organization_id)
    if process_lane(organization, lane, seconds=SLICE_SECONDS):
        with transaction(organization) as session:
            request_lane(session, organization, lane)

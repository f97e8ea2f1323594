"""Jobs of tickets."""

from __future__ import annotations

from uuid import UUID

from app.jobs.queue import job
from app.tickets.response_due import apply_promises


@job("tickets_response_due")
def tickets_response_due(organization_id: str) -> None:
    """Apply an organisation's new promises to the tickets that wait already."""
    apply_promises(UUID(organization_id))

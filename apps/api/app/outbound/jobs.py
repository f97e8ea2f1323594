"""Jobs of sending. Their names are public (contract)."""

from __future__ import annotations

from uuid import UUID

from app.jobs.queue import job
from app.outbound.sending import run_send


@job("outbound_send")
def outbound_send(organization_id: str, reply_id: str) -> None:
    """Do what is due for a reply: send it, find out whether it was sent, or read it back."""
    run_send(UUID(organization_id), UUID(reply_id))

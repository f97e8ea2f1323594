"""Jobs of sending. Their names are public (contract)."""

from __future__ import annotations

from uuid import UUID

from app.core.clock import now
from app.jobs.queue import job
from app.outbound.sending import run_send
from app.outbound.unused_uploads import clean_uploads


@job("outbound_send")
def outbound_send(organization_id: str, reply_id: str) -> None:
    """Do what is due for a reply: send it, find out whether it was sent, or read it back."""
    run_send(UUID(organization_id), UUID(reply_id))


@job("outbound_uploads_clean")
def outbound_uploads_clean(organization_id: str) -> None:
    """Take away files that were uploaded and that nothing uses."""
    clean_uploads(UUID(organization_id), now())

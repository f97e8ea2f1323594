"""Ask for a reply to be sent, in the transaction that makes it true.

No queue lock keeps two workers off one reply: the lease in its row does, for the queue cannot know when a worker that
was thought dead comes back.
"""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.orm import Session

from app.jobs.queue import LIVE, enqueue


def request_send(
    session: Session, organization_id: UUID, reply_id: UUID, *, in_seconds: float | None = None
) -> int | None:
    """Do what is due for the reply, or will be `in_seconds`. The job's id, None when one waits already."""
    when = "later" if in_seconds else "now"
    return enqueue(
        session,
        "outbound_send",
        queueing_lock=f"outbound:{reply_id}:{when}",
        priority=LIVE,
        in_seconds=in_seconds,
        organization_id=str(organization_id),
        reply_id=str(reply_id),
    )

"""Who answers for a reply: somebody who may write to customers when it leaves, not only when it was written."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.identity.models import Membership, Role
from app.outbound.models import OutboundKind, OutboundMessage


def may_author_send(session: Session, reply: OutboundMessage) -> bool:
    """Whether the author is still an agent or admin of the organisation. Nobody writes acknowledgements."""
    if reply.kind is OutboundKind.acknowledgement:
        return True
    role = session.scalar(
        select(Membership.role).where(
            Membership.organization_id == reply.organization_id, Membership.user_id == reply.author_user_id
        )
    )
    return role in (Role.agent, Role.admin)

"""Whether a ticket changed while somebody wrote a reply to it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.errors import Conflict
from app.messages.models import Message
from app.outbound.models import OutboundMessage
from app.outbound.schemas import NewMailOut
from app.tickets.models import Ticket, TicketMessage

_MOST_SHOWN = 20


class TicketHasNewMail(Conflict):
    """Mail came that the writer has not seen; ``new_messages`` names it."""

    code = "ticket_has_new_mail"
    title = "New mail came into this ticket while you were writing"


def last_message_id(session: Session, ticket: Ticket) -> UUID | None:
    """The ticket's newest mail."""
    return session.scalar(
        select(TicketMessage.message_id)
        .where(TicketMessage.organization_id == ticket.organization_id, TicketMessage.ticket_id == ticket.id)
        .order_by(TicketMessage.sort_at.desc(), TicketMessage.message_id.desc())
        .limit(1)
    )


def new_mail(
    session: Session, ticket: Ticket, user_id: UUID | None, seen_id: UUID | None, seen_at: datetime | None
) -> list[NewMailOut]:
    """Mail that came into the ticket after the mail `seen_id` (or the moment `seen_at`), in the order of arrival. What
    the writer sent themselves is no news to them. Nothing for a writer who does not say what they saw."""
    if seen_id is not None:
        arrived = session.scalar(
            select(TicketMessage.created_at).where(
                TicketMessage.organization_id == ticket.organization_id,
                TicketMessage.ticket_id == ticket.id,
                TicketMessage.message_id == seen_id,
            )
        )
        # A mail that was moved away meanwhile: whatever is there now is news.
        seen_at = arrived or seen_at or ticket.created_at
    if seen_at is None:
        return []
    own = select(OutboundMessage.message_id).where(
        OutboundMessage.organization_id == ticket.organization_id,
        OutboundMessage.ticket_id == ticket.id,
        OutboundMessage.author_user_id == user_id,
        OutboundMessage.message_id.is_not(None),
    )
    rows = session.scalars(
        select(Message)
        .join(
            TicketMessage,
            (TicketMessage.organization_id == Message.organization_id) & (TicketMessage.message_id == Message.id),
        )
        .where(
            Message.organization_id == ticket.organization_id,
            TicketMessage.ticket_id == ticket.id,
            TicketMessage.created_at > seen_at,
            Message.id != seen_id if seen_id is not None else Message.id.is_not(None),
            Message.id.not_in(own),
        )
        .order_by(TicketMessage.created_at, TicketMessage.message_id)
        .limit(_MOST_SHOWN)
    )
    return [
        NewMailOut(
            message_id=row.id,
            from_email=row.from_email,
            from_name=row.from_name,
            direction=row.direction.value,
            sort_at=row.sort_at,
            snippet=row.snippet,
        )
        for row in rows
    ]


def refuse_unseen(news: list[NewMailOut]) -> None:
    """Raise `TicketHasNewMail` when there is any."""
    if news:
        raise TicketHasNewMail(extra={"new_messages": [one.model_dump(mode="json") for one in news]})

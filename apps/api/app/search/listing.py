"""Tickets as the list shows them: with what is the reader's own and what their search found."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.identity.access import Caller
from app.search.matches import find_matches
from app.tickets.models import Ticket
from app.tickets.reading import unread_by
from app.tickets.schemas import ListedTicket, TicketOut


def listed(session: Session, caller: Caller, tickets: Sequence[Ticket], query: str | None) -> list[ListedTicket]:
    """`tickets` as list rows. Two statements for the page: who is unread, and where the words of `query` stand."""
    if not tickets:
        return []
    organization_id = caller.organization_id
    unread = set(
        session.scalars(
            select(Ticket.id).where(
                Ticket.organization_id == organization_id,
                Ticket.id.in_([ticket.id for ticket in tickets]),
                unread_by(organization_id, caller.user_id),
            )
        )
    )
    matches = find_matches(session, organization_id, query, tickets) if query else {}
    return [
        ListedTicket(
            **TicketOut.model_validate(ticket).model_dump(), unread=ticket.id in unread, match=matches.get(ticket.id)
        )
        for ticket in tickets
    ]

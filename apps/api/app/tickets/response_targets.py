"""Which answer is promised until when. PURE: no database, no web, no clock."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.tickets.business_hours import BusinessHours
from app.tickets.models import Priority, ResponseDue, TicketStatus

#: Statuses of tickets in which it is for us to answer.
OURS_TO_ANSWER = (TicketStatus.new, TicketStatus.open)


@dataclass(frozen=True, slots=True)
class Minutes:
    """Business minutes for the first answer and for each next one; None promises none."""

    first: int | None
    next: int | None


@dataclass(frozen=True, slots=True)
class Waiting:
    """What a ticket's promise depends on."""

    status: TicketStatus
    priority: Priority
    queue_id: UUID | None
    is_merged: bool
    is_answered: bool
    since: datetime | None


@dataclass(frozen=True, slots=True)
class Promises:
    """What an organisation promises: by queue (None: wherever the queue has none of its own), then by priority."""

    hours: BusinessHours
    by_queue: Mapping[UUID | None, Mapping[Priority, Minutes]]

    def due(self, ticket: Waiting) -> tuple[datetime, ResponseDue] | None:
        """Until when which answer is promised; None when nobody waits, or nothing is promised."""
        if ticket.since is None or ticket.is_merged or ticket.status not in OURS_TO_ANSWER:
            return None
        mine = ticket.queue_id if ticket.queue_id in self.by_queue else None
        minutes = self.by_queue.get(mine, {}).get(ticket.priority)
        if minutes is None:
            return None
        which = ResponseDue.next if ticket.is_answered else ResponseDue.first
        promised = minutes.next if ticket.is_answered else minutes.first
        at = None if promised is None else self.hours.add(ticket.since, promised)
        return None if at is None else (at, which)

"""What an attached calendar says, read out of the mail when it is asked for: so the newest reading holds for the oldest
mail, and nothing is stored twice."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from uuid import UUID

from app.identity.access import Caller
from app.mime import Calendar, CalendarEvent, calendar_of
from app.tickets import files
from app.tickets.fields import Answer


class CalendarKind(StrEnum):
    """What the mail wants of its reader."""

    invitation = "invitation"
    update = "update"
    cancelled = "cancelled"
    answer = "answer"
    proposal = "proposal"
    """An attendee would rather have another time."""
    event = "event"
    """It only tells."""


class MomentOut(Answer):
    """Exactly one of `date` (a whole day), `at` (an instant) and `local` (a time of day in an unknown zone, without
    offset) is there. `zone` is the calendar's own name of the zone."""

    date: dt.date | None
    at: dt.datetime | None
    local: dt.datetime | None
    zone: str


class AttendingOut(Answer):
    """`answer`: `accepted`, `declined`, `tentative`, `delegated`, or "" for none yet."""

    name: str
    email: str
    answer: str
    optional: bool


class RecurrenceOut(Answer):
    """Every `interval` of `frequency` (`daily`, `weekly`, `monthly`, `yearly`, "" for another), on `weekdays` (0 is
    Monday), `count` times or `until` a day. Not `exact`: the calendar's rule says more."""

    frequency: str
    interval: int
    weekdays: list[int]
    count: int | None
    until: dt.date | None
    exact: bool


class CalendarEventOut(Answer):
    """Texts are one line, "" when missing. `end` of whole days is the last day. With `occurrence` only that one of a
    repeating event is meant. `attendees` are the first of `attendee_count`."""

    kind: CalendarKind
    uid: str
    summary: str
    location: str
    start: MomentOut | None
    end: MomentOut | None
    occurrence: MomentOut | None
    recurrence: RecurrenceOut | None
    organizer: AttendingOut | None
    attendees: list[AttendingOut]
    attendee_count: int


class CalendarOut(Answer):
    """The first events of `event_count`; none where the file is no calendar."""

    events: list[CalendarEventOut]
    event_count: int


def read_attached_calendar(caller: Caller, ticket_id: UUID, attachment_id: UUID) -> CalendarOut:
    """What the attachment says as a calendar. Raises `TicketNotFound`, `AttachmentNotFound`, `BlobMissing`."""
    _, content = files.attachment_content(caller, ticket_id, attachment_id)
    calendar = calendar_of(content)
    events = [
        CalendarEventOut.model_validate(
            {name: getattr(one, name, None) for name in CalendarEventOut.model_fields}
            | {"kind": kind_of(calendar, one)}
        )
        for one in calendar.events
    ]
    return CalendarOut(events=events, event_count=calendar.event_count)


def kind_of(calendar: Calendar, event: CalendarEvent) -> CalendarKind:
    """What the calendar is sent for (RFC 5546 §1.4); an unknown method asks for nothing."""
    if event.cancelled or calendar.method == "cancel":
        return CalendarKind.cancelled
    if calendar.method in ("request", "add"):
        return CalendarKind.update if event.sequence > 0 else CalendarKind.invitation
    return {"reply": CalendarKind.answer, "counter": CalendarKind.proposal}.get(calendar.method, CalendarKind.event)

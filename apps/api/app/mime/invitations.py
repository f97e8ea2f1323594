"""What a calendar that came by mail says, for people (RFC 5545, RFC 5546): what, when, where, who, and what they
answered. Bounded and total."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from app.mime.ical import Component, Property, address, read_components, words
from app.mime.ical_time import WEEKDAYS, Moment, later, moment

MAX_EVENTS = 10
MAX_PEOPLE = 100
_FREQUENCIES = frozenset({"DAILY", "WEEKLY", "MONTHLY", "YEARLY"})
_ANSWERS = frozenset({"accepted", "declined", "tentative", "delegated"})
_OPTIONAL = frozenset({"OPT-PARTICIPANT", "NON-PARTICIPANT"})
#: Parts of a rule that its words tell; any other makes them incomplete.
_TOLD = frozenset({"FREQ", "INTERVAL", "COUNT", "UNTIL", "BYDAY", "WKST"})


@dataclass(frozen=True, slots=True)
class Attending:
    """Somebody who is asked to come. `answer`: accepted, declined, tentative, delegated, or "" for none yet."""

    name: str
    email: str
    answer: str = ""
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Recurrence:
    """How it repeats: every `interval` of `frequency` (daily, weekly, monthly, yearly), on `weekdays` (0 is Monday),
    `count` times or until a day. Not `exact`: its rule says more than these words do."""

    frequency: str
    interval: int
    weekdays: tuple[int, ...]
    count: int | None
    until: date | None
    exact: bool


@dataclass(frozen=True, slots=True)
class CalendarEvent:
    """`end` of an event of whole days is its last day. `occurrence`: only that one of a repeating event is meant."""

    uid: str
    sequence: int
    cancelled: bool
    summary: str
    location: str
    start: Moment | None
    end: Moment | None
    occurrence: Moment | None
    recurrence: Recurrence | None
    organizer: Attending | None
    attendees: tuple[Attending, ...]
    attendee_count: int


@dataclass(frozen=True, slots=True)
class Calendar:
    """`method` in lower case as written (request, cancel, reply, publish …), "" for none. `event_count`: how many there
    are; the first are in `events`."""

    method: str
    events: tuple[CalendarEvent, ...]
    event_count: int


def calendar_of(content: bytes) -> Calendar:
    """The calendar in `content`; one without events where there is none."""
    root = read_components(content)
    method = next((one for part in (*root.children, root) if (one := part.first("METHOD"))), None)
    events, zones = root.named("VEVENT"), root.named("VTIMEZONE")[:50]
    shown = tuple(_event(one, zones) for one in events[:MAX_EVENTS])
    return Calendar(words(method, 40).lower(), shown, len(events))


def _event(one: Component, zones: Sequence[Component]) -> CalendarEvent:
    start = moment(one.first("DTSTART"), zones)
    people = list(one.every("ATTENDEE"))
    organizer = one.first("ORGANIZER")
    sequence = words(one.first("SEQUENCE"), 9)
    return CalendarEvent(
        uid=words(one.first("UID"), 300),
        sequence=int(sequence) if sequence.isascii() and sequence.isdigit() else 0,
        cancelled=words(one.first("STATUS"), 20).upper() == "CANCELLED",
        summary=words(one.first("SUMMARY"), 500),
        location=words(one.first("LOCATION"), 500),
        start=start,
        end=_end(one, start, zones),
        occurrence=moment(one.first("RECURRENCE-ID"), zones),
        recurrence=_recurrence(one),
        organizer=_person(organizer) if organizer else None,
        attendees=tuple(_person(person) for person in people[:MAX_PEOPLE]),
        attendee_count=len(people),
    )


def _end(one: Component, start: Moment | None, zones: Sequence[Component]) -> Moment | None:
    end, lasts = moment(one.first("DTEND"), zones), one.first("DURATION")
    if end is None and start is not None and lasts is not None:
        end = later(start, lasts.value)
    if end is None or start is None or (end.date is None) != (start.date is None):
        return None
    if end.date is None or start.date is None:
        return end
    # The day a calendar gives is the first on which it is over.
    return replace(end, date=end.date - timedelta(days=1) if end.date > start.date else start.date)


def _person(one: Property) -> Attending:
    name, email = address(one)
    answer = one.parameter("PARTSTAT").strip().lower()
    return Attending(
        "" if name == email else name,
        email,
        answer if answer in _ANSWERS else "",
        one.parameter("ROLE").upper() in _OPTIONAL,
    )


def _recurrence(one: Component) -> Recurrence | None:
    rule = one.first("RRULE")
    if rule is None:
        return None
    parts = {
        key.strip(): value.strip() for key, _, value in (p.partition("=") for p in rule.value.upper().split(";")[:20])
    }
    frequency = parts.get("FREQ", "")
    days = parts.get("BYDAY", "").split(",")[:14] if parts.get("BYDAY") else []
    plain = tuple(sorted({WEEKDAYS.index(day) for day in days if day in WEEKDAYS}))
    until = moment(Property("UNTIL", "", parts.get("UNTIL", "")), ())
    known = frequency in _FREQUENCIES
    return Recurrence(
        frequency=frequency.lower() if known else "",
        interval=_number(parts.get("INTERVAL", "1")) or 1,
        weekdays=plain,
        count=_number(parts.get("COUNT", "")),
        until=_day(until) if until else None,
        exact=known
        and parts.keys() <= _TOLD
        and len(plain) == len(days)
        and (not days or frequency == "WEEKLY")
        and not any(one.first(name) for name in ("RDATE", "EXDATE", "EXRULE")),
    )


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and 0 < len(text) < 6 and int(text) > 0 else None


def _day(when: Moment) -> date | None:
    at = when.at or when.local
    return at.date() if at else when.date

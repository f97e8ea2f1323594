"""Moments of a calendar (RFC 5545 §3.3.4, §3.3.5, §3.6.5): a date, an instant, or a time of day in an unknown zone.

A zone is looked up by its name (`Europe/Berlin`, also behind a maker's prefix); one that only its maker knows
(`W. Europe Standard Time`) is computed from the VTIMEZONE that came along.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

from app.mime.ical import Component, Property
from app.mime.text import one_line

_TIME = re.compile(r"^(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)(Z?))?$")
_DURATION = re.compile(r"^([+-]?)P(?:(\d{1,4})W)?(?:(\d{1,5})D)?(?:T(?:(\d{1,5})H)?(?:(\d{1,6})M)?(?:(\d{1,7})S)?)?$")
_OFFSET = re.compile(r"^([+-])(\d\d)(\d\d)(\d\d)?$")
_NAME = re.compile(r"[A-Za-z0-9_+/-]{1,64}$")
_ONSET_DAY = re.compile(r"^([+-]?[1-5])?(MO|TU|WE|TH|FR|SA|SU)$")
#: Zones tell their history: a rule or two for each change of the law.
_MAX_RULES = 40
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


@dataclass(frozen=True, slots=True)
class Moment:
    """Exactly one of the three is there. `zone` is the name that the calendar gives the zone, "" for none."""

    date: date | None = None
    at: datetime | None = None
    """An instant, in UTC."""
    local: datetime | None = None
    """A time of day in a zone that is not known, or wherever one is."""
    zone: str = ""


def moment(one: Property | None, zones: Sequence[Component]) -> Moment | None:
    """What a DTSTART or its like says; None when it is no time."""
    if one is None:
        return None
    read = _read(one.value.strip())
    if read is None:
        return None
    value, is_utc = read
    zone = one_line(one.parameter("TZID"), 100)
    if not isinstance(value, datetime):
        return Moment(date=value, zone=zone)
    if is_utc:
        return Moment(at=value.replace(tzinfo=UTC), zone="UTC")
    known = _zone(zone, value, zones) if zone else None
    try:
        return (
            Moment(at=value.replace(tzinfo=known).astimezone(UTC), zone=zone)
            if known
            else Moment(local=value, zone=zone)
        )
    except OverflowError:
        return None


def later(start: Moment, duration: str) -> Moment | None:
    """`start` and an ISO duration; None when it is none, or leads out of time."""
    match = _DURATION.match(duration.strip())
    if match is None or match[1] == "-":
        return None
    weeks, days, hours, minutes, seconds = (int(one or 0) for one in match.groups()[1:])
    span = timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)
    try:
        if start.date is not None:
            return Moment(date=start.date + span, zone=start.zone)
        if start.at is not None:
            return Moment(at=start.at + span, zone=start.zone)
        return Moment(local=start.local + span, zone=start.zone) if start.local is not None else None
    except OverflowError:
        return None


def _read(value: str) -> tuple[date | datetime, bool] | None:
    match = _TIME.match(value)
    if match is None or not value.isascii():
        return None
    year, month, day = int(match[1]), int(match[2]), int(match[3])
    try:
        if match[4] is None:
            return date(year, month, day), False
        # A leap second is the one before it.
        return datetime(year, month, day, int(match[4]), int(match[5]), min(int(match[6]), 59)), match[7] == "Z"
    except ValueError:
        return None


def _zone(name: str, when: datetime, zones: Sequence[Component]) -> tzinfo | None:
    parts = name.strip("/").split("/")
    # As written, then as what stands behind a maker's prefix: /citadel.org/20250101_1/America/Argentina/Salta.
    for count in dict.fromkeys((len(parts), 3, 2, 1)):
        found = _named("/".join(parts[-count:])) if count <= len(parts) else None
        if found:
            return found
    own = next((one for one in zones if (given := one.first("TZID")) and given.value.strip() == name), None)
    offset = _offset_of(own, when) if own else None
    return timezone(offset) if offset is not None else None


def _named(name: str) -> ZoneInfo | None:
    # Looked for in the file system: nothing but names, and no file that is none of a zone.
    if not _NAME.match(name) or ("/" not in name and name not in ("UTC", "GMT", "Japan", "Israel", "Singapore")):
        return None
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, KeyError):
        return None


def _offset_of(zone: Component, when: datetime) -> timedelta | None:
    """The offset that holds at local time `when`: that of the rule that began last. Before all of them, the first's."""
    begun: list[tuple[datetime, timedelta]] = []
    for rule in (*zone.named("STANDARD")[:_MAX_RULES], *zone.named("DAYLIGHT")[:_MAX_RULES]):
        offset = _offset(rule.first("TZOFFSETTO"))
        if offset is not None:
            begun.extend((onset, offset) for onset in _onsets(rule, when.year))
    past = [one for one in begun if one[0] <= when]
    return max(past)[1] if past else min(begun)[1] if begun else None


def _onsets(rule: Component, year: int) -> Iterator[datetime]:
    """When the rule begins: at first, and, where it does so every year, in this one and the one before."""
    start = rule.first("DTSTART")
    first = _read(start.value.strip()) if start else None
    if first is None or not isinstance(first[0], datetime):
        return
    yield first[0]
    recurs = rule.first("RRULE")
    parts = dict(part.partition("=")[::2] for part in recurs.value.upper().split(";")[:20]) if recurs else {}
    day, month = _ONSET_DAY.match(parts.get("BYDAY", "")), parts.get("BYMONTH", "")
    if (
        parts.get("FREQ") != "YEARLY"
        or day is None
        or not (month.isascii() and month.isdigit() and 1 <= int(month) <= 12)
    ):
        return
    until = _read(parts.get("UNTIL", ""))
    for one in (year - 1, year):
        if not 1 < one < 9999:
            continue
        found = datetime.combine(_nth(one, int(month), int(day[1] or 1), WEEKDAYS.index(day[2])), first[0].time())
        if found > first[0] and (until is None or found.date() <= _date(until[0])):
            yield found


def _date(value: date | datetime) -> date:
    return value.date() if isinstance(value, datetime) else value


def _nth(year: int, month: int, nth: int, weekday: int) -> date:
    """The nth such weekday of a month, from its end when `nth` is negative; the last there is when there are fewer."""
    last = monthrange(year, month)[1]
    days = [day for day in range(1, last + 1) if date(year, month, day).weekday() == weekday]
    return date(year, month, days[min(nth - 1, len(days) - 1)] if nth > 0 else days[max(nth, -len(days))])


def _offset(one: Property | None) -> timedelta | None:
    match = _OFFSET.match(one.value.strip()) if one else None
    if match is None or int(match[2]) > 23 or int(match[3]) > 59:
        return None
    span = timedelta(hours=int(match[2]), minutes=int(match[3]))
    return -span if match[1] == "-" else span

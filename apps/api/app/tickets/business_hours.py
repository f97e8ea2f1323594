"""Business time. PURE: no database, no web, no clock.

A moment counts when the clock on the wall of the organisation's zone shows business hours and no holiday. So an hour
that summer time skips is never worked, and one that it repeats is worked twice where it is within hours.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

_DAY = timedelta(days=1)
_SECOND = timedelta(seconds=1)
_MIDNIGHT = time()
#: What takes longer is no promise: an hour a week, or a year of holidays, could lead beyond the end of all calendars.
HORIZON = timedelta(days=10 * 366)

#: ``(weekday, start, end)``: 0 is Monday; minutes from midnight, and 1440 is the end of the day.
Hours = tuple[int, int, int]
_AROUND_THE_CLOCK: tuple[Hours, ...] = tuple((weekday, 0, 24 * 60) for weekday in range(7))


class BusinessHours:
    """When work is done: `weekly` hours that do not overlap, in order (none: around the clock), apart from
    `holidays`."""

    def __init__(self, time_zone: str, weekly: Sequence[Hours] = (), holidays: Iterable[date] = ()) -> None:
        self._zone = ZoneInfo(time_zone)
        self._holidays = frozenset(holidays)
        self._never_closed = not weekly and not self._holidays
        self._of_weekday: list[list[tuple[timedelta, timedelta]]] = [[] for _ in range(7)]
        for weekday, start, end in weekly or _AROUND_THE_CLOCK:
            self._of_weekday[weekday].append((timedelta(minutes=start), timedelta(minutes=end)))

    def add(self, moment: datetime, minutes: int) -> datetime | None:
        """The moment (in UTC) at which `minutes` (at least 1) of business time have passed since `moment`; the end of a
        day rather than the beginning of the next. None when that is further away than `HORIZON`."""
        moment, left = moment.astimezone(UTC), timedelta(minutes=minutes)
        if self._never_closed:
            return moment + left
        for opens, closes in self._open_from(moment):
            if closes - opens >= left:
                return opens + left
            left -= closes - opens
        return None

    def _open_from(self, moment: datetime) -> Iterator[tuple[datetime, datetime]]:
        """The stretches of business time from `moment` to the horizon, in UTC, in order."""
        at = moment
        while at < moment + HORIZON:
            until = at + _DAY
            for begin, end, offset in self._constant(at, until):
                for opens, closes in self._on_the_wall(begin + offset, end + offset):
                    yield opens - offset, closes - offset
            at = until

    def _constant(self, begin: datetime, end: datetime) -> Iterator[tuple[datetime, datetime, timedelta]]:
        """The parts of a day in UTC during which the zone's clock goes on evenly: two where it is set."""
        before, after = self._offset(begin), self._offset(end)
        if before == after:
            yield begin, end, before
            return
        low, high = begin, end
        while high - low > _SECOND:
            middle = low + (high - low) / 2
            low, high = (middle, high) if self._offset(middle) == before else (low, middle)
        # Clocks are set at a whole second.
        turn = high.replace(microsecond=0)
        yield begin, turn, before
        yield turn, end, after

    def _offset(self, moment: datetime) -> timedelta:
        return moment.astimezone(self._zone).utcoffset() or timedelta()

    def _on_the_wall(self, begin: datetime, end: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Business time between two readings of one clock that is not set meanwhile."""
        day = begin.date()
        while day <= end.date():
            midnight = datetime.combine(day, _MIDNIGHT, begin.tzinfo)
            hours = () if day in self._holidays else self._of_weekday[day.weekday()]
            for start, stop in hours:
                opens, closes = max(midnight + start, begin), min(midnight + stop, end)
                if opens < closes:
                    yield opens, closes
            day += _DAY

"""Business time against counting every minute by the clock on the wall."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.tickets.business_hours import HORIZON, BusinessHours, Hours
from app.tickets.models import Priority, ResponseDue, TicketStatus
from app.tickets.response_targets import Minutes, Promises, Waiting

#: Ordinary ones, both hemispheres, half an hour of summer time, clocks set at midnight, a day that was left out.
ZONES = (
    "UTC",
    "Europe/Berlin",
    "America/New_York",
    "Australia/Lord_Howe",
    "America/Havana",
    "America/Santiago",
    "Asia/Kathmandu",
    "Pacific/Apia",
)
#: Days on which one of them sets its clock, and some on which none does.
DAYS = (
    date(2026, 3, 29),
    date(2026, 10, 25),
    date(2026, 3, 8),
    date(2026, 11, 1),
    date(2026, 4, 5),
    date(2026, 10, 4),
    date(2026, 9, 6),
    date(2011, 12, 30),
    date(2026, 6, 15),
    date(2028, 2, 29),
)
MINUTE = timedelta(minutes=1)


def _slowly(zone: str, weekly: list[Hours], holidays: set[date], moment: datetime, minutes: int) -> datetime | None:
    """The same by looking at the clock each minute, for a fortnight."""
    for passed in range(14 * 24 * 60):
        at = moment + passed * MINUTE
        wall = at.astimezone(ZoneInfo(zone))
        clock = wall.hour * 60 + wall.minute
        is_open = wall.date() not in holidays and (
            not weekly or any(day == wall.weekday() and start <= clock < end for day, start, end in weekly)
        )
        minutes -= is_open
        if minutes == 0:
            return at + MINUTE
    return None


@st.composite
def _weeks(draw: st.DrawFn) -> list[Hours]:
    weekly = []
    for weekday in draw(st.sets(st.integers(0, 6), max_size=7)):
        edges = sorted(draw(st.sets(st.integers(0, 48).map(lambda n: n * 30), min_size=2, max_size=4)))
        weekly += [(weekday, a, b) for a, b in zip(edges[::2], edges[1::2], strict=False)]
    return sorted(weekly)


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(ZONES),
    _weeks(),
    st.sampled_from(DAYS),
    st.sets(st.integers(-1, 4), max_size=3),
    st.integers(-48 * 60, 24 * 60),
    st.integers(1, 40 * 60),
)
def test_it_counts_as_a_clock_on_the_wall_does(
    zone: str, weekly: list[Hours], day: date, off: set[int], before: int, minutes: int
) -> None:
    moment = datetime(day.year, day.month, day.day, tzinfo=UTC) + before * MINUTE
    holidays = {day + timedelta(days=n) for n in off}
    found = BusinessHours(zone, weekly, holidays).add(moment, minutes)
    expected = _slowly(zone, weekly, holidays, moment, minutes)
    if expected is None:
        assert found is None or found > moment + timedelta(days=14)
    else:
        assert found == expected


OFFICE: list[Hours] = [(day, 9 * 60, 17 * 60) for day in range(5)]
BERLIN = "Europe/Berlin"


@pytest.mark.parametrize(
    ("written", "minutes", "due"),
    [
        ("2026-11-23T09:00+01:00", 60, "2026-11-23T10:00+01:00"),
        ("2026-11-23T16:30+01:00", 30, "2026-11-23T17:00+01:00"),
        ("2026-11-23T16:30+01:00", 31, "2026-11-24T09:01+01:00"),
        ("2026-11-27T20:00+01:00", 60, "2026-11-30T10:00+01:00"),
        ("2026-12-24T16:00+01:00", 120, "2026-12-28T10:00+01:00"),
        # Over the change to summer time, which leaves the hours of the office alone.
        ("2026-03-27T16:00+01:00", 120, "2026-03-30T10:00+02:00"),
        ("2026-11-23T09:00:30.000001+01:00", 1, "2026-11-23T09:01:30.000001+01:00"),
    ],
)
def test_hours_of_an_office(written: str, minutes: int, due: str) -> None:
    hours = BusinessHours(BERLIN, OFFICE, [date(2026, 12, 25)])
    assert hours.add(datetime.fromisoformat(written), minutes) == datetime.fromisoformat(due)


def test_a_night_in_which_the_clock_is_set() -> None:
    night = BusinessHours(BERLIN, [(6, 60, 4 * 60)])
    # 1 to 4 o'clock are two hours in spring and four in autumn.
    spring, autumn = datetime(2026, 3, 28, tzinfo=UTC), datetime(2026, 10, 24, tzinfo=UTC)
    assert night.add(spring, 120) == datetime(2026, 3, 29, 2, tzinfo=UTC)
    assert night.add(autumn, 240) == datetime(2026, 10, 25, 3, tzinfo=UTC)


def test_what_lies_beyond_all_reason_is_no_moment() -> None:
    start = datetime(2026, 1, 1, tzinfo=UTC)
    assert BusinessHours(BERLIN, [(0, 0, 60)]).add(start, 525_600) is None
    assert BusinessHours("UTC").add(start, 525_600) == start + timedelta(days=365)
    assert (
        BusinessHours("UTC", [], [start.date() + timedelta(days=n) for n in range(HORIZON.days)]).add(start, 1) is None
    )


SUPPORT, SALES = UUID(int=1), UUID(int=2)
PROMISES = Promises(
    BusinessHours("UTC"),
    {
        None: {Priority.normal: Minutes(60, None), Priority.urgent: Minutes(10, 20)},
        SALES: {Priority.normal: Minutes(None, 5)},
    },
)
AT = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("status", "priority", "queue", "is_answered", "due"),
    [
        ("new", "normal", None, False, (60, "first")),
        ("new", "normal", SUPPORT, False, (60, "first")),
        ("open", "normal", SUPPORT, True, None),
        ("open", "urgent", SUPPORT, True, (20, "next")),
        ("open", "urgent", SUPPORT, False, (10, "first")),
        ("open", "low", SUPPORT, False, None),
        ("new", "normal", SALES, False, None),
        ("open", "normal", SALES, True, (5, "next")),
        ("open", "urgent", SALES, True, None),
        ("pending", "urgent", SUPPORT, True, None),
        ("resolved", "urgent", SUPPORT, True, None),
        ("closed", "urgent", SUPPORT, True, None),
        ("spam", "urgent", SUPPORT, True, None),
    ],
)
def test_what_is_promised(
    status: str, priority: str, queue: UUID | None, is_answered: bool, due: tuple[int, str] | None
) -> None:
    def ask(*, is_merged: bool = False, since: datetime | None = AT) -> tuple[datetime, ResponseDue] | None:
        return PROMISES.due(Waiting(TicketStatus(status), Priority(priority), queue, is_merged, is_answered, since))

    assert ask() == (None if due is None else (AT + due[0] * MINUTE, ResponseDue(due[1])))
    assert ask(since=None) is ask(is_merged=True) is None

"""Calendars as people read them."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.mime import Attending, Calendar, CalendarEvent, Moment, calendar_of
from app.mime.invitations import MAX_EVENTS, MAX_PEOPLE
from tests.mime.clean import strings

OUTLOOK = b"""BEGIN:VCALENDAR
METHOD:REQUEST
BEGIN:VTIMEZONE
TZID:W. Europe Standard Time
BEGIN:STANDARD
DTSTART:16010101T030000
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=10
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:16010101T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=3
END:DAYLIGHT
END:VTIMEZONE
BEGIN:VEVENT
%b
BEGIN:VALARM
DESCRIPTION:Not this
SUMMARY:Nor this
END:VALARM
END:VEVENT
END:VCALENDAR
"""


def _event(*lines: str) -> CalendarEvent:
    (event,) = calendar_of(OUTLOOK % "\n".join(lines).encode()).events
    return event


def test_who_is_asked_and_what_they_answered() -> None:
    event = _event(
        "UID:1@x",
        "SEQUENCE:2",
        "SUMMARY:Lunch\\, then",
        "  coffee",
        'ORGANIZER;CN="Lee: Ann":MAILTO:ann@customer.example',
        "ATTENDEE;CN=ben@acme.example;PARTSTAT=ACCEPTED;RSVP=TRUE:mailto:ben@acme.example",
        "ATTENDEE;ROLE=OPT-PARTICIPANT;PARTSTAT=declined;CN=Carla:mailto:carla@acme.example",
        "ATTENDEE;PARTSTAT=X-OTHER:mailto:dora@acme.example",
    )
    assert (event.uid, event.sequence, event.summary, event.cancelled) == ("1@x", 2, "Lunch, then coffee", False)
    assert event.organizer == Attending("Lee: Ann", "ann@customer.example")
    assert event.attendees == (
        Attending("", "ben@acme.example", "accepted"),
        Attending("Carla", "carla@acme.example", "declined", optional=True),
        Attending("", "dora@acme.example"),
    )


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        ("DTSTART:20260303T100000Z", datetime(2026, 3, 3, 10, tzinfo=UTC)),
        ("DTSTART;TZID=Europe/Berlin:20260703T100000", datetime(2026, 7, 3, 8, tzinfo=UTC)),
        ("DTSTART;TZID=/x.org/2025_1/America/Argentina/Salta:20260703T100000", datetime(2026, 7, 3, 13, tzinfo=UTC)),
        # Known by the calendar alone: summer, winter, the hours around the change.
        ("DTSTART;TZID=W. Europe Standard Time:20260703T100000", datetime(2026, 7, 3, 8, tzinfo=UTC)),
        ("DTSTART;TZID=W. Europe Standard Time:20260103T100000", datetime(2026, 1, 3, 9, tzinfo=UTC)),
        ("DTSTART;TZID=W. Europe Standard Time:20260329T015900", datetime(2026, 3, 29, 0, 59, tzinfo=UTC)),
        ("DTSTART;TZID=W. Europe Standard Time:20260329T030000", datetime(2026, 3, 29, 1, tzinfo=UTC)),
        ("DTSTART;TZID=W. Europe Standard Time:20261025T040000", datetime(2026, 10, 25, 3, tzinfo=UTC)),
    ],
)  # fmt: skip
def test_an_instant(start: str, expected: datetime) -> None:
    found = _event(start).start
    assert found is not None
    assert found.at == expected


def test_a_time_whose_zone_nobody_knows_stays_as_written() -> None:
    assert _event("DTSTART;TZID=Mars/Olympus:20260303T100000").start == Moment(
        local=datetime(2026, 3, 3, 10), zone="Mars/Olympus"
    )
    assert _event("DTSTART:20260303T100000").start == Moment(local=datetime(2026, 3, 3, 10))
    for secret in ("../../../etc/passwd", "/etc/localtime", "posixrules", "Europe"):
        assert _event(f"DTSTART;TZID={secret}:20260303T100000").start == Moment(
            local=datetime(2026, 3, 3, 10), zone=secret
        )


@pytest.mark.parametrize(
    ("lines", "end"),
    [
        (["DTSTART;VALUE=DATE:20260303", "DTEND;VALUE=DATE:20260305"], Moment(date=date(2026, 3, 4))),
        (["DTSTART;VALUE=DATE:20260303", "DTEND;VALUE=DATE:20260303"], Moment(date=date(2026, 3, 3))),
        (["DTSTART;VALUE=DATE:20260303"], None),
        (["DTSTART:20260303T100000Z", "DURATION:PT90M"], Moment(at=datetime(2026, 3, 3, 11, 30, tzinfo=UTC),
                                                                zone="UTC")),
        (["DTSTART;VALUE=DATE:20260303", "DURATION:P1W"], Moment(date=date(2026, 3, 9))),
        (["DTSTART:20260303T100000Z", "DTEND;VALUE=DATE:20260303"], None),
        (["DTSTART:99991231T235900Z", "DURATION:P99999D"], None),
        (["DTSTART:20261399T100000Z", "DTEND:20260303T100000Z"], None),
    ],
)  # fmt: skip
def test_when_it_is_over(lines: list[str], end: Moment | None) -> None:
    assert _event(*lines).end == end


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        ("FREQ=WEEKLY;BYDAY=WE,MO;COUNT=5", ("weekly", 1, (0, 2), 5, None, True)),
        ("FREQ=DAILY;INTERVAL=3;UNTIL=20261224T000000Z", ("daily", 3, (), None, date(2026, 12, 24), True)),
        ("FREQ=MONTHLY;BYDAY=2TU", ("monthly", 1, (), None, None, False)),
        ("FREQ=YEARLY;BYMONTH=1", ("yearly", 1, (), None, None, False)),
        ("FREQ=SECONDLY", ("", 1, (), None, None, False)),
        ("INTERVAL=-1;COUNT=99999999999;FREQ=DAILY", ("daily", 1, (), None, None, True)),
    ],
)
def test_how_it_repeats(rule: str, told: tuple[object, ...]) -> None:
    found = _event(f"RRULE:{rule}").recurrence
    assert found is not None
    assert (found.frequency, found.interval, found.weekdays, found.count, found.until, found.exact) == told
    excepted = _event(f"RRULE:{rule}", "EXDATE:20260303T100000Z").recurrence
    assert excepted is not None
    assert not excepted.exact


def test_a_calendar_is_bounded() -> None:
    people = b"ATTENDEE:mailto:x@y.example\n" * 300
    found = calendar_of(b"BEGIN:VCALENDAR\n" + (b"BEGIN:VEVENT\n" + people + b"END:VEVENT\n") * 20)
    assert (len(found.events), len(found.events[0].attendees)) == (MAX_EVENTS, MAX_PEOPLE)
    assert (found.event_count, found.events[0].attendee_count) == (17, 300)
    assert calendar_of(b"\x89PNG\r\n\x1a\n") == calendar_of(b"") == Calendar("", (), 0)


@pytest.mark.parametrize(
    "piece",
    [b"BEGIN:VEVENT\n", b"BEGIN:VTIMEZONE\nTZID:X\n" + b"BEGIN:STANDARD\nDTSTART:20260101T000000\nTZOFFSETTO:+0100\n"
     b"RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10\nEND:STANDARD\n" * 20, b'ATTENDEE;CN="', b" \n", b";A=" * 100,
     b"END:X\n"],
)  # fmt: skip
def test_a_calendar_built_to_be_slow_is_read_at_once(piece: bytes) -> None:
    event = b"BEGIN:VEVENT\nDTSTART;TZID=X:20260703T100000\nDTEND;TZID=X:20260703T100000\nEND:VEVENT\n" * 10
    began = time.process_time()
    calendar_of(b"BEGIN:VCALENDAR\n" + event + piece * (400_000 // len(piece)) + event)
    assert time.process_time() - began < 2


_PIECES = [
    b"BEGIN:VEVENT\n", b"SUMMARY:", b"\0", b"\xed\xa0\x80", b"a\\", b"\n ", b"\n", b";TZID=X:", b'"', b"END:VEVENT\n",
    b"DTSTART:20269999T999999\n", b"DTSTART;TZID=X:00010101T000000\n", b"BEGIN:VTIMEZONE\nTZID:X\n",
    b"BEGIN:STANDARD\nTZOFFSETTO:+2359\nDTSTART:00010101T000000\n", b"RRULE:FREQ=YEARLY;BYDAY=5SU;BYMONTH=2\n",
    b"END:STANDARD\n", b"ATTENDEE;CN=", b"mailto:", b"DURATION:P9999W\n", b"DTEND;VALUE=DATE:00010101\n",
    b"DTSTART:00010101\n", b"DTSTART;TZID=X:99991231T235959\n",
]  # fmt: skip


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from(_PIECES)))
def test_any_calendar_is_read(pieces: list[bytes]) -> None:
    for one in strings(calendar_of(b"BEGIN:VEVENT\n" + b"".join(pieces))):
        assert "\0" not in one
        one.encode("utf-8")

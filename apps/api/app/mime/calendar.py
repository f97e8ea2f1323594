"""What an invitation says (RFC 5545, RFC 5546): the few lines of it a reader needs, as written, times not converted."""

from __future__ import annotations

import re
from dataclasses import dataclass

from app.mime.ical import Property, address, lines_of, property_of, words
from app.mime.text import one_line

_WANTED = frozenset({"SUMMARY", "LOCATION", "ORGANIZER", "DTSTART", "DTEND", "STATUS", "UID"})
_TIME = re.compile(r"^(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)\d\d(Z?))?$")
_MAX_CHARS = 500


@dataclass(frozen=True, slots=True)
class Invitation:
    """The first event of a calendar. Texts are one line, "" when missing; times "2026-03-03 10:00 (Europe/Berlin)"."""

    method: str
    summary: str
    location: str
    organizer: str
    start: str
    end: str
    status: str
    uid: str

    def as_text(self) -> str:
        """Lines for a mail that says nothing else."""
        when = f"{self.start} – {self.end}" if self.start and self.end else self.start
        return "\n".join(line for line in (self.summary, when, self.location, self.organizer) if line)


def read_calendar(content: bytes) -> Invitation | None:
    """The first VEVENT of an iCalendar object, or None when there is none. Total."""
    method, depth, found = "", 0, dict[str, Property]()
    inside = False
    for line in lines_of(content):
        upper = line[:40].upper().strip()
        if upper.startswith("METHOD:") and not inside:
            method = one_line(line[7:], 40).upper()
        elif upper == "BEGIN:VEVENT":
            inside = True
        elif upper == "END:VEVENT":
            break
        elif inside and upper.startswith(("BEGIN:", "END:")):
            # An alarm has a summary of its own.
            depth += 1 if upper.startswith("BEGIN:") else -1
        elif inside and depth == 0:
            one = property_of(line)
            if one.name in _WANTED:
                found.setdefault(one.name, one)
    if not inside:
        return None
    return Invitation(
        method=method,
        summary=words(found.get("SUMMARY"), _MAX_CHARS),
        location=words(found.get("LOCATION"), _MAX_CHARS),
        organizer=_organizer(found.get("ORGANIZER")),
        start=_time(found.get("DTSTART")),
        end=_time(found.get("DTEND")),
        status=words(found.get("STATUS"), _MAX_CHARS).upper(),
        uid=words(found.get("UID"), _MAX_CHARS),
    )


def _organizer(one: Property | None) -> str:
    """ "Ann Lee <ann@x>", or the one of both there is."""
    name, email = address(one)
    return f"{name} <{email}>" if name and email and name != email else name or email


def _time(one: Property | None) -> str:
    """The time as written; a value that is no RFC 5545 date is left out."""
    match = _TIME.match(one.value.strip()) if one else None
    if match is None or one is None:
        return ""
    day = f"{match[1]}-{match[2]}-{match[3]}"
    if match[4] is None:
        return day
    zone = "UTC" if match[6] else one_line(one.parameter("TZID"), 100)
    return f"{day} {match[4]}:{match[5]}" + (f" ({zone})" if zone else "")

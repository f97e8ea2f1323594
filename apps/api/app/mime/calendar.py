"""What an invitation says (RFC 5545, RFC 5546): the few lines of it a reader needs, as written, times not converted."""

from __future__ import annotations

import re
from dataclasses import dataclass

from app.mime import charset
from app.mime.text import one_line, well_formed

_MAX_BYTES = 512 * 1024
_MAX_LINES = 5000
_WANTED = frozenset({"SUMMARY", "LOCATION", "ORGANIZER", "DTSTART", "DTEND", "STATUS", "UID"})
_ESCAPED = re.compile(r"\\([\\;,nN])")
_TIME = re.compile(r"^(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)\d\d(Z?))?$")
_PARAMETER = re.compile(r';([A-Za-z-]{1,40})=(?:"([^"]{0,200})"|([^;:]{0,200}))')
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
    text, _ = charset.decode(content[:_MAX_BYTES], "utf-8")
    # Folded lines are joined first (RFC 5545 §3.1).
    lines = re.sub(r"\r?\n[ \t]", "", well_formed(text)).splitlines()[:_MAX_LINES]
    method, depth, found = "", 0, dict[str, tuple[str, str]]()
    inside = False
    for line in lines:
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
            name, parameters, value = _property(line)
            if name in _WANTED:
                found.setdefault(name, (parameters, value))
    if not inside:
        return None
    return Invitation(
        method=method,
        summary=_text(found, "SUMMARY"),
        location=_text(found, "LOCATION"),
        organizer=_organizer(*found.get("ORGANIZER", ("", ""))),
        start=_time(*found.get("DTSTART", ("", ""))),
        end=_time(*found.get("DTEND", ("", ""))),
        status=_text(found, "STATUS").upper(),
        uid=_text(found, "UID"),
    )


def _property(line: str) -> tuple[str, str, str]:
    """(upper-case name, parameters as written, value) of a content line; a colon in quotes separates nothing."""
    quoted = False
    for at, char in enumerate(line[:2000]):
        if char == '"':
            quoted = not quoted
        elif char == ":" and not quoted:
            name, semicolon, parameters = line[:at].partition(";")
            return name.upper(), semicolon + parameters, line[at + 1 :]
    return "", "", ""


def _parameters(text: str) -> dict[str, str]:
    return {match[1].upper(): match[2] or match[3] or "" for match in _PARAMETER.finditer(text)}


def _text(found: dict[str, tuple[str, str]], name: str) -> str:
    value = found.get(name, ("", ""))[1][: _MAX_CHARS * 2]
    return one_line(_ESCAPED.sub(lambda match: " " if match[1] in "nN" else match[1], value), _MAX_CHARS)


def _organizer(parameters: str, value: str) -> str:
    """ "Ann Lee <ann@x>", or the one of both there is."""
    name = one_line(_parameters(parameters).get("CN", ""), 200)
    address = one_line(re.sub(r"^mailto:", "", value.strip(), flags=re.IGNORECASE), 320)
    return f"{name} <{address}>" if name and address and name != address else name or address


def _time(parameters: str, value: str) -> str:
    """The time as written; a value that is no RFC 5545 date is left out."""
    match = _TIME.match(value.strip())
    if match is None:
        return ""
    day = f"{match[1]}-{match[2]}-{match[3]}"
    if match[4] is None:
        return day
    zone = "UTC" if match[6] else one_line(_parameters(parameters).get("TZID", ""), 100)
    return f"{day} {match[4]}:{match[5]}" + (f" ({zone})" if zone else "")

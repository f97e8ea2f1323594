"""Date headers (RFC 5322 §3.3 with obsolete forms) as aware UTC times."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_tz

_MONTHS = {name: index for index, name in enumerate(
    ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), 1)}  # fmt: skip
_USUAL = re.compile(
    r"^\s*(?:[A-Za-z]{3},)?\s*(\d{1,2})\s+([A-Za-z]{3})[a-z]*\s+(\d{4})\s+(\d{1,2}):(\d\d)(?::(\d\d))?\s*([+-]\d{4}|GMT|UTC|Z)"
)
_ISO = re.compile(r"^\s*(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d)(?::(\d\d))?(?:\.\d+)?\s*(Z|[+-]\d\d:?\d\d)?")
_FIRST_YEAR, _LAST_YEAR = 1980, 2100


def parse_date(text: str) -> datetime | None:
    """The instant of a Date value in UTC, or None when unreadable or outside 1980..2100."""
    text = text[:200]
    try:
        found = _usual(text) or _iso(text) or _obsolete(text)
    except (ValueError, OverflowError, TypeError, IndexError):
        return None
    return found if found is not None and _FIRST_YEAR <= found.year <= _LAST_YEAR else None


def _usual(text: str) -> datetime | None:
    match = _USUAL.match(text)
    month = _MONTHS.get(match[2].lower()) if match else None
    if match is None or month is None:
        return None
    second = min(int(match[6] or 0), 59)
    local = datetime(int(match[3]), month, int(match[1]), int(match[4]), int(match[5]), second, tzinfo=UTC)
    return local - _offset(match[7])


def _iso(text: str) -> datetime | None:
    match = _ISO.match(text)
    if match is None:
        return None
    year, month, day, hour, minute = (int(match[index]) for index in range(1, 6))
    local = datetime(year, month, day, hour, minute, min(int(match[6] or 0), 59), tzinfo=UTC)
    return local - _offset((match[7] or "Z").replace(":", ""))


def _offset(zone: str) -> timedelta:
    if zone[0] not in "+-":
        return timedelta()
    hours, minutes = int(zone[1:3]), int(zone[3:5])
    # Offsets past a day are noise ("+9999"); the time is taken as UTC.
    if hours > 23:
        return timedelta()
    delta = timedelta(hours=hours, minutes=minutes)
    return -delta if zone[0] == "-" else delta


def _obsolete(text: str) -> datetime | None:
    # Comments and white space may stand anywhere (RFC 5322 §4.3), around the colons too.
    fields = parsedate_tz(re.sub(r"\s*:\s*", ":", re.sub(r"\([^()]*\)", " ", text)))
    if fields is None:
        return None
    year, month, day, hour, minute, second = fields[:6]
    local = datetime(year, month, day, hour, minute, min(second, 59), tzinfo=UTC)
    offset = fields[9] or 0
    return local - timedelta(seconds=offset if abs(offset) < 86400 else 0)

"""Keyset paging: an opaque cursor carries the sort key of the last row seen, never an offset."""

from __future__ import annotations

import base64
import json
import math
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from app.core.errors import Invalid

Key = Sequence[str | int | float | bool | datetime | UUID | None]


class InvalidCursor(Invalid):
    """The cursor was not made by this list."""

    code = "invalid_cursor"
    title = "The cursor is not valid; start from the first page"


def encode_cursor(sort: str, key: Key) -> str:
    """A cursor for the row with sort key `key` in the list sorted by `sort`."""
    values = [v.isoformat() if isinstance(v, datetime) else str(v) if isinstance(v, UUID) else v for v in key]
    return base64.urlsafe_b64encode(json.dumps([sort, *values]).encode()).decode().rstrip("=")


def decode_cursor(sort: str, cursor: str, length: int) -> list[str | int | float | bool | None]:
    """The key values of `cursor`; `InvalidCursor` when it is forged, or of another sort order."""
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        values = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
    except (ValueError, RecursionError):
        raise InvalidCursor() from None
    if not isinstance(values, list) or len(values) != length + 1 or values[0] != sort:
        raise InvalidCursor()
    if not all(_can_be_compared(v) for v in values):
        raise InvalidCursor()
    return values[1:]


def _can_be_compared(value: object) -> bool:
    """Whether PostgreSQL takes it: JSON also has lone surrogates and NUL, and Python reads NaN and infinity in it."""
    if isinstance(value, str):
        return "\0" not in value and not any("\ud800" <= c <= "\udfff" for c in value)
    return not isinstance(value, list | dict) and not (isinstance(value, float) and not math.isfinite(value))


def cursor_time(value: object) -> datetime:
    """A timestamp out of a decoded cursor."""
    try:
        moment = datetime.fromisoformat(str(value))
    except ValueError:
        raise InvalidCursor() from None
    if moment.tzinfo is None:
        raise InvalidCursor()
    return moment


def cursor_uuid(value: object) -> UUID:
    """A UUID out of a decoded cursor."""
    try:
        return UUID(str(value))
    except ValueError:
        raise InvalidCursor() from None

"""What one term of a search may say: the filters, their values, and how a mistake in them is explained."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from difflib import get_close_matches
from enum import StrEnum
from typing import Any

from app.core.errors import Invalid
from app.tickets.models import Priority, TicketStatus


class Field(StrEnum):
    """What a term speaks of."""

    text = "text"
    code = "code"
    sender = "from"
    recipient = "to"
    copied = "cc"
    subject = "subject"
    status = "status"
    state = "is"
    assignee = "assignee"
    tag = "tag"
    queue = "queue"
    priority = "priority"
    has = "has"
    before = "before"
    after = "after"


@dataclass(frozen=True, slots=True)
class Term:
    """One condition. `value` is text; a datetime for before and after. `position` counts characters from 1."""

    field: Field
    value: str | datetime
    position: int
    is_phrase: bool = False
    is_prefix: bool = False


class InvalidQuery(Invalid):
    """The search text is wrong. Detail and ``errors`` say where (`position` from 1 and `length`, in characters), what
    is wrong, and with `instead` what to write in place of those characters."""

    code = "invalid_query"
    title = "The search is not understood"

    def __init__(self, message: str, position: int, length: int = 1, instead: str | None = None) -> None:
        where = f"{message}, at position {position}"
        error: dict[str, Any] = {
            "loc": ["query", "q"],
            "msg": message,
            "type": "invalid_query",
            "position": position,
            "length": length,
            "instead": instead,
        }
        super().__init__(where, errors=[error])


#: Names of filters in the order in which people are told of them.
NAMES = {field.value: field for field in Field if field not in (Field.text, Field.code)}
_STATUSES = tuple(status.value for status in TicketStatus)
#: `is:` with what it looks at; every status is one too.
STATES = ("unread", "read", "unassigned", "assigned", "active", "unanswered", "snoozed", "due", "overdue", *_STATUSES)
_CODE = re.compile(r"T-\d{1,9}\Z", re.IGNORECASE)


def text_term(value: str, position: int, *, quoted: bool) -> Term:
    """A word or a phrase. Raises `InvalidQuery` when there is nothing in it that could be found."""
    if not quoted and value.endswith(":") and value.rstrip(":").lower() in NAMES:
        raise _lacks_value(value.rstrip(":"), position, len(value))
    if not any(c.isalnum() for c in value):
        raise InvalidQuery("There is nothing to search for here", position, max(len(value), 1))
    if not quoted and _CODE.match(value):
        return Term(Field.code, value.upper(), position)
    is_prefix = not quoted and value.endswith("*")
    return Term(Field.text, value.rstrip("*") if is_prefix else value, position, quoted, is_prefix)


def filter_term(name: str, value: str, position: int, *, quoted: bool) -> Term:
    """``name:value``. Raises `InvalidQuery` for an unknown name or a value that it does not take."""
    whole = len(name) + 1 + len(value) + (2 if quoted else 0)
    field = NAMES.get(name.lower())
    if field is None:
        if value.startswith("//"):
            return text_term(f"{name}:{value}", position, quoted=quoted)
        near = _nearest(name.lower(), NAMES)
        known = ", ".join(f"{one}:" for one in NAMES)
        raise InvalidQuery(
            f"There is no filter “{name}:” (there are {known}); quote it to search for the text",
            position,
            whole,
            f"{near}:{value}" if near else f'"{name}:{value}"',
        )
    if not value.strip():
        raise _lacks_value(name, position, whole)
    if not quoted and value.startswith("("):
        raise InvalidQuery(
            "A filter takes one value; several are written each with its name",
            position,
            whole,
            f"({field}:{_EXAMPLES[field]} or {field}:…)",
        )
    check = _CHECKS.get(field)
    value = value.strip()
    return Term(field, check(value, position, whole) if check else value, position, is_phrase=quoted)


def _lacks_value(name: str, position: int, length: int) -> InvalidQuery:
    field = NAMES[name.lower()]
    return InvalidQuery(f"“{name}:” needs a value", position, length, f"{field}:{_EXAMPLES[field]}")


def _nearest(word: str, known: Iterable[str]) -> str | None:
    found = get_close_matches(word[:40], list(known), n=1, cutoff=0.6)
    return found[0] if found else None


_Check = Callable[[str, int, int], "str | datetime"]


def _one_of(name: str, allowed: tuple[str, ...]) -> _Check:
    def check(value: str, position: int, length: int) -> str:
        if value.lower() in allowed:
            return value.lower()
        instead = f"{name}:{_nearest(value.lower(), allowed) or allowed[0]}"
        raise InvalidQuery(f"“{name}:” takes {', '.join(allowed)}", position, length, instead)

    return check


def _day(value: str, position: int, length: int) -> datetime:
    try:
        day = date.fromisoformat(value.replace("/", "-"))
    except ValueError:
        raise InvalidQuery("A date is written like 2026-01-31", position, length) from None
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def _assignee(value: str, position: int, length: int) -> str:
    if value.lower() not in ("me", "none") and "@" not in value:
        raise InvalidQuery("“assignee:” takes me, none or an e-mail address", position, length, "assignee:me")
    return value.lower()


_CHECKS: dict[Field, _Check] = {
    Field.status: _one_of("status", _STATUSES),
    Field.priority: _one_of("priority", tuple(priority.value for priority in Priority)),
    Field.has: _one_of("has", ("attachment",)),
    Field.state: _one_of("is", STATES),
    Field.assignee: _assignee,
    Field.before: _day,
    Field.after: _day,
}
_EXAMPLES = {
    Field.sender: "name@example.com",
    Field.recipient: "name@example.com",
    Field.copied: "name@example.com",
    Field.subject: "invoice",
    Field.status: "open",
    Field.state: "unread",
    Field.assignee: "me",
    Field.tag: "vip",
    Field.queue: '"name of a queue"',
    Field.priority: "high",
    Field.has: "attachment",
    Field.before: "2026-01-31",
    Field.after: "2026-01-31",
}

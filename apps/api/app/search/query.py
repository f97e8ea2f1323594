"""The search language. Pure: text in, a tree out.

    query  = group*                      all of them
    group  = term ("or" term)*           one of them; "or" binds tighter than standing side by side
    term   = ["-"] (filter | text)       "-" turns it round
    filter = name ":" value              from: to: subject: status: priority: assignee: queue: tag: has: before:
                                         after: is:
    text   = word | '"' phrase '"'       a word may end in "*"

Values may be quoted. Words are what the mails of a ticket say; a word of the form T-000123 is a ticket's code.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any

from app.core.errors import Invalid
from app.tickets.models import Priority, TicketStatus

MAX_TERMS = 40


class Field(StrEnum):
    """What a term speaks of."""

    text = "text"
    code = "code"
    sender = "from"
    recipient = "to"
    subject = "subject"
    status = "status"
    priority = "priority"
    assignee = "assignee"
    queue = "queue"
    tag = "tag"
    has = "has"
    before = "before"
    after = "after"
    state = "is"


@dataclass(frozen=True, slots=True)
class Term:
    """One condition. `value` is text; a datetime for before and after. `position` counts characters from 1."""

    field: Field
    value: str | datetime
    position: int
    negated: bool = False
    is_phrase: bool = False
    is_prefix: bool = False


Group = tuple[Term, ...]
"""Terms of which one must hold."""


class InvalidQuery(Invalid):
    """The search text is wrong; detail and ``errors`` name the position."""

    code = "invalid_query"
    title = "The search is not understood"

    def __init__(self, message: str, position: int) -> None:
        where = f"{message}, at position {position}"
        error: dict[str, Any] = {"loc": ["query", "q"], "msg": where, "type": "invalid_query", "position": position}
        super().__init__(where, errors=[error])


_TOKEN = re.compile(
    r"""
    (?P<minus>-?)
    (?:(?P<name>[A-Za-z]+):(?=\S))?
    (?:"(?P<quoted>[^"]*)(?P<end>"?) | (?P<bare>[^\s"]+))
    """,
    re.VERBOSE,
)
_CODE = re.compile(r"T-\d{1,9}\Z", re.IGNORECASE)
_NAMES = {field.value: field for field in Field if field not in (Field.text, Field.code)}


def parse_query(query: str) -> tuple[Group, ...]:
    """The groups of `query`, all of which must hold; empty when it says nothing. Raises `InvalidQuery`."""
    groups: list[list[Term]] = []
    joining: int | None = None
    position = 0
    count = 0
    if "\0" in query:
        raise InvalidQuery("A search cannot hold a NUL", query.index("\0") + 1)
    while position < len(query):
        if query[position].isspace():
            position += 1
            continue
        match = _TOKEN.match(query, position)
        assert match is not None, "a quotation mark begins a phrase, anything else a word"
        if match["bare"] is not None and match.group().lower() == "or":
            if not groups or joining is not None:
                raise InvalidQuery("“or” needs something on either side", position + 1)
            joining = position + 1
        else:
            count += 1
            if count > MAX_TERMS:
                raise InvalidQuery(f"A search may have {MAX_TERMS} terms at most", position + 1)
            term = _term(match, position + 1)
            if joining is not None:
                groups[-1].append(term)
                joining = None
            else:
                groups.append([term])
        position = match.end()
    if joining is not None:
        raise InvalidQuery("“or” needs something on either side", joining)
    return tuple(tuple(group) for group in groups)


def _term(match: re.Match[str], position: int) -> Term:
    quoted = match["quoted"] is not None
    if quoted and not match["end"]:
        raise InvalidQuery("The quotation mark is never closed", match.start("quoted"))
    value = match["quoted"] if quoted else match["bare"]
    name, negated = match["name"], bool(match["minus"])
    if name is None:
        return _text(value, position, negated=negated, quoted=quoted)
    field = _NAMES.get(name.lower())
    if field is None:
        if value.startswith("//"):
            return _text(f"{name}:{value}", position, negated=negated, quoted=quoted)
        known = ", ".join(f"{one}:" for one in _NAMES)
        raise InvalidQuery(
            f"There is no filter “{name}:” (there are {known}); quote it to search for the text", position
        )
    if not value.strip():
        raise InvalidQuery(f"“{name}:” needs a value", position)
    return Term(field, _value(field, value.strip(), position), position, negated, is_phrase=quoted)


def _text(value: str, position: int, *, negated: bool, quoted: bool) -> Term:
    if not quoted and value.rstrip(":").lower() in _NAMES and value.endswith(":"):
        raise InvalidQuery(f"“{value}” needs a value", position)
    if not any(c.isalnum() for c in value):
        raise InvalidQuery("There is nothing to search for here", position)
    if not quoted and _CODE.match(value):
        return Term(Field.code, value.upper(), position, negated)
    is_prefix = not quoted and value.endswith("*")
    return Term(Field.text, value.rstrip("*") if is_prefix else value, position, negated, quoted, is_prefix)


def _value(field: Field, value: str, position: int) -> str | datetime:
    check = _CHECKS.get(field)
    return check(value, position) if check else value


def _one_of(name: str, allowed: tuple[str, ...]) -> Callable[[str, int], str]:
    def check(value: str, position: int) -> str:
        if value.lower() not in allowed:
            raise InvalidQuery(f"“{name}:” takes {', '.join(allowed)}", position)
        return value.lower()

    return check


def _day(value: str, position: int) -> datetime:
    try:
        day = date.fromisoformat(value.replace("/", "-"))
    except ValueError:
        raise InvalidQuery("A date is written like 2026-01-31", position) from None
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def _assignee(value: str, position: int) -> str:
    if value.lower() not in ("me", "none") and "@" not in value:
        raise InvalidQuery("“assignee:” takes me, none or an e-mail address", position)
    return value.lower()


_CHECKS: dict[Field, Callable[[str, int], str | datetime]] = {
    Field.status: _one_of("status", tuple(status.value for status in TicketStatus)),
    Field.priority: _one_of("priority", tuple(priority.value for priority in Priority)),
    Field.has: _one_of("has", ("attachment",)),
    Field.state: _one_of("is", ("unassigned", "assigned", "active", "unanswered", "snoozed")),
    Field.assignee: _assignee,
    Field.before: _day,
    Field.after: _day,
}

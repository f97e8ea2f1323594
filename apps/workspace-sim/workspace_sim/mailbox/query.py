"""The subset of Gmail's search language that API clients use (guide "Searching for messages")."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from workspace_sim.errors import invalid
from workspace_sim.mailbox.message import StoredMessage

_TOKEN = re.compile(r'(-?)(?:([a-z_0-9]+):)?(?:"([^"]*)"|\(([^)]*)\)|(\S+))', re.IGNORECASE)
_PLACES = {"inbox": "INBOX", "sent": "SENT", "spam": "SPAM", "trash": "TRASH", "draft": "DRAFT", "drafts": "DRAFT"}
_PLACES |= {"chats": "CHAT", "chat": "CHAT"}
_STATES = {"unread": "UNREAD", "starred": "STARRED", "important": "IMPORTANT"}
_UNITS = {"d": 86_400, "m": 30 * 86_400, "y": 365 * 86_400}
_PACIFIC = ZoneInfo("America/Los_Angeles")

Predicate = Callable[[StoredMessage], bool]


@dataclass(slots=True)
class Query:
    """A parsed `q`: bounds on internalDate in ms (after inclusive, before exclusive), ids, labels, predicates."""

    after: int | None = None
    before: int | None = None
    rfc_ids: list[str] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    everywhere: bool = False
    predicates: list[Predicate] = field(default_factory=list)


def parse(q: str, now: float) -> Query:
    """Parse `q`; `now` in seconds anchors newer_than/older_than. GoogleError 400 for a bad date."""
    query = Query()
    for match in _TOKEN.finditer(q):
        minus, key, quoted, group, word = match.groups()
        value = quoted if quoted is not None else group if group is not None else word
        _apply(query, (key or "").lower(), value, bool(minus), now)
    return query


def _apply(query: Query, key: str, value: str, negate: bool, now: float) -> None:
    if key in ("after", "newer", "before", "older"):
        _bound(query, key in ("after", "newer"), _date_ms(value))
    elif key in ("newer_than", "older_than"):
        _bound(query, key == "newer_than", int((now - _span(value)) * 1000))
    elif key == "rfc822msgid":
        query.rfc_ids.append("<" + value.strip("<>") + ">")
    elif key == "in" and value.lower() == "anywhere":
        query.everywhere = True
    elif key in ("in", "is", "label", "category"):
        _label(query, key, value, negate)
    else:
        test = _text_test(key, value.lower())
        query.predicates.append((lambda m: not test(m)) if negate else test)


def _bound(query: Query, lower: bool, ms: int) -> None:
    if lower:
        query.after = max(query.after or 0, ms)
    else:
        query.before = ms if query.before is None else min(query.before, ms)


def _label(query: Query, key: str, value: str, negate: bool) -> None:
    name = value.lower()
    label = f"CATEGORY_{name.upper()}" if key == "category" else _PLACES.get(name) or _STATES.get(name) or value
    if key == "is" and name == "read":
        label, negate = "UNREAD", not negate
    if negate:
        query.predicates.append(lambda m: label not in m.labels)
    else:
        query.labels.append(label)
        query.everywhere = query.everywhere or label in ("SPAM", "TRASH")


def _text_test(key: str, needle: str) -> Predicate:
    if key == "from":
        return lambda m: needle in m.from_text
    if key in ("to", "cc", "bcc", "deliveredto"):
        return lambda m: needle in m.to_text
    if key == "subject":
        return lambda m: needle in m.subject.lower()
    if key == "has":
        return lambda m: b"attachment" in m.body and needle == "attachment"
    if key == "larger":
        return lambda m: m.size > int(re.sub(r"\D", "", needle) or 0)
    words = needle.encode()
    return lambda m: needle in m.subject.lower() or needle in m.from_text or words in m.body.lower()


def _date_ms(value: str) -> int:
    if value.isdigit() and len(value) > 4:
        return int(value) * 1000
    for pattern in ("%Y/%m/%d", "%Y-%m-%d", "%m/%d/%Y"):
        try:
            day = datetime.strptime(value, pattern)
        except ValueError:
            continue
        return int(day.replace(tzinfo=_PACIFIC).timestamp() * 1000)
    raise invalid(f"Invalid date in query: {value}")


def _span(value: str) -> int:
    match = re.fullmatch(r"(\d+)([dmy])", value.lower())
    if not match:
        raise invalid(f"Invalid period in query: {value}")
    return int(match[1]) * _UNITS[match[2]]

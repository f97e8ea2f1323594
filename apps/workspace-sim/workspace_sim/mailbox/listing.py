"""messages.list and threads.list: newest first, keyset pages walked along the smallest fitting index."""

import base64
import json
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass

from workspace_sim.errors import invalid
from workspace_sim.mailbox.labels import HIDDEN_BY_DEFAULT
from workspace_sim.mailbox.mailbox import Key, Mailbox
from workspace_sim.mailbox.message import StoredMessage
from workspace_sim.mailbox.query import Query


@dataclass(slots=True)
class Page:
    messages: list[StoredMessage]
    next_token: str | None
    estimate: int


def encode_token(kind: str, position: list[int | str]) -> str:
    """An opaque page token."""
    return base64.urlsafe_b64encode(json.dumps([kind, *position]).encode()).decode().rstrip("=")


def decode_token(kind: str, token: str) -> list[int | str]:
    """The position inside a token; GoogleError 400 when it is not one of ours."""
    try:
        value = json.loads(base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)))
    except ValueError:
        raise invalid("Invalid pageToken") from None
    if not isinstance(value, list) or not value or value[0] != kind:
        raise invalid("Invalid pageToken")
    return value[1:]


def list_messages(
    mailbox: Mailbox, query: Query, labels: list[str], hidden: bool, limit: int, token: str | None
) -> Page:
    """One page; `hidden` brings in SPAM and TRASH."""
    wanted = set(labels) | set(query.labels)
    hidden = hidden or query.everywhere
    found: list[StoredMessage] = []
    for message in _candidates(mailbox, query, wanted, token):
        if not hidden and message.labels & HIDDEN_BY_DEFAULT:
            continue
        if not wanted <= message.labels or not all(test(message) for test in query.predicates):
            continue
        if len(found) == limit:
            last = found[-1]
            return Page(found, encode_token("m", [*last.key]), _wrong_estimate(mailbox, wanted, last))
        found.append(message)
    return Page(found, None, len(found))


def _candidates(mailbox: Mailbox, query: Query, wanted: set[str], token: str | None) -> Iterator[StoredMessage]:
    keys = _index(mailbox, query, wanted)
    high = len(keys) if query.before is None else bisect_left(keys, (query.before, -1, ""))
    low = 0 if query.after is None else bisect_left(keys, (query.after, -1, ""))
    if token:
        high = min(high, bisect_left(keys, _position(token)))
    for index in range(high - 1, low - 1, -1):
        yield mailbox.messages[keys[index][2]]


def _position(token: str) -> Key:
    match decode_token("m", token):
        case [int(date), int(seq), str(message_id)]:
            return (date, seq, message_id)
    raise invalid("Invalid pageToken")


def _index(mailbox: Mailbox, query: Query, wanted: set[str]) -> list[Key]:
    if query.rfc_ids:
        found = {m.key for rfc_id in query.rfc_ids for m in mailbox.find_rfc_id(rfc_id)}
        return sorted(found)
    indexes = [mailbox.by_label.get(label, []) for label in wanted]
    return min(indexes, key=len) if indexes else mailbox.order


def _wrong_estimate(mailbox: Mailbox, wanted: set[str], last: StoredMessage) -> int:
    """Gmail's estimate is not to be trusted before the last page: neither is ours."""
    total = min((len(mailbox.by_label.get(label, [])) for label in wanted), default=len(mailbox.order))
    return max(1, total * (70 + last.seq % 61) // 100 + 1)

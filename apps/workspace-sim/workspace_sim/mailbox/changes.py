"""history.list: the records after a start id, one keyset page at a time."""

from bisect import bisect_right
from dataclasses import dataclass

from workspace_sim.errors import invalid, not_found
from workspace_sim.mailbox.listing import decode_token, encode_token
from workspace_sim.mailbox.mailbox import Mailbox
from workspace_sim.mailbox.message import Change

SCAN_LIMIT = 2000
"""Records looked at for one page; a filter that matches none of them yields an empty page with a token."""


@dataclass(slots=True)
class HistoryPage:
    changes: list[Change]
    next_token: str | None


def list_changes(
    mailbox: Mailbox, start: int, kinds: set[str], label: str | None, limit: int, token: str | None
) -> HistoryPage:
    """Records with id greater than `start`. 404 when `start` is expired or was never issued."""
    if start < mailbox.history_floor or start > mailbox.history_id:
        raise not_found()
    after = _after(token, start) if token else start
    index = bisect_right(mailbox.history, after, key=lambda change: change.id)
    found: list[Change] = []
    scanned = 0
    while index < len(mailbox.history):
        if len(found) == limit or scanned == SCAN_LIMIT:
            last = mailbox.history[index - 1].id
            return HistoryPage(found, encode_token("h", [start, last]))
        change = mailbox.history[index]
        if (not kinds or change.kind in kinds) and (not label or label in change.labels):
            found.append(change)
        index += 1
        scanned += 1
    return HistoryPage(found, None)


def empty_page_token(start: int, token: str | None) -> str:
    """A token that continues exactly where this page would have begun (fault "empty page")."""
    return encode_token("h", [start, _after(token, start) if token else start])


def _after(token: str, start: int) -> int:
    match decode_token("h", token):
        case [int(first), int(after)] if first == start:
            return after
    raise invalid("Invalid pageToken")


def history_json(change: Change) -> dict[str, object]:
    """One record in the shape of the API."""
    ids: dict[str, object] = {"id": change.message_id, "threadId": change.thread_id}
    message = ids | ({"labelIds": list(change.labels)} if change.labels else {})
    entry: dict[str, object] = {"message": message}
    key = {
        "messageAdded": "messagesAdded",
        "messageDeleted": "messagesDeleted",
        "labelAdded": "labelsAdded",
        "labelRemoved": "labelsRemoved",
    }[change.kind]
    if change.changed:
        entry["labelIds"] = list(change.changed)
    return {"id": str(change.id), "messages": [ids], key: [entry]}

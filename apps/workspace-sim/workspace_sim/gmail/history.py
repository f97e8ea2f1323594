"""users.history.list with its odd corners: gaps, empty pages with a token, expiry."""

import re
from typing import Any

from workspace_sim.errors import GoogleError, invalid
from workspace_sim.gmail.method import READ, Call, method
from workspace_sim.mailbox.changes import empty_page_token, history_json, list_changes

KINDS = {"messageAdded", "messageDeleted", "labelAdded", "labelRemoved"}


@method("history.list", "GET history", scopes=READ, cost=2)
def list_(call: Call) -> dict[str, Any]:
    start = _start(call)
    kinds = set(call.params("historyTypes"))
    if not kinds <= KINDS:
        raise invalid("Invalid value at 'history_types'")
    token = call.param("pageToken") or None
    limit = call.number("maxResults", 100, 1, 500)
    page = list_changes(call.mailbox, start, kinds, call.param("labelId") or None, limit, token)
    current = call.mailbox.history_id
    faults = call.world.faults
    if page.changes and (call.shape == "empty_page" or faults.chance(faults.empty_page_rate)):
        return {"nextPageToken": empty_page_token(start, token), "historyId": str(current)}
    if call.shape == "backward_id":
        current = max(1, start - 5)
    records = [history_json(change) for change in page.changes]
    if call.shape == "duplicate_records":
        records = [record for record in records for _ in range(2)]
    elif call.shape == "shuffle":
        faults.rng.shuffle(records)
    value: dict[str, Any] = {"history": records} if records else {}
    if page.next_token:
        value["nextPageToken"] = page.next_token
    return value | {"historyId": str(current)}


def _start(call: Call) -> int:
    text = call.param("startHistoryId")
    if not re.fullmatch(r"\d{1,20}", text) or not 0 < int(text) < 1 << 64:
        raise GoogleError(400, "Missing/invalid parameter: startHistoryId", "invalidArgument")
    return int(text)

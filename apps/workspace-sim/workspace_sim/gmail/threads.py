"""users.threads."""

from typing import Any

from workspace_sim.errors import not_found
from workspace_sim.gmail.messages import label_change, query_of
from workspace_sim.gmail.method import FULL, READ, WRITE, Call, method
from workspace_sim.gmail.render import chosen_format, reference, render
from workspace_sim.mail import mime
from workspace_sim.mailbox.labels import HIDDEN_BY_DEFAULT
from workspace_sim.mailbox.listing import list_messages
from workspace_sim.mailbox.message import StoredMessage


def _messages(call: Call) -> list[StoredMessage]:
    ids = call.mailbox.threads.get(call.args["id"])
    if not ids:
        raise not_found()
    return sorted((call.mailbox.messages[i] for i in ids), key=lambda m: m.key)


@method("threads.list", "GET threads", scopes=READ, cost=10)
def list_(call: Call) -> dict[str, Any]:
    limit = call.number("maxResults", 100, 1, 500)
    token = call.param("pageToken") or None
    hidden = call.flag("includeSpamTrash")
    page = list_messages(call.mailbox, query_of(call), call.params("labelIds"), hidden, limit, token)
    newest: dict[str, StoredMessage] = {}
    for message in page.messages:
        if call.param("q") or message.id == _last_visible(call, message.thread_id, hidden).id:
            newest.setdefault(message.thread_id, message)
    threads = [{"id": i, "snippet": mime.snippet(m.raw), "historyId": str(m.history_id)} for i, m in newest.items()]
    value: dict[str, Any] = {"threads": threads} if threads else {}
    if page.next_token:
        value["nextPageToken"] = page.next_token
    return value | {"resultSizeEstimate": page.estimate}


def _last_visible(call: Call, thread_id: str, hidden: bool) -> StoredMessage:
    messages = [call.mailbox.messages[i] for i in call.mailbox.threads[thread_id]]
    return max((m for m in messages if hidden or not m.labels & HIDDEN_BY_DEFAULT), key=lambda m: m.key)


@method("threads.get", "GET threads/{id}", scopes=READ, cost=40)
def get(call: Call) -> dict[str, Any]:
    messages = _messages(call)
    form, wanted = chosen_format(call), call.params("metadataHeaders")
    history_id = max(m.history_id for m in messages)
    return {
        "id": call.args["id"],
        "historyId": str(history_id),
        "messages": [render(m, form, wanted) for m in messages],
    }


def _relabel(call: Call, add: list[str], remove: list[str]) -> dict[str, Any]:
    changed = [call.mailbox.change_labels(m.id, add, remove) for m in _messages(call)]
    return {"id": call.args["id"], "messages": [reference(m) for m in changed]}


@method("threads.modify", "POST threads/{id}/modify", scopes=WRITE, cost=10)
def modify(call: Call) -> dict[str, Any]:
    return _relabel(call, *label_change(call))


@method("threads.trash", "POST threads/{id}/trash", scopes=WRITE, cost=10)
def trash(call: Call) -> dict[str, Any]:
    return _relabel(call, ["TRASH"], ["INBOX"])


@method("threads.untrash", "POST threads/{id}/untrash", scopes=WRITE, cost=10)
def untrash(call: Call) -> dict[str, Any]:
    return _relabel(call, [], ["TRASH"])


@method("threads.delete", "DELETE threads/{id}", scopes=FULL, cost=20)
def delete(call: Call) -> None:
    for message in _messages(call):
        call.mailbox.delete(message.id)

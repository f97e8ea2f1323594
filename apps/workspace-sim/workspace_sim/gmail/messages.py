"""users.messages: list, get, attachments, labels, trash and delete."""

import base64
from typing import Any

from workspace_sim.errors import GoogleError, invalid, not_found
from workspace_sim.gmail.method import FULL, READ, READ_BODY, WRITE, Call, method
from workspace_sim.gmail.render import chosen_format, reference, render
from workspace_sim.mail import mime
from workspace_sim.mailbox.labels import NOT_APPLICABLE_BY_HAND
from workspace_sim.mailbox.listing import list_messages
from workspace_sim.mailbox.message import StoredMessage
from workspace_sim.mailbox.query import Query, parse


def find(call: Call, message_id: str) -> StoredMessage:
    """The message, GoogleError 400 for an id that is not hexadecimal, 404 for one that is not here."""
    if not 1 <= len(message_id) <= 16 or any(c not in "0123456789abcdefABCDEF" for c in message_id):
        raise invalid("Invalid id value")
    message = call.mailbox.messages.get(message_id.lower())
    if message is None:
        raise not_found()
    return message


@method("getProfile", "GET profile", scopes=READ | {"https://www.googleapis.com/auth/gmail.compose"}, cost=1)
def profile(call: Call) -> dict[str, Any]:
    box = call.mailbox
    return {
        "emailAddress": box.email,
        "messagesTotal": len(box.messages),
        "threadsTotal": len(box.threads),
        "historyId": str(box.history_id),
    }


def query_of(call: Call) -> Query:
    """The parsed `q`; refused when the token has the metadata scope only."""
    q = call.param("q")
    if q and not READ_BODY & set(call.token.scopes):
        raise GoogleError(403, "Metadata scope does not support 'q' parameter", "forbidden")
    return parse(q, call.world.clock.timestamp())


@method("messages.list", "GET messages", scopes=READ, cost=5)
def list_(call: Call) -> dict[str, Any]:
    limit = call.number("maxResults", 100, 1, 500)
    hidden = call.flag("includeSpamTrash")
    token = call.param("pageToken") or None
    page = list_messages(call.mailbox, query_of(call), call.params("labelIds"), hidden, limit, token)
    found, faults = page.messages, call.world.faults
    if found and (faults.chance(faults.list_duplicate_rate) or call.shape == "duplicate"):
        found = [*found, faults.rng.choice(found)]
    if faults.shuffle_lists or call.shape == "shuffle":
        found = faults.rng.sample(found, len(found))
    value: dict[str, Any] = {"messages": [{"id": m.id, "threadId": m.thread_id} for m in found]} if found else {}
    if page.next_token:
        value["nextPageToken"] = page.next_token
    return value | {"resultSizeEstimate": page.estimate}


@method("messages.get", "GET messages/{id}", scopes=READ, cost=20)
def get(call: Call) -> dict[str, Any]:
    message = find(call, call.args["id"])
    value = render(message, chosen_format(call), call.params("metadataHeaders"))
    if call.shape == "raw_missing":
        value.pop("raw", None)
    elif call.shape == "raw_broken" and "raw" in value:
        value["raw"] = "%%%" + str(value["raw"])[3:]
    return value


@method("messages.attachments.get", "GET messages/{id}/attachments/{attachment}", scopes=READ_BODY, cost=20)
def attachment(call: Call) -> dict[str, Any]:
    data = mime.find_attachment(find(call, call.args["id"]).raw, call.args["attachment"])
    if data is None:
        raise invalid("Invalid attachment token")
    return {
        "attachmentId": call.args["attachment"],
        "size": len(data),
        "data": base64.urlsafe_b64encode(data).decode(),
    }


def label_change(call: Call) -> tuple[list[str], list[str]]:
    """addLabelIds and removeLabelIds, checked as Gmail does."""
    body = call.json()
    add, remove = body.get("addLabelIds") or [], body.get("removeLabelIds") or []
    if not isinstance(add, list) or not isinstance(remove, list):
        raise invalid("Invalid label: labels must be lists")
    if len(add) > 100 or len(remove) > 100:
        raise invalid("Too many labels")
    if not add and not remove:
        raise invalid("No label add or removes specified")
    if set(add) & set(remove):
        raise invalid("Cannot both add and remove the same label")
    for label in (*add, *remove):
        if label not in call.mailbox.labels:
            raise invalid(f"Invalid label: {label}")
        if label in NOT_APPLICABLE_BY_HAND:
            raise invalid(f"Invalid label: {label}")
    return add, remove


@method("messages.modify", "POST messages/{id}/modify", scopes=WRITE, cost=5)
def modify(call: Call) -> dict[str, Any]:
    message = find(call, call.args["id"])
    return reference(call.mailbox.change_labels(message.id, *label_change(call)))


def _ids(call: Call) -> list[str]:
    ids = call.json().get("ids")
    if not isinstance(ids, list) or not ids:
        raise invalid("No message ids specified")
    if len(ids) > 1000:
        raise invalid("Too many message ids")
    return [str(i) for i in ids]


@method("messages.batchModify", "POST messages/batchModify", scopes=WRITE, cost=50)
def batch_modify(call: Call) -> None:
    add, remove = label_change(call)
    for message_id in _ids(call):
        if message_id in call.mailbox.messages:
            call.mailbox.change_labels(message_id, add, remove)


@method("messages.batchDelete", "POST messages/batchDelete", scopes=FULL, cost=50)
def batch_delete(call: Call) -> None:
    for message_id in _ids(call):
        if message_id in call.mailbox.messages:
            call.mailbox.delete(message_id)


@method("messages.trash", "POST messages/{id}/trash", scopes=WRITE, cost=5)
def trash(call: Call) -> dict[str, Any]:
    return reference(call.mailbox.change_labels(find(call, call.args["id"]).id, ["TRASH"], ["INBOX"]))


@method("messages.untrash", "POST messages/{id}/untrash", scopes=WRITE, cost=5)
def untrash(call: Call) -> dict[str, Any]:
    return reference(call.mailbox.change_labels(find(call, call.args["id"]).id, [], ["TRASH"]))


@method("messages.delete", "DELETE messages/{id}", scopes=FULL, cost=10)
def delete(call: Call) -> None:
    call.mailbox.delete(find(call, call.args["id"]).id)

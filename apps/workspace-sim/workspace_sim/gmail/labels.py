"""users.labels."""

from typing import Any

from workspace_sim.errors import GoogleError, invalid, not_found
from workspace_sim.gmail.method import READ, WRITE, Call, method
from workspace_sim.mailbox.labels import MAX_LABELS
from workspace_sim.mailbox.message import Label
from workspace_sim.oauth.scopes import LABELS

_READ = READ | {LABELS}
_WRITE = WRITE | {LABELS}


def label_json(label: Label) -> dict[str, Any]:
    value: dict[str, Any] = {"id": label.id, "name": label.name, "type": label.type}
    value |= {
        "messageListVisibility": label.message_list_visibility,
        "labelListVisibility": label.label_list_visibility,
    }
    return value | ({"color": label.color} if label.color else {})


def _find(call: Call) -> Label:
    label = call.mailbox.labels.get(call.args["id"])
    if label is None:
        raise not_found()
    return label


@method("labels.list", "GET labels", scopes=_READ, cost=1)
def list_(call: Call) -> dict[str, Any]:
    return {"labels": [label_json(label) for label in call.mailbox.labels.values()]}


@method("labels.get", "GET labels/{id}", scopes=_READ, cost=1)
def get(call: Call) -> dict[str, Any]:
    label = _find(call)
    box = call.mailbox
    messages = [box.messages[key[2]] for key in box.by_label.get(label.id, [])]
    unread = [m for m in messages if "UNREAD" in m.labels]
    return label_json(label) | {
        "messagesTotal": len(messages),
        "messagesUnread": len(unread),
        "threadsTotal": len({m.thread_id for m in messages}),
        "threadsUnread": len({m.thread_id for m in unread}),
    }


def _name(call: Call, body: dict[str, Any], current: Label | None = None) -> str:
    name = body.get("name", current.name if current else "")
    if not isinstance(name, str) or not name.strip():
        raise invalid("Invalid label name")
    others = [other for other in call.mailbox.labels.values() if other is not current]
    if any(other.name.lower() == name.lower() for other in others):
        raise GoogleError(409, "Label name exists or conflicts", "aborted")
    return name.strip()


def _apply(label: Label, body: dict[str, Any]) -> None:
    label.message_list_visibility = str(body.get("messageListVisibility", label.message_list_visibility))
    label.label_list_visibility = str(body.get("labelListVisibility", label.label_list_visibility))
    label.color = body.get("color", label.color)


@method("labels.create", "POST labels", scopes=_WRITE, cost=5)
def create(call: Call) -> dict[str, Any]:
    body = call.json()
    name = _name(call, body)
    if len(call.mailbox.labels) >= MAX_LABELS:
        raise invalid("Label limit reached")
    taken = [int(i.removeprefix("Label_")) for i in call.mailbox.labels if i.startswith("Label_")]
    label = Label(f"Label_{max(taken, default=0) + 1}", name, "user")
    _apply(label, body)
    call.mailbox.labels[label.id] = label
    return label_json(label)


@method("labels.update", "PUT labels/{id}", scopes=_WRITE, cost=5)
@method("labels.patch", "PATCH labels/{id}", scopes=_WRITE, cost=5)
def update(call: Call) -> dict[str, Any]:
    label, body = _find(call), call.json()
    if label.type == "system":
        raise invalid("Cannot modify system label")
    label.name = _name(call, body, label)
    _apply(label, body)
    return label_json(label)


@method("labels.delete", "DELETE labels/{id}", scopes=_WRITE, cost=5)
def delete(call: Call) -> None:
    label = _find(call)
    if label.type == "system":
        raise invalid("Cannot delete system label")
    for key in list(call.mailbox.by_label.get(label.id, [])):
        call.mailbox.change_labels(key[2], remove=[label.id])
    del call.mailbox.labels[label.id]

"""Messages in the four formats of messages.get."""

import base64
from typing import Any

from workspace_sim.errors import GoogleError, invalid
from workspace_sim.gmail.method import READ_BODY, Call
from workspace_sim.mail import headers, mime
from workspace_sim.mailbox.message import StoredMessage

FORMATS = {"minimal", "metadata", "full", "raw"}


def chosen_format(call: Call) -> str:
    """The `format` parameter, checked against the metadata-only scope."""
    name = call.param("format", "full").lower()
    if name not in FORMATS:
        raise invalid(f"Invalid value at 'format' (type.googleapis.com/gmail.v1.Format), \"{call.param('format')}\"")
    if name in ("full", "raw") and not READ_BODY & set(call.token.scopes) and not has_compose(call):
        raise GoogleError(403, f"Metadata scope doesn't allow format {name.upper()}", "forbidden")
    return name


def has_compose(call: Call) -> bool:
    return any(scope.endswith("gmail.compose") for scope in call.token.scopes)


def reference(message: StoredMessage) -> dict[str, Any]:
    """id, threadId and labels: what list-like answers carry."""
    value: dict[str, Any] = {"id": message.id, "threadId": message.thread_id}
    return value | ({"labelIds": sorted(message.labels)} if message.labels else {})


def render(message: StoredMessage, form: str, wanted_headers: list[str]) -> dict[str, Any]:
    """A Message resource. 64-bit numbers are strings, empty lists are absent."""
    if message.snippet is None:
        message.snippet = mime.snippet(message.raw)
    value = reference(message)
    value["snippet"] = message.snippet
    if form == "metadata":
        value["payload"] = _metadata(message, wanted_headers)
    elif form == "full":
        value["payload"] = mime.part_json(mime.tree(message.raw))
    elif form == "raw":
        value["raw"] = base64.urlsafe_b64encode(message.raw).decode()
    value["sizeEstimate"] = message.size
    value["historyId"] = str(message.history_id)
    value["internalDate"] = str(message.internal_date)
    return value


def _metadata(message: StoredMessage, wanted: list[str]) -> dict[str, Any]:
    names = {name.lower() for name in wanted}
    pairs = headers.parse(message.head)
    content_type = next((v for k, v in pairs if k.lower() == "content-type"), "text/plain")
    chosen = [{"name": k, "value": v} for k, v in pairs if not names or k.lower() in names]
    payload: dict[str, Any] = {"mimeType": content_type.partition(";")[0].strip().lower()}
    return payload | ({"headers": chosen} if chosen else {})

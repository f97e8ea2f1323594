"""The MIME tree of messages.get `full`, attachments and snippets; hostile bytes give a poorer tree, never an error."""

import base64
import binascii
import html
import re
import secrets
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message
from typing import Any

from workspace_sim.mail import headers

MAX_DEPTH = 50
MAX_PARTS = 1000
INLINE_LIMIT = 100_000
_TAGS = re.compile(r"<(style|script|head)\b.*?</\1>|<[^>]+>", re.IGNORECASE | re.DOTALL)


@dataclass(slots=True)
class Part:
    """A node of the tree; `id` counts as Gmail does: "" for the root, then "0", "0.1" …"""

    id: str
    mime_type: str
    filename: str
    headers: list[tuple[str, str]]
    data: bytes = b""
    charset: str = ""
    parts: list["Part"] = field(default_factory=list)


def tree(raw: bytes) -> Part:
    """Parse a whole message."""
    budget = [MAX_PARTS]
    head, _ = headers.split(raw)
    root = _part(message_from_bytes(raw), "", 0, budget)
    root.headers = headers.parse(head)
    return root


def _part(message: Message, part_id: str, depth: int, budget: list[int]) -> Part:
    budget[0] -= 1
    pairs = [(str(k), " ".join(str(v).split())) for k, v in message.items()]
    part = Part(part_id, message.get_content_type(), _filename(message), pairs)
    children = message.get_payload() if message.is_multipart() else None
    if isinstance(children, list) and message.get_content_maintype() == "multipart" and depth < MAX_DEPTH:
        for index, child in enumerate(children):
            if budget[0] <= 0:
                break
            if isinstance(child, Message):
                part.parts.append(_part(child, f"{part_id}.{index}" if part_id else str(index), depth + 1, budget))
        return part
    part.data, part.charset = _payload(message), str(message.get_content_charset() or "")
    return part


def _payload(message: Message) -> bytes:
    if message.is_multipart():
        inner = message.get_payload()
        try:
            return (
                b"\r\n".join(m.as_bytes() for m in inner if isinstance(m, Message)) if isinstance(inner, list) else b""
            )
        except (ValueError, UnicodeError, LookupError, KeyError):
            return b""
    try:
        data = message.get_payload(decode=True)
    except (ValueError, UnicodeError, binascii.Error):
        return b""
    return data if isinstance(data, bytes) else b""


def _filename(message: Message) -> str:
    try:
        return headers.decoded(message.get_filename() or "")
    except (ValueError, UnicodeError, LookupError, TypeError):
        return ""


def text_of(part: Part) -> bytes:
    """Text parts as UTF-8, which is how Gmail hands them out; others unchanged."""
    if not part.mime_type.startswith("text/") or part.filename:
        return part.data
    try:
        return part.data.decode(part.charset or "utf-8").encode()
    except (LookupError, UnicodeError):
        return part.data.decode("latin-1").encode()


def part_json(part: Part, *, bodies: bool = True) -> dict[str, Any]:
    """A MessagePart resource. Files and big parts get an attachmentId, a new one at every call as at Google."""
    value: dict[str, Any] = {"partId": part.id, "mimeType": part.mime_type, "filename": part.filename}
    value["headers"] = [{"name": name, "value": content} for name, content in part.headers]
    if not bodies:
        return value
    data = text_of(part)
    body: dict[str, Any] = {"size": len(data)}
    if part.filename or len(data) > INLINE_LIMIT:
        body["attachmentId"] = attachment_id(part.id)
    elif data:
        body["data"] = base64.urlsafe_b64encode(data).decode()
    value["body"] = body
    if part.parts:
        value["parts"] = [part_json(child) for child in part.parts]
    return value


def attachment_id(part_id: str) -> str:
    return "ANGjdJ" + base64.urlsafe_b64encode(f"{part_id}:{secrets.token_hex(24)}".encode()).decode().rstrip("=")


def find_attachment(raw: bytes, identifier: str) -> bytes | None:
    """The decoded bytes behind an attachmentId, or None."""
    try:
        token = identifier.removeprefix("ANGjdJ")
        part_id = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)).decode().partition(":")[0]
    except ValueError:
        return None
    part: Part | None = tree(raw)
    for index in part_id.split(".") if part_id else []:
        part = part.parts[int(index)] if part and index.isdigit() and int(index) < len(part.parts) else None
    return text_of(part) if part else None


def snippet(raw: bytes) -> str:
    """The first ~200 characters of the text, HTML-escaped as Gmail does."""
    text = " ".join(plain_text(raw)[:4000].split())[:200]
    return html.escape(text, quote=True).replace("&#x27;", "&#39;")


def plain_text(raw: bytes) -> str:
    """The first text/plain part that says something, else the first HTML part without its tags."""
    queue, fallback = [tree(raw)], ""
    while queue:
        part = queue.pop(0)
        queue[:0] = part.parts
        if part.filename or not part.mime_type.startswith("text/"):
            continue
        text = text_of(part).decode("utf-8", "replace")
        if part.mime_type == "text/plain" and text.strip():
            return text
        if part.mime_type == "text/html" and not fallback:
            fallback = html.unescape(_TAGS.sub(" ", text))
    return fallback

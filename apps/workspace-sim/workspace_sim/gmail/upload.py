"""The three ways to hand in a message: JSON `raw`, media upload, multipart/related upload."""

import base64
import binascii
import json
import re
from typing import Any

from workspace_sim.errors import GoogleError, invalid
from workspace_sim.gmail.method import Call

SEND_LIMIT = 36_700_160
INSERT_LIMIT = 157_286_400


def message_of(call: Call, limit: int, *, nested: bool = False) -> tuple[bytes, dict[str, Any]]:
    """(raw message, metadata object). `nested`: the metadata is below "message", as for drafts."""
    if call.upload:
        raw, meta = _uploaded(call)
        meta = meta.get("message", {}) if nested else meta
    else:
        meta = call.json()
        meta = meta.get("message", {}) if nested else meta
        raw = decode_raw(meta.get("raw"))
    if len(raw) > limit:
        raise GoogleError(413, "Request Entity Too Large", "uploadTooLarge")
    return raw, meta


def decode_raw(value: Any) -> bytes:
    """base64url, padded or not."""
    if not isinstance(value, str) or not value:
        raise invalid("'raw' RFC822 payload message string or uploading message via /upload/* URL required")
    try:
        return base64.b64decode(value.rstrip("=") + "=" * (-len(value.rstrip("=")) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise invalid("Invalid value at 'message.raw' (TYPE_BYTES), Base64 decoding failed") from None


def _uploaded(call: Call) -> tuple[bytes, dict[str, Any]]:
    kind = call.param("uploadType", "media")
    if kind == "media":
        if not call.content_type.lower().startswith("message/"):
            raise invalid(f"Media type '{call.content_type}' is not supported. Valid media types: [message/*]")
        return call.body, {}
    if kind == "multipart":
        return _related(call.content_type, call.body)
    raise invalid(f"Unsupported uploadType {kind}")


def _related(content_type: str, body: bytes) -> tuple[bytes, dict[str, Any]]:
    boundary = re.search(r'boundary="?([^";]+)"?', content_type)
    parts = (
        re.split(rb"(?:^|\r?\n)--" + re.escape(boundary[1].encode()) + rb"(?:--)?[ \t]*(?:\r?\n|$)", body)
        if boundary
        else []
    )
    content = [part for part in parts if part.strip()]
    if len(content) != 2:
        raise invalid("Multipart must have two parts", "badContent")
    payloads = [re.split(rb"\r?\n\r?\n", part, maxsplit=1)[-1] for part in content]
    try:
        meta = json.loads(payloads[0])
    except ValueError:
        raise invalid("Invalid JSON payload received. Parse error.", "parseError") from None
    if not isinstance(meta, dict):
        raise invalid("Invalid JSON payload received.", "parseError")
    return payloads[1], meta

"""Content-Type and Content-Disposition: value and parameters (RFC 2045, RFC 2231, and RFC 2047 inside quotes)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from urllib.parse import unquote_to_bytes

from app.mime import charset
from app.mime.words import decode_header, unfold

_PARAMETER = re.compile(
    rb""";[\s;]*([^\s=;"]{1,100})\s*=\s*(?:"((?:[^"\\]|\\.)*)"?|((?:[^;"\s]|[ \t](?=[^;="]{0,300}(?:;|\Z)))*))""",
    re.DOTALL,
)
_CONTINUATION = re.compile(r"^(.+?)\*(?:(\d{1,3})(\*)?)?$")
# "multipart/mixed boundary=x": the semicolon was forgotten.
_NO_SEMICOLON = re.compile(rb"(\s*[^\s;=\"]+)\s+[A-Za-z*0-9]+\s*=")
_PATH = re.compile(rb"[A-Za-z]:\\[^\\]")
_TOKEN = re.compile(r"^[a-z0-9!#$&^_.+-]{1,100}$")
_MAX_PARAMETERS = 200
_USUAL_BYTES = 120


def parse(value: bytes) -> tuple[str, dict[str, str]]:
    """(lower-cased main value, parameters by lower-case name) of a structured header. Total."""
    value = unfold(value)[:65536]
    head, _, _ = value.partition(b";")
    if b"=" in head and (forgotten := _NO_SEMICOLON.match(value)):
        head = forgotten[1]
        value = head + b";" + value[len(head) :]
    main = head.strip().decode("latin-1").lower()
    if b";" not in value:
        return main, {}
    plain: dict[str, str] = {}
    pieces: dict[str, list[tuple[int, bool, bytes]]] = {}
    for count, match in enumerate(_PARAMETER.finditer(value, len(head))):
        if count >= _MAX_PARAMETERS:
            break
        name = match[1].decode("latin-1").lower()
        raw = _unquoted(match[2]) if match[2] is not None else match[3].strip()
        split = _CONTINUATION.match(name) if "*" in name else None
        if split is None:
            plain.setdefault(name, decode_header(raw) if (b"=?" in raw or not raw.isascii()) else raw.decode("ascii"))
        elif split[2] is None:
            pieces.setdefault(split[1], []).append((0, True, raw))
        else:
            pieces.setdefault(split[1], []).append((int(split[2]), bool(split[3]), raw))
    for name, parts in pieces.items():
        plain[name] = _joined(parts)
    return main, plain


def _unquoted(text: bytes) -> bytes:
    """A quoted string without its escapes. Old Windows clients wrote paths ("C:\\TEMP\\a.png") and escaped nothing."""
    return text if _PATH.match(text) else re.sub(rb"\\(.)", rb"\1", text)


def _joined(parts: list[tuple[int, bool, bytes]]) -> str:
    """RFC 2231 §3-4: pieces in numeric order, percent-decoded where starred, charset from the first piece."""
    parts.sort(key=lambda piece: piece[0])
    label: str | None = None
    data = b""
    for index, (_, encoded, raw) in enumerate(parts):
        if encoded and index == 0 and raw.count(b"'") >= 2:
            declared, _, raw = raw.split(b"'", 2)
            label = declared.decode("latin-1") or None
        data += unquote_to_bytes(raw) if encoded else raw
    if label is None and b"=?" in data:
        return decode_header(data)
    return charset.decode(data, label)[0]


def content_type(value: bytes) -> tuple[str, Mapping[str, str]]:
    """A valid lower-case "type/subtype" and its parameters; text/plain when absent or unreadable (RFC 2045 §5.2)."""
    if not value:
        return "text/plain", {}
    return _usual_type(value) if len(value) <= _USUAL_BYTES else _type(value)


@lru_cache(maxsize=4096)
def _usual_type(value: bytes) -> tuple[str, Mapping[str, str]]:
    """Most parts have one of a few hundred types; only boundaries differ."""
    kind, parameters = _type(value)
    return kind, MappingProxyType(parameters)


def _type(value: bytes) -> tuple[str, dict[str, str]]:
    main, parameters = parse(value)
    kind, slash, subtype = main.replace(" ", "").replace("\t", "").partition("/")
    if not slash and kind in ("text", "html"):
        subtype = "plain" if kind == "text" else "html"
        kind = "text"
    subtype = subtype.split(",")[0]
    if not _TOKEN.match(kind) or not _TOKEN.match(subtype):
        return ("text/plain" if not main else "application/octet-stream"), parameters
    return f"{kind}/{subtype}", parameters

"""The header block: found, cut into fields, decoded. Tolerates what real mail breaks.

Seen in practice: mbox "From " lines on top, lines that are no field in the middle (skipped), no blank line before
the body, bare CR as line end, white space before the colon, NUL bytes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from app.mime.budget import Meter
from app.mime.text import one_line
from app.mime.words import decode_header, unfold

_CHARSET = re.compile(rb"charset\s*=\s*\"?([A-Za-z0-9_.:-]{1,60})", re.IGNORECASE)
_BLANK_LINE = re.compile(rb"\n\r?\n")
_FIELD = re.compile(
    rb"([^\s:\x00-\x1f\x7f-\xff][^:\r\n\x00-\x1f\x80-\xff]{0,200}?)[ \t]*:([^\n]*(?:\n[ \t][^\n]*)*)(?:\n|\Z)"
)
_LINE = re.compile(rb"[^\n]*\n?")


@dataclass(frozen=True, slots=True)
class Fields:
    """The raw fields of one header block, in order; names lower-cased."""

    items: tuple[tuple[str, str, bytes], ...]
    first: dict[str, bytes]

    def get(self, name: str) -> bytes:
        """Raw value of the first field of that lower-case name, or b""."""
        return self.first.get(name, b"")

    def text(self, name: str) -> str:
        """Decoded, unfolded first value, or ""."""
        raw = self.first.get(name)
        if not raw:
            return ""
        return decode_header(raw) if raw.isascii() else decode_header(raw, self.charset())

    def charset(self) -> str | None:
        """The charset that Content-Type declares: the best guess for raw 8-bit text in the other fields."""
        match = _CHARSET.search(self.get("content-type"))
        return match[1].decode("ascii") if match else None

    def all(self, name: str) -> list[bytes]:
        """Raw values of every field of that lower-case name."""
        return [value for _, key, value in self.items if key == name]


def split_block(data: bytes, start: int, end: int, meter: Meter) -> tuple[Fields, int]:
    """Fields of the block that begins at `start`, and the offset where the body begins."""
    if data.startswith((b"\n", b"\r\n"), start):
        return Fields((), {}), min(end, start + (1 if data[start] == 10 else 2))
    blank = _BLANK_LINE.search(data, start, end)
    stop, body = (blank.start() + 1, blank.end()) if blank else (end, end)
    limit = min(stop, start + meter.budget.header_bytes)
    if limit < stop:
        meter.defect("over_budget:header_bytes")
    items: list[tuple[str, str, bytes]] = []
    first: dict[str, bytes] = {}
    at = start
    while at < limit:
        match = _FIELD.match(data, at, limit)
        if match is None:
            boundary = bool(items) and data.startswith(b"--", at)
            at = _LINE.match(data, at, limit).end()  # type: ignore[union-attr]  # matches the empty string too
            following = None if boundary else _FIELD.match(data, at, limit)
            if following is None and (not items or at < limit):
                # Not a field, nor is what follows: the blank line before the body is missing.
                if items or blank is None:
                    meter.defect("missing_blank_line")
                    return Fields(tuple(items), first), _line_start(data, start, at)
            meter.defect("bad_header_line")
            continue
        if len(items) >= meter.budget.headers:
            meter.defect("over_budget:headers")
            break
        name = match[1].decode("ascii")
        key = name.lower()
        value = match[2]
        items.append((name, key, value))
        if key not in first:
            first[key] = value
        at = match.end()
    return Fields(tuple(items), first), body


def _line_start(data: bytes, start: int, at: int) -> int:
    """Offset of the line that ends before `at`."""
    return max(start, data.rfind(b"\n", start, max(start, at - 1)) + 1)


def decoded(fields: Fields, meter: Meter) -> tuple[tuple[str, str], ...]:
    """Every field as (name, decoded one-line value), in order, values bounded."""
    limit = meter.budget.header_value_chars
    out = []
    for name, _, value in fields.items:
        if value.isascii() and b"=?" not in value:
            text = unfold(value).decode("ascii")
        else:
            text = decode_header(value, None if value.isascii() else fields.charset())
        out.append((name[:200], one_line(text, limit)))
    return tuple(out)

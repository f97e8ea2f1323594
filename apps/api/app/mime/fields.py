"""The header block: found, cut into fields, decoded. Tolerates what real mail breaks.

Seen in practice: mbox "From " lines on top, lines that are no field in the middle (skipped), no blank line before
the body, bare CR as line end, white space before the colon, NUL bytes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from app.mime.budget import Meter
from app.mime.text import one_line
from app.mime.words import decode_header

_CHARSET = re.compile(rb"charset\s*=\s*\"?([A-Za-z0-9_.:-]{1,60})", re.IGNORECASE)
# Mail uses the same few hundred names again and again.
_KNOWN: dict[bytes, tuple[str, str]] = {}
_SPACED = re.compile(rb"\n \r?\n(?=[^ \t\r\n])(?![!-9;-~]{1,200}[ \t]*:)")
_NAME = re.compile(rb"[!-9;-~][\t -9;-~]{0,200}\Z")


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
    stop, body = _blank_line(data, start, end)
    blank = stop < end or body > stop
    limit = min(stop, start + meter.budget.header_bytes)
    if limit < stop:
        meter.defect("over_budget:header_bytes")
    items: list[tuple[str, str, bytes]] = []
    # Replacing is several times faster than one expression; white space after the fold stays, as RFC 5322 says.
    block = data[start:limit].replace(b"\r\n", b"\n").replace(b"\n ", b" ").replace(b"\n\t", b" ")
    lines = block.split(b"\n")
    if not lines[-1]:
        lines.pop()
    for index, line in enumerate(lines):
        name, colon, value = line.partition(b":")
        known = _KNOWN.get(name) or _known(name)
        if colon and known:
            items.append((*known, value.strip()))
        elif _ends_block(items, lines, index, not blank):
            meter.defect("missing_blank_line")
            body = _offset_of_line(data, start, limit, index)
            break
        else:
            meter.defect("bad_header_line")
    else:
        if lines and not items:
            # Not one field: the block is text whose header is missing altogether.
            meter.defect("missing_blank_line")
            body = start
    if len(items) > meter.budget.headers:
        meter.defect("over_budget:headers")
        del items[meter.budget.headers :]
    return Fields(tuple(items), {key: value for _, key, value in reversed(items)}), body


def _blank_line(data: bytes, start: int, end: int) -> tuple[int, int]:
    """(offset after the last field, offset of the body); both `end` when there is no blank line."""
    crlf = data.find(b"\n\r\n", start, end)
    lf = data.find(b"\n\n", start, end if crlf < 0 else crlf)
    found = (crlf + 1, crlf + 3) if crlf >= 0 else (end, end)
    if lf >= 0:
        found = lf + 1, lf + 2
    # A blank line with a space in it folds into the field above, unless prose follows: then it ends the block.
    if data.find(b"\n \r\n", start, found[0]) >= 0 or data.find(b"\n \n", start, found[0]) >= 0:
        spaced = _SPACED.search(data, start, found[0])
        if spaced is not None:
            return spaced.start() + 1, spaced.end()
    return found


def _known(name: bytes) -> tuple[str, str] | None:
    """A field name as (text, lower-cased), or None when it is none (RFC 5322 §3.6.8, white space inside tolerated)."""
    if not _NAME.match(name):
        return None
    text = name.rstrip().decode("ascii")
    known = (text, text.lower())
    if len(_KNOWN) < 2000:
        _KNOWN[name] = known
    return known


def _ends_block(items: list[tuple[str, str, bytes]], lines: list[bytes], index: int, no_blank: bool) -> bool:
    """Whether a line that is no field is the body's first (its blank line is missing), not junk among fields."""
    if not items:
        following = lines[index + 1] if index + 1 < len(lines) else b""
        name, colon, _ = following.partition(b":")
        return no_blank and not (colon and _NAME.match(name))
    if lines[index].startswith(b"--"):
        return True
    if index + 1 >= len(lines):
        return no_blank
    name, colon, _ = lines[index + 1].partition(b":")
    return not (colon and _NAME.match(name))


def _offset_of_line(data: bytes, start: int, end: int, wanted: int) -> int:
    """Offset of the unfolded line number `wanted` of the block."""
    at = start
    for _ in range(wanted):
        while True:
            at = data.find(b"\n", at, end) + 1
            if data[at : at + 1] not in (b" ", b"\t"):
                break
    return at


def decoded(fields: Fields, meter: Meter) -> tuple[tuple[str, str], ...]:
    """Every field as (name, decoded one-line value), in order, values bounded."""
    limit = meter.budget.header_value_chars
    out = []
    for name, _, value in fields.items:
        if value.isascii() and b"=?" not in value:
            text = value.decode("ascii")
            if not text.isprintable() or len(text) > limit:
                text = one_line(text, limit)
        else:
            text = one_line(decode_header(value, None if value.isascii() else fields.charset()), limit)
        out.append((name, text))
    return tuple(out)

"""The MIME tree (RFC 2046) as ranges of the raw bytes: nothing is copied until a leaf is decoded.

The parent is cut before its children, so a child that lost its closing boundary ends where its parent's next
part begins. Enclosed messages are leaves: they are kept whole as attachments.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from app.mime import parameters, transfer
from app.mime.budget import Meter
from app.mime.fields import Fields, split_block

_GUESS = re.compile(rb"^--([^\r\n]{1,200}?)[ \t]*\r?\n(?:[!-9;-~]+:[^\n]*\n)", re.MULTILINE)
_CHILD_LIMIT = 10_000
_BLANK = (b"", b" ", b"\t")


@dataclass(slots=True)
class Part:
    """One node: where it is, what it says it is. `number` is IMAP's ("1.2"); the root is "" if multipart, else "1"."""

    number: str
    fields: Fields
    content_type: str
    parameters: Mapping[str, str]
    disposition: str
    disposition_parameters: dict[str, str]
    raw: bytes
    start: int
    body: int
    end: int
    children: tuple[Part, ...] = ()
    broken_multipart: bool = False

    @property
    def is_multipart(self) -> bool:
        """Whether the node has parts below instead of content."""
        return bool(self.children)

    def encoding(self) -> str:
        """Lower-case Content-Transfer-Encoding, "" when absent."""
        value = self.fields.get("content-transfer-encoding")
        if not value:
            return ""
        text = value.decode("latin-1").strip().lower()
        return text if text.isalnum() else re.split(r"[\s;,(]", text.strip("\"'"), maxsplit=1)[0]

    def content(self, meter: Meter) -> bytes:
        """Decoded content of a leaf."""
        encoding = self.encoding()
        data = self.raw[self.body : self.end]
        # Composite types must not be encoded (RFC 2045 §6.4); some gateways do it all the same.
        decoded, defect = transfer.decode(data, encoding)
        if defect:
            meter.defect(defect)
        return decoded

    def keeps_bytes(self) -> bool:
        """Whether content is the same bytes after any relay: only base64 hides line ends from them."""
        return self.encoding() == "base64"


def read_tree(raw: bytes, start: int, meter: Meter, number: str = "") -> Part:
    """The tree of the message that begins at `start`; `number` is of the part it was found in, "" for the mail."""
    return _read(raw, start, len(raw), number, "text/plain", 0, meter)


def _read(raw: bytes, start: int, end: int, number: str, default_type: str, depth: int, meter: Meter) -> Part:
    meter.parts += 1
    fields, body = split_block(raw, start, end, meter)
    given = fields.get("content-type")
    kind, params = parameters.content_type(given) if given else (default_type, {})
    disposition = fields.get("content-disposition")
    placement, placement_params = parameters.parse(disposition) if disposition else ("", {})
    part = Part(number or "1", fields, kind, params, placement, placement_params, raw, start, body, max(body, end))
    if kind.startswith("multipart/"):
        _descend(part, number, depth, meter)
    elif "/" in kind and kind.partition("/")[0] not in _TOP_LEVEL:
        meter.defect("unknown_media_type")
    return part


_TOP_LEVEL = frozenset(
    {"text", "image", "audio", "video", "application", "message", "multipart", "model", "font", "example", "x-world",
     "chemical", "haptics"}
)  # fmt: skip


def _descend(part: Part, number: str, depth: int, meter: Meter) -> None:
    if depth >= meter.budget.depth:
        meter.defect("over_budget:depth")
        part.broken_multipart = True
        return
    ranges = _cut(part, meter)
    if not ranges:
        part.broken_multipart = True
        return
    default = "message/rfc822" if part.content_type == "multipart/digest" else "text/plain"
    children = []
    for index, (start, end) in enumerate(ranges, 1):
        if meter.parts >= meter.budget.parts:
            meter.defect("over_budget:parts")
            break
        if index % 64 == 0 and meter.out_of_time():
            break
        name = f"{number}.{index}" if number else str(index)
        children.append(_read(part.raw, start, end, name, default, depth + 1, meter))
    part.children = tuple(children)


def _cut(part: Part, meter: Meter) -> list[tuple[int, int]]:
    """Ranges of the parts between the boundary lines; [] when there is no boundary line at all."""
    boundary = part.parameters.get("boundary", "")
    if boundary:
        ranges = _between(part, b"--" + boundary.encode("utf-8", "replace").rstrip(b" \t"), meter)
        if ranges:
            return ranges
    guess = _GUESS.search(part.raw, part.body, part.end)
    if guess is None:
        meter.defect("missing_boundary")
        return []
    meter.defect("wrong_boundary")
    return _between(part, b"--" + guess[1], meter)


def _between(part: Part, delimiter: bytes, meter: Meter) -> list[tuple[int, int]]:
    raw, end = part.raw, part.end
    ranges: list[tuple[int, int]] = []
    opened = -1
    at = part.body
    while len(ranges) < _CHILD_LIMIT:
        found = raw.find(delimiter, at, end)
        if found < 0:
            break
        at = found + len(delimiter)
        if found > part.body and raw[found - 1] != 10:
            continue
        closing = raw.startswith(b"--", at, end)
        line_end = raw.find(b"\n", at, end)
        line_end = end if line_end < 0 else line_end
        # "--abc" is no boundary line for "--abcdef", whatever RFC 2046 §5.1.1 says of the beginning of a line: nested
        # parts with such names are seen in practice. White space and more behind it are tolerated, as there.
        rest = raw[at + 2 if closing else at : line_end]
        if rest[:1] not in _BLANK and rest.strip():
            continue
        # The boundary's own trailing white space was taken off (it must not have any).
        closing |= rest.strip() == b"--"
        if opened >= 0:
            ranges.append((opened, _before_line_end(raw, opened, found)))
        if closing:
            return ranges
        opened = min(end, line_end + 1)
        at = max(at, line_end)
    if opened >= 0:
        meter.defect("missing_final_boundary")
        ranges.append((opened, end))
    return ranges


def _before_line_end(raw: bytes, start: int, at: int) -> int:
    """`at` without the line end before it: that belongs to the boundary (RFC 2046 §5.1.1)."""
    if at > start and raw[at - 1] == 10:
        at -= 1
        if at > start and raw[at - 1] == 13:
            at -= 1
    return at


def leaves(part: Part) -> list[Part]:
    """Every leaf below, in order."""
    if not part.children:
        return [part]
    out: list[Part] = []
    for child in part.children:
        out.extend(leaves(child))
    return out

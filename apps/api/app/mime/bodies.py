"""Which leaves are the body and which are attachments: the algorithm of JMAP (RFC 8621 §4.1.4).

One difference: every leaf that is not text or HTML is also an attachment, shown inline or not, so nothing is hidden.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape

from app.mime import charset, html_text, text, transfer
from app.mime.budget import Meter
from app.mime.flowed import unflow
from app.mime.parts import Part
from app.mime.sanitize import sanitize_html, too_costly

_INLINE_MEDIA = ("image/", "audio/", "video/")
_READABLE = frozenset({"text/enriched", "text/richtext", "text/markdown", "text/x-markdown", "text/rfc822-headers"})


@dataclass(slots=True)
class Selection:
    """Leaves by role, in order. A leaf may be in both bodies."""

    texts: list[Part] = field(default_factory=list)
    htmls: list[Part] = field(default_factory=list)
    attachments: list[Part] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Bodies:
    """The readable bodies, and the uuencoded files found inside text as (part number, name, content)."""

    text: str
    html: str | None
    files: tuple[tuple[str, str, bytes], ...]


def select(root: Part) -> Selection:
    """Roles of every leaf below `root`."""
    chosen = Selection()
    _walk([root], "mixed", False, chosen.htmls, chosen.texts, chosen)
    return chosen


def _subtype(part: Part) -> str:
    return part.content_type.partition("/")[2]


def _is_text(part: Part) -> bool:
    return part.content_type in ("text/plain", "text/html") or part.broken_multipart


def _walk(
    parts: Sequence[Part], kind: str, in_alternative: bool, html: list[Part] | None, plain: list[Part] | None,
    chosen: Selection,
) -> None:  # fmt: skip
    plain_before, html_before = len(plain or ()), len(html or ())
    for index, part in enumerate(parts):
        if part.children:
            sub = _subtype(part)
            _walk(part.children, sub, in_alternative or sub == "alternative", html, plain, chosen)
            continue
        media = part.content_type.startswith(_INLINE_MEDIA)
        readable = _is_text(part) or (len(parts) == 1 and part.content_type in _READABLE)
        named = bool(part.parameters.get("name") or part.disposition_parameters.get("filename"))
        inline = (
            part.disposition != "attachment"
            and (readable or media)
            and (index == 0 or (kind != "related" and (media or not named)))
        )
        if not inline or media:
            chosen.attachments.append(part)
        elif kind == "alternative":
            target = html if part.content_type == "text/html" else plain
            if target is None:
                chosen.attachments.append(part)
            else:
                target.append(part)
        else:
            if in_alternative:
                if part.content_type == "text/html":
                    plain = None
                else:
                    html = None
            if plain is not None:
                plain.append(part)
            if html is not None:
                html.append(part)
    if kind == "alternative" and plain is not None and html is not None:
        if len(plain) == plain_before and len(html) != html_before:
            plain.extend(html[html_before:])
        elif len(html) == html_before and len(plain) != plain_before:
            html.extend(plain[plain_before:])


def read(chosen: Selection, meter: Meter) -> Bodies:
    """Decoded bodies. Text comes from text/plain, or from the HTML where there is none or it is blank."""
    reader = _Reader(meter)
    html = _html(chosen.htmls, reader)
    if html is not None and too_costly(html):
        meter.defect("over_budget:html")
    pieces = [
        html_text.html_to_text(sanitize_html(reader.html(part)))
        if part.content_type == "text/html"
        else reader.plain(part)
        for part in chosen.texts
    ]
    joined = "\n\n".join(piece.strip("\n") for piece in pieces if piece.strip()) if len(pieces) > 1 else "".join(pieces)
    if html and not joined.strip():
        joined = html_text.html_to_text(sanitize_html(html))
    return Bodies(_bounded(joined, meter), html, tuple(reader.files))


def _bounded(value: str, meter: Meter) -> str:
    if len(value) > meter.budget.body_chars:
        meter.defect("over_budget:body")
    return text.body(value, meter.budget.body_chars).strip("\n")


def _html(parts: list[Part], reader: _Reader) -> str | None:
    if not any(part.content_type == "text/html" for part in parts):
        return None
    pieces = []
    for part in parts:
        if part.content_type == "text/html":
            pieces.append(reader.html(part))
        else:
            plain = reader.plain(part).strip("\n")
            if plain:
                pieces.append(f'<div style="white-space:pre-wrap">{escape(plain, quote=False)}</div>')
    whole = "\n".join(pieces)
    if len(whole) > reader.meter.budget.html_chars:
        reader.meter.defect("over_budget:html")
        whole = whole[: reader.meter.budget.html_chars]
    return whole


class _Reader:
    """Decodes each text leaf once, though it may be asked for by both bodies."""

    def __init__(self, meter: Meter) -> None:
        self.meter = meter
        self.files: list[tuple[str, str, bytes]] = []
        self._plain: dict[int, str] = {}
        self._html: dict[int, str] = {}

    def plain(self, part: Part) -> str:
        """Text of a text/plain leaf, unflowed, uuencoded files taken out."""
        found = self._plain.get(id(part))
        if found is None:
            found = self._plain[id(part)] = self._read_plain(part)
        return found

    def html(self, part: Part) -> str:
        """Source of a text/html leaf."""
        found = self._html.get(id(part))
        if found is None:
            data = part.content(self.meter)
            label = part.parameters.get("charset") or html_charset(data)
            found = self._html[id(part)] = self._decode(data, label, self.meter.budget.html_chars)
        return found

    def _read_plain(self, part: Part) -> str:
        data = part.content(self.meter)
        if b"begin " in data:
            data = self._without_files(data, part.number)
        value = self._decode(data, part.parameters.get("charset"), self.meter.budget.body_chars)
        if part.parameters.get("format", "").lower() == "flowed":
            value = unflow(value, part.parameters.get("delsp", "").lower() == "yes")
        return value

    def _decode(self, data: bytes, label: str | None, limit: int) -> str:
        # Four bytes a character at most: what is beyond cannot be shown and need not be decoded.
        value, defect = charset.decode(data[: limit * 4 + 4], label)
        if defect:
            self.meter.defect(defect)
        if len(value) > limit:
            self.meter.defect("over_budget:body")
        return text.body(value, limit)

    def _without_files(self, data: bytes, number: str) -> bytes:
        kept: list[bytes] = []
        at = 0
        while len(self.files) < 100:
            found = transfer.uu_file(data, at)
            if found is None:
                break
            name, content, start, end = found
            self.files.append((f"{number}.u{len(self.files) + 1}", name, content))
            kept.append(data[at:start])
            at = end
        return b"".join([*kept, data[at:]])


def html_charset(data: bytes) -> str | None:
    """The charset an HTML document declares of itself in its first kilobyte, or None."""
    head = data[:1024].lower()
    at = head.find(b"charset=")
    if at < 0:
        return None
    label = head[at + 8 : at + 60].lstrip(b"\"' ")
    end = next((index for index, byte in enumerate(label) if byte in b"\"'> ;/\t\r\n"), len(label))
    return label[:end].decode("latin-1") or None

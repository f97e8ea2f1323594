"""A text file as characters: whatever charset it is in, without what a page could not show."""

from __future__ import annotations

import codecs

from app.mime import charset
from app.mime.text import body

_BYTE_ORDER = (
    (codecs.BOM_UTF8, "utf-8"),
    # Before UTF-16, whose mark it begins with.
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
#: One control character in so many, and it is no text for people.
_RARE = 50


def plain_text(content: bytes, limit: int) -> tuple[str, bool] | None:
    """The text of the first `limit` bytes, and whether there is more; None when it is no text. Line ends are LF, there
    are no control characters but tabs. Total."""
    head = content[:limit]
    for mark, codec in _BYTE_ORDER:
        if head.startswith(mark):
            text = head[len(mark) :].decode(codec, "replace")
            break
    else:
        if b"\0" in head:
            return None
        text, _ = charset.decode(head, None)
    shown = body(text, limit)
    if len(text.replace("\r\n", "\n")) - len(shown) > len(text) // _RARE:
        return None
    return shown, len(content) > limit

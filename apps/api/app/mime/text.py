"""The last gate before a string leaves the package: PostgreSQL text refuses NUL and lone surrogates."""

from __future__ import annotations

import re

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_BODY_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_BODY_CONTROLS = bytes([*range(9), 11, 12, *range(14, 32), 127])
# Marks that reorder what is read (U+202A..U+202E, U+2066..U+2069) disguise names: "exe.fdp" shown as "pdf.exe".
_BIDI = re.compile("[\u202a-\u202e\u2066-\u2069\u200e\u200f]")


def well_formed(text: str) -> str:
    """`text` without NUL and with each lone surrogate as U+FFFD."""
    if "\0" in text:
        text = text.replace("\0", "")
    if text.isascii():
        return text
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


def one_line(text: str, limit: int) -> str:
    """`text` on one line without control characters, at most `limit` characters."""
    if not text.isprintable():
        text = well_formed(_CONTROL.sub(" ", text))
    return text[:limit].strip()


def body(text: str, limit: int) -> str:
    """Body text: LF line ends, no control characters but tab and newline, at most `limit` characters."""
    text = text[:limit]
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    try:
        data = text.encode("utf-8")
    except UnicodeEncodeError:
        text = well_formed(text)
        data = text.encode("utf-8")
    # Deleting from bytes is many times faster than searching a string for a class of characters.
    if len(data.translate(None, _BODY_CONTROLS)) != len(data):
        text = _BODY_CONTROL.sub("", text.replace("\x0b", "\n").replace("\x0c", "\n"))
    return text


def squeeze(text: str) -> str:
    """Every run of white space as one space, ends stripped."""
    return " ".join(text.split())


def without_bidi(text: str) -> str:
    """`text` without the invisible marks that change reading order."""
    return text if text.isascii() else _BIDI.sub("", text)

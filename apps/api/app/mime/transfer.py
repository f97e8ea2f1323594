"""Content-Transfer-Encoding undone (RFC 2045 §6), with the junk real mail has. Never raises."""

from __future__ import annotations

import binascii
import re

_NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/=]")
_PADDED = re.compile(rb"[^=]+=*")
# Padding with more behind it; group 1 is the line end between them, if any.
_AFTER_PADDING = re.compile(rb"=+[ \t]*(\r?\n)?\s*[A-Za-z0-9+/]")
_UU_BEGIN = re.compile(rb"(?:^|\n)begin(?:-base64)? [0-7]{3,4} ([^\r\n]{1,255})\r?\n")


def decode(data: bytes, encoding: str) -> tuple[bytes, str | None]:
    """(decoded bytes, defect word or None). An unknown encoding leaves the bytes as they are."""
    if encoding in ("", "7bit", "8bit", "binary"):
        return data, None
    if encoding in ("base64", "b64", "b", "base-64"):
        return _base64(data)
    if encoding in ("quoted-printable", "q", "quoted_printable", "qp"):
        return _quoted_printable(data)
    if encoding in ("x-uuencode", "uuencode", "x-uue", "uue"):
        found = uu_file(data)
        return (found[1], None) if found else (data, "bad_uuencode")
    # "7-bit", "8-bit", "7bits", "us-ascii" and other inventions.
    return data, None if encoding[:1] in "78" else "unknown_transfer_encoding"


def _base64(data: bytes) -> tuple[bytes, str | None]:
    at = data.find(b"=")
    if at < 0 or at >= len(data) - 4:
        return _quantum(data)
    rest = _AFTER_PADDING.match(data, at)
    if rest is None:
        return _quantum(data)
    if not rest[1]:
        # "…== some remark" on the same line: what follows the padding is no data.
        return _quantum(data[:at] + b"==")[0], "bad_base64"
    # Several encoded pieces one after the other; the C decoder would stop at the first padding.
    pieces = _PADDED.findall(_NOT_BASE64.sub(b"", data))
    return b"".join(_quantum(piece)[0] for piece in pieces), "bad_base64"


def _quantum(data: bytes) -> tuple[bytes, str | None]:
    try:
        return binascii.a2b_base64(data), None
    except binascii.Error:
        # A stray "=" in the middle ends the C decoder's patience; without any the rest is read.
        clean = _NOT_BASE64.sub(b"", data).replace(b"=", b"")
        if len(clean) % 4 == 1:
            clean = clean[:-1]
        return binascii.a2b_base64(clean + b"=" * (-len(clean) % 4)), "bad_base64"


def _quoted_printable(data: bytes) -> tuple[bytes, str | None]:
    # a2b_qp leaves a wrong "=XX" as it is, which is what RFC 2045 §6.7 advises.
    return binascii.a2b_qp(data), None


def uu_file(data: bytes, start: int = 0) -> tuple[str, bytes, int, int] | None:
    """The next uuencoded file in `data`: (name, bytes, offset of "begin", offset after "end"), or None."""
    begin = _UU_BEGIN.search(data, start)
    if begin is None:
        return None
    out: list[bytes] = []
    at = begin.end()
    while at < len(data):
        stop = data.find(b"\n", at)
        stop = len(data) if stop < 0 else stop
        line = data[at:stop].rstrip(b"\r")
        at = stop + 1
        if line == b"end":
            break
        try:
            out.append(binascii.a2b_uu(line))
        except binascii.Error:
            # Some encoders pad with too much or lose trailing spaces: decode what the length byte promises.
            count = (((line[0] - 32) & 63) * 4 + 5) // 3 if line else 0
            try:
                out.append(binascii.a2b_uu(line[:count]))
            except binascii.Error:
                return None
    if not out:
        return None
    name = begin[1].decode("utf-8", "replace").strip()
    first = begin.start() + (1 if data[begin.start()] == 10 else 0)
    return name, b"".join(out), first, min(at, len(data))

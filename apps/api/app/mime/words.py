"""Header text: RFC 2047 encoded words, raw 8-bit (RFC 6532 and older), unfolding (RFC 5322 §2.2.3)."""

from __future__ import annotations

import binascii
import re

from app.mime import charset

_WORD = re.compile(rb"=\?([^?\s]{1,60})\?([bBqQ])\?([^?]*(?:\?(?!=)[^?]*)*)\?=")
_FOLD = re.compile(rb"[\r\n]+[ \t]*")
_MAX_WORDS = 2000


def unfold(value: bytes) -> bytes:
    """The value on one line."""
    return _FOLD.sub(b" ", value) if b"\n" in value or b"\r" in value else value


def decode_header(value: bytes, default_charset: str | None = None) -> str:
    """Readable text of a header value. Total: what cannot be decoded stays as it was written.

    Adjacent words of one charset are joined as bytes before decoding, because senders split inside characters.
    """
    value = unfold(value)
    if b"=?" not in value:
        return (value.decode("ascii") if value.isascii() else charset.decode(value, default_charset)[0]).strip()
    out: list[str] = []
    run: list[bytes] = []
    run_charset = ""
    end = 0
    for count, match in enumerate(_WORD.finditer(value)):
        if count >= _MAX_WORDS:
            break
        label = match[1].split(b"*")[0].decode("latin-1").lower()
        data = _word_bytes(match[2], match[3])
        gap = value[end : match.start()]
        # White space between two encoded words is not shown (RFC 2047 §6.2).
        adjacent = bool(run) and not gap.strip()
        if not adjacent or label != run_charset:
            _flush(run, run_charset, out)
            if not adjacent and gap:
                out.append(_raw(gap, default_charset))
        run_charset = label
        run.append(data)
        end = match.end()
    _flush(run, run_charset, out)
    out.append(_raw(value[end:], default_charset))
    return "".join(out).strip()


def _raw(data: bytes, default_charset: str | None) -> str:
    return data.decode("ascii") if data.isascii() else charset.decode(data, default_charset)[0]


def _flush(run: list[bytes], label: str, out: list[str]) -> None:
    if run:
        out.append(charset.decode(b"".join(run), label)[0])
        run.clear()


def _word_bytes(encoding: bytes, data: bytes) -> bytes:
    if encoding in b"qQ":
        return binascii.a2b_qp(data.replace(b" ", b"_"), header=True)
    data = data.strip()
    try:
        return binascii.a2b_base64(data + b"==")
    except binascii.Error:
        # A lone sextet at the end cannot be a byte; drop it.
        try:
            return binascii.a2b_base64(data.rstrip(b"=")[:-1] + b"==")
        except binascii.Error:
            return data

"""Writes MIME as mail clients do: each with its own charsets, encodings, boundaries and header order.

The stdlib generator would give every mail the same shape, and is too slow for thousands on demand.
"""

import binascii
from base64 import b64encode
from dataclasses import dataclass, field
from functools import lru_cache
from random import Random

CRLF = b"\r\n"


@dataclass(slots=True)
class Part:
    """A MIME entity: its header fields in order and its encoded body."""

    headers: list[tuple[str, str]]
    body: bytes = b""
    children: list["Part"] = field(default_factory=list)
    boundary: str = ""

    def render(self) -> bytes:
        """Header block, empty line, body."""
        head = "".join(f"{name}: {value}\r\n" for name, value in self.headers).encode("utf-8")
        return head + CRLF + self.content()

    def content(self) -> bytes:
        """The body alone; for a multipart its delimited children."""
        if not self.children:
            return self.body
        mark = b"--" + self.boundary.encode("ascii")
        pieces = [self.body]
        for child in self.children:
            pieces += (mark, CRLF, child.render(), CRLF)
        pieces += (mark, b"--", CRLF)
        return b"".join(pieces)


@lru_cache(maxsize=64)
def base64_lines(data: bytes) -> bytes:
    """Base64 in lines of 76 characters (RFC 2045 §6.8)."""
    text = b64encode(data)
    return CRLF.join([text[i : i + 76] for i in range(0, len(text), 76)]) + CRLF


def quoted_printable(data: bytes) -> bytes:
    """RFC 2045 §6.7. `data` has CRLF line ends."""
    return binascii.b2a_qp(data if data.endswith(CRLF) else data + CRLF, istext=True)


def encode_text(text: str, charset: str, encoding: str) -> tuple[bytes, str, str]:
    """(body, charset, transfer encoding) of a text; falls back to UTF-8 where the charset lacks a character."""
    lines = text.replace("\r\n", "\n").replace("\n", "\r\n")
    if not lines.endswith("\r\n"):
        lines += "\r\n"
    try:
        data = lines.encode(charset)
    except UnicodeEncodeError:
        charset = "utf-8"
        data = lines.encode(charset)
        if encoding in ("7bit", "8bit"):
            encoding = "quoted-printable"
    if encoding == "auto":
        encoding = _best_encoding(data)
    if encoding == "base64":
        return base64_lines(data), charset, encoding
    if encoding == "quoted-printable":
        return quoted_printable(data), charset, encoding
    if encoding == "7bit" and not data.isascii():
        encoding = "8bit"
    return data, charset, encoding


def _best_encoding(data: bytes) -> str:
    """What a careful client takes: 7bit where it can, else the shorter of quoted-printable and base64."""
    if data.isascii():
        return "7bit" if max(map(len, data.split(CRLF))) < 900 else "quoted-printable"
    sample = data[:2000]
    high = len(sample) - len(sample.decode("ascii", "ignore"))
    return "base64" if high * 6 > len(sample) else "quoted-printable"


def text_part(text: str, subtype: str, charset: str, encoding: str, extra: str = "") -> Part:
    body, used, cte = encode_text(text, charset, encoding)
    return Part(
        [("Content-Type", f'text/{subtype}; charset="{used}"{extra}'), ("Content-Transfer-Encoding", cte)], body
    )


def multipart(subtype: str, boundary: str, children: list[Part], preamble: bytes = b"", extra: str = "") -> Part:
    return Part([("Content-Type", f'multipart/{subtype}; {extra}boundary="{boundary}"')], preamble, children, boundary)


def random_hex(rng: Random, digits: int) -> str:
    return f"{rng.getrandbits(digits * 4):0{digits}x}"

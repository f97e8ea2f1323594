"""Gmail's batch format: many GET requests in one ``multipart/mixed`` body
(https://developers.google.com/workspace/gmail/api/guides/batch). Answers come in any order and some may be missing:
they are matched by Content-ID alone."""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass

_BOUNDARY = re.compile(r'boundary="?([^";,]+)"?', re.IGNORECASE)
_CONTENT_ID = re.compile(rb"^content-id:\s*<?response-(?:item-)?([^>\s]+?)>?\s*$", re.IGNORECASE | re.MULTILINE)
_STATUS = re.compile(rb"^HTTP/[\d.]+ (\d{3})")


@dataclass(frozen=True, slots=True)
class Part:
    """The answer to one request of a batch."""

    status: int
    headers: dict[str, str]
    body: bytes


def encode(paths: Sequence[str]) -> tuple[str, bytes]:
    """(Content-Type, body) of a batch of GETs; the answer to ``paths[n]`` carries n as its Content-ID."""
    boundary = f"batch_{secrets.token_hex(12)}"
    parts = [
        f"--{boundary}\r\nContent-Type: application/http\r\nContent-ID: <item-{n}>\r\n\r\n"
        f"GET {path} HTTP/1.1\r\n\r\n\r\n"
        for n, path in enumerate(paths)
    ]
    return f"multipart/mixed; boundary={boundary}", ("".join(parts) + f"--{boundary}--\r\n").encode("ascii")


def decode(content_type: str, body: bytes) -> dict[int, Part] | None:
    """Answers by request number; None when this is no multipart body at all. Unreadable parts are left out, as is
    what a cut-off body lacks."""
    found = _BOUNDARY.search(content_type)
    if "multipart/mixed" not in content_type.lower() or not found:
        return None
    answers: dict[int, Part] = {}
    for section in body.split(b"--" + found[1].encode())[1:]:
        numbered = _part(section)
        if numbered:
            answers[numbered[0]] = numbered[1]
    return answers


def _part(section: bytes) -> tuple[int, Part] | None:
    envelope, _, inner = section.partition(b"\r\n\r\n")
    head, separator, body = inner.partition(b"\r\n\r\n")
    number, status = _CONTENT_ID.search(envelope), _STATUS.match(head)
    if not (separator and number and status and number[1].isdigit()):
        return None
    return int(number[1]), Part(int(status[1]), _headers(head), body.removesuffix(b"\r\n"))


def _headers(head: bytes) -> dict[str, str]:
    lines = (line.partition(b":") for line in head.split(b"\r\n")[1:])
    return {name.strip().lower().decode("latin-1"): value.strip().decode("latin-1") for name, _, value in lines}

"""Attachments: decoded, hashed, safely named, related to the HTML that shows them."""

from __future__ import annotations

import re
from hashlib import sha256
from urllib.parse import unquote

from app.mime.bodies import Bodies
from app.mime.budget import Meter
from app.mime.containers import TNEF
from app.mime.fields import split_block
from app.mime.model import Attachment
from app.mime.names import given_name, guessed_type, safe_name
from app.mime.parameters import content_type
from app.mime.parts import Part
from app.mime.text import one_line
from app.mime.tnef import files_in
from app.mime.words import decode_header

_CID = re.compile(r"""cid:([^"'\s<>)]{1,300})""", re.IGNORECASE)
_CALENDAR = frozenset({"text/calendar", "application/ics"})


def collect(leaves: list[Part], bodies: Bodies, meter: Meter) -> tuple[Attachment, ...]:
    """Every attachment in order: the leaves, then files that were uuencoded inside text."""
    shown = _shown_ids(bodies.html)
    invitations: set[bytes] = set()
    out: list[Attachment] = []
    for part in leaves:
        if len(out) % 64 == 63 and meter.out_of_time():
            break
        made = _attachment(part, shown, meter)
        if made.content_type in _CALENDAR:
            # Calendars arrive twice, as alternative of the text and as invite.ics: the same lines count once.
            lines = sha256(b"\n".join(made.content.split())).digest()
            if lines in invitations:
                continue
            invitations.add(lines)
        out.append(made)
        if made.content_type in TNEF or made.filename.lower() == "winmail.dat":
            out.extend(_unpacked(made, shown, meter))
    for number, name, content in bodies.files:
        kind = "application/octet-stream"
        out.append(_made(number, safe_name(name, kind, number), kind, content, None, inline=False))
    return tuple(out)


def _attachment(part: Part, shown: frozenset[str], meter: Meter) -> Attachment:
    content = part.content(meter)
    given = given_name(part)
    if part.content_type in ("message/rfc822", "message/global") and not given:
        given = _enclosed_name(content, meter)
    raw_id = part.fields.text("content-id")
    content_id = one_line(raw_id, 300).strip("<> ") or None
    referenced = content_id is not None and content_id.lower() in shown
    inline = referenced or (content_id is not None and part.disposition == "inline")
    kind = part.content_type if len(part.content_type) <= 150 else "application/octet-stream"
    return _made(part.number, safe_name(given, kind, part.number), kind, content, content_id, inline)


def _unpacked(container: Attachment, shown: frozenset[str], meter: Meter) -> list[Attachment]:
    """The files inside a winmail.dat, numbered below it."""
    meter.defect("tnef")
    out = []
    for index, file in enumerate(files_in(container.content), 1):
        number = f"{container.part}.t{index}"
        kind, _ = content_type(file.mime.encode("utf-8", "replace")) if file.mime else (guessed_type(file.name), {})
        content_id = one_line(file.content_id, 300).strip("<> ") or None
        inline = content_id is not None and content_id.lower() in shown
        out.append(_made(number, safe_name(file.name, kind, number), kind, file.content, content_id, inline))
    return out


def _made(number: str, name: str, kind: str, content: bytes, content_id: str | None, inline: bool) -> Attachment:
    return Attachment(number, name, kind, len(content), sha256(content).digest(), content_id, inline, content)


def _enclosed_name(content: bytes, meter: Meter) -> str:
    """ "<subject>.eml" of an enclosed message; "" when it has no subject."""
    fields, _ = split_block(content[:65536], 0, min(len(content), 65536), Meter(meter.budget))
    subject = one_line(decode_header(fields.get("subject")), 120)
    return f"{re.sub(r'[/:]+', ' ', subject)}.eml" if subject else ""


def _shown_ids(html: str | None) -> frozenset[str]:
    """Content-IDs the HTML refers to, lower-cased."""
    if not html or "cid:" not in html.lower():
        return frozenset()
    return frozenset(unquote(one).lower() for one in _CID.findall(html))

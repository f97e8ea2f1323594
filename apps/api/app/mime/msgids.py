"""Message identifiers (RFC 5322 §3.6.4), normalised so that the same id compares equal wherever it was written."""

from __future__ import annotations

import re

from app.mime.text import without_bidi
from app.mime.words import decode_header, unfold

MAX_ID_CHARS = 998
_BRACKETED = re.compile(r"<([^<>]*)>")
_BARE = re.compile(r"[^\s<>,;()\"]+@[^\s<>,;()\"]+")
_WHITE = re.compile(r"[\s\x00-\x1f\x7f]+")
_GOOGLE_ADDED = re.compile(r"SMTPIN_ADDED_", re.IGNORECASE)
_KEPT_FIRST, _KEPT_LAST = 50, 50


def normal_id(text: str) -> str:
    """Id without brackets and white space, its domain lower-cased (the left part keeps its case), or ""."""
    if not text.isascii() or not text.isprintable() or " " in text:
        text = _WHITE.sub("", without_bidi(text))
    text = text.strip("<>")
    if not text or len(text) > MAX_ID_CHARS:
        return ""
    left, at, domain = text.rpartition("@")
    return f"{left}@{domain.lower()}" if at else text


def ids_in(value: bytes) -> tuple[str, ...]:
    """Every id of a References or In-Reply-To value, in order, each once; of very many the first and last 50."""
    if not value:
        return ()
    text = unfold(value).decode("ascii") if value.isascii() else decode_header(value)
    found = _BRACKETED.findall(text) if "<" in text else []
    if not any("@" in one for one in found):
        # Unbracketed ids; the "@" tells them from "Your message of Tue, 1 Jul" (RFC 822 phrases).
        found = found or _BARE.findall(text)
    ids = tuple(dict.fromkeys(one for one in map(normal_id, found) if one and len(one) > 2))
    if len(ids) > _KEPT_FIRST + _KEPT_LAST:
        return ids[:_KEPT_FIRST] + ids[-_KEPT_LAST:]
    return ids


def own_id(value: bytes) -> str | None:
    """The id of a Message-ID value, or None when it is missing or unusable."""
    if not value:
        return None
    text = unfold(value).decode("ascii") if value.isascii() else decode_header(value)
    bracketed = _BRACKETED.search(text)
    found = normal_id(bracketed[1] if bracketed else text)
    # "<>", "<@>" and a lone character identify nothing.
    return found if len(found.strip("@")) > 2 else None


def google_added(identifier: str | None) -> bool:
    """Whether Google made the id up because the sender's was missing or broken (each delivery gets its own)."""
    return identifier is not None and _GOOGLE_ADDED.search(identifier) is not None


def thread_index(value: bytes) -> str | None:
    """Outlook's conversation: hex of the first 22 bytes of Thread-Index (MS-OXOMSG §2.2.1.3), None when invalid."""
    import base64
    import binascii

    try:
        data = base64.b64decode(_WHITE.sub("", value.decode("ascii")), validate=True)
    except (binascii.Error, ValueError):
        return None
    # 22 bytes for the first mail, 5 more for each answer; the reserved first byte is 1.
    if len(data) < 22 or (len(data) - 22) % 5 or data[0] != 1:
        return None
    return data[:22].hex()

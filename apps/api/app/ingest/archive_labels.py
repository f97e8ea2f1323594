"""What Google Takeout writes on top of a mail: its labels and its conversation."""

from __future__ import annotations

import csv
import re

from app.mime.words import decode_header

#: Takeout's separator: the Gmail id in decimal, then "@xxx". Only under it are the fields below Google's own.
TAKEOUT = re.compile(rb"From \d{1,20}@xxx ")
_LABELS = re.compile(rb"^X-Gmail-Labels:[ \t]*([^\r\n]*(?:\r?\n[ \t][^\r\n]*)*)", re.IGNORECASE | re.MULTILINE)
_THREAD = re.compile(rb"^X-GM-THRID:[ \t]*(\d{1,20})[ \t]*\r?$", re.IGNORECASE | re.MULTILINE)
#: Takeout's English names of system labels → the ids that the Gmail API uses. Other languages keep their names.
_SYSTEM = {
    "inbox": "INBOX",
    "sent": "SENT",
    "spam": "SPAM",
    "trash": "TRASH",
    "drafts": "DRAFT",
    "unread": "UNREAD",
    "starred": "STARRED",
    "important": "IMPORTANT",
    "chat": "CHAT",
    "category personal": "CATEGORY_PERSONAL",
    "category social": "CATEGORY_SOCIAL",
    "category promotions": "CATEGORY_PROMOTIONS",
    "category updates": "CATEGORY_UPDATES",
    "category forums": "CATEGORY_FORUMS",
}
#: States rather than labels: Gmail has no id for them.
_NOT_LABELS = frozenset({"opened", "archived"})
_HEAD = 16384


def takeout_labels(raw: bytes) -> tuple[str, ...]:
    """Gmail label ids of a mail from Takeout; a user's own labels keep their names."""
    match = _LABELS.search(_fields(raw))
    if match is None:
        return ()
    text = decode_header(match[1]).replace("\x00", "")
    names = (name.strip() for name in next(csv.reader([text], skipinitialspace=True), []))
    ids = (_SYSTEM.get(name.lower(), name[:200]) for name in names if name and name.lower() not in _NOT_LABELS)
    return tuple(dict.fromkeys(ids))


def takeout_thread(raw: bytes) -> str | None:
    """The Gmail thread id in hexadecimal, as the Gmail API writes it."""
    match = _THREAD.search(_fields(raw))
    return f"{int(match[1]):x}" if match else None


def _fields(raw: bytes) -> bytes:
    # Takeout puts its fields first, so a sender's own field of this name comes later and is not believed.
    return raw[:_HEAD]

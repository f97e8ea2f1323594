"""The bytes of a mail of ours. Pure: the same input gives the same mail but for the boundaries.

The head is written here and not by the email package, which breaks long Message-IDs into encoded words (no client then
finds the thread), and addresses stand before the MIME fields, for Gmail was seen to overlook those behind
(googleworkspace/cli#569).
"""

from __future__ import annotations

import email.policy
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from email.header import Header
from email.message import EmailMessage
from email.utils import format_datetime
from urllib.parse import quote

from app.identity.domains import ascii_domain

#: RFC 5322 sets no limit; old relays cut fields of many kilobytes.
_MOST_REFERENCES = 20
_LONGEST_LINE = 76
#: What would read as an encoded word, or fold to a line of white space, which some take for the end of the head.
_UNFOLDABLE = re.compile(r"=\?| {50}")
#: Printable ASCII that no reader takes for the end of the id, on a line of at most 998 characters (RFC 5322 §2.1.1).
_ID = re.compile(r"[!-;=?-~]{1,900}")


@dataclass(frozen=True, slots=True)
class File:
    """A file of the mail; shown in place when the HTML names its `content_id`."""

    filename: str
    content_type: str
    content: bytes
    content_id: str | None


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail to be written."""

    from_email: str
    from_name: str
    to: Sequence[str]
    cc: Sequence[str]
    bcc: Sequence[str]
    reply_to: str | None
    subject: str
    date: datetime
    message_id: str
    in_reply_to: str | None
    references: Sequence[str]
    own_headers: Sequence[tuple[str, str]]
    text: str
    html: str | None
    files: Sequence[File] = field(default=())


def referable(identifier: str | None) -> str | None:
    """The id, if it can stand in a header of ours: what others call a Message-ID may be anything."""
    return identifier if identifier and _ID.fullmatch(identifier) else None


def references_of(parent_references: Sequence[str], parent_id: str | None) -> list[str]:
    """The References of an answer (RFC 5322 §3.6.4): the parent's, and the parent, as far as they are `referable`. Of
    very many the first, which names the conversation, and the last are kept."""
    ids = [*(r for r in parent_references if r != parent_id), parent_id]
    chain = list(dict.fromkeys(one for one in map(referable, ids) if one))
    if len(chain) <= _MOST_REFERENCES:
        return chain
    return [chain[0], *chain[-(_MOST_REFERENCES - 1) :]]


def compose(letter: Letter) -> bytes:
    """The mail, with CRLF line ends, in 7-bit."""
    fields = [
        ("From", _mailbox(letter.from_email, letter.from_name)),
        ("To", _addresses(letter.to)),
        ("Cc", _addresses(letter.cc)),
        ("Bcc", _addresses(letter.bcc)),
        ("Reply-To", _mailbox(letter.reply_to, letter.from_name) if letter.reply_to else ""),
        ("Subject", _unstructured("Subject", letter.subject)),
        ("Date", format_datetime(letter.date)),
        ("Message-ID", f"<{letter.message_id}>"),
        ("In-Reply-To", f"<{letter.in_reply_to}>" if letter.in_reply_to else ""),
        ("References", "\r\n ".join(f"<{one}>" for one in letter.references)),
        *letter.own_headers,
    ]
    head = "".join(f"{name}: {value}\r\n" for name, value in fields if value or name == "Subject")
    return head.encode("ascii") + _body(letter).as_bytes(policy=email.policy.SMTP)


def ascii_address(address: str) -> str:
    """The address as it stands in a header: the domain in its ASCII form. Raises ValueError for a local part that is
    not ASCII, and for what is no domain."""
    local, _, domain = address.rpartition("@")
    local.encode("ascii")
    return f"{local}@{ascii_domain(domain)}"


def _addresses(addresses: Sequence[str]) -> str:
    return ",\r\n ".join(map(ascii_address, addresses))


def _mailbox(address: str, name: str) -> str:
    plain = ascii_address(address)
    if not name:
        return plain
    if name.isascii():
        escaped = name.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{escaped}" <{plain}>' if len(escaped) < _LONGEST_LINE else f'"{escaped}"\r\n <{plain}>'
    return f"{_encoded('From', name)}\r\n <{plain}>"


def _unstructured(name: str, text: str) -> str:
    if text.isascii() and len(name) + 2 + len(text) <= 900 and not _UNFOLDABLE.search(text):
        return _folded(text, len(name) + 2)
    return _encoded(name, text)


def _encoded(name: str, text: str) -> str:
    """Encoded words (RFC 2047), folded."""
    return Header(text, "utf-8", maxlinelen=_LONGEST_LINE, header_name=name).encode(linesep="\r\n")


def _folded(text: str, used: int) -> str:
    """ASCII text folded at single spaces (RFC 5322 §2.2.3), which unfolding gives back."""
    lines, line = [], ""
    for word in text.split(" "):
        if line and used + len(line) + 1 + len(word) > _LONGEST_LINE:
            lines.append(line)
            line, used = word, 1
        else:
            line = f"{line} {word}" if line or lines else word
    return "\r\n ".join([*lines, line])


def _body(letter: Letter) -> EmailMessage:
    message = EmailMessage(policy=email.policy.SMTP)
    message.set_content(_lines(letter.text), subtype="plain", charset="utf-8", cte="quoted-printable")
    shown = [f for f in letter.files if letter.html and f.content_id and is_shown(letter.html, f.content_id)]
    if letter.html is not None:
        message.add_alternative(_document(letter.html), subtype="html", charset="utf-8", cte="quoted-printable")
        html = list(message.iter_parts())[-1]
        assert isinstance(html, EmailMessage)
        for file in shown:
            main, _, sub = file.content_type.partition("/")
            html.add_related(
                file.content, maintype=main, subtype=sub, cid=f"<{file.content_id}>", filename=file.filename,
                disposition="inline",
            )  # fmt: skip
    for file in letter.files:
        if file not in shown:
            main, _, sub = file.content_type.partition("/")
            message.add_attachment(file.content, maintype=main, subtype=sub, filename=file.filename)
    return message


def is_shown(html: str, content_id: str) -> bool:
    """Whether the HTML shows the file of this Content-ID in place (RFC 2392: the id may be percent-encoded)."""
    return f'src="cid:{content_id}"' in html or f'src="cid:{quote(content_id)}"' in html


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n") + "\n"


def _document(html: str) -> str:
    return f'<!DOCTYPE html>\n<html><head><meta charset="utf-8"></head><body>{html}</body></html>\n'

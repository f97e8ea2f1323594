"""Address lists (RFC 5322 §3.4, RFC 6532): groups, comments, quoted names, routes, IDN and common mistakes.

A tokenising parser: each character is read once. What is no address keeps its text as the name with `email` "".
"""

from __future__ import annotations

import re
from contextlib import suppress
from functools import lru_cache

from app.mime import charset
from app.mime.model import Address
from app.mime.text import one_line, squeeze, without_bidi
from app.mime.words import decode_header, unfold

_SIMPLE = re.compile(
    rb"""^\s*(?:"?([A-Za-z0-9 ._'&/+-]*?)"?\s*<)?"""
    rb"""([A-Za-z0-9._%+=/'-]{1,64}@[A-Za-z0-9.-]{1,253}\.[A-Za-z0-9-]+)>?\s*$"""
)
_SIMPLE_BYTES = 200
_TOKENS = re.compile(
    r"""("(?:[^"\\]|\\.)*")|(\()|([,;])|(<)((?:\s*"(?:[^"\\]|\\.){1,100}"@)?[^<>]*)(>?)|(:)|([^",;:<>()]+|["<>)])""",
    re.DOTALL,
)
_SPEC = re.compile(
    r"""^(?:"(?:[^"\\]|\\.){1,100}"|[^\s@<>,;:"()\[\]\\]{1,128})@(?:[^\s@<>,;:"()\[\]\\]{1,253}|\[[0-9A-Za-z.:]{2,60}\])$"""
)
_FIND_SPEC = re.compile(r"[^\s@<>,;:\"()\[\]\\']+@[^\s@<>,;:\"()\[\]\\']+\.[^\s@<>,;:\"()\[\]\\'.]+")
_LABEL = re.compile(r"^[^\x00-\x20!-,/:-@\[-^`{-~]+$")


def parse_list(value: bytes, limit: int = 1000, default_charset: str | None = None) -> tuple[Address, ...]:
    """The mailboxes of an address header's raw value, group members included, at most `limit`."""
    return (_usual_list if len(value) <= _SIMPLE_BYTES else _list)(value, limit, default_charset)


@lru_cache(maxsize=8192)
def _usual_list(value: bytes, limit: int, default_charset: str | None) -> tuple[Address, ...]:
    return _list(value, limit, default_charset)


def _list(value: bytes, limit: int, default_charset: str | None) -> tuple[Address, ...]:
    # The short cut is for the one short address most headers have; longer ones go through the tokens in linear time.
    match = _SIMPLE.match(value) if len(value) <= _SIMPLE_BYTES else None
    if match is not None:
        found = normal_spec(match[2].decode("ascii"))
        return (Address(found, (match[1] or b"").decode("ascii").strip()),) if found else ()
    if not value.strip():
        return ()
    # Words are decoded after the list is cut: a decoded comma is no separator. Raw 8-bit text is decoded before.
    if value.isascii():
        text = re.sub(r"[\r\n]+", "", value.decode("ascii"))
    else:
        text = charset.decode(unfold(value), default_charset)[0]
        if b"@" in value and "@" not in text:
            # A charset that swallows the ASCII of the address is not the one it was written in.
            text = unfold(value).decode("utf-8", "replace")
    return tuple(_mailboxes(text[:262144], limit))


def normal_spec(text: str) -> str:
    """An addr-spec lower-cased with its domain in Unicode, or "" when it is none."""
    return _usual_spec(text) if len(text) <= _SIMPLE_BYTES else _spec(text)


# The same few people stand in many mails, and several times in each.
@lru_cache(maxsize=8192)
def _usual_spec(text: str) -> str:
    return _spec(text)


def _spec(text: str) -> str:
    text = text.strip().strip("'").strip()
    if len(text) > 320 or not _SPEC.match(text):
        return ""
    local, _, domain = text.rpartition("@")
    domain = domain.rstrip(".").lower()
    if not domain.startswith("["):
        if "xn--" in domain or not domain.isascii():
            domain = _idn(domain)
        if not all(_LABEL.match(label) for label in domain.split(".")):
            return ""
    if local.startswith('"') and re.fullmatch(r'"[A-Za-z0-9._%+=-]+"', local):
        local = local[1:-1]
    return one_line(without_bidi(f"{local.lower()}@{domain}"), 320)


def _idn(domain: str) -> str:
    """IDNA labels as Unicode (RFC 5890), each left as it is when it is no valid A-label."""
    out = []
    for label in domain.split("."):
        shown = label
        if label.startswith("xn--") and len(label) <= 63:
            with suppress(UnicodeError, ValueError, OverflowError):
                shown = label[4:].encode("ascii").decode("punycode").lower()
                # A label that is not what its text encodes to would be another domain than the one it shows.
                shown = shown if shown.encode("punycode") == label[4:].encode("ascii") else label
        out.append(shown)
    joined = ".".join(out)
    return joined if joined.isprintable() else domain


def _mailboxes(text: str, limit: int) -> list[Address]:
    found: list[Address] = []
    name: list[str] = []
    comment = ""
    angle: str | None = None
    at = tokens = 0
    # The empty separator at the end closes the last mailbox. A mailbox has seldom more than ten tokens.
    while at <= len(text) and len(found) < limit and tokens < 40 * limit:
        tokens += 1
        match = _TOKENS.match(text, at) if at < len(text) else None
        if match is None or match[3]:
            address = _mailbox("".join(name), angle, comment)
            if address is not None:
                found.append(address)
            name, comment, angle = [], "", None
            at = match.end() if match else len(text) + 1
            continue
        at = match.end()
        if match[2]:
            comment, at = _comment(text, at)
            name.append(" ")
        elif match[4]:
            if angle is not None:
                # "a@x <a@x> b@y <b@y>": the comma was forgotten.
                address = _mailbox("".join(name), angle, comment)
                if address is not None:
                    found.append(address)
                name, comment = [], ""
            angle = match[5]
        elif match[7]:
            # A colon after plain words opens a group; its name is not part of a mailbox.
            if angle is None and "@" not in "".join(name):
                name, comment = [], ""
        else:
            if angle is not None and match[1] is None and match[8].strip():
                address = _mailbox("".join(name), angle, comment)
                if address is not None:
                    found.append(address)
                name, comment, angle = [], "", None
            name.append(match[1] or match[8])
    return found[:limit]


def _comment(text: str, at: int) -> tuple[str, int]:
    """Comment text and the offset after it; comments nest (RFC 5322 §3.2.2)."""
    depth = 1
    start = at
    while at < len(text):
        char = text[at]
        if char == "\\":
            at += 1
        elif char == "(":
            depth += 1
        elif char == ")":
            depth -= 1
            if depth == 0:
                return text[start:at], at + 1
        at += 1
    return text[start:], len(text)


def _mailbox(name: str, angle: str | None, comment: str) -> Address | None:
    name = name.strip()
    if angle is not None:
        # A route "@a,@b:" before the spec is obsolete; Outlook writes <mailto:…>, some write <'a@b'>.
        # In a quoted local part a colon is a letter like any other.
        email = normal_spec(angle) if '"' in angle else normal_spec(angle.rpartition(":")[2])
        email = email or (normal_spec(_without_comments(angle)) if "(" in angle or " " in angle else "")
        email = email or _spec_inside(angle)
        display = _display(name) or ("" if email else _display(angle))
    else:
        # A local part may be quoted with spaces around the dots of obsolete syntax.
        email = normal_spec(name) or normal_spec(re.sub(r"\s+", "", name)) if "@" in name else ""
        if not email and "@" in name:
            email = _spec_inside(name)
            display = _display(name.replace(email, "")) if email else _display(name)
        else:
            display = "" if email else _display(name)
    display = display or _display(comment)
    if not email and not display:
        return None
    return Address(email, display)


def _without_comments(text: str) -> str:
    """An addr-spec without the comments and white space that RFC 822 allowed between its atoms."""
    return re.sub(r"\s*([.@])\s*", r"\1", re.sub(r"\([^()]*\)", "", text[:1000]))


def _spec_inside(text: str) -> str:
    match = _FIND_SPEC.search(text[:2000])
    return normal_spec(match[0]) if match else ""


def _display(text: str) -> str:
    """A display name: quotes and escapes off, words decoded, one line."""
    text = text.strip()
    if not text:
        return ""
    if '"' in text:
        text = re.sub(r'"((?:[^"\\]|\\.)*)"?', lambda match: re.sub(r"\\(.)", r"\1", match[1]), text)
    if "=?" in text:
        text = decode_header(text.encode("utf-8", "replace"))
    text = squeeze(one_line(without_bidi(text), 500))
    if len(text) > 1 and text[0] == text[-1] == "'":
        text = text[1:-1].strip()
    return text

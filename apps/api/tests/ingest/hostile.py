"""Mails that are made to be expensive: each legal enough that a server delivers it."""

from __future__ import annotations

import base64
import random

from tests.ingest.store import mail

_HEAD = (
    "From: Ada <ada@customer.example>\r\nTo: support@acme.example\r\nSubject: {subject}\r\n"
    "Date: Mon, 02 Nov 2026 10:00:00 +0000\r\nMessage-ID: <{name}@hostile.example>\r\nMIME-Version: 1.0\r\n"
)


def _mail(name: str, rest: str) -> bytes:
    return (_HEAD.format(name=name, subject=f"Hostile: {name}") + rest).encode()


def huge_attachment(megabytes: int = 30) -> bytes:
    """Most of it one attachment that does not compress."""
    data = base64.encodebytes(random.Random(1).randbytes(megabytes * 2**20 * 3 // 4)).replace(b"\n", b"\r\n")
    head = _mail(
        "huge",
        'Content-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nSee file.\r\n--b\r\n'
        'Content-Type: application/pdf; name="a.pdf"\r\nContent-Disposition: attachment; filename="a.pdf"\r\n'
        "Content-Transfer-Encoding: base64\r\n\r\n",
    )
    return head + data + b"\r\n--b--\r\n"


def huge_text(megabytes: int = 30) -> bytes:
    """All of it one plain text."""
    line = "All work and no play makes Jack a dull boy. https://example.org/page " * 14 + "\r\n"
    return _mail("text", "Content-Type: text/plain; charset=utf-8\r\n\r\n" + line * (megabytes * 2**20 // len(line)))


def huge_html(megabytes: int = 30) -> bytes:
    """All of it one table."""
    row = '<tr><td style="color: red; position: fixed">cell &amp; cell</td><td><b><i>x</i></b></td></tr>\r\n'
    rows = row * (megabytes * 2**20 // len(row))
    return _mail("html", f"Content-Type: text/html; charset=utf-8\r\n\r\n<table>{rows}</table>\r\n")


def many_parts(count: int = 5000) -> bytes:
    """Thousands of small attachments."""
    part = '--b\r\nContent-Type: text/plain; name="{0}.txt"\r\nContent-Disposition: attachment\r\n\r\n{0}\r\n'
    parts = "".join(part.format(number) for number in range(count))
    return _mail("parts", f'Content-Type: multipart/mixed; boundary="b"\r\n\r\n{parts}--b--\r\n')


def nested(levels: int = 100, kind: str = "mixed") -> bytes:
    """Multiparts in multiparts."""
    head = tail = ""
    for level in range(levels):
        head += f'Content-Type: multipart/{kind}; boundary="b{level}"\r\n\r\n--b{level}\r\n'
        tail = f"\r\n--b{level}--\r\n" + tail
    return _mail("nested", f"{head}Content-Type: text/plain\r\n\r\nDeep down.{tail}")


def nested_messages(levels: int = 100) -> bytes:
    """A forward of a forward of a forward."""
    inner = mail(subject="The innermost", message_id="innermost@hostile.example").decode()
    for level in range(levels):
        head = _HEAD.format(name=f"level{level}", subject=f"Fwd {level}")
        inner = f"{head}Content-Type: message/rfc822\r\n\r\n{inner}"
    return inner.encode()


def many_headers(megabytes: int = 2) -> bytes:
    """Two megabytes before the body: References, recipients and fields nobody knows."""
    third = megabytes * 2**20 // 3
    references = "References: " + "\r\n ".join(f"<{n:08x}@hostile.example>" for n in range(third // 29)) + "\r\n"
    people = "Cc: " + ",\r\n ".join(f"Person {n} <p{n}@hostile.example>" for n in range(third // 38)) + "\r\n"
    fields = "".join(f"X-Field-{n}: {'v' * 60}\r\n" for n in range(third // 76))
    return _mail("headers", f"{references}{people}{fields}Content-Type: text/plain\r\n\r\nHello.\r\n")


def many_links(count: int = 50_000) -> bytes:
    """An HTML mail that is a list of links."""
    links = "".join(f'<a href="https://example.org/{n}?u={n:x}">link {n}</a><br>\r\n' for n in range(count))
    return _mail("links", f"Content-Type: text/html; charset=utf-8\r\n\r\n<html><body>{links}</body></html>\r\n")


def deep_html(levels: int = 50_000) -> bytes:
    """Elements in elements."""
    return _mail("deep", f"Content-Type: text/html\r\n\r\n{'<div><blockquote>' * levels}x{'</div>' * levels}\r\n")


def deep_quotes(lines: int = 20_000) -> bytes:
    """Quotes of quotes of quotes."""
    text = "".join(">" * (n % 400) + f" On Mon, 2 Nov 2026 at 10:00, p{n}@x.example wrote:\r\n" for n in range(lines))
    return _mail("quotes", f"Content-Type: text/plain\r\n\r\n{text}")


def long_subject_words(count: int = 20_000) -> bytes:
    """A subject of encoded words and prefixes, one after the other."""
    subject = " ".join("Re: =?utf-8?q?=C3=A4?=" for _ in range(count))
    return _mail("words", f"X-More: {subject}\r\nComments: {subject}\r\nContent-Type: text/plain\r\n\r\nHello.\r\n")


HOSTILE = {
    "30 MB attachment": huge_attachment,
    "30 MB of text": huge_text,
    "30 MB of HTML": huge_html,
    "5,000 parts": many_parts,
    "100 nested multiparts": nested,
    "100 nested messages": nested_messages,
    "2 MB of headers": many_headers,
    "50,000 links": many_links,
    "HTML 50,000 deep": deep_html,
    "quotes of quotes": deep_quotes,
    "20,000 encoded words": long_subject_words,
}

"""Changes of mails that know what mails are made of: fields, boundaries, encodings, charsets, quotes, containers."""

from __future__ import annotations

from base64 import b64encode
from random import Random

_TYPES = (
    b"text/plain", b"text/html", b"text/plain; format=flowed; delsp=yes", b"multipart/mixed; boundary=b",
    b"multipart/alternative; boundary=b", b"multipart/related; boundary=b", b"multipart/digest; boundary=b",
    b"multipart/report; report-type=delivery-status; boundary=b", b"multipart/signed; boundary=b",
    b"message/rfc822", b"message/global", b"message/delivery-status", b"message/disposition-notification",
    b"message/feedback-report", b"message/partial; number=1", b"message/external-body", b"application/ms-tnef",
    b"application/pkcs7-mime; smime-type=signed-data", b"application/pgp-encrypted", b"text/calendar; method=REQUEST",
    b"text/rfc822-headers", b"image/png; name*0*=utf-8''%E4%BD; name*1*=%A0.png", b"application/applefile",
    b"text/enriched",
)  # fmt: skip
_CHARSETS = (
    b"utf-8", b"utf-7", b"utf-16", b"utf-32", b"iso-2022-jp", b"iso-2022-kr", b"hz", b"gb18030", b"big5",
    b"shift_jis",
    b"euc-kr", b"koi8-r", b"windows-1251", b"iso-8859-8-i", b"us-ascii", b"unknown-8bit", b"x-invented", b"idna",
    b"hex",
    b"unicode_escape", b"punycode", b"",
)  # fmt: skip
_ENCODINGS = (b"base64", b"quoted-printable", b"x-uuencode", b"8bit", b"binary", b"invented", b"BASE64 (really)")
_NAMES = (
    b"From", b"To", b"Cc", b"Bcc", b"Reply-To", b"Subject", b"Date", b"Message-ID", b"References", b"In-Reply-To",
    b"Content-Type", b"Content-Disposition", b"Content-ID", b"Content-Transfer-Encoding", b"X-MS-Journal-Report",
    b"List-Id", b"X-Original-From", b"X-BeenThere", b"X-Google-Group-Id", b"Thread-Index", b"Auto-Submitted",
    b"X-Google-Original-Message-ID", b"Received", b"X-Failed-Recipients", b"Return-Path", b"X-Gm-Original-To",
)  # fmt: skip
_VALUES = (
    b'"a \\" b" <a@b.example>, c (x (y)) <d@e.example>;', b"Group: a@b.example, <c@d.example>;", b"=?utf-8?b?w7w=?=",
    b"=?utf-8?q?=C3?= =?utf-8?q?=BC?=", b"=?iso-2022-jp?b?GyRCOzM=?=", b"=?x?z?y?=", b"<a@b> <c@d>",
    b"a@xn--mnchen-3ya.de",
    b"Tue, 03 Mar 2026 10:00:00 +0100", b"31 Feb 99999 99:99:99 +9999",
    b"attachment; filename=\"=?utf-8?b?w7w=?=.pdf\"",
    b"Ann via Support <support@acme.example>", b"[list] Re: AW: hello", b"", b"\xff\xfe\xfd", b"\xe4\xbd\xa0\xe5",
    b"<>",
)  # fmt: skip
_TOKENS = (
    b"\0", b"\r", b"\n", b"\r\n\r\n", b"--b", b"--b--", b"\n--b\n", b"=?utf-8?b?", b"?=", b"\xff\xfe",
    b"\xed\xa0\x80",
    b"\xe2\x80\xae", b";", b'"', b"<", b">", b"(", b")", b"\\", b":", b"@", b"=", b"=20", b"=\n",
    b"begin 644 x\n", b"end\n",
    b"<blockquote>", b"</blockquote>", b"<div class=\"gmail_quote\">", b"<!--", b"<![CDATA[", b"<pre>",
    b"&#xd800;", b"&#0;",
    b"> ", b">> ", b"\nOn Mon, 2 Mar 2026, Ann <a@b.example> wrote:\n",
    b"\nVon: Ann\nGesendet: Montag\nAn: Bo\nBetreff: x\n",
    b"\n-- \n", b"________________________________\n", b"\nSent from my iPhone\n", b"\x1b$B", b"\x1b(B", b"+2AA-",
    b"~{",
    b"\x78\x9f\x3e\x22\x01\x00", b"\x02\x90\x06\x00\x0e\x00\x00\x00",
    b"BEGIN:VCALENDAR\nMETHOD:REQUEST\nBEGIN:VEVENT\n",
    b"DTSTART;TZID=Europe/Berlin:20260303T100000\nDTEND:20260303T110000Z\nSUMMARY:a\\, b\nEND:VEVENT\n",
    b"cid:logo@x",
    b"{\\rtf1\\ansi\\fromhtml1 \\htmlrtf", b"-----BEGIN PGP MESSAGE-----\n",
    b"Final-Recipient: rfc822; x@y.example\n",
    b"X-MS-Journal-Report:\n", b"Recipient: a@b.example, Expanded: c@d.example\n", b"\xa0", b"\xe3\x80\x80", b"\x85",
)  # fmt: skip


def mutate(source: Random, pool: list[bytes]) -> bytes:
    """A mail of the pool, changed one to eight times; late finds of the pool are taken more often."""
    recent = source.random() < 0.5
    raw = pool[source.randrange(max(0, len(pool) - 200), len(pool)) if recent else source.randrange(len(pool))]
    for _ in range(source.randint(1, 8)):
        raw = source.choice(_CHANGES)(source, raw, pool)[:262_144]
    return raw


def _field(source: Random, raw: bytes, pool: list[bytes]) -> bytes:
    name = source.choice(_NAMES)
    kinds = {b"Content-Type": _TYPES, b"Content-Transfer-Encoding": _ENCODINGS}
    value = source.choice(kinds.get(name, _VALUES))
    if name == b"Content-Type" and source.random() < 0.5:
        value += b"; charset=" + source.choice(_CHARSETS)
    line = name + source.choice((b": ", b":", b" : ", b":\n ")) + value + b"\n"
    at = source.choice([0, raw.find(b"\n") + 1, raw.find(b"\n\n") + 1, source.randint(0, len(raw))])
    return raw[:at] + line + raw[at:]


def _token(source: Random, raw: bytes, pool: list[bytes]) -> bytes:
    at = source.randint(0, len(raw))
    return raw[:at] + source.choice(_TOKENS) * source.choice((1, 1, 1, 2, 40)) + raw[at + source.choice((0, 0, 1, 9)) :]


def _bytes(source: Random, raw: bytes, pool: list[bytes]) -> bytes:
    changed = bytearray(raw)
    for _ in range(source.randint(1, 6)):
        if changed:
            changed[source.randrange(len(changed))] = source.randrange(256)
    return bytes(changed)


def _lines(source: Random, raw: bytes, pool: list[bytes]) -> bytes:
    lines = raw.split(b"\n")
    at, to = sorted((source.randint(0, len(lines)), source.randint(0, len(lines))))
    piece = lines[at : min(to, at + 30)]
    rest = lines[:at] + lines[at + len(piece) :]
    put = source.randint(0, len(rest))
    return b"\n".join(rest[:put] + piece * source.choice((0, 1, 2, 2, 20)) + rest[put:])


def _splice(source: Random, raw: bytes, pool: list[bytes]) -> bytes:
    other = source.choice(pool)
    return raw[: source.randint(0, len(raw))] + other[source.randint(0, len(other)) :]


def _wrap(source: Random, raw: bytes, pool: list[bytes]) -> bytes:
    head = b"From: a@b.example\nSubject: outer\nX-MS-Journal-Report:\n"
    inner = b64encode(raw) if source.random() < 0.2 else raw
    encoding = b"Content-Transfer-Encoding: base64\n" if inner is not raw else b""
    kind = source.choice(_TYPES)
    if kind.startswith(b"multipart"):
        parts = b"\n--b\n" + source.choice((b"", b"Content-Type: message/rfc822\n")) + b"\n" + inner
        return head + b"Content-Type: " + kind + b"\n" + parts + source.choice((b"\n--b--\n", b"", b"\n--b\n"))
    return head + encoding + b"Content-Type: " + kind + b"\n\n" + inner


def _body(source: Random, raw: bytes, pool: list[bytes]) -> bytes:
    head, blank, body = raw.partition(b"\n\n")
    line = b"\nContent-Transfer-Encoding: base64" if source.random() < 0.5 else b""
    return head + line + blank + (b64encode(body) if line else body.replace(b" ", b"=20"))


def _ends(source: Random, raw: bytes, pool: list[bytes]) -> bytes:
    return raw.replace(b"\r\n", b"\n").replace(b"\n", source.choice((b"\r\n", b"\r", b"\n\r", b"\n\n", b"\n ")))


def _charset(source: Random, raw: bytes, pool: list[bytes]) -> bytes:
    try:
        return raw.decode("utf-8", "replace").encode(
            source.choice(("utf-16", "utf-16-le", "cp1251", "gb18030")), "replace"
        )
    except UnicodeError:
        return raw


def _cut(source: Random, raw: bytes, pool: list[bytes]) -> bytes:
    at = source.randint(0, len(raw))
    return raw[:at] if source.random() < 0.6 else raw[at:]


_CHANGES = (
    _field,
    _field,
    _token,
    _token,
    _token,
    _bytes,
    _bytes,
    _lines,
    _lines,
    _splice,
    _wrap,
    _body,
    _ends,
    _charset,
    _cut,
)

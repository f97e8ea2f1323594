"""Mails built to be slow or large, by name: the sizes the product promises to survive, and traps for expressions."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Iterable

HEAD = (
    b"From: Ann <ann@customer.example>\nTo: support@acme.example\nSubject: Hostile\n"
    b"Date: Tue, 03 Mar 2026 10:00:00 +0100\nMessage-ID: <h@customer.example>\n"
)
_M = 1_000_000
_HTML = HEAD + b"Content-Type: text/html\n\n"
_PDF = HEAD + b"Content-Type: application/pdf\nContent-Transfer-Encoding: "
_QP = HEAD + b"Content-Transfer-Encoding: quoted-printable\n\n"


def mixed(parts: Iterable[bytes], kind: bytes = b"mixed") -> bytes:
    """A multipart of the parts given with their headers."""
    return (
        HEAD
        + b"Content-Type: multipart/%s; boundary=b\n\n" % kind
        + b"".join(b"--b\n%s\n" % one for one in parts)
        + b"--b--\n"
    )


def nested(levels: int) -> bytes:
    """Multiparts inside each other, a text in the innermost."""
    opened = b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (level, level) for level in range(levels)
    )
    closed = b"".join(b"--b%d--\n" % level for level in reversed(range(levels)))
    return HEAD + opened + b"Content-Type: text/plain\n\ndeep\n" + closed


def enclosed(levels: int) -> bytes:
    """Messages inside each other."""
    return (
        HEAD + b"".join(b"Content-Type: message/rfc822\n\nSubject: %d\n" % one for one in range(levels)) + b"\ndeep\n"
    )


def _cc(value: bytes) -> bytes:
    return HEAD + b"Cc: " + value + b"\n\nbody"


def _text(value: bytes) -> bytes:
    return HEAD + b"\n" + value


CASES: dict[str, Callable[[], bytes]] = {
    "30 MB attachment": lambda: mixed(
        [
            b"\nHello",
            b"Content-Type: application/pdf\nContent-Transfer-Encoding: base64\n\n" + b64encode(b"x" * 22 * _M),
        ]
    ),
    "30 MB text": lambda: _text(b"word and more words\n" * 1_500_000),
    "30 MB line": lambda: _text(b"x" * 30 * _M),
    "30 MB HTML": lambda: _HTML + b"<p>hello <b>you</b></p>\n" * 1_250_000,
    "30 MB quoted-printable": lambda: _QP + b"=C3=BC word=\n" * 2_300_000,
    "30 MB 8-bit": lambda: _text(b"gr\xfc\xdfe aus k\xf6ln\n" * 1_900_000),
    "5,000 texts": lambda: mixed(b"\npart %d" % one for one in range(5000)),
    "5,000 files": lambda: mixed(b"Content-Type: image/png; name=%d.png\n\nQUJD" % one for one in range(5000)),
    "5,000 digest": lambda: mixed((b"\nSubject: x\n\nhi" for _ in range(5000)), b"digest"),
    "900 calendars": lambda: mixed(b"Content-Type: text/calendar\n\n" + b"X:%d\n" % one * 1000 for one in range(900)),
    "100 levels": lambda: nested(100),
    "5,000 levels": lambda: nested(5000),
    "1,000 enclosed": lambda: enclosed(1000),
    "2 MB header": lambda: HEAD + b"X-Long: " + b"a" * 2 * _M + b"\n\nbody",
    "2 MB headers": lambda: HEAD + b"".join(b"X-%d: value %d\n" % (one, one) for one in range(100_000)) + b"\nbody",
    "2 MB folded": lambda: HEAD + b"X-Long: a" + b"\n b" * 700_000 + b"\n\nbody",
    "2 MB subject": lambda: b"Subject: " + b"=?utf-8?b?w7w=?= " * 120_000 + b"\n" + HEAD + b"\nbody",
    "50,000 links": lambda: _HTML + b"".join(b'<a href="https://x.example/%d">l</a>\n' % one for one in range(50_000)),
    "50,000 links in text": lambda: _text(b"https://x.example/abc\n" * 50_000),
    "100,000 addresses": lambda: _cc(b"Ann Lee <ann@customer.example>, " * 100_000),
    "nested comments": lambda: _cc(b"(" * 200_000 + b")" * 200_000),
    "address quotes": lambda: _cc(b'"<' * 120_000),
    "address angles": lambda: _cc(b'<"a' * 80_000),
    "address comments": lambda: _cc(b"<" + b"(a" * 120_000 + b">"),
    "address colons": lambda: _cc(b":" * 250_000),
    "address signs": lambda: _cc(b"a@" * 120_000),
    "address escapes": lambda: _cc(b'"' + b"\\" * 250_000),
    "unclosed words": lambda: b"Subject: " + b"=?u?q?" * 40_000 + b"\n" + HEAD + b"\nbody",
    "question marks": lambda: b"Subject: =?u?q?" + b"?" * 250_000 + b"\n" + HEAD + b"\nbody",
    "subject tags": lambda: b"Subject: " + b"[a] Re: " * 30_000 + b"\n" + HEAD + b"\nbody",
    "date": lambda: b"Date: " + b"(" * 100_000 + b" : " * 50_000 + b"\n" + HEAD + b"\nbody",
    "via": lambda: b"X-BeenThere: a@b\nFrom: " + b"a via " * 40_000 + b"<a@b.example>\n" + HEAD + b"\nbody",
    "references": lambda: HEAD + b"References: " + b"<" * 250_000 + b"\n\nbody",
    "in reply to": lambda: HEAD + b"In-Reply-To: " + b"a@" * 100_000 + b"\n\nbody",
    "no field": lambda: b"abc\n" * 500_000,
    "junk among fields": lambda: HEAD + b"junk\nA: b\n" * 60_000 + b"\nbody",
    "spaced lines": lambda: HEAD + b" \nA: b\n" * 60_000 + b"\nbody",
    "8-bit fields": lambda: HEAD + b"".join(b"X-%d: \xfc\xf6%d\xe4\xdf\n" % (one, one) for one in range(2000)) + b"\nx",
    "boundary lines": lambda: mixed([b"\n" + b"--b \n" * 200_000]),
    "boundary prefixes": lambda: mixed([b"\n" + b"--bx\n" * 300_000]),
    "boundary of a dash": lambda: HEAD + b"Content-Type: multipart/mixed; boundary=-\n\n" + b"---\n" * 300_000,
    "no boundary": lambda: HEAD + b"Content-Type: multipart/mixed; boundary=z\n\n" + b"--q\n" * 400_000,
    "parameters": lambda: HEAD + b"Content-Type: text/plain; " + b"a=b; " * 40_000 + b"\n\nbody",
    "parameter pieces": lambda: (
        HEAD
        + b"Content-Disposition: attachment; "
        + b"".join(b"filename*%d=a; " % one for one in range(15_000))
        + b"\n\nx"
    ),
    "parameter escapes": lambda: HEAD + b'Content-Type: text/plain; a="' + b'\\"' * 100_000 + b"\n\nbody",
    "parameter blanks": lambda: HEAD + b"Content-Type: text/plain; a=" + b"x " * 100_000 + b"\n\nbody",
    "greater-than signs": lambda: _text(b">" * _M),
    "quoted lines": lambda: _text(b">\n" * _M),
    "flowed": lambda: HEAD + b"Content-Type: text/plain; format=flowed\n\n" + (b">" * 1000 + b" a \n") * 1500,
    "attributions": lambda: _text(b"On Mon 1 a@b wrote:\n" * 100_000),
    "half attributions": lambda: _text(b"x wrote:\n" * 200_000),
    "long colons": lambda: _text((b"a " * 190 + b":\n") * 5000),
    "header blocks": lambda: _text(b"From: a\nSent: b\n" * 100_000),
    "blanks": lambda: _text(b" " * 2 * _M),
    "dashes": lambda: _text(b"-" * 2 * _M),
    "rules": lambda: _text((b"-" * 50 + b" " * 300 + b":\n") * 5000),
    "signatures": lambda: _text(b"\n-- \n" * 400_000),
    "footers": lambda: _text(b"________\nmailing list\n" * 80_000),
    "one long rule": lambda: _text(b"________\n\n" + b"_" * 2 * _M),
    "sent from": lambda: _text(b"Sent from my " * 100_000),
    "uuencoded files": lambda: _text(b"begin 644 a.txt\n#0V%T\n`\nend\n" * 60_000),
    "uuencode begins": lambda: _text(b"begin 644 a\nM\n" * 100_000),
    "base64 pieces": lambda: _PDF + b"base64\n\n" + b"QQ==\n" * 400_000,
    "base64 junk": lambda: _PDF + b"base64\n\n" + b"=!" * _M,
    "quoted-printable signs": lambda: _QP + b"=" * 2 * _M,
    "quotes in HTML": lambda: _HTML + b"<blockquote>" * 50_000,
    "formatting": lambda: _HTML + b"<b><i><u></b>" * 20_000,
    "links in links": lambda: _HTML + b"<a><p>" * 9000,
    "tables": lambda: _HTML + b"<table><tr><td>" * 200 + b"<p><b><i>" * 10_000,
    "text in tables": lambda: _HTML + b"<table>" + b"x<tr>" * 70_000,
    "attributes": lambda: _HTML + b"<p " + b"a " * 900_000,
    "styles": lambda: _HTML + b'<p style="' + b"a(" * 700_000 + b'">x',
    "hidden": lambda: _HTML + b'<div style="display:none">' * 500 + b'<i style="display:none">a</i>' * 30_000,
    "comments": lambda: _HTML + b"<!--" * 500_000,
    "content-ids": lambda: _HTML + b"cid:" * 500_000,
    "NULs": lambda: _text(b"\0" * 2 * _M),
    "carriage returns": lambda: HEAD.replace(b"\n", b"\r") + b"\r" + b"a\r" * _M,
    "no charset": lambda: _text(b"\xff\xfe\x80" * 700_000),
    "surrogates": lambda: _text(b"\xed\xa0\x80" * 700_000),
    "UTF-7": lambda: HEAD + b"Content-Type: text/plain; charset=utf-7\n\n" + b"+AGEA" * 400_000,
    "ISO-2022-JP": lambda: HEAD + b"Content-Type: text/plain; charset=iso-2022-jp\n\n" + b"\x1b$B\x1b(B" * 300_000,
    "delivery reports": lambda: mixed(
        [b"Content-Type: message/delivery-status\n\n" + b"Final-Recipient: rfc822;a@b\nAction: failed\n\n" * 60_000]
    ),
    "TNEF": lambda: _PDF.replace(b"pdf", b"ms-tnef") + b"binary\n\n\x78\x9f\x3e\x22\1\0" + b"\1\2\x90\6" * 200_000,
}

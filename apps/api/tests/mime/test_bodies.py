"""Bodies and attachments: what is shown, what is kept, what is labelled."""

from __future__ import annotations

import struct
import time
from base64 import b64encode

import pytest

from app.mime import Kind, ParsedMail, parse_mail
from app.mime.charset import decode
from app.mime.flowed import unflow
from app.mime.html_text import html_to_text
from app.mime.sanitize import sanitize_html
from tests.mime.samples import ALTERNATIVE, BROKEN, HTML_ONLY

pytestmark = pytest.mark.quick
_HEAD = b"From: a@b.example\nDate: Tue, 03 Mar 2026 10:00:00 +0000\nMessage-ID: <i@b.example>\n"


def mixed(*parts: bytes, kind: bytes = b"mixed") -> ParsedMail:
    """A multipart of the given parts (headers and content each)."""
    body = b"".join(b"--x\n" + part + b"\n" for part in parts)
    return parse_mail(_HEAD + b"Content-Type: multipart/" + kind + b"; boundary=x\n\n" + body + b"--x--\n")


def test_alternatives_inline_images_and_names() -> None:
    mail = parse_mail(ALTERNATIVE)
    assert mail.body_text == "Grüße aus Köln"
    assert mail.body_html is not None
    assert mail.body_html_sanitized == '<p>Grüße <b>aus</b> Köln<img src="cid:logo@x"></p>'
    assert [(one.part, one.filename, one.content_type, one.is_inline) for one in mail.attachments] == [
        ("2", "Bild ä.png", "image/png", True),
        ("3", "Résumé.pdf", "application/pdf", False),
    ]
    assert mail.attachments[1].content == b"%PDF-1.4 content"


def test_text_of_html_only_mail() -> None:
    mail = parse_mail(HTML_ONLY)
    assert mail.body_text == "Hello\N{EM DASH}yes\nOn Mon, 2 Mar 2026, Support <support@acme.example> wrote:\n\n> Old"
    assert [mail.body_text[start:end] for start, end in mail.quote.new_ranges] == ["Hello\N{EM DASH}yes"]
    assert "alert" not in (mail.body_html_sanitized or "")


def test_broken_mail_is_read_as_far_as_it_goes() -> None:
    mail = parse_mail(BROKEN)
    assert mail.subject == "café é"
    assert mail.from_ is not None
    assert (mail.from_.email, mail.from_.name) == ("a@b.example", "comment (nested)")
    assert mail.to == ()
    assert mail.body_text == "Hello\nWorld".replace("\n", "")
    assert [one.filename for one in mail.attachments] == ["inner.eml"]
    assert {"bad_header_line", "wrong_boundary", "bad_base64", "unknown_charset"} <= set(mail.defects)


@pytest.mark.parametrize(
    ("data", "label", "text"),
    [
        ("é".encode(), "iso-8859-1", "é"),
        (b"\xe9", "utf-8", "é"),
        (b"\xe9", "us-ascii", "é"),
        (b"\x80", "iso-8859-1", "€"),
        ("Привет, как дела, дорогой друг".encode("koi8-r"), "koi8-r", "Привет, как дела, дорогой друг"),
        ("中文邮件".encode("gbk"), "gb2312", "中文邮件"),
        ("中文邮件".encode(), "gb2312", "中文邮件"),
        ("日本語".encode("iso-2022-jp"), "iso-2022-jp", "日本語"),
        ("日本".encode("shift_jis"), "Shift_JIS", "日本"),
        ("x".encode("utf-16"), "utf-16", "x"),
        (b"abc", "zip", "abc"),
        (b"a\xe9", "cp-850", "aÚ"),
        (b"abc", "x-unknown", "abc"),
    ],
)
def test_charsets(data: bytes, label: str, text: str) -> None:
    assert decode(data, label)[0] == text


def test_undeclared_cyrillic_is_detected() -> None:
    text = "Здравствуйте! Пожалуйста, пришлите счёт за последний месяц. Спасибо."
    assert decode(text.encode("cp1251"), None)[0] == text


def test_flowed_text() -> None:
    assert unflow("a \nb\n> c \n> d\n>> e \nf\n-- \nAnn", False) == "a b\n> c d\n>> e \nf\n-- \nAnn"
    assert unflow("a \nb", True) == "ab"


def test_files_in_old_wrappings() -> None:
    mail = parse_mail(_HEAD + b"\nSee:\nbegin 644 a b.txt\n#0V%T\n`\nend\nbye\n")
    assert mail.body_text == "See:\nbye"
    assert [(one.filename, one.content) for one in mail.attachments] == [("a b.txt", b"Cat")]


def _tnef() -> bytes:
    def attribute(level: int, identifier: int, kind: int, value: bytes) -> bytes:
        return (
            struct.pack("<BHHI", level, identifier, kind, len(value)) + value + struct.pack("<H", sum(value) & 0xFFFF)
        )

    name = "Résumé.pdf".encode("utf-16-le") + b"\0\0"
    properties = struct.pack("<IHHII", 1, 0x001F, 0x3707, 1, len(name)) + name + b"\0" * (-len(name) % 4)
    return (
        struct.pack("<IH", 0x223E9F78, 1) + attribute(1, 0x9006, 8, b"\0\0\1\0") + attribute(2, 0x9002, 6, b"\0" * 14)
        + attribute(2, 0x8010, 1, b"RESUME~1.PDF\0") + attribute(2, 0x800F, 6, b"%PDF-1.4")
        + attribute(2, 0x9005, 6, properties)
    )  # fmt: skip


def test_winmail_dat_is_opened_and_kept() -> None:
    part = b"Content-Type: application/ms-tnef; name=winmail.dat\nContent-Transfer-Encoding: base64\n\n"
    mail = mixed(b"Content-Type: text/plain\n\nhi", part + b64encode(_tnef()))
    assert [(one.part, one.filename, one.content_type) for one in mail.attachments] == [
        ("2", "winmail.dat", "application/ms-tnef"), ("2.t1", "Résumé.pdf", "application/pdf"),
    ]  # fmt: skip
    assert mail.attachments[1].content == b"%PDF-1.4"
    for cut in range(len(_tnef())):
        assert "parser_failed" not in mixed(part + b64encode(_tnef()[:cut])).defects


@pytest.mark.parametrize(
    ("kind", "part", "word"),
    [
        (
            b'signed; protocol="application/pgp-signature"',
            b"Content-Type: application/pgp-signature\n\nx",
            "pgp_signed",
        ),
        (b"signed", b"Content-Type: application/pkcs7-signature; name=smime.p7s\n\nx", "smime_signed"),
        (b"encrypted", b"Content-Type: application/pgp-encrypted\n\nVersion: 1", "pgp_encrypted"),
        (
            b"mixed",
            b"Content-Type: application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m\n\nx",
            "smime_encrypted",
        ),
    ],
)
def test_signed_and_encrypted_parts_are_labelled_and_kept(kind: bytes, part: bytes, word: str) -> None:
    mail = mixed(b"Content-Type: text/plain\n\nhi", part, kind=kind)
    assert word in mail.defects
    assert len(mail.attachments) == 1


def test_calendar() -> None:
    calendar = b"BEGIN:VCALENDAR\nMETHOD:REQUEST\nEND:VCALENDAR"
    mail = mixed(
        b"Content-Type: text/plain\n\nMeet",
        b"Content-Type: text/calendar; method=REQUEST\n\n" + calendar,
        b"Content-Type: application/ics; name=invite.ics\nContent-Transfer-Encoding: base64\n\n" + b64encode(calendar),
    )
    assert mail.classification.kind is Kind.CALENDAR
    assert len(mail.attachments) == 1


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>a</p><p>b</p>", "a\n\nb"),
        ("<div>a</div><div>b<br>c</div><div><br></div><div>d</div>", "a\nb\nc\n\nd"),
        ("<ul><li>a</li><li>b</li></ul>c", "- a\n- b\n\nc"),
        ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a b\nc"),
        ("a<blockquote>b<blockquote>c</blockquote></blockquote>d", "a\n\n> b\n>\n> > c\n\nd"),
        ("<pre>a\n  b</pre>", "a\n  b"),
        ("a  \n b&nbsp;&amp;&lt;c", "a b &<c"),
        ('<div style="display:none">x</div>a', "a"),
        ('<img alt="Logo" src="cid:a">b', "[Logo]b"),
    ],
)
def test_html_as_text(html: str, text: str) -> None:
    assert html_to_text(sanitize_html(html)) == text


def _deep(levels: int) -> bytes:
    raw = _HEAD
    for level in range(levels):
        raw += b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (level, level)
    return raw + b"Content-Type: text/plain\n\nhi\n"


@pytest.mark.parametrize(
    ("raw", "word"),
    [
        (_deep(200), "over_budget:depth"),
        (_HEAD + b"Content-Type: multipart/mixed; boundary=x\n\n" + b"--x\n\nhi\n" * 5000, "over_budget:parts"),
        (_HEAD + b"X-A: " + b"v" * 2_000_000 + b"\n\nbody", "over_budget:header_bytes"),
        (_HEAD + b"".join(b"X-%d: v\n" % number for number in range(3000)) + b"\nbody", "over_budget:headers"),
        (_HEAD + b"To: " + b"a@b.example," * 5000 + b"\n\nbody", "over_budget:addresses"),
        (_HEAD + b"\n" + b"line of text\n" * 300_000, "over_budget:body"),
        (_HEAD + b"Content-Type: text/html\n\n" + b"<div>" * 200_000, "over_budget:html"),
        (_HEAD + b"To: a" + b" " * 200_000 + b"@b\n\nx", ""),
        (_HEAD + b"Content-Type: text/html\n\n" + b'<a href="https://x.example/">l</a> ' * 50_000, ""),
        (_HEAD + b"\n" + b"a wrote:\n" * 100_000, ""),
        (_HEAD + b"Content-Type: text/plain; format=flowed\n\n" + b"a \n" * 300_000, ""),
    ],
    ids=["depth", "parts", "one header", "headers", "addresses", "text", "html", "spaces", "links", "attributions",
    "flowed"],
)  # fmt: skip
def test_a_mail_over_budget_is_partly_read_in_time(raw: bytes, word: str) -> None:
    begun = time.perf_counter()
    mail = parse_mail(raw)
    assert time.perf_counter() - begun < 5
    assert "parser_failed" not in mail.defects
    assert not word or word in mail.defects
    assert mail.from_ is not None

"""Header fields as tables: encoded words, parameters, addresses, dates, identifiers, subjects."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from app.mime import parse_mail
from app.mime.addresses import parse_list
from app.mime.dates import parse_date
from app.mime.msgids import ids_in, own_id, thread_index
from app.mime.names import safe_name
from app.mime.parameters import content_type, parse
from app.mime.subjects import base_of
from app.mime.words import decode_header

pytestmark = pytest.mark.quick


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (b"plain", "plain"),
        (b"=?UTF-8?Q?caf=C3=A9?=", "café"),
        (b"=?utf-8?b?w6k=?= =?utf-8?b?w6g=?=", "éè"),
        (b"=?utf-8?b?5pel5pys6Kqe44Gu5Lu25Q==?=\r\n =?utf-8?b?kI0=?=", "日本語の件名"),
        (b"=?utf-8?q?a?= b =?utf-8?q?c?=", "a b c"),
        (b"=?iso-8859-1*de?q?Gr=FC=DFe?=", "Grüße"),
        (b"=?unknown?q?abc?=", "abc"),
        (b"=?utf-8?q?with space?=", "with space"),
        (b"=?utf-8?b?w6k?=", "é"),
        (b"=?utf-8?x?abc?=", "=?utf-8?x?abc?="),
        (b"caf\xc3\xa9", "café"),
        (b"caf\xe9", "café"),
        (b"=?utf-8?q?=00?=x", "\0x"),
        (b"=?gb2312?b?1tDOxA==?=", "中文"),
        (b"=?iso-2022-jp?b?GyRCOzMbKEI=?=", "山"),
    ],
)
def test_encoded_words(raw: bytes, text: str) -> None:
    assert decode_header(raw) == text


@pytest.mark.parametrize(
    ("raw", "name", "value"),
    [
        (b'a; filename="x y.pdf"', "filename", "x y.pdf"),
        (b"a; filename=x.pdf; size=1", "filename", "x.pdf"),
        (b"a; filename=x y.pdf", "filename", "x y.pdf"),
        (b"a; filename*=utf-8''R%C3%A9sum%C3%A9.pdf", "filename", "Résumé.pdf"),
        (b'a; filename*0="ab"; filename*1="cd"', "filename", "abcd"),
        (b"a; filename*1*=%C3%A9; filename*0*=utf-8''a", "filename", "aé"),
        (b"a; filename*0*=utf-8''%C3; filename*1*=%A9", "filename", "é"),
        (b'a; filename="=?utf-8?q?=C3=A4.png?="', "filename", "ä.png"),
        (b'a; filename="caf\xc3\xa9.txt"', "filename", "café.txt"),
        (b'a; filename="quo\\"ted.txt"', "filename", 'quo"ted.txt'),
        (b"a;; boundary=b1 ;", "boundary", "b1"),
        (b'a; boundary="unclosed', "boundary", "unclosed"),
    ],
)
def test_parameters(raw: bytes, name: str, value: str) -> None:
    assert parse(raw)[1][name] == value


@pytest.mark.parametrize(
    ("raw", "kind"),
    [(b"", "text/plain"), (b"TEXT/HTML", "text/html"), (b"text", "text/plain"), (b"nonsense",
    "application/octet-stream"),
     (b"image / png", "image/png"), (b"a/b/c", "application/octet-stream")],
)  # fmt: skip
def test_content_types(raw: bytes, kind: str) -> None:
    assert content_type(raw)[0] == kind


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (b"a@b.example", [("a@b.example", "")]),
        (b"Ann Lee <A@B.Example>", [("a@b.example", "Ann Lee")]),
        (b'"Lee, Ann" <a@b.example>, c@d.example', [("a@b.example", "Lee, Ann"), ("c@d.example", "")]),
        (b"a@b.example (Ann (the boss))", [("a@b.example", "Ann (the boss)")]),
        (b"Team: a@b.example, C <c@d.example>;", [("a@b.example", ""), ("c@d.example", "C")]),
        (b"undisclosed-recipients:;", []),
        (b"=?utf-8?q?M=C3=BCller=2C_Ann?= <a@b.example>", [("a@b.example", "Müller, Ann")]),
        (b"M\xc3\xbcller <a@b.example>", [("a@b.example", "Müller")]),
        (b"a@b.example; c@d.example", [("a@b.example", ""), ("c@d.example", "")]),
        (b"A <a@b.example> C <c@d.example>", [("a@b.example", "A"), ("c@d.example", "C")]),
        (b"Ann <a@xn--mller-kva.example>", [("a@müller.example", "Ann")]),
        (b"a@m\xc3\xbcller.example", [("a@müller.example", "")]),
        (b"\"'a@b.example'\" <a@b.example>", [("a@b.example", "a@b.example")]),
        (b"<@r1.example,@r2.example:a@b.example>", [("a@b.example", "")]),
        (b"Ann <mailto:a@b.example>", [("a@b.example", "Ann")]),
        (b'"odd local"@b.example', [('"odd local"@b.example', "")]),
        (b"a@[192.0.2.1]", [("a@[192.0.2.1]", "")]),
        (b"Nobody", [("", "Nobody")]),
        (b"<>", []),
        (b"", []),
        (b",,;", []),
    ],
)
def test_address_lists(raw: bytes, expected: list[tuple[str, str]]) -> None:
    assert [(one.email, one.name) for one in parse_list(raw)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Tue, 03 Mar 2026 10:00:00 +0100", (2026, 3, 3, 9, 0, 0)),
        ("3 Mar 2026 10:00 -0530", (2026, 3, 3, 15, 30, 0)),
        ("Tue, 3 Mar 2026 10:00:60 GMT", (2026, 3, 3, 10, 0, 59)),
        ("Tue, 3 Mar 26 10:00:00 EST", (2026, 3, 3, 15, 0, 0)),
        ("Tue Mar  3 10:00:00 2026", (2026, 3, 3, 10, 0, 0)),
        ("2026-03-03T10:00:00Z", (2026, 3, 3, 10, 0, 0)),
        ("Tue, 03 Mar 2026 10:00:00 +0100 (CET)", (2026, 3, 3, 9, 0, 0)),
        ("Thu, 01 Jan 1970 00:00:00 +0000", None),
        ("Tue, 03 Mar 2999 10:00:00 +0000", None),
        ("Tue, 33 Mar 2026 10:00:00 +0000", None),
        ("yesterday", None),
        ("", None),
    ],
)
def test_dates(text: str, expected: tuple[int, ...] | None) -> None:
    assert parse_date(text) == (datetime(*expected, tzinfo=UTC) if expected else None)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("raw", "ids"),
    [
        (b"<A@B.Example> <c@d>", ("A@b.example", "c@d")),
        (b"<a@b>\r\n\t<a@b>,<c@d>", ("a@b", "c@d")),
        (b"a@b.example c@d.example", ("a@b.example", "c@d.example")),
        (b"Your message of Tue <a@b>", ("a@b",)),
        (b"<a b@c\r\n .d>", ("ab@c.d",)),
        (b"nothing here", ()),
    ],
)
def test_identifiers(raw: bytes, ids: tuple[str, ...]) -> None:
    assert ids_in(raw) == ids


def test_of_very_many_references_the_ends_are_kept() -> None:
    ids = ids_in(b" ".join(b"<%d@x>" % number for number in range(500)))
    assert (len(ids), ids[0], ids[-1]) == (100, "0@x", "499@x")


@pytest.mark.parametrize(
    ("raw", "found"), [(b"<a@b>", "a@b"), (b"a@b", "a@b"), (b"<>", None), (b"<@>", None), (b"", None)]
)
def test_own_identifier(raw: bytes, found: str | None) -> None:
    assert own_id(raw) == found


def test_thread_index() -> None:
    assert thread_index(b"AQHZ1234567890abcdefghijklmnopqrstuvwA==") is None
    assert thread_index(b"AdqzAAECAwQFBgcICQoLDA0ODxAREg==") == "01dab3000102030405060708090a0b0c0d0e0f101112"
    assert thread_index(b"!!") is None


@pytest.mark.parametrize(
    ("subject", "base", "reply", "forward"),
    [
        ("Re: Hello", "hello", True, False),
        ("RE: AW: Fwd: Hello  World", "hello world", True, False),
        ("Fwd: Re: Hello", "hello", False, True),
        ("WG: Rechnung", "rechnung", False, True),
        ("SV: VS: Hej", "hej", True, False),
        ("[list] Re: [list] Hello", "hello", True, False),
        ("Re[2]: Hello", "hello", True, False),
        ("回复：你好", "你好", True, False),
        ("Hello (fwd)", "hello", False, True),
        ("[Ticket 42]", "[ticket 42]", False, False),
        ("Regarding: money", "regarding: money", False, False),
        ("Re:", "", True, False),
        ("Rechnung: 42", "rechnung: 42", False, False),
    ],
)  # fmt: skip
def test_subjects(subject: str, base: str, reply: bool, forward: bool) -> None:
    assert base_of(subject) == (base, reply, forward)


@pytest.mark.parametrize(
    ("given", "safe"),
    [
        ("a.pdf", "a.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\x\\a.pdf", "a.pdf"),
        ("a\r\nb.pdf", "a b.pdf"),
        ("..", "attachment-1.pdf"),
        ("", "attachment-1.pdf"),
        ("con.txt", "_con.txt"),
        ("x\u202efdp.exe", "xfdp.exe"),
        ("a" * 300 + ".pdf", "a" * 196 + ".pdf"),
    ],
)
def test_file_names(given: str, safe: str) -> None:
    assert safe_name(given, "application/pdf", "1") == safe


def test_nul_and_folding_never_reach_the_values() -> None:
    mail = parse_mail(b"Subject: =?utf-8?q?a=00b?=\r\n\tc\r\nX-A: \xed\xa0\x80\r\n\r\n")
    assert mail.subject == "a b c"
    assert mail.header("x-a") is not None

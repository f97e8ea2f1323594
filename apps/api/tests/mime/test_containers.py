"""What is readable inside S/MIME, winmail.dat and invitations is shown; the container stays an attachment."""

from __future__ import annotations

import struct
from base64 import b64encode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.mime import parse_mail, read_calendar
from app.mime.cms import signed_content
from tests.mime.clean import strings

pytestmark = pytest.mark.quick
_QUIET = settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
HEAD = b"From: Ann <ann@customer.example>\nSubject: Printer\n"
_SIGNED = bytes.fromhex("06092a864886f70d010702")


def _der(tag: int, content: bytes) -> bytes:
    size = len(content)
    length = bytes([size]) if size < 128 else b"\x82" + size.to_bytes(2, "big")
    return bytes([tag]) + length + content


def _cms(entity: bytes | None) -> bytes:
    inner = b"" if entity is None else _der(0xA0, _der(0x04, entity))
    data = _der(0x30, bytes.fromhex("06092a864886f70d010701") + inner)
    return _der(0x30, _SIGNED + _der(0xA0, _der(0x30, _der(0x02, b"\1") + _der(0x31, b"") + data)))


def _mail(kind: bytes, content: bytes) -> bytes:
    return HEAD + b"Content-Type: " + kind + b"\nContent-Transfer-Encoding: base64\n\n" + b64encode(content) + b"\n"


@pytest.mark.parametrize("kind", [b"application/pkcs7-mime", b"application/octet-stream; name=smime.p7m"])
def test_the_signed_content_is_the_body(kind: bytes) -> None:
    mail = parse_mail(_mail(kind, _cms(b"Content-Type: text/html\n\n<p>Signed <b>words</b></p>")))
    assert mail.body_text == "Signed words"
    assert [one.part for one in mail.attachments] == ["1"]
    assert mail.attachments[0].content == _cms(b"Content-Type: text/html\n\n<p>Signed <b>words</b></p>")


def test_what_is_encrypted_or_detached_stays_an_attachment() -> None:
    mail = parse_mail(_mail(b"application/pkcs7-mime; smime-type=enveloped-data", b"\x30\x03\x02\x01\x01"))
    assert (mail.body_text, [one.filename for one in mail.attachments]) == ("", ["smime.p7m"])
    assert "smime_encrypted" in mail.defects
    assert signed_content(_cms(None)) is None


@_QUIET
@given(st.one_of(st.binary(max_size=200), st.binary(max_size=60).map(lambda tail: _cms(tail)[:-3] + tail)))
def test_any_bytes_may_claim_to_be_signed(data: bytes) -> None:
    found = signed_content(data)
    assert found is None or isinstance(found, bytes)


def test_deep_and_endless_lengths_are_given_up() -> None:
    assert signed_content(b"\x30\x80" * 100_000) is None
    assert signed_content(_SIGNED * 20_000) is None


def _tnef(*properties: tuple[int, int, bytes]) -> bytes:
    body = struct.pack("<I", len(properties))
    for kind, number, value in properties:
        body += struct.pack("<HHII", kind, number, 1, len(value)) + value + b"\0" * (-len(value) % 4)
    return struct.pack("<IH", 0x223E9F78, 1) + b"\1" + struct.pack("<HHI", 0x9003, 6, len(body)) + body + b"\0\0"


@pytest.mark.parametrize(
    ("properties", "text", "html"),
    [
        ([(0x001F, 0x1000, "Grüße".encode("utf-16-le"))], "Grüße", None),
        ([(0x0102, 0x1013, b"<p>Hello <i>you</i></p>"), (0x001E, 0x1000, b"x")], "Hello you",
         "<p>Hello <i>you</i></p>"),
    ],
)  # fmt: skip
def test_the_only_body_in_a_winmail(properties: list[tuple[int, int, bytes]], text: str, html: str | None) -> None:
    raw = _mail(b"application/ms-tnef; name=winmail.dat", _tnef(*properties))
    mail = parse_mail(raw)
    assert (mail.body_text, mail.body_html) == (text, html)
    assert [one.filename for one in mail.attachments] == ["winmail.dat"]
    other = parse_mail(
        HEAD + b"Content-Type: multipart/mixed; boundary=b\n\n--b\n\nOutside\n--b\n" + raw[len(HEAD) :] + b"--b--\n"
    )
    assert other.body_text == "Outside"


def test_an_invitation_in_words() -> None:
    found = read_calendar(
        b"BEGIN:VCALENDAR\r\nMETHOD:request\r\nBEGIN:VTIMEZONE\r\nDTSTART:16010101T000000\r\nEND:VTIMEZONE\r\n"
        b"BEGIN:VEVENT\r\nSUMMARY;LANGUAGE=en:Lunch\\, then\r\n  coffee\\nand cake\r\nDTSTART;VALUE=DATE:20260303\r\n"
        b'ORGANIZER;CN="Lee: Ann":MAILTO:ann@customer.example\r\nLOCATION:\r\nSTATUS:confirmed\r\nUID:1\r\n'
        b"END:VEVENT\r\n"
    )
    assert found is not None
    assert (found.method, found.summary, found.start, found.end) == (
        "REQUEST", "Lunch, then coffee and cake", "2026-03-03", "",
    )  # fmt: skip
    assert (found.organizer, found.location, found.status, found.uid) == (
        "Lee: Ann <ann@customer.example>", "", "CONFIRMED", "1",
    )  # fmt: skip
    assert read_calendar(b"BEGIN:VCALENDAR\nMETHOD:REPLY\nEND:VCALENDAR\n") is None


@_QUIET
@given(st.lists(st.sampled_from([b"BEGIN:VEVENT\n", b"SUMMARY:", b"\0", b"\xed\xa0\x80", b"a\\", b"\n ", b"\n",
                                 b";TZID=", b'"', b"DTSTART:20269999T999999\n", b"END:VEVENT\n",
                                 b"BEGIN:X\n"])))  # fmt: skip
def test_any_calendar_is_read(pieces: list[bytes]) -> None:
    for one in strings(read_calendar(b"BEGIN:VEVENT\n" + b"".join(pieces))):
        assert "\0" not in one
        one.encode("utf-8")


@pytest.mark.parametrize(
    ("kind", "word"), [("message/partial; number=1; total=2; id=x", "partial_message"),
                       ("message/external-body; access-type=local-file; name=a", "external_body"),
                       ("application/pgp-encrypted", "pgp_encrypted"), ("application/pgp-signature", "pgp_signed")],
)  # fmt: skip
def test_what_is_not_all_there_is_kept_and_labelled(kind: str, word: str) -> None:
    mail = parse_mail(HEAD + f"Content-Type: {kind}\n\nsome bytes\n".encode())
    assert word in mail.defects
    assert [one.content.strip() for one in mail.attachments] == [b"some bytes"]


def test_a_signed_multipart_keeps_its_bytes() -> None:
    signed = b"Content-Type: text/plain\n\n  two  spaces \n"
    raw = HEAD + (
        b'Content-Type: multipart/signed; boundary=b; protocol="application/pgp-signature"\n\n--b\n' + signed
        + b"\n--b\nContent-Type: application/pgp-signature\n\n-----BEGIN PGP SIGNATURE-----\n--b--\n"
    )  # fmt: skip
    mail = parse_mail(raw)
    assert mail.body_text.split() == ["two", "spaces"]
    assert "pgp_signed" in mail.defects
    assert signed in raw
    assert [one.content_type for one in mail.attachments] == ["application/pgp-signature"]

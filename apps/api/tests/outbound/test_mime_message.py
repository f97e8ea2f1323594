"""The bytes of our mails, read back by the standard library."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.mime import parse_mail
from app.outbound.acceptable import estimated_size
from app.outbound.bodies import Bodies
from app.outbound.mime_message import File, Letter, ascii_address, compose, references_of
from app.outbound.models import OutboundUpload

LETTER = Letter(
    from_email="support@acme.example",
    from_name="Support",
    to=["ann@cust.example"],
    cc=[],
    bcc=["boss@acme.example"],
    reply_to=None,
    subject="Re: Broken",
    date=datetime(2026, 11, 2, 10, tzinfo=UTC),
    message_id="1@acme.example",
    in_reply_to="m1@cust.example",
    references=["m0@cust.example", "m1@cust.example"],
    own_headers=[("X-OSS-Ticket-ID", "x")],
    text="Hello",
    html=None,
)
WORDS = st.text(st.characters(blacklist_categories=("Cs", "Cc")), max_size=120)


def _read(letter: Letter) -> EmailMessage:
    raw = compose(letter)
    assert raw.isascii()
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert max(map(len, raw.split(b"\r\n"))) <= 998
    parsed = message_from_bytes(raw, policy=policy.default)
    assert isinstance(parsed, EmailMessage)
    return parsed


@given(WORDS, WORDS, st.text(st.characters(blacklist_categories=("Cs", "Cc", "Cf")) | st.just("\n"), max_size=300))
def test_whatever_is_written_arrives(subject: str, name: str, text: str) -> None:
    subject, name = " ".join(subject.split()), " ".join(name.split())
    raw = compose(replace(LETTER, subject=subject, from_name=name, text=text))
    mail = parse_mail(raw)
    assert mail.from_ is not None
    assert mail.from_.email == "support@acme.example"
    assert "".join(mail.subject.split()) == "".join(subject.split())
    assert mail.in_reply_to == ("m1@cust.example",)
    assert mail.references == ("m0@cust.example", "m1@cust.example")
    assert "".join(mail.body_text.split()) == "".join(text.split())


def test_a_header_cannot_be_smuggled_in() -> None:
    raw = compose(
        replace(LETTER, from_name='Eve" <eve@evil.example>, "', subject="x =?utf-8?q?=0D=0ABcc:_e@evil.example?=")
    )
    mail = parse_mail(raw)
    assert mail.from_ is not None
    assert mail.from_.email == "support@acme.example"
    assert [a.email for a in mail.bcc] == ["boss@acme.example"]


def test_no_line_of_the_head_is_white_space_alone() -> None:
    raw = compose(replace(LETTER, subject=f"a{' ' * 200}b"))
    assert all(line.strip() for line in raw.split(b"\r\n\r\n")[0].split(b"\r\n"))
    assert message_from_bytes(raw, policy=policy.default)["subject"] == f"a{' ' * 200}b"


def test_long_ids_stay_whole_and_many_references_keep_both_ends() -> None:
    long = "x" * 180 + "@mail.cust.example"
    chain = references_of([f"r{n}@c.example" for n in range(60)], long)
    assert (len(chain), chain[0], chain[-1]) == (20, "r0@c.example", long)
    message = _read(replace(LETTER, in_reply_to=long, references=chain))
    assert message["references"].split()[-1] == f"<{long}>"
    assert references_of(["a@b", "c@d", "a@b"], "c@d") == ["a@b", "c@d"]


def test_text_html_picture_and_file() -> None:
    files = [
        File("logo.png", "image/png", b"\x89PNG", "logo@oss"),
        File("Müller & Söhne.pdf", "application/pdf", b"%PDF", None),
    ]
    message = _read(replace(LETTER, html='<p>Hi <img src="cid:logo@oss"></p>', files=files))
    assert message.get_content_type() == "multipart/mixed"
    kinds = [part.get_content_type() for part in message.walk()]
    assert kinds == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "multipart/related",
        "text/html",
        "image/png",
        "application/pdf",
    ]
    mail = parse_mail(compose(replace(LETTER, html='<p>Hi <img src="cid:logo@oss"></p>', files=files)))
    assert [(a.filename, a.is_inline) for a in mail.attachments] == [("logo.png", True), ("Müller & Söhne.pdf", False)]


def test_addresses_stand_before_the_mime_fields() -> None:
    raw = compose(LETTER)
    assert raw.index(b"\r\nBcc:") < raw.index(b"\r\nContent-Type:")


def test_a_domain_beyond_ascii_is_sent_in_its_ascii_form() -> None:
    assert ascii_address("ann@müller.example") == "ann@xn--mller-kva.example"
    with pytest.raises(ValueError, match="ascii"):
        ascii_address("jörg@cust.example")


@pytest.mark.parametrize("words", ["日本語" * 100_000, "=" * 300_000, "x\n" * 300_000, "a b " * 250_000, "ü" * 300_000])
def test_what_is_taken_fits_into_gmail_s_largest_mail(words: str) -> None:
    """The estimate is never below what is sent, and not far above it: else a reply is taken that cannot leave, or
    refused that could."""
    names = ["𝄞" * 196 + ".bin", "plain.bin"]
    files = [File(name, "application/x-thing", b"x" * 1_000_000, None) for name in names]
    recipients = [f"{n:03}{'x' * 60}@{'y' * 60}.{'z' * 60}.{'w' * 60}.example" for n in range(100)]
    letter = replace(
        LETTER, to=recipients, subject="漢" * 500, references=["r" * 900] * 20, text=words, html=words, files=files
    )
    rows = [OutboundUpload(filename=f.filename, size=len(f.content)) for f in files]
    taken = estimated_size(Bodies(words, words), rows)
    assert taken * 0.9 < len(compose(letter)) <= taken

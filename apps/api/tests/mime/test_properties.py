"""Properties over arbitrary and mutated mail: total, clean, and an identity that transit does not change."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.mime import Budget, identity_key, parse_mail, recipient_evidence, sanitize_html, transfer
from tests.mime.clean import assert_clean, strings
from tests.mime.samples import SAMPLES

pytestmark = pytest.mark.quick
_QUIET = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
_PIECES = st.sampled_from(
    [b"\0", b"\r", b"\n", b"\r\n\r\n", b"--", b"=?utf-8?b?", b"?=", b"=?", b"\xff\xfe", b"\xed\xa0\x80", b";", b'"',
    b"<", b">",
     b"boundary=", b"Content-Type: ", b"multipart/mixed", b"base64", b"charset=utf-7", b"+2AA-", b"&#xd800;",
     b"&#0;", b"From: ",
     b"begin 644 x\n", b"<blockquote>", b"> ", b" wrote:\n", b"\x1b$B", b"x" * 300]
)  # fmt: skip


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    """A sample mail with pieces cut, doubled and put in."""
    raw = draw(st.sampled_from(SAMPLES))
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, len(raw)))
        to = min(len(raw), at + draw(st.integers(0, 40)))
        raw = raw[:at] + draw(st.one_of(_PIECES, st.binary(max_size=12), st.just(raw[at:to] * 2))) + raw[to:]
    return raw


@_QUIET
@given(st.binary(max_size=2000))
def test_any_bytes_are_a_mail(raw: bytes) -> None:
    mail = parse_mail(raw)
    assert "parser_failed" not in mail.defects
    assert_clean(mail)


@pytest.mark.thorough
@settings(_QUIET, max_examples=600)
@given(mutated())
def test_mutated_mail_is_a_mail(raw: bytes) -> None:
    mail = parse_mail(raw)
    assert "parser_failed" not in mail.defects
    assert_clean(mail)
    for one in strings(recipient_evidence(mail, own_addresses=frozenset(), own_domains=frozenset({"acme.example"}))):
        one.encode("utf-8")


@_QUIET
@given(mutated())
def test_a_small_budget_is_kept_and_is_not_fatal(raw: bytes) -> None:
    budget = Budget(depth=1, parts=3, header_bytes=200, headers=5, addresses=2, body_chars=50, html_chars=80, links=1)
    mail = parse_mail(raw, budget=budget)
    assert "parser_failed" not in mail.defects
    assert len(mail.headers) <= 5
    assert len(mail.body_text) <= 50
    assert len(mail.to) <= 2
    assert_clean(mail)


@_QUIET
@given(
    st.sampled_from(SAMPLES),
    st.lists(st.sampled_from([b"Delivered-To: journal@acme.example", b"X-Received: by 2002:a05:1 with SMTP id 7",
                              b"ARC-Seal: i=1; a=rsa-sha256", b"X-Gm-Original-To: support@acme.example",
                              b"Return-Path: <x@y.example>", b"X-Gm-Message-State: AOJu0Y"]), max_size=6),
    st.sampled_from([b"\n", b"\r\n"]),
)  # fmt: skip
def test_transit_changes_nothing_about_who_a_mail_is(raw: bytes, transit: list[bytes], ends: bytes) -> None:
    copy = b"\n".join([*transit, raw.replace(b"\r\n", b"\n")]).replace(b"\n", ends)
    assert identity_key(parse_mail(copy)) == identity_key(parse_mail(raw))


_BASE64_JUNK = [b"QUJD", b"Q", b"=", b"==", b"\n", b"\r\n", b"!", b" ", b"=3D", b"begin 644 a\n", b"end\n"]


@settings(_QUIET, max_examples=400)
@given(
    st.lists(st.sampled_from(_BASE64_JUNK)),
    st.sampled_from(["base64", "quoted-printable", "x-uuencode", "7bit", "invented"]),
)
def test_any_transfer_encoding_of_junk_is_decoded(pieces: list[bytes], encoding: str) -> None:
    assert isinstance(transfer.decode(b"".join(pieces), encoding)[0], bytes)


@_QUIET
@given(st.text(max_size=400))
def test_any_text_can_be_sanitised(html: str) -> None:
    clean = sanitize_html(html.encode("utf-8", "replace").decode("utf-8"))
    assert "<script" not in clean.lower()


@_QUIET
@given(st.sampled_from(SAMPLES))
def test_the_same_bytes_give_the_same_values(raw: bytes) -> None:
    assert parse_mail(raw) == parse_mail(raw)

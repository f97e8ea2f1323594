"""Whether one of ours really wrote what says so, and who the author is behind a group: tables of ways in."""

from __future__ import annotations

import pytest

from app.mime import dmarc_failed, origin_of, parse_mail

pytestmark = pytest.mark.quick
DOMAINS = frozenset({"acme.example"})
BOSS = "From: Boss <boss@acme.example>"
JOURNAL = (
    "Received: from mail-sor-f41.google.com (mail-sor-f41.google.com. [209.85.220.41]) by mx.google.com with SMTPS id 2"
    " for <journal@acme.example>; Tue, 3 Mar 2026 01:00:01 -0800 (PST)"
)
OUTSIDE = (
    "Received: from evil.example (evil.example. [192.0.2.66]) by mx.google.com with ESMTPS id 1"
    " for <support@acme.example>; Tue, 3 Mar 2026 01:00:00 -0800 (PST)"
)
FAIL = "Authentication-Results: mx.google.com; spf=softfail smtp.mailfrom=boss@acme.example; dmarc=fail (p=NONE)"
PASS = "Authentication-Results: mx.google.com; dkim=pass header.i=@acme.example; dmarc=pass (p=REJECT)"
SPF = "Authentication-Results: mx.google.com; spf=fail smtp.mailfrom=boss@acme.example"
SIGNED = "Authentication-Results: mx.google.com; dkim=pass header.i=@acme.example spf=fail smtp.mailfrom=x@y"
RECORD = "Authentication-Results: mx.google.com; spf=pass smtp.mailfrom=bounce@mail.acme.example"
NEUTRAL = "Authentication-Results: mx.google.com; spf=none smtp.mailfrom=x@y.example"
SUBMITTED = "Received: from [192.0.2.7] by smtp.gmail.com with ESMTPSA id 3; Tue, 3 Mar 2026 01:00:00 -0800 (PST)"
CASES = [
    ("never left Google", [JOURNAL, BOSS], True),
    ("copy in Sent", [BOSS], None),
    ("forged, DMARC failed", [JOURNAL, OUTSIDE, FAIL, BOSS], False),
    ("forged, a verdict of the forger below", [JOURNAL, OUTSIDE, FAIL, PASS, BOSS], False),
    ("forged, no DMARC record, SPF failed", [OUTSIDE, SPF, BOSS], False),
    ("another customer of Google forged it", [JOURNAL, FAIL, BOSS], False),
    ("it forged a hop of ours too", [JOURNAL, FAIL, SUBMITTED, OUTSIDE, PASS, BOSS], False),
    ("our own server, DMARC passed", [JOURNAL, OUTSIDE, PASS, BOSS], True),
    ("our signature survived", [OUTSIDE, SIGNED, BOSS], True),
    ("a host of our SPF record", [OUTSIDE, RECORD, BOSS], True),
    ("nothing decides", [OUTSIDE, NEUTRAL, BOSS], None),
    ("no verdict", [OUTSIDE, "X-Between: 1", PASS, BOSS], None),
    ("somebody outside", [OUTSIDE, FAIL, "From: ann@customer.example"], None),
    ("somebody else's list says so", [OUTSIDE, PASS, "From: 'Boss' via X <x@lists.example>",
     "X-BeenThere: x@lists.example", "X-Original-Sender: boss@acme.example"], False),
    ("our group hides the author", [JOURNAL, "From: 'Ann' via Support <support@acme.example>", "X-Google-Group-Id: 1",
     "X-BeenThere: support@acme.example"], None),
]  # fmt: skip


@pytest.mark.parametrize(("headers", "verified"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_only_proof_of_the_contrary_makes_a_forgery(headers: list[str], verified: bool | None) -> None:
    found = origin_of(parse_mail("\n".join([*headers, "Subject: x", "", "Hello"]).encode()), DOMAINS)
    assert found.verified is verified
    assert found.reason
    if verified is False:
        assert found.evidence


VERDICTS = [
    ("failed", [JOURNAL, OUTSIDE, FAIL], True),
    ("passed", [JOURNAL, OUTSIDE, PASS], False),
    ("a forged pass below the failure", [JOURNAL, OUTSIDE, FAIL, PASS], True),
    ("a forged failure below", [JOURNAL, OUTSIDE, PASS, FAIL], False),
    ("nothing at the border, a failure of somebody's below", [OUTSIDE, "X-Between: 1", FAIL], False),
    ("a pass of another server on top", ["Authentication-Results: mx.evil.example; dmarc=pass", OUTSIDE, FAIL], True),
    ("no header at all", [], False),
]


@pytest.mark.parametrize(("headers", "failed"), [case[1:] for case in VERDICTS], ids=[case[0] for case in VERDICTS])
def test_only_the_verdict_at_the_border_counts(headers: list[str], failed: bool) -> None:
    mail = parse_mail("\n".join([*headers, "From: ann@customer.example", "", "Hello"]).encode())
    assert dmarc_failed(mail, DOMAINS) is failed


AUTHORS = [
    ("plain", ["From: Ann <ann@customer.example>"], "ann@customer.example", "from"),
    ("X-Original-From", ["From: 'Ann' via Support <support@acme.example>", "X-Google-Group-Id: 1",
     "X-Original-From: Ann <ann@customer.example>"], "ann@customer.example", "x-original-from"),
    ("X-Original-Sender", ["From: 'Ann' via Support <support@acme.example>", "X-BeenThere: support@acme.example",
     "X-Original-Sender: ann@customer.example"], "ann@customer.example", "x-original-sender"),
    ("Reply-To", ["From: 'Ann' via Support <support@acme.example>", "Mailing-list: list support@acme.example",
     "Reply-To: Ann <ann@customer.example>"], "ann@customer.example", "reply-to"),
    ("in German", ["From: Ann über Support <support@acme.example>", "X-Google-Group-Id: 1",
     "X-Original-Sender: ann@customer.example"], "ann@customer.example", "x-original-sender"),
    ("nobody said", ["From: 'Ann' via Support <support@acme.example>", "X-Google-Group-Id: 1",
     "Reply-To: support@acme.example"], "support@acme.example", "group"),
    ("via, but no group of that domain", ["From: Ann via Shop <evil@evil.example>", "List-Id: <a.b.example>",
     "X-Original-From: boss@acme.example"], "evil@evil.example", "from"),
    ("no group header", ["From: Ann via Shop <ann@shop.example>", "Reply-To: x@shop.example"], "ann@shop.example",
     "from"),
]  # fmt: skip


@pytest.mark.parametrize(("headers", "email", "source"), [c[1:] for c in AUTHORS], ids=[c[0] for c in AUTHORS])
def test_the_author_behind_a_group(headers: list[str], email: str, source: str) -> None:
    author = parse_mail("\n".join([*headers, "", "Hello"]).encode()).author
    assert (author.email, author.source) == (email, source)
    assert bool(author.evidence) is (source != "from")

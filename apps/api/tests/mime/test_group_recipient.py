"""A member's copy of mail to a group was meant for the group."""

from __future__ import annotations

import pytest

from app.mime import parse_mail, recipient_evidence

pytestmark = pytest.mark.quick

COPY = b"""Delivered-To: journal@acme.example\r
X-Gm-Original-To: omar@acme.example\r
Received: by 2002:a05:6a10:1 with SMTP id 1; Mon, 2 Nov 2026 02:00:00 -0800 (PST)\r
Received: from mail.acme.example (mail.acme.example. [203.0.113.1])\r
        by mx.google.com with ESMTPS id 2 for <omar@acme.example>; Mon, 2 Nov 2026 02:00:00 -0800 (PST)\r
From: "'Ada' via Sales" <sales@acme.example>\r
To: %b\r
X-Original-From: Ada <ada@customer.example>\r
X-Google-Group-Id: 458995725304\r
X-BeenThere: sales@acme.example\r
List-ID: <sales.acme.example>\r
Subject: Price\r
\r
Hello\r
"""
OURS = {"own_addresses": frozenset({"journal@acme.example"}), "own_domains": frozenset({"acme.example"})}


def test_the_group_is_the_recipient_and_the_member_a_candidate() -> None:
    evidence = recipient_evidence(parse_mail(COPY % b"sales@acme.example"), **OURS)
    assert (evidence.address, evidence.source) == ("sales@acme.example", "google-group")
    assert ("omar@acme.example", "x-gm-original-to") in [(c.address, c.source) for c in evidence.candidates]
    assert "group" in evidence.explanation


def test_a_group_that_the_author_did_not_write_to_proves_nothing() -> None:
    evidence = recipient_evidence(parse_mail(COPY % b"omar@acme.example"), **OURS)
    assert (evidence.address, evidence.source) == ("omar@acme.example", "x-gm-original-to")


def test_somebody_elses_group_proves_nothing() -> None:
    raw = (COPY % b"sales@other.example").replace(b"BeenThere: sales@acme", b"BeenThere: sales@other")
    assert recipient_evidence(parse_mail(raw), **OURS).address == "omar@acme.example"

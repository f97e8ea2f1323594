"""For which address a mail was: ranking, trust and the words for it, as a table."""

from __future__ import annotations

import json

import pytest

from app.mime import parse_mail, recipient_evidence
from tests.mime.samples import JOURNAL

pytestmark = pytest.mark.quick
OWN = frozenset({"journal@acme.example"})
DOMAINS = frozenset({"acme.example"})
HOP = (
    "Received: from mail.customer.example (mail.customer.example. [192.0.2.1]) by mx.google.com with ESMTPS id 1"
    " for <support@acme.example>; Tue, 3 Mar 2026 01:00:00 -0800 (PST)"
)
INSIDE = (
    "Received: from mail-sor-f41.google.com (mail-sor-f41.google.com. [209.85.220.41]) by mx.google.com with SMTPS id 2"
    " for <journal@acme.example>; Tue, 3 Mar 2026 01:00:01 -0800 (PST)"
)
CASES = [
    ("stamped", ["X-Gm-Original-To: support@acme.example", "Delivered-To: journal@acme.example", HOP],
    "billing@acme.example",
     "support@acme.example", "x-gm-original-to"),
    ("forged below the border", [HOP, "X-Gm-Original-To: boss@acme.example"], "billing@acme.example",
     "billing@acme.example", "to"),
    ("over two google hops", [INSIDE, "X-Original-To: sales@acme.example", HOP, "X-Original-To: evil@acme.example"],
     "x@elsewhere.example", "sales@acme.example", "x-original-to"),
    ("group", [HOP.replace("Received", "X-BeenThere: team@acme.example\nReceived")], "x@elsewhere.example",
     "team@acme.example", "x-beenthere"),
    ("delivered", ["Delivered-To: journal@acme.example", "Delivered-To: Agent@Acme.Example", HOP],
    "x@elsewhere.example",
     "agent@acme.example", "delivered-to"),
    ("forwarded", ["Delivered-To: journal@acme.example", "X-Forwarded-To: journal@acme.example",
     "X-Forwarded-For: help@acme.example journal@acme.example", HOP], "x@elsewhere.example", "help@acme.example",
     "x-forwarded-for"),
    ("only to", [HOP], "Support <Support@Acme.Example>", "support@acme.example", "to"),
    ("nobody of ours", [HOP], "x@elsewhere.example", None, "none"),
    ("journal only", ["Delivered-To: journal@acme.example", HOP], "journal@acme.example", None, "none"),
    ("no headers", [], "support@acme.example", "support@acme.example", "to"),
    # gmail.md 4.1: the ways to feed a journal.
    ("Bcc: only the stamp knows", ["X-Gm-Original-To: hidden@acme.example", HOP], "x@elsewhere.example",
     "hidden@acme.example", "x-gm-original-to"),
    ("catch-all: an address that nobody has", ["X-Gm-Original-To: typo@acme.example", HOP], "x@elsewhere.example",
     "typo@acme.example", "x-gm-original-to"),
    ("Bcc without a stamp: nobody knows", ["Delivered-To: journal@acme.example", HOP], "undisclosed-recipients:;",
     None, "none"),
    ("a forwarding mailbox in the return path", ["Return-Path: <help+caf_=journal=acme.example@acme.example>",
     "Delivered-To: journal@acme.example", INSIDE, HOP.replace("support@", "help@")], "x@elsewhere.example",
     "help@acme.example", "x-forwarded-for"),
    ("a forged return path", [HOP, "Return-Path: <boss+caf_=journal=acme.example@acme.example>"], "x@elsewhere.example",
     None, "none"),
    ("forwarded to another address of ours", ["X-Forwarded-To: team@acme.example", HOP], "x@elsewhere.example",
     "team@acme.example", "x-forwarded-to"),
    ("the group by its list id", ["List-ID: <team.acme.example>", HOP], "x@elsewhere.example", "team@acme.example",
     "list-id"),
    ("the stamp beats what was delivered", ["Delivered-To: agent@acme.example", "X-Gm-Original-To: sales@acme.example",
     HOP], "billing@acme.example", "sales@acme.example", "x-gm-original-to"),
    ("a header of each hop: the newest counts", ["X-Gm-Original-To: new@acme.example", INSIDE,
     "X-Gm-Original-To: old@acme.example", HOP], "x@elsewhere.example", "new@acme.example", "x-gm-original-to"),
    ("the first line is a hop", [HOP, "X-Gm-Original-To: boss@acme.example"], "x@elsewhere.example",
     "boss@acme.example", "x-gm-original-to"),
    ("resent to us", [HOP, "Resent-To: team@acme.example"], "x@elsewhere.example", "team@acme.example", "resent-to"),
    ("a hop for another customer of Google ends it", [INSIDE, HOP.replace("acme", "other"),
     "X-Original-To: boss@acme.example"], "support@acme.example", "support@acme.example", "to"),
    ("another customer of Google forges a hop of ours", [INSIDE, "Received: from [192.0.2.7] by smtp.gmail.com with"
     " ESMTPSA id 3; Tue, 3 Mar 2026 01:00:00 -0800 (PST)", "X-Gm-Original-To: boss@acme.example", HOP],
     "support@acme.example", "support@acme.example", "to"),
    ("through the API", [INSIDE, "Received: from 1 named unknown by gmailapi.google.com with HTTPREST",
     "X-Gm-Original-To: boss@acme.example", HOP], "support@acme.example", "support@acme.example", "to"),
    ("a lower hop that is for nobody", [INSIDE, "X-Gm-Original-To: boss@acme.example", HOP.partition(" for ")[0]],
     "support@acme.example", "support@acme.example", "to"),
    ("internal, as sent", [], "Support <support@acme.example>, x@elsewhere.example", "support@acme.example", "to"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("headers", "to", "address", "source"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_the_best_evidence_wins(headers: list[str], to: str, address: str | None, source: str) -> None:
    raw = "\n".join([*headers, "From: ann@customer.example", f"To: {to}", "Subject: x", "", "Hello"]).encode()
    found = recipient_evidence(parse_mail(raw), own_addresses=OWN, own_domains=DOMAINS)
    assert (found.address, found.source) == (address, source)
    assert (found.confidence > 0) is (address is not None)
    assert found.explanation
    assert "journal@acme.example" not in [one.address for one in found.candidates]
    json.dumps(found.as_json())


def test_a_lie_below_the_border_is_a_weak_candidate_and_shown() -> None:
    raw = f"{HOP}\nX-Gm-Original-To: boss@acme.example\nFrom: a@b.example\nTo: billing@acme.example\n\n".encode()
    found = recipient_evidence(parse_mail(raw), own_addresses=OWN, own_domains=DOMAINS)
    told = {one.address: one.confidence for one in found.candidates}
    assert told["boss@acme.example"] < told["billing@acme.example"]


def test_trusted_evidence_is_surer_than_what_anybody_wrote() -> None:
    def confidence(*headers: str) -> float:
        raw = "\n".join([*headers, "From: a@b.example", "", ""]).encode()
        return recipient_evidence(parse_mail(raw), own_addresses=OWN, own_domains=DOMAINS).confidence

    stamped = "X-Gm-Original-To: support@acme.example"
    assert confidence(stamped, HOP) > 0.95
    assert confidence(HOP, stamped) < 0.5
    assert confidence(stamped) < 0.5


def test_a_journal_report_names_hidden_recipients() -> None:
    mail = parse_mail(JOURNAL)
    assert mail.journal_report
    assert mail.message_id == "abc@customer.example"
    assert mail.journal_recipients == (
        "support@acme.example", "boss@acme.example", "agent@acme.example", "team@acme.example",
    )  # fmt: skip
    found = recipient_evidence(mail, own_addresses=OWN, own_domains=DOMAINS)
    assert (found.address, found.source) == ("support@acme.example", "journal-report")
    assert {one.address for one in found.candidates} >= {"boss@acme.example", "agent@acme.example"}

"""The main facts of an ordinary mail."""

from __future__ import annotations

from datetime import UTC, datetime

from app.mime import Kind, identity_key, parse_mail

MAIL = (
    b"Received: from mx.example by mx.google.com with ESMTPS id 1 for <support@acme.example>\r\n"
    b"From: =?utf-8?q?Ann_M=C3=BCller?= <Ann@Customer.Example>\r\n"
    b'To: Support <support@acme.example>, "Billing, EU" <billing@acme.example>\r\n'
    b"Subject: Re: [acme] Invoice\r\n 42\r\n"
    b"Date: Tue, 03 Mar 2026 10:00:00 +0100\r\n"
    b"Message-ID: <AbC@Customer.Example>\r\n"
    b"In-Reply-To: <p1@acme.example>\r\n"
    b"Content-Type: text/plain; charset=utf-8\r\n"
    b"\r\n"
    b"Thanks!\r\n\r\nOn Mon, Mar 2, 2026 at 9:00 AM Support <support@acme.example> wrote:\r\n> Here it is.\r\n"
)


def test_the_main_facts_of_a_reply() -> None:
    mail = parse_mail(MAIL)
    assert mail.from_ is not None
    assert (mail.from_.email, mail.from_.name) == ("ann@customer.example", "Ann Müller")
    assert [one.email for one in mail.to] == ["support@acme.example", "billing@acme.example"]
    assert mail.to[1].name == "Billing, EU"
    assert (mail.subject, mail.subject_base, mail.is_reply) == ("Re: [acme] Invoice 42", "invoice 42", True)
    assert mail.date == datetime(2026, 3, 3, 9, 0, tzinfo=UTC)
    assert mail.message_id == "AbC@customer.example"
    assert mail.in_reply_to == ("p1@acme.example",)
    assert [mail.body_text[start:end] for start, end in mail.quote.new_ranges] == ["Thanks!"]
    assert mail.snippet == "Thanks!"
    assert mail.classification.kind is Kind.HUMAN
    assert mail.header("DATE") == "Tue, 03 Mar 2026 10:00:00 +0100"
    assert mail.defects == ()


def test_transit_and_line_ends_do_not_change_the_identity() -> None:
    copy = b"Delivered-To: journal@acme.example\nReceived: by 2002:a05\n" + MAIL.replace(b"\r\n", b"\n")
    assert identity_key(parse_mail(copy)) == identity_key(parse_mail(MAIL))


def test_nothing_at_all_is_a_mail_too() -> None:
    mail = parse_mail(b"")
    assert mail.from_ is None
    assert mail.body_text == ""

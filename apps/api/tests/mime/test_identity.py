"""Author and identity over the variants that Google and mailing lists make of one mail."""

from __future__ import annotations

import pytest

from app.mime import identity_key, parse_mail

pytestmark = pytest.mark.quick
PLAIN = (
    "From: Ann Lee <ann@customer.example>\nTo: support@acme.example\nSubject: Printer on fire\n"
    "Date: Tue, 03 Mar 2026 10:00:00 +0100\nMessage-ID: <p1@customer.example>\n\nHelp!\n\nAnn\n"
)
GROUP = (
    "X-Original-Sender: ann@customer.example\nX-Google-Group-Id: 12345\nList-ID: <support.acme.example>\n"
    "X-BeenThere: support@acme.example\nFrom: \"'Ann Lee' via Support\" <support@acme.example>\n"
    "Reply-To: Ann Lee <ann@customer.example>\nTo: support@acme.example\nSubject: [Support] Printer on fire\n"
    "Date: Tue, 03 Mar 2026 10:00:00 +0100\nMessage-ID: <p1@customer.example>\n\nHelp!\n\nAnn\n\n"
    '-- \nYou received this message because you are subscribed to the Google Groups "Support" group.\n'
    "To unsubscribe from this group and stop receiving emails from it, send an email to "
    "support+unsubscribe@acme.example.\n"
    "To view this discussion visit https://groups.google.com/a/acme.example/d/msgid/support/p1%40customer.example.\n"
)
MAILMAN = PLAIN.replace("Subject: ", "Subject: [users] ") + (
    "_______________________________________________\nusers mailing list\nusers@lists.example\n"
    "https://lists.example/mailman/listinfo/users\n"
)


@pytest.mark.parametrize(
    ("drop", "source", "name"),
    [
        ((), "x-original-sender", "Ann Lee"),
        (("X-Original-Sender",), "reply-to", "Ann Lee"),
        (("X-Original-Sender", "Reply-To"), "group", "Ann Lee"),
    ],
)
def test_the_author_behind_a_group(drop: tuple[str, ...], source: str, name: str) -> None:
    raw = "\n".join(line for line in GROUP.split("\n") if not line.startswith(drop)) if drop else GROUP
    author = parse_mail(raw.encode()).author
    assert (author.source, author.name) == (source, name)
    assert author.email == ("support@acme.example" if source == "group" else "ann@customer.example")
    assert author.evidence


def test_x_original_from_is_preferred() -> None:
    raw = "X-Original-From: Ann L <ann.l@customer.example>\n" + GROUP
    author = parse_mail(raw.encode()).author
    assert (author.email, author.name, author.source) == ("ann.l@customer.example", "Ann L", "x-original-from")


def test_reply_to_alone_is_no_proof_of_another_author() -> None:
    author = parse_mail(PLAIN.replace("To: s", "Reply-To: evil@elsewhere.example\nTo: s").encode()).author
    assert (author.email, author.source) == ("ann@customer.example", "from")


@pytest.mark.parametrize("copy", [GROUP, MAILMAN], ids=["google group", "mailman"])
def test_list_copies_are_the_same_mail(copy: str) -> None:
    assert identity_key(parse_mail(copy.encode())) == identity_key(parse_mail(PLAIN.encode()))
    assert parse_mail(copy.encode()).snippet == "Help! Ann"


@pytest.mark.parametrize(
    ("old", "new"),
    [("Help!", "Help me!"), ("Printer", "Scanner"), ("10:00", "10:01"), ("ann@", "bob@"), ("<p1@", "<p2@")],
)
def test_another_mail_is_another_identity(old: str, new: str) -> None:
    other = PLAIN.replace(old, new)
    assert identity_key(parse_mail(other.encode())) != identity_key(parse_mail(PLAIN.encode()))


def test_ids_that_google_makes_up_do_not_count() -> None:
    def with_id(value: str) -> bytes:
        return PLAIN.replace("Message-ID: <p1@customer.example>", value).encode()

    first = parse_mail(with_id("Message-ID: <69a.1SMTPIN_ADDED_MISSING@mx.google.com>"))
    second = parse_mail(with_id("Message-ID: <69b.2SMTPIN_ADDED_MISSING@mx.google.com>"))
    assert first.message_id is None
    assert first.google_added_id == "69a.1SMTPIN_ADDED_MISSING@mx.google.com"
    assert identity_key(first) == identity_key(second) == identity_key(parse_mail(with_id("X-Nothing: 1")))
    broken = parse_mail(
        with_id(
            "Message-ID: <69c.3SMTPIN_ADDED_BROKEN@mx.google.com>\nX-Google-Original-Message-ID: p1@Customer.Example"
        )
    )
    assert (broken.message_id, broken.google_added_id) == (
        "p1@customer.example", "69c.3SMTPIN_ADDED_BROKEN@mx.google.com",
    )  # fmt: skip


def test_the_transfer_encoding_is_not_part_of_a_mail() -> None:
    quoted = PLAIN.replace("\n\nHelp!", "\nContent-Transfer-Encoding: quoted-printable\n\nHel=\np=21")
    assert identity_key(parse_mail(quoted.encode())) == identity_key(parse_mail(PLAIN.encode()))

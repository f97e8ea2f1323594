"""To whom replies go: pure tables."""

from __future__ import annotations

import pytest

from app.outbound.quoting import Quoted, forward_subject, quote_html, quote_text, reply_subject
from app.outbound.recipients import Replied, recipients_of
from app.outbound.warnings import WarningCode, looks_like, recipient_warnings

OURS = {"support@acme.example", "journal@acme.example", "sales@acme.example"}


def _mail(author: str = "ann@cust.example", **fields: object) -> Replied:
    values: dict[str, object] = {"reply_to": (), "to": ("support@acme.example",), "cc": (), "is_ours": False, **fields}
    return Replied(author=author, **values)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("mail", "to", "cc"),
    [
        (_mail(), ("ann@cust.example",), ()),
        (
            _mail(
                to=("zoe@cust.example", "support@acme.example", "bob@acme.example"),
                cc=("sales@acme.example", "x@y.example"),
            ),
            ("ann@cust.example",),
            ("zoe@cust.example", "bob@acme.example", "x@y.example"),
        ),
        (_mail(to=("support+oss-abc@acme.example", "ANN@cust.example")), ("ann@cust.example",), ()),
        (_mail(reply_to=("desk@cust.example",)), ("desk@cust.example",), ()),
        (_mail(reply_to=("support@acme.example",)), ("ann@cust.example",), ()),
        (_mail(to=("a@b.example", "A@B.example"), cc=("a@b.example",)), ("ann@cust.example",), ("a@b.example",)),
        (
            _mail("support@acme.example", is_ours=True, to=("ann@cust.example",), cc=("zoe@cust.example",)),
            ("ann@cust.example",),
            ("zoe@cust.example",),
        ),
        (
            _mail("journal@acme.example", to=("zoe@cust.example", "y@z.example")),
            ("zoe@cust.example",),
            ("y@z.example",),
        ),
    ],
)
def test_reply_all(mail: Replied, to: tuple[str, ...], cc: tuple[str, ...]) -> None:
    found = recipients_of(mail, ours=OURS, everybody=True)
    assert (found.to, found.cc) == (to, cc)
    alone = recipients_of(mail, ours=OURS, everybody=False)
    assert alone.cc == ()


@pytest.mark.parametrize(
    ("subject", "reply", "forward"),
    [
        ("Broken", "Re: Broken", "Fwd: Broken"),
        ("Re: Broken", "Re: Broken", "Fwd: Re: Broken"),
        ("AW: Broken", "AW: Broken", "Fwd: AW: Broken"),
        ("WG: Broken", "Re: WG: Broken", "WG: Broken"),
        ("", "Re:", "Fwd:"),
    ],
)
def test_subjects_keep_one_prefix(subject: str, reply: str, forward: str) -> None:
    assert reply_subject(subject) == reply
    assert reply_subject(reply) == reply
    assert forward_subject(subject) == forward


def test_a_quote_is_marked_for_every_client_and_its_images_load_again() -> None:
    mail = Quoted(
        "Ann <ann@cust.example>", None, "S", ("a@b.example",), (), "one\n> two", '<img data-remote-src="https://x/y">'
    )
    assert quote_text(mail, forward=False) == "On Ann <ann@cust.example> wrote:\n> one\n>> two"
    assert 'class="gmail_quote"' in quote_html(mail, forward=False)
    assert '<img src="https://x/y">' in quote_html(mail, forward=False)
    assert "Forwarded message" in quote_text(mail, forward=True)


@pytest.mark.parametrize(
    ("domain", "trusted", "expected"),
    [
        ("customer.example", "customer.example", False),
        ("custorner.example", "customer.example", True),
        ("cust0mer.example", "customer.example", True),
        ("сustomer.example", "customer.example", True),
        ("customers.example", "customer.example", True),
        ("mail.customer.example", "customer.example", False),
        ("customer.example.org", "customer.example", False),
        ("other.example", "customer.example", False),
        ("abc.example", "abd.example", False),
    ],
)
def test_lookalikes(domain: str, trusted: str, expected: bool) -> None:
    assert looks_like(domain, trusted) is expected


def test_warnings_name_whom_they_are_about() -> None:
    found = recipient_warnings(
        ["ann@cust.example", "new@other.example", "x@acrne.example", "bob@acme.example"],
        known={"ann@cust.example"},
        trusted_domains={"cust.example"},
        own_domains={"acme.example"},
    )
    assert [(one.code, one.emails) for one in found] == [
        (WarningCode.new_recipient, ("new@other.example", "x@acrne.example")),
        (WarningCode.lookalike_domain, ("x@acrne.example",)),
    ]

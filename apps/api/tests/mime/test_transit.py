"""Who a mail is survives what lists, relays and Google do to it on its way; no other mail gets its identity."""

from __future__ import annotations

import base64
import quopri
from dataclasses import dataclass, replace
from email.header import Header

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from app.mime import identity_key, parse_mail

pytestmark = pytest.mark.quick
_QUIET = settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
_GROUP_FOOTER = (
    '\n-- \nYou received this message because you are subscribed to the Google Groups "Support" group.\n'
    "To unsubscribe from this group and stop receiving emails from it, send an email to "
    "support+unsubscribe@acme.example.\n"
    "To view this discussion visit https://groups.google.com/a/acme.example/d/msgid/support/p1%40x.example.\n"
)
_MAILMAN_FOOTER = (
    "\n_______________________________________________\nusers mailing list -- users@lists.example\n"
    "To unsubscribe send an email to users-leave@lists.example\n"
)
_DISCLAIMER = (
    "\n________________________________\n"
    "This e-mail and any attachments are confidential and intended solely for the addressee. If you are not the "
    "intended recipient, please notify the sender and delete it.\n"
)
_BANNER = "CAUTION: This email originated from outside of the organization. Do not click links.\n\n"
_BANNER_GERMAN = "[EXTERN] Diese E-Mail kommt von außerhalb der Organisation.\n________________________________\n"


@dataclass(frozen=True)
class Letter:
    """A mail as its parts, from which any copy of it is written."""

    sender: str = "Ann Müller <ann@customer.example>"
    shown: str | None = None
    extra: tuple[str, ...] = ()
    subject: str = "Printer on fire"
    date: str = "Tue, 03 Mar 2026 10:00:00 +0100"
    message_id: str | None = "Message-ID: <p1@customer.example>"
    text: str = ""
    charset: str = "utf-8"
    encoding: str = "8bit"
    file: bytes | None = None
    file_width: int = 76
    footer_part: str = ""
    ends: bytes = b"\n"

    def written(self) -> bytes:
        """The bytes of this copy."""
        name, _, address = (self.shown or self.sender).partition(" <")
        head = [*self.extra, f"From: {Header(name, 'utf-8').encode()} <{address}", "To: support@acme.example",
                f"Subject: {Header(self.subject, 'utf-8').encode()}", f"Date: {self.date}"]  # fmt: skip
        head += [self.message_id] if self.message_id else []
        parts = [self._part()]
        if self.file is not None:
            data = base64.b64encode(self.file)
            lines = [data[at : at + self.file_width] for at in range(0, len(data), self.file_width)]
            parts.append(b"Content-Type: application/pdf; name=a.pdf\nContent-Transfer-Encoding: base64\n\n"
                         + b"\n".join(lines))  # fmt: skip
        if self.footer_part:
            parts.append(b"Content-Type: text/plain; charset=us-ascii\n\n" + self.footer_part.encode())
        raw = "\n".join(head).encode() + b"\n"
        if len(parts) == 1:
            return (raw + parts[0]).replace(b"\n", self.ends)
        raw += b"Content-Type: multipart/mixed; boundary=bb\n\n"
        raw += b"".join(b"--bb\n" + part + b"\n" for part in parts) + b"--bb--\n"
        return raw.replace(b"\n", self.ends)

    def _part(self) -> bytes:
        data = self.text.encode(self.charset)
        if self.encoding == "base64":
            data = base64.encodebytes(data)
        elif self.encoding == "quoted-printable":
            data = quopri.encodestring(data)
        head = f"Content-Type: text/plain; charset={self.charset}\nContent-Transfer-Encoding: {self.encoding}\n\n"
        return head.encode() + data


def _wrapped(text: str, width: int) -> str:
    """Lines broken as relays break them, at spaces."""
    out = []
    for line in text.split("\n"):
        while len(line) > width and " " in line[:width]:
            at = line.rindex(" ", 0, width)
            out.append(line[:at])
            line = line[at + 1 :]
        out.append(line)
    return "\n".join(out)


_STEPS = {
    "google group": lambda one: replace(
        one, extra=(f"X-Original-Sender: {one.sender}", "X-BeenThere: support@acme.example",
                    "X-Google-Group-Id: 12", f"Reply-To: {one.sender}", *one.extra),
        shown="'Ann Müller' via Support <support@acme.example>",
        text=one.text + ("" if one.encoding == "7bit" else _GROUP_FOOTER),
    ),
    "mailman": lambda one: replace(
        one, extra=("List-Id: <users.lists.example>", "Precedence: list", *one.extra),
        subject=f"[users] {one.subject}", text=one.text + _MAILMAN_FOOTER,
    ),
    "mailman part": lambda one: replace(one, footer_part=one.footer_part + _MAILMAN_FOOTER),
    "disclaimer": lambda one: replace(one, text=one.text + _DISCLAIMER),
    "banner": lambda one: replace(one, text=_BANNER + one.text, subject=f"[EXTERNAL] {one.subject}"),
    "german banner": lambda one: replace(one, text=_BANNER_GERMAN + one.text, subject=f"EXTERN: {one.subject}"),
    "spam tag": lambda one: replace(one, subject=f"***SPAM*** {one.subject}"),
    "transit": lambda one: replace(
        one, extra=("Delivered-To: x@acme.example", "X-Received: by 2002:a with SMTP id 7", "ARC-Seal: i=1; a=rsa",
                    "Return-Path: <b@y.example>", "X-Gm-Original-To: support@acme.example", *one.extra),
    ),
    "base64": lambda one: replace(one, encoding="base64"),
    "quoted-printable": lambda one: replace(one, encoding="quoted-printable"),
    "8bit": lambda one: replace(one, encoding="8bit"),
    "crlf": lambda one: replace(one, ends=b"\r\n"),
    "wrap": lambda one: replace(one, text=_wrapped(one.text, 60)),
    "trailing blanks": lambda one: replace(one, text="\n".join(f"{line} " for line in one.text.split("\n")) + "\n\n"),
    "from escaped": lambda one: replace(one, text=one.text.replace("\nFrom ", "\n>From ")),
    "file rewrapped": lambda one: replace(one, file_width=60),
    "utc date": lambda one: replace(one, date="Tue, 3 Mar 2026 09:00:00 +0000 (UTC)"),
}  # fmt: skip
_WORDS = st.sampled_from(
    [
        "hello",
        "printer",
        "smoke",
        "please",
        "help",
        "grüße",
        "köln",
        "日本",
        "invoice",
        "42",
        "thanks",
        "confidential",
        "mailing",
        "list",
        "from",
        "outside",
    ]
)
_TEXTS = st.lists(
    st.one_of(
        st.lists(_WORDS, min_size=1, max_size=25).map(" ".join),
        st.just("From the beginning it smelled."), st.just("-- "), st.just(""), st.just("> quoted words"),
    ),
    min_size=1, max_size=8,
).map("\n".join).filter(str.strip)  # fmt: skip
_LETTERS = st.builds(Letter, text=_TEXTS, file=st.one_of(st.none(), st.binary(min_size=1, max_size=200)))
_CHAINS = st.lists(st.sampled_from(sorted(_STEPS)), max_size=6)


def _key(letter: Letter) -> bytes:
    return identity_key(parse_mail(letter.written()))


@_QUIET
@example(Letter(text="From the beginning it smelled."), ["banner", "from escaped"])
@given(_LETTERS, _CHAINS)
def test_a_copy_is_the_same_mail(letter: Letter, chain: list[str]) -> None:
    copy = letter
    for name in chain:
        copy = _STEPS[name](copy)
    assert _key(copy) == _key(letter)


@_QUIET
@given(_LETTERS, _CHAINS, st.data())
def test_another_word_file_or_author_is_another_mail(letter: Letter, chain: list[str], data: st.DataObject) -> None:
    words = letter.text.split()
    at = data.draw(st.integers(0, len(words) - 1))
    changes = [
        replace(letter, text=" ".join([*words[:at], "otherwise", *words[at + 1 :]])),
        replace(letter, text=f"{letter.text}\nmore words"),
        replace(letter, text=f"other words\n{letter.text}"),
        replace(letter, sender="Ann Müller <ann@elsewhere.example>"),
        replace(letter, subject="Printer on ice"),
        replace(letter, date="Tue, 03 Mar 2026 10:00:01 +0100"),
        replace(letter, file=(letter.file or b"") + b"x"),
        replace(letter, message_id="Message-ID: <p2@customer.example>"),
        replace(letter, message_id=None),
    ]
    other = data.draw(st.sampled_from(changes))
    for name in chain:
        if name == "utc date":
            continue
        other = _STEPS[name](other)
    assert _key(other) != _key(letter)


@_QUIET
@given(_LETTERS, st.sampled_from(["MISSING", "BROKEN"]), st.integers(0, 99), st.booleans())
def test_ids_that_google_makes_up_are_none(letter: Letter, word: str, number: int, whole: bool) -> None:
    made = f"Message-ID: <{number}.1SMTPIN_ADDED_{word}@mx.google.com>"
    bare = replace(letter, message_id=None)
    if whole:
        made += "\nX-Google-Original-Message-ID: p1@Customer.Example"
        bare = replace(letter, message_id="Message-ID: p1@customer.example")
    assert _key(replace(letter, message_id=made)) == _key(bare)


def test_an_empty_mail_through_a_list_is_the_same_mail() -> None:
    keys = {_key(Letter(text=text)) for text in ("", _DISCLAIMER, _GROUP_FOOTER)}
    assert len(keys) == 1

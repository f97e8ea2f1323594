"""The new part of replies from named clients, against talon's and email-reply-parser's collections."""

from __future__ import annotations

import pytest

from app.mime import parse_mail, sanitize_html
from app.mime.html_text import html_to_text
from app.mime.quotes import find_quote
from tests.mime.corpus import require_corpus

pytestmark = pytest.mark.quick
PLAIN = {
    "email_2_1": "Outlook with a reply",
    "email_BlackBerry": "Here is another email",
    "email_iPhone": "Here is another email",
    "email_multi_word_sent_from_my_mobile_device": "Here is another email",
    "email_1_4": "Awesome! I haven't had another problem with it.",
    "email_1_6": "I get proper rendering as well.",
    "email_1_7": ":+1:",
    "correct_sig": "this is an email with a correct -- signature.",
    "email_sent_from_my_not_signature": (
        "Here is another email\n\nSent from my desk, is much easier then my mobile phone."
    ),
}


def _new(text: str) -> str:
    return "\n".join(text[start:end] for start, end in find_quote(text).new_ranges)


def test_replies_of_named_clients() -> None:
    folder = require_corpus() / "talon" / "standard_replies"
    files = sorted(folder.glob("*.eml"))
    assert len(files) >= 12
    for path in files:
        mail = parse_mail(path.read_bytes())
        assert [mail.body_text[start:end] for start, end in mail.quote.new_ranges] == ["Hello"], path.name


def test_html_replies_of_named_clients() -> None:
    folder = require_corpus() / "talon" / "html_replies"
    files = sorted(folder.glob("*.html"))
    assert len(files) >= 9
    for path in files:
        text = html_to_text(sanitize_html(path.read_text("utf-8", "replace")))
        assert " ".join(_new(text).split()) == "Hi. I am fine. Thanks, Alex", path.name


@pytest.mark.parametrize("name", sorted(PLAIN))
def test_plain_replies(name: str) -> None:
    path = require_corpus() / "email-reply-parser" / "emails" / f"{name}.txt"
    assert _new(path.read_text("utf-8")) == PLAIN[name]


def test_answers_between_quotes() -> None:
    path = require_corpus() / "email-reply-parser" / "emails" / "email_1_8.txt"
    text = path.read_text("utf-8")
    found = find_quote(text)
    assert found.inline_answers
    assert [text[start:end] for start, end in found.new_ranges] == ["I will reply under this one", "and under this."]
    assert found.signature is not None
    assert text[slice(*found.signature)].startswith("--\nHey there")


def test_a_very_long_quote_takes_no_time() -> None:
    text = (require_corpus() / "email-reply-parser" / "emails" / "email_long_quote.txt").read_text("utf-8")
    assert _new(text).startswith("Hi folks")

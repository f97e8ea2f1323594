"""The new part, the signature and inline answers of replies, against talon's and email-reply-parser's collections.

Expected of a reply: the first and last words of every stretch that its author wrote newly, and how the signature
begins.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from app.mime import Quote, parse_mail, sanitize_html
from app.mime.footers import footer_start
from app.mime.html_text import html_to_text
from app.mime.quotes import find_quote
from tests.mime.corpus import require_corpus
from tests.mime.scores import Score

pytestmark = pytest.mark.quick
_HELLO = "Here is another email"
_OUTLOOK = "Outlook with a reply directly above line"
# File -> (first and last words of each new part, how the signature begins, whether answers stand between quotes).
PLAIN: dict[str, tuple[list[tuple[str, str]], str | None, bool]] = {
    "correct_sig": ([("this is an email", "-- signature.")], "-- \nrick", False),
    "email_1_1": ([("Hi folks", "Java HTTP API.")], "-Abhishek Kona", False),
    "email_1_2": ([("Hi,", "Hi,"), ("You can list", 'them all individually."')], None, True),
    "email_1_3": ([("Oh thanks.", "would be great.")], "-Abhishek Kona", False),
    "email_1_4": ([("Awesome!", "problem with it.")], None, False),
    "email_1_5": ([("One: Here's", "for a while.")], None, False),
    "email_1_6": ([("I get proper", "rendering as well.")], "Sent from a magnificent torch", False),
    "email_1_7": ([(":+1:", ":+1:")], None, False),
    "email_1_8": (
        [("I will reply under", "this one"), ("and under this.", "and under this.")], "--\nHey there, this is", True,
    ),
    "email_2_1": ([("Outlook with a reply", "Outlook with a reply")], None, False),
    "email_2_2": ([(_OUTLOOK, _OUTLOOK)], None, False),
    "email_2_3": ([(_OUTLOOK, _OUTLOOK)], None, False),
    "email_BlackBerry": ([(_HELLO, _HELLO)], "Sent from my BlackBerry", False),
    "email_bullets": ([("test 2 this", "- and another")], "-- \n\n*Joe Smith", False),
    "email_iPhone": ([(_HELLO, _HELLO)], "Sent from my iPhone", False),
    "email_long_quote": ([("Hi folks", "running a test?"), ("asdf", "Java HTTP API.")], "-Abhishek Kona", False),
    "email_multi_word_sent_from_my_mobile_device": ([(_HELLO, _HELLO)], "Sent from my Verizon", False),
    "email_one_is_not_on": ([("Thank, this is", "when I run...")], None, False),
    "email_sent_from_my_not_signature": ([(_HELLO, "my mobile phone.")], None, False),
    "email_sig_delimiter_in_middle_of_line": ([("Hi there!", "kthxbai")], None, False),
    "greedy_on": ([("On your remote host", "is not working.")], None, False),
    "pathological": ([("I think you're", "back to a computer.")], None, False),
}  # fmt: skip


def _found(text: str) -> Quote:
    return find_quote(text, footer_start(text))


def test_email_reply_parser(record_property: pytest.RecordProperty) -> None:
    score = Score("email-reply-parser")
    folder = require_corpus() / "email-reply-parser" / "emails"
    assert {path.stem for path in folder.glob("*.txt")} == set(PLAIN)
    for name, (new, signature, inline) in PLAIN.items():
        text = (folder / f"{name}.txt").read_text("utf-8")
        quote = _found(text)
        pieces = [text[start:end] for start, end in quote.new_ranges]
        score.mails += 1
        score.add(f"{name} new", new, [_ends(piece, *words) for piece, words in zip(pieces, new, strict=False)])
        score.add(f"{name} parts", len(new), len(pieces))
        score.add(f"{name} signature", signature, _signature(text, quote, signature))
        score.add(f"{name} inline", inline, quote.inline_answers)
    score.settle(record_property)


def _ends(piece: str, first: str, last: str) -> tuple[str, str]:
    """As many letters from both ends as are expected there."""
    return piece[: len(first)], piece[-len(last) :]


def _signature(text: str, quote: Quote, expected: str | None) -> str | None:
    return text[slice(*quote.signature)][: len(expected or "xxxxx")] if quote.signature else None


def test_talon(record_property: pytest.RecordProperty) -> None:
    score = Score("talon")
    folder = require_corpus() / "talon"
    for path in sorted((folder / "standard_replies").glob("*.eml")):
        mail = parse_mail(path.read_bytes())
        score.mails += 1
        score.add(path.stem, ["Hello"], [mail.body_text[start:end] for start, end in mail.quote.new_ranges])
        words = path.with_name(f"{path.stem}_reply_text")
        if words.exists():
            shown = mail.body_text[: (mail.quote.signature or mail.quote.new_ranges[0])[1]]
            score.add(f"{path.stem} with signature", _words(words.read_text("utf-8")), _words(shown))
    for path in sorted((folder / "html_replies").glob("*.html")):
        score.mails += 1
        score.add(path.stem, "Hi. I am fine. Thanks, Alex", _new_of_html(path))
    score.mails += 3
    score.add("OLK_SRC_BODY_SECTION", "Reply", _new_of_html(folder / "OLK_SRC_BODY_SECTION.html"))
    score.add("reply-separated-by-hr", "Hi there Bob", _new_of_html(folder / "reply-separated-by-hr.html"))
    block = parse_mail((folder / "reply-quotations-share-block.eml").read_bytes())
    new = [block.body_text[start:end] for start, end in block.quote.new_ranges]
    score.add("reply-quotations-share-block", [True, True], [len(new) == 1, new[0].endswith("Joe XXX")])
    for path in sorted((folder / "signature" / "emails" / "stripped").glob("*_body")):
        text = path.read_text("utf-8")
        expected = path.with_name(path.name.replace("_body", "_signature"))
        score.mails += 1
        quote = _found(text)
        ours = text[slice(*quote.signature)] if quote.signature else ""
        score.add(f"{path.stem} signature", _words(expected.read_text()) if expected.exists() else "", _words(ours))
    score.settle(record_property)


def _new_of_html(path: Path) -> str:
    text = html_to_text(sanitize_html(path.read_text("utf-8", "replace")))
    return _words(" ".join(text[start:end] for start, end in _found(text).new_ranges))


def _words(text: str) -> str:
    return " ".join(text.split())

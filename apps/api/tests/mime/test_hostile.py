"""Every mail of `hostile` is read in two seconds of processor time and bounded memory, and says what is left out."""

from __future__ import annotations

import time
import tracemalloc

import pytest

from app.mime import DEFAULT_BUDGET, parse_mail
from tests.mime.clean import assert_clean
from tests.mime.hostile import CASES

pytestmark = pytest.mark.quick
MAX_SECONDS = 2.0
# Of the bytes of the mail and, whatever its size, of what the budget allows of texts.
MAX_TIMES, MAX_EXTRA_BYTES = 6, 80_000_000
_OVER = {
    "30 MB text": "over_budget:body",
    "30 MB HTML": "over_budget:html",
    "5,000 texts": "over_budget:parts",
    "5,000 files": "over_budget:parts",
    "100 levels": "over_budget:depth",
    "2 MB header": "over_budget:header_bytes",
    "2 MB headers": "over_budget:header_bytes",
    "100,000 addresses": "over_budget:addresses",
}


@pytest.mark.parametrize("name", CASES)
def test_read_in_time(name: str) -> None:
    raw = CASES[name]()
    begun = time.process_time()
    mail = parse_mail(raw)
    seconds = time.process_time() - begun
    assert "parser_failed" not in mail.defects
    assert "over_budget:time" not in mail.defects
    assert _OVER.get(name, "") in ("", *mail.defects)
    assert_clean(mail)
    assert len(mail.body_text) <= DEFAULT_BUDGET.body_chars
    assert len(mail.attachments) <= DEFAULT_BUDGET.parts
    assert seconds < MAX_SECONDS


@pytest.mark.thorough
@pytest.mark.parametrize("name", [name for name in CASES if name[0].isdigit()])
def test_memory_is_bounded(name: str) -> None:
    raw = CASES[name]()
    tracemalloc.start()
    try:
        parse_mail(raw)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < MAX_TIMES * len(raw) + MAX_EXTRA_BYTES


def test_what_is_over_the_limit_of_depth_is_shown_as_text() -> None:
    mail = parse_mail(CASES["100 levels"]())
    assert "deep" in mail.body_text

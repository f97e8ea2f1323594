"""Flanker's lists of valid and invalid addresses and links."""

from __future__ import annotations

from html import escape
from pathlib import Path

import pytest

from app.mime import sanitize_html
from app.mime.addresses import normal_spec, parse_list
from tests.mime.corpus import require_corpus
from tests.mime.scores import Score

pytestmark = pytest.mark.quick


def _lines(path: Path) -> list[str]:
    return [line for line in path.read_text("utf-8").splitlines() if line.strip() and not line.startswith("#")]


@pytest.mark.parametrize("name", ["mailbox", "abridged_localpart"])
def test_addresses(name: str, record_property: pytest.RecordProperty) -> None:
    score = Score(f"flanker-{name}", mails=1)
    folder = require_corpus() / "flanker"
    end = "@example.com" if name == "abridged_localpart" else ""
    for line in _lines(folder / f"{name}_valid.txt"):
        written = f"{line}{end}"
        for form in (written,) if written.endswith(">") else (written, f"<{written}>"):
            found = parse_list(form.encode("utf-8"))
            score.add(f"valid {form}", True, len(found) == 1 and "@" in found[0].email)
    for line in _lines(folder / f"{name}_invalid.txt"):
        score.add(f"invalid {line}", "", normal_spec(f"{line}{end}"))
    score.settle(record_property)


def test_links(record_property: pytest.RecordProperty) -> None:
    score = Score("flanker-urls", mails=1)
    folder = require_corpus() / "flanker"
    for valid in (True, False):
        for line in _lines(folder / f"url_{'valid' if valid else 'invalid'}.txt"):
            clean = sanitize_html(f'<a href="{escape(line)}">x</a>')
            score.add(f"{'valid' if valid else 'invalid'} {line}", valid, "href=" in clean)
    score.settle(record_property)

"""Notes may come from anywhere people paste from."""

from __future__ import annotations

import pytest

from app.tickets.markdown import render_note

pytestmark = pytest.mark.quick


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("**bold** and *soft*", "<p><strong>bold</strong> and <em>soft</em></p>\n"),
        ("one\ntwo", "<p>one<br>\ntwo</p>\n"),
        ("~~gone~~", "<p><s>gone</s></p>\n"),
        ("`<b>`", "<p><code>&lt;b&gt;</code></p>\n"),
        (
            "[site](https://a.test)",
            '<p><a href="https://a.test" rel="noopener noreferrer nofollow">site</a></p>\n',
        ),
        ("- [x] a", "<ul>\n<li>[x] a</li>\n</ul>\n"),
    ],
)
def test_what_it_becomes(markdown: str, html: str) -> None:
    assert render_note(markdown) == html


@pytest.mark.parametrize(
    "markdown",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[x](javascript:alert(1))",
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
        "![x](https://tracker.test/pixel.png)",
        "<a href='javascript:alert(1)'>x</a>",
        "[x](vbscript:a)",
    ],
)
def test_nothing_in_it_runs_or_loads(markdown: str) -> None:
    html = render_note(markdown)
    for bad in ("<script", "<img", 'href="javascript', 'href="data', 'href="vbscript'):
        assert bad not in html

"""Notes are CommonMark with tables and strike-through. What people see is HTML that is built without raw HTML and
sanitised again after that: two locks, of different makers."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token

_MARKDOWN = MarkdownIt("commonmark", {"html": False, "breaks": True}).enable(["table", "strikethrough"])

_TAGS = frozenset(
    "a blockquote br code del em h1 h2 h3 h4 h5 h6 hr li ol p pre s strong table tbody td th thead tr ul".split()  # noqa: SIM905
)
_ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}, "th": {"align"}, "td": {"align"}}


def render_note(markdown: str, mentioned: Collection[str] = ()) -> str:
    """Safe HTML of a note; ``@name`` of whom it calls is marked. No images: they would tell their server who reads
    it."""
    tokens = _MARKDOWN.parse(markdown)
    if mentioned:
        # The longest first: "@Ann Lee" is not Ann.
        names = "|".join(re.escape(name) for name in sorted(mentioned, key=len, reverse=True))
        called = re.compile(rf"(@(?:{names}))(?!\w)")
        for token in tokens:
            if token.children:
                token.children = [part for child in token.children for part in _marked(child, called)]
    return nh3.clean(
        _MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {}),
        tags=set(_TAGS),
        attributes=_ATTRIBUTES,
        allowed_classes={"strong": {"mention"}},
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel="noopener noreferrer nofollow",
    )


def _marked(token: Token, called: re.Pattern[str]) -> Iterator[Token]:
    """The token, its text cut where somebody is called."""
    if token.type != "text":
        yield token
        return
    for number, text in enumerate(called.split(token.content)):
        one = Token("text", "", 0, content=text)
        if number % 2 == 0:
            yield one
            continue
        yield Token("strong_open", "strong", 1, attrs={"class": "mention"})
        yield one
        yield Token("strong_close", "strong", -1)

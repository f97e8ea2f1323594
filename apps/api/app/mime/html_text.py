"""Text of an HTML body as a reader would see it: blocks as lines, table cells apart, quotes behind "> ".

Works on the sanitised HTML, whose canonical form one small expression can read (no comments, no scripts, all values
quoted), so hostile mark-up has no say here.
"""

from __future__ import annotations

import re
from html import unescape

_TOKEN = re.compile(r'<(/?)([a-z][a-z0-9]*)((?: [a-z-]+="[^"]*")*)>')
_SPACE = re.compile(r"[ \t\n\r\f]+")
_BLANKS = re.compile(r"\n{3,}")
_BLOCK = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "caption",
        "center",
        "dd",
        "details",
        "dir",
        "div",
        "dl",
        "dt",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "li",
        "main",
        "menu",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "tfoot",
        "thead",
        "tr",
        "ul",
    ]
)
_PARAGRAPH = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "dl", "table", "pre", "blockquote"})
_HIDDEN = re.compile(r"display:\s*none|mso-hide:\s*all|visibility:\s*hidden|font-size:\s*0(?:px|pt)?\s*(?:;|\"|$)")
_ALT = re.compile(r' alt="([^"]*)"')
_INVISIBLE = str.maketrans("", "", "\u200b\u200c\u2060\ufeff\u00ad\u034f")
_MAX_QUOTE_DEPTH = 20


class _Page:
    """Lines being written: one current line, the quote depth, and how many blank lines are due."""

    __slots__ = ("depth", "line", "lines", "pre")

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.line: list[str] = []
        self.depth = 0
        self.pre = 0

    def write(self, text: str) -> None:
        if self.pre:
            head, *rest = text.split("\n")
            self.line.append(head)
            for more in rest:
                self.end()
                self.line.append(more)
            return
        text = _SPACE.sub(" ", text)
        if text == " " and not self.line:
            return
        self.line.append(text)

    def end(self) -> None:
        """Finish the current line, even when empty."""
        text = "".join(self.line)
        text = text.rstrip() if self.pre else _SPACE.sub(" ", text).strip()
        self.line.clear()
        mark = "> " * min(self.depth, _MAX_QUOTE_DEPTH)
        self.lines.append((mark + text).rstrip())

    def fresh(self, blank: bool) -> None:
        """Be at the start of a line, after a blank one if `blank`."""
        if self.line:
            if "".join(self.line).strip():
                self.end()
            else:
                self.line.clear()
        if blank and self.lines and self.lines[-1].strip("> "):
            self.end()


def html_to_text(sanitized: str) -> str:
    """Readable text of sanitised HTML."""
    page = _Page()
    at = 0
    hidden_tag, hidden_depth = "", 0
    for match in _TOKEN.finditer(sanitized):
        closing, tag = match[1] == "/", match[2]
        if hidden_depth:
            if tag == hidden_tag:
                hidden_depth += -1 if closing else 1
            at = match.end()
            continue
        if match.start() > at:
            page.write(unescape(sanitized[at : match.start()]))
        at = match.end()
        attributes = match[3]
        if not closing and attributes and tag not in ("br", "img", "hr", "wbr", "col") and _HIDDEN.search(attributes):
            # Preheaders and tracking text that no reader sees.
            hidden_tag, hidden_depth = tag, 1
            continue
        _mark(page, tag, closing, attributes)
    if not hidden_depth:
        page.write(unescape(sanitized[at:]))
    page.fresh(blank=False)
    text = "\n".join(page.lines).replace("\xa0", " ").translate(_INVISIBLE)
    return _BLANKS.sub("\n\n", text).strip("\n")


def _mark(page: _Page, tag: str, closing: bool, attributes: str) -> None:
    if tag == "br":
        page.end()
    elif tag in ("td", "th"):
        if closing:
            page.line.append("\t" if page.pre else "  ")
    elif tag == "img":
        alt = _ALT.search(attributes) if attributes else None
        if alt and alt[1].strip():
            page.write(f"[{unescape(alt[1]).strip()[:200]}]")
    elif tag in _BLOCK:
        page.fresh(blank=tag in _PARAGRAPH)
        if tag == "blockquote":
            page.depth = max(0, page.depth + (-1 if closing else 1))
        elif tag == "pre":
            page.pre = max(0, page.pre + (-1 if closing else 1))
        elif tag == "li" and not closing:
            page.line.append("- ")
        elif tag == "hr" and not closing:
            page.line.append("________________________________")
            page.end()

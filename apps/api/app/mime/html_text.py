"""Text of an HTML body as a reader would see it: blocks as lines, table cells apart, quotes behind "> ".

Works on the sanitised HTML, whose canonical form one small expression can read (no comments, no scripts, all values
quoted), so hostile mark-up has no say here.
"""

from __future__ import annotations

import re
from html import unescape

_TOKEN = re.compile(r'<(/?[a-z][a-z0-9]*)((?: [a-z-]+="[^"]*")*)>')
_HIDDEN = re.compile(r"display:\s*none|mso-hide:\s*all|visibility:\s*hidden|font-size:\s*0(?:px|pt)?\s*(?:;|\"|$)")
# Plain containment is many times faster than the expression above, and almost always says no.
_HIDDEN_WORDS = ("display:none", "display: none", "mso-hide", "hidden", "font-size:0", "font-size: 0")
_ALT = re.compile(r' alt="([^"]*)"')
_INVISIBLE = "\u200b\u200c\u2060\ufeff\u00ad\u034f"
_MAX_QUOTE_DEPTH = 20
_LINE, _PARAGRAPH, _BREAK, _RULE, _ITEM, _CELL, _IMAGE, _OPEN, _CLOSE, _PRE, _END_PRE = range(11)
_MARKS = {
    "br": _BREAK, "hr": _RULE, "li": _ITEM, "/li": _LINE, "td": _CELL, "th": _CELL, "img": _IMAGE,
    "blockquote": _OPEN, "/blockquote": _CLOSE, "pre": _PRE, "/pre": _END_PRE,
}  # fmt: skip
_LINE_TAGS = (
    "address article aside caption center dd details dir div dt figcaption figure footer header main menu nav section "
    "summary tbody tfoot thead tr"
)
for _tag in _LINE_TAGS.split():
    _MARKS[_tag] = _MARKS[f"/{_tag}"] = _LINE
for _tag in ["p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "dl", "table"]:
    _MARKS[_tag] = _MARKS[f"/{_tag}"] = _PARAGRAPH


def html_to_text(sanitized: str) -> str:
    """Readable text of sanitised HTML."""
    if "<pre" not in sanitized:
        sanitized = sanitized.replace("\n", " ")
    pieces = _TOKEN.split(sanitized)
    if any(word in sanitized for word in _HIDDEN_WORDS):
        pieces = _visible(pieces)
    # Line ends are only those written here, so the entities may be resolved in one go.
    text = unescape("\n".join(_lines(pieces)))
    for char in _INVISIBLE:
        if char in text:
            text = text.replace(char, "")
    if "<pre" in sanitized:
        text = text.replace("\xa0", " ")
    else:
        text = "\n".join([" ".join(line.split()) for line in text.split("\n")])
    while "\n\n\n" in text:
        text = text.replace("\n\n\n", "\n\n")
    return text.strip("\n ")


def _visible(pieces: list[str]) -> list[str]:
    """`pieces` (text, tag, attributes, text, …) without preheaders and tracking text that no reader sees."""
    out = [pieces[0]]
    hidden_tag, depth = "", 0
    for index in range(1, len(pieces), 3):
        tag, attributes = pieces[index], pieces[index + 1]
        if depth:
            if tag.lstrip("/") == hidden_tag:
                depth += -1 if tag[0] == "/" else 1
                if not depth:
                    out[-1] += pieces[index + 2]
        elif attributes and tag not in ("br", "img", "hr", "wbr", "col") and _HIDDEN.search(attributes):
            hidden_tag, depth = tag, 1
        else:
            out += pieces[index : index + 3]
    return out


def _lines(pieces: list[str]) -> list[str]:
    """Lines of the page: a block begins a new line unless one has just begun, a line break always ends one."""
    lines: list[str] = []
    line: list[str] = [pieces[0]] if not pieces[0].isspace() else []
    depth = preformatted = 0
    marks = _MARKS
    for index in range(1, len(pieces), 3):
        mark = marks.get(pieces[index])
        if mark is not None:
            if mark == _CELL:
                if line:
                    line.append("  ")
            elif mark == _IMAGE:
                alternative = _ALT.search(pieces[index + 1])
                if alternative and alternative[1].strip():
                    line.append(f"[{alternative[1].strip()[:200]}]")
            else:
                if line or mark == _BREAK:
                    lines.append(_quoted("".join(line), depth))
                    line = []
                if mark != _LINE and mark != _BREAK:
                    depth, preformatted = _special(mark, lines, line, depth, preformatted)
        text = pieces[index + 2]
        if text:
            if preformatted and "\n" in text:
                *whole, text = ("".join(line) + text).split("\n")
                lines += [_quoted(one, depth) for one in whole]
                line = [text] if text else []
            elif line or not text.isspace():
                line.append(text)
    lines.append(_quoted("".join(line), depth))
    return lines


def _special(mark: int, lines: list[str], line: list[str], depth: int, preformatted: int) -> tuple[int, int]:
    """Begin or end what is more than a line; returns the new quote depth and depth of preformatted text."""
    if mark == _ITEM:
        line.append("- ")
    elif mark == _RULE:
        lines.append(_quoted("________________________________", depth))
    else:
        if mark == _CLOSE:
            depth = max(0, depth - 1)
        if lines and lines[-1].strip("> "):
            lines.append(_quoted("", depth))
        elif lines and mark == _CLOSE:
            lines[-1] = _quoted("", depth)
        if mark == _OPEN:
            depth += 1
        elif mark == _PRE:
            preformatted += 1
        elif mark == _END_PRE:
            preformatted = max(0, preformatted - 1)
    return depth, preformatted


def _quoted(line: str, depth: int) -> str:
    return f"{'> ' * min(depth, _MAX_QUOTE_DEPTH)}{line.strip() if line[:1].isspace() else line}" if depth else line

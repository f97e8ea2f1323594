"""Where the author's own words are: quoted history and signature found as offsets, never cut.

Knows the marks of Gmail, Outlook, Apple Mail, Thunderbird, Yahoo and mobile clients in the languages of
`quote_words`. History begins at the first attribution line ("On …, X wrote:"), header block ("From: … Sent: …") or
separator; lines that begin with ">" are history, and what stands between them is an inline answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from app.mime.model import Quote
from app.mime.quote_words import (
    ADDRESSED,
    BLOCK_FIRST,
    BLOCK_KEYS,
    CLOCK,
    COLON_END,
    DATED,
    MOBILE,
    SEPARATOR,
    STARTS,
    says_wrote,
)

_MAX_CHARS = 512 * 1024
_BLOCK_LINES = 8
_SIGNATURE_LINES = 30
_MAX_ATTRIBUTION = 400
_MAX_KEY = 40
_MAX_CLOSING_LINES = 5
_MAX_CLOSING_CHARS = 600
# "-Ann Lee" alone below a blank line; a list has a space behind its dash.
_SIGNED = re.compile(r"\n[ \t]*\n([-–—][^\W\d_][\w.'’]+(?: [^\W\d_][\w.'’]*){0,3})[ \t]*\Z")
_DIGIT_OR_AT = re.compile(r"[\d@]")


def find_quote(text: str, end: int | None = None) -> Quote:
    """New ranges, signature and whether answers stand between quotes. From `end` on is a list's footer, never new."""
    end = len(text) if end is None else end
    limit = min(end, _MAX_CHARS)
    start = min(end, _history_start(text, limit))
    quoted = text.startswith(">") or "\n>" in text[:limit]
    if not quoted:
        return _with_signature(text, [(0, start)], inline=False)
    ranges, inline = _between_quotes(text, start, limit)
    return _with_signature(text, ranges, inline=inline)


def _history_start(text: str, limit: int) -> int:
    """Offset where unmarked history begins: all after it is other mail. `len(text)` when there is none."""
    at = 0
    for line in text[:limit].split("\n"):
        if line and line[0] != ">":
            begin = _history_at(text, line, at, limit)
            if begin is not None:
                return _before_rule(text, begin)
        at += len(line) + 1
    return len(text)


def _history_at(text: str, line: str, at: int, limit: int) -> int | None:
    """Where the history that this line announces begins, or None when it announces none."""
    colon = line.find(":")
    if colon < 0:
        colon = line.find("\uff1a")
    ends = line[-1] in ": \t\xa0\uff1a" and colon >= 0 and line.rstrip()[-1] in ":\uff1a"
    if (ends or line[0] in "-_=* \t") and SEPARATOR.match(line):
        return at
    if (
        0 <= colon < _MAX_KEY
        and _is_block_key(line[: colon + 1])
        and line[colon + 1 :].strip()
        and _is_block(text, at, limit)
    ):
        return at
    if not ends or len(line) > _MAX_ATTRIBUTION or not says_wrote(line, 0, len(line)):
        return None
    begin = _attribution_begin(text, at, at + len(line))
    # Quoted lines that follow mark themselves, and answers may stand between them.
    if begin is None or text[at + len(line) : at + len(line) + 2000].lstrip("\n \t").startswith(">"):
        return None
    return begin


@lru_cache(maxsize=4096)
def _is_block_key(key: str) -> bool:
    """Whether a copied header may begin with `key`, which ends in its colon."""
    return BLOCK_FIRST.match(f"{key}x") is not None


def _is_block(text: str, at: int, limit: int) -> bool:
    """Whether the lines at `at` are a copied header: three different fields within eight lines."""
    lines = text[at : min(limit, at + 3000)].split("\n", _BLOCK_LINES)[:_BLOCK_LINES]
    keys = set()
    for line in lines:
        match = BLOCK_KEYS.match(line)
        if match:
            keys.add(match.lastgroup)
    return len(keys) >= 3


def _attributions(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """(begin, end) of every attribution in `text[start:end]`; it may be wrapped over up to four lines."""
    for match in COLON_END.finditer(text, start, min(end, _MAX_CHARS)):
        stop = match.end()
        begin = text.rfind("\n", start, match.start()) + 1 if "\n" in text[start : match.start()] else start
        if stop - begin > _MAX_ATTRIBUTION or not says_wrote(text, begin, stop):
            continue
        found = _attribution_begin(text, begin, stop)
        if found is not None and found >= start:
            yield found, stop


def _attribution_begin(text: str, begin: int, end: int) -> int | None:
    """Where the attribution whose last line is `text[begin:end]` begins, or None when it is none."""
    for _ in range(4):
        line = text[begin:end]
        if len(line) > _MAX_ATTRIBUTION:
            return None
        # "ann@x> wrote:" is the end of a line that was wrapped inside the address.
        if line.count("<") >= line.count(">") and STARTS.match(line) and _DIGIT_OR_AT.search(line):
            return begin
        above = text.rfind("\n", 0, max(0, begin - 1)) + 1
        if begin == 0 or not text[above:begin].strip():
            return None
        begin = above
    return None


def _before_rule(text: str, at: int) -> int:
    """`at`, or the start of the line of underscores that Outlook draws above the header block."""
    head = text[:at].rstrip()
    line_start = head.rfind("\n") + 1
    line = head[line_start:].strip()
    return line_start if at < len(text) and len(line) >= 5 and not line.strip("_-=") else at


def _between_quotes(text: str, start: int, limit: int) -> tuple[list[tuple[int, int]], bool]:
    """Ranges without ">" lines and their attributions, up to `start`; whether answers stand between quotes."""
    ranges: list[tuple[int, int]] = []
    end = min(start, limit)
    blocks = 0
    last_answer = 0
    opened = -1
    in_quote = False
    at = 0
    for line in text[:end].split("\n"):
        if line[:1] == ">":
            if not in_quote:
                blocks += 1
                in_quote = True
                if opened >= 0:
                    stop = _without_attribution(text, opened, at)
                    if text[opened:stop].strip():
                        ranges.append((opened, stop))
                        last_answer = blocks if blocks > 1 else last_answer
                    opened = -1
        elif line and not line.isspace():
            in_quote = False
            opened = at if opened < 0 else opened
        at += len(line) + 1
    if opened >= 0:
        ranges.append((opened, start))
    # What stands before the first quote is an answer above it, what follows the last one an answer below.
    return ranges, last_answer > 1


def _without_attribution(text: str, start: int, end: int) -> int:
    """`end`, or the start of the attribution that closes `text[start:end]`."""
    closing = text[max(start, end - _MAX_ATTRIBUTION) : end].rstrip()
    if ADDRESSED.search(closing):
        # Right above a quote, a line of date, time and address introduces it in any language; Gmail wraps it.
        begin = closing.rfind("\n") + 1
        for _ in range(3):
            line = closing[begin:]
            if DATED.match(line) or (CLOCK.search(line) and len(line) <= _MAX_ATTRIBUTION):
                return max(start, end - _MAX_ATTRIBUTION) + begin
            if begin == 0 or not closing[:begin].rstrip("\n").rsplit("\n", 1)[-1].strip():
                break
            begin = closing.rfind("\n", 0, begin - 1) + 1
    for begin, stop in _attributions(text, max(start, end - 1000), end):
        if not text[stop:end].strip():
            return begin
    return end


def _with_signature(text: str, ranges: list[tuple[int, int]], *, inline: bool) -> Quote:
    trimmed = [one for one in (_trim(text, *given) for given in ranges) if one[0] < one[1]]
    signature = None
    if trimmed:
        start, end = trimmed[-1]
        at = _signature_start(text, start, end)
        if at is not None:
            signature = (at, end)
            last = _trim(text, start, at)
            trimmed[-1:] = [last] if last[0] < last[1] else []
    return Quote(tuple(trimmed), signature, inline)


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    piece = text[start:end]
    stripped = piece.strip()
    if not stripped:
        return start, start
    start += len(piece) - len(piece.lstrip())
    return start, start + len(stripped)


def _signature_start(text: str, start: int, end: int) -> int | None:
    """Start of the signature in a range: the last "-- " line near the end, or a phone's closing line."""
    piece = text[start:end]
    at = len(piece)
    for mark in ("\n-- \n", "\n--\n", "\n— \n", "\n—\n", "\n--\xa0\n"):
        found = piece.rfind(mark)
        if found >= 0 and piece.count("\n", found) <= _SIGNATURE_LINES:
            at = min(at, found + 1)
    if piece.startswith(("-- \n", "--\n")):
        at = 0
    signed = _SIGNED.search(piece, max(0, at - 80), at)
    if signed is not None:
        at = signed.start(1)
    offset = len(piece)
    for line in reversed(piece[-_MAX_CLOSING_CHARS:].split("\n")[-_MAX_CLOSING_LINES:]):
        offset -= len(line)
        if line and MOBILE.match(line):
            at = min(at, offset)
        offset -= 1
    return start + at if at < len(piece) else None

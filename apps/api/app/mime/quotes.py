"""Where the author's own words are: quoted history and signature found as offsets, never cut.

Knows the marks of Gmail, Outlook, Apple Mail, Thunderbird, Yahoo and mobile clients in the languages of
`quote_words`. History begins at the first attribution line ("On …, X wrote:"), header block ("From: … Sent: …") or
separator; lines that begin with ">" are history, and what stands between them is an inline answer.
"""

from __future__ import annotations

from collections.abc import Iterator

from app.mime.model import Quote
from app.mime.quote_words import BLOCK_FIRST, BLOCK_KEYS, COLON_END, MOBILE, SEPARATOR, STARTS, WROTE

_MAX_CHARS = 512 * 1024
_BLOCK_LINES = 8
_SIGNATURE_LINES = 30
_MAX_ATTRIBUTION = 400


def find_quote(text: str) -> Quote:
    """New ranges, signature and whether answers stand between quotes."""
    limit = min(len(text), _MAX_CHARS)
    start = _history_start(text, limit)
    quoted = text.startswith(">") or "\n>" in text[:limit]
    if not quoted:
        return _with_signature(text, [(0, start)], inline=False)
    ranges, inline = _between_quotes(text, start, limit)
    return _with_signature(text, ranges, inline=inline)


def _history_start(text: str, limit: int) -> int:
    """Offset where unquoted history begins: everything after is another mail. `len(text)` when there is none."""
    best = len(text)
    for match in SEPARATOR.finditer(text, 0, limit):
        best = match.start()
        break
    for match in BLOCK_FIRST.finditer(text, 0, min(best, limit)):
        if _is_block(text, match.start(), limit):
            best = match.start()
            break
    best = _attributed(text, best)
    return _before_rule(text, best)


def _is_block(text: str, at: int, limit: int) -> bool:
    """Whether the lines at `at` are a copied header: three different fields within eight lines."""
    lines = text[at : min(limit, at + 3000)].split("\n", _BLOCK_LINES)[:_BLOCK_LINES]
    keys = set()
    for line in lines:
        match = BLOCK_KEYS.match(line)
        if match:
            keys.add(match.lastgroup)
    return len(keys) >= 3


def _attributed(text: str, limit: int) -> int:
    """`limit`, or the start of an earlier attribution line whose history follows unmarked."""
    for begin, end in _attributions(text, 0, limit):
        # Quoted lines follow: they mark themselves, and answers may stand between them.
        if not text.startswith(">", begin) and not text[end : end + 2000].lstrip("\n \t").startswith(">"):
            return begin
    return limit


def _attributions(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """(begin, end) of every attribution in `text[start:end]`; it may be wrapped over up to four lines."""
    for match in COLON_END.finditer(text, start, min(end, _MAX_CHARS)):
        stop = match.end()
        begin = text.rfind("\n", start, match.start()) + 1 if "\n" in text[start : match.start()] else start
        if stop - begin > _MAX_ATTRIBUTION or not WROTE.search(text, begin, stop):
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
        if STARTS.match(line) and any(char.isdigit() or char == "@" for char in line):
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
    blocks = 0
    answered_after: set[int] = set()
    opened = -1
    in_quote = False
    at = 0
    end = min(start, limit)
    while at < end:
        stop = text.find("\n", at, end)
        stop = end if stop < 0 else stop + 1
        if text.startswith(">", at) or (in_quote and not text[at:stop].strip()):
            if not in_quote:
                blocks += 1
                if opened >= 0:
                    ranges.append((opened, _without_attribution(text, opened, at)))
                    opened = -1
            in_quote = True
        else:
            if in_quote or opened < 0:
                if blocks:
                    answered_after.add(blocks)
                opened = at if opened < 0 else opened
            in_quote = False
        at = stop
    if opened >= 0:
        ranges.append((opened, end))
    if limit < start:
        ranges.append((limit, start))
    inline = any(one < blocks for one in answered_after)
    return [one for one in ranges if text[one[0] : one[1]].strip()], inline


def _without_attribution(text: str, start: int, end: int) -> int:
    """`end`, or the start of the attribution that closes `text[start:end]`."""
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
    tail = max(0, len(piece) - 600)
    for match in MOBILE.finditer(piece, tail):
        if piece.count("\n", match.start()) <= 4:
            at = min(at, match.start())
            break
    return start + at if at < len(piece) else None

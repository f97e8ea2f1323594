"""Text as the search index splits it, for mails and for queries alike.

PostgreSQL's own parser is not used: it keeps "ann@acme.example" and "INV-2026-9" whole, so that neither "acme" nor
"2026" finds them, takes a run of Chinese for one word, and costs more than all the rest of storing a mail. Here a word
is a run of letters and digits; characters of scripts without spaces stand alone, and what people search becomes a
phrase of them. Case and accents are dropped: "correccion" finds "Corrección".
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

#: Scripts that are written without spaces: kana, Han (with extensions), and Hangul, whose particles stick to words.
_UNSPACED = re.compile("[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003134f]")


def _runs(codes: Iterable[int]) -> list[tuple[int, int]]:
    """Ascending numbers as (first, last) of each run."""
    runs: list[tuple[int, int]] = []
    for code in codes:
        if runs and runs[-1][1] == code - 1:
            runs[-1] = (runs[-1][0], code)
        else:
            runs.append((code, code))
    return runs


def _bases() -> dict[int, str]:
    """Latin, Greek and Cyrillic letters with marks → their base letters."""
    bases = {}
    for code in (*range(0xC0, 0x250), *range(0x370, 0x530), *range(0x1E00, 0x2000)):
        plain = "".join(c for c in unicodedata.normalize("NFD", chr(code)) if not unicodedata.combining(c))
        if plain != chr(code):
            bases[code] = plain
    return bases


#: Loose accents go; the marks of other scripts are part of their words (Devanagari vowels, Hebrew points).
_BASES: dict[int, str | None] = {**_bases(), **dict.fromkeys(range(0x300, 0x370))}
_MARKS = "".join(
    f"{chr(first)}-{chr(last)}"
    for first, last in _runs(code for code in range(0x370, 0x10000) if unicodedata.category(chr(code))[0] == "M")
)


_WORD = re.compile(r"[^\W_]+")
_MARKED_WORD = re.compile(rf"[^\W_](?:[^\W_]|[{_MARKS}])*")
#: Longer runs are encoded data; PostgreSQL refuses lexemes over 2 KB.
_LONGEST_WORD = 100
#: PostgreSQL counts positions to 16383 and keeps 256 of a word; the gap keeps phrases from reaching across fields.
_LAST_POSITION, _MOST_POSITIONS, _GAP = 16383, 255, 8


def words_of(text: str) -> list[str]:
    """The words of `text` in order, as they are indexed and searched."""
    if text.isascii():
        return _WORD.findall(text.lower())
    text = unicodedata.normalize("NFC", text).translate(_BASES).casefold()
    return _MARKED_WORD.findall(_UNSPACED.sub(r" \g<0> ", text))


def vector(fields: Iterable[tuple[str, str]]) -> str:
    """A ``tsvector`` literal of several texts, each with its weight (``A`` to ``D``)."""
    places: dict[str, list[str]] = {}
    at = 0
    for text, weight in fields:
        for word in words_of(text):
            at += 1
            known = places.setdefault(word[:_LONGEST_WORD], [])
            if len(known) < _MOST_POSITIONS:
                known.append(f"{min(at, _LAST_POSITION)}{weight}")
        at += _GAP
    return " ".join([f"{word}:{','.join(known)}" for word, known in places.items()])


def phrase(text: str, *, weight: str = "", is_prefix: bool = False) -> str:
    """A ``tsquery`` literal: the words of `text` one after the other, the last one perhaps only begun. Empty when
    there is no word in it."""
    words = [word[:_LONGEST_WORD] for word in words_of(text)]
    mark = f":{weight}" if weight else ""
    last = f":*{weight}" if is_prefix else mark
    return " <-> ".join([f"{word}{mark}" for word in words[:-1]] + [f"{word}{last}" for word in words[-1:]])

"""Text as the search index splits it, for mails and for queries alike.

PostgreSQL's own parser is not used: it keeps "ann@acme.example" and "INV-2026-9" whole, so that neither "acme" nor
"2026" finds them, takes a run of Chinese for one word, and costs more than all the rest of storing a mail. Here a word
is a run of letters and digits; characters of scripts without spaces stand alone, and what people search becomes a
phrase of them. Case and accents are dropped: "correccion" finds "Corrección".
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

#: Scripts that are written without spaces: kana, Han (with extensions), and Hangul, whose particles stick to words.
_UNSPACED = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003134f"


def _bases() -> dict[str, str]:
    """Latin, Greek and Cyrillic letters with marks → their base letters."""
    bases = {}
    for code in (*range(0xC0, 0x250), *range(0x370, 0x530), *range(0x1E00, 0x2000)):
        plain = "".join(c for c in unicodedata.normalize("NFD", chr(code)) if not unicodedata.combining(c))
        if plain != chr(code):
            bases[chr(code)] = plain
    return bases


#: Loose accents go; the marks of other scripts are part of their words (Devanagari vowels, Hebrew points).
_BASES: dict[str, str] = {**_bases(), **dict.fromkeys(map(chr, range(0x300, 0x370)), "")}
_MARKS = frozenset(
    chr(code)
    for code in (*range(0x370, 0x10000), *range(0x11000, 0x11800))
    if unicodedata.category(chr(code))[0] == "M"
)
# Runs beyond 100 letters are encoded data, cut in pieces: PostgreSQL refuses lexemes over 2 KB.
_SPACED_WORD = re.compile(r"[^\W_]{1,100}")
_WORD = re.compile(rf"[{_UNSPACED}]|[^\W_{_UNSPACED}](?:[^\W_{_UNSPACED}]|[{''.join(sorted(_MARKS))}]){{0,99}}")
_FIRST_UNSPACED = "\u3040"
#: PostgreSQL counts positions up to this.
_LAST_POSITION = 16383
#: Keeps phrases from reaching across fields.
_GAP = 8


def words_of(text: str) -> list[str]:
    """The words of `text` in order, as they are indexed and searched."""
    if text.isascii():
        return _SPACED_WORD.findall(text.lower())
    text = unicodedata.normalize("NFC", text)
    # What a text consists of is a small set; to look at that first is many times faster than to translate each letter.
    letters = set(text)
    for letter in _BASES.keys() & letters:
        text = text.replace(letter, _BASES[letter])
    plain = max(letters) < _FIRST_UNSPACED and _MARKS.isdisjoint(letters)
    return (_SPACED_WORD if plain else _WORD).findall(text.casefold())


def spans(text: str) -> Iterator[tuple[int, int, str]]:
    """Where each word of `text` stands (start, end) and how it is indexed, for showing what a search found. `text` is
    in NFC."""
    pattern = _SPACED_WORD if text.isascii() else _WORD
    for match in pattern.finditer(text):
        word = words_of(match.group())
        if word:
            yield match.start(), match.end(), "".join(word)


def vector(fields: Iterable[tuple[str, str]]) -> str:
    """A ``tsvector`` literal of several texts, each with its weight (``A`` to ``D``)."""
    # A word that comes again stands here again: PostgreSQL gathers its places when it reads the literal.
    places: list[str] = []
    at = 0
    for text, weight in fields:
        words = words_of(text)
        if at + len(words) < _LAST_POSITION:
            places += [f"{word}:{number}{weight}" for number, word in enumerate(words, at + 1)]
        else:
            places += [f"{word}:{min(number, _LAST_POSITION)}{weight}" for number, word in enumerate(words, at + 1)]
        at += len(words) + _GAP
    return " ".join(places)


def phrase(text: str, *, weight: str = "", is_prefix: bool = False) -> str:
    """A ``tsquery`` literal: the words of `text` one after the other, the last one perhaps only begun. Empty when
    there is no word in it."""
    words = words_of(text)
    mark = f":{weight}" if weight else ""
    last = f":*{weight}" if is_prefix else mark
    return " <-> ".join([f"{word}{mark}" for word in words[:-1]] + [f"{word}{last}" for word in words[-1:]])

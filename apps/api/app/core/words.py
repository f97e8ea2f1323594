"""Text as the search index splits it, for mails and for queries alike.

PostgreSQL's parser takes a run of Chinese or Japanese, and the Latin word glued to it, for one word. So such characters
stand alone here, and what people search becomes a phrase of them. Accents are dropped: "correccion" finds "Corrección".
"""

from __future__ import annotations

import re
import unicodedata

#: Scripts that are written without spaces: kana, Han (with extensions), and Hangul, whose particles stick to words.
_UNSPACED = re.compile("[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003134f]")


def _bases() -> dict[int, str]:
    """Latin, Greek and Cyrillic letters with marks → their base letters."""
    bases = {}
    for code in (*range(0xC0, 0x250), *range(0x370, 0x530), *range(0x1E00, 0x2000)):
        plain = "".join(c for c in unicodedata.normalize("NFD", chr(code)) if not unicodedata.combining(c))
        if plain != chr(code):
            bases[code] = plain
    return bases


_BASES = _bases()


def searchable(text: str) -> str:
    """`text` as it is indexed and searched."""
    if text.isascii():
        return text
    text = unicodedata.normalize("NFC", text).translate(_BASES)
    return _UNSPACED.sub(r" \g<0> ", text)

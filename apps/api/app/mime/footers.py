"""Footers that mailing lists and Google Groups append to a text on its way."""

from __future__ import annotations

import re

# Each begins with a rule line and names the list's own mechanics.
_RULE = re.compile(r"(?:^|\n)(?:-- ?|[-_=*]{8,}|--~--~-+[^\n]*)[ \t]*\n")
_WORDS = re.compile(
    r"groups\.google\.com/|[+-]unsubscribe@|-leave@|/mailman/|/listinfo/|/options/|mailman3?/|/postorius/|"
    r"to unsubscribe (?:from this|send)|mailing list\b",
    re.IGNORECASE,
)
# One of these stands wherever `_WORDS` matches; plain containment says no many times faster than the expression.
_MARKS = (
    "groups.google.com/", "unsubscribe", "-leave@", "/mailman", "/listinfo/", "/options/", "/postorius/",
    "mailing list",
)  # fmt: skip
_TAIL = 4000
_MAX_FOOTERS = 4


def footer_start(text: str) -> int:
    """Offset where the footers begin, white space before them included; `len(text)` when there are none."""
    end = len(text)
    tail = text[-_MAX_FOOTERS * _TAIL :].lower()
    if not any(mark in tail for mark in _MARKS):
        return end
    for _ in range(_MAX_FOOTERS):
        cut = -1
        for match in _RULE.finditer(text, max(0, end - _TAIL), end):
            if _WORDS.search(text, match.end(), end):
                cut = match.start()
        if cut < 0:
            return end
        end = len(text[:cut].rstrip())
    return end

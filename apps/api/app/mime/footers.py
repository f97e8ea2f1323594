"""What lists, groups and relays put around a text on its way: footers, disclaimers, banners about outside senders."""

from __future__ import annotations

import re
from collections.abc import Callable

# Each begins with a rule line and names the list's own mechanics.
_RULE = re.compile(r"^(?:-- ?|[-_=*]{8,}|--~--~-+[^\n]*)[ \t]*\n", re.MULTILINE)
_WORDS = re.compile(
    r"groups\.google\.com/|[+-]unsubscribe@|-leave@|/mailman/|/listinfo/|/options/|mailman3?/|/postorius/|"
    r"to\s+unsubscribe\s+(?:from\s+this|send)|mailing\s+list\s+(?:--\s+)?<?\S+@",
    re.IGNORECASE,
)
_TAIL = 4000
_MAX_FOOTERS = 12
# Plain containment says no at a fraction of what the expression above costs.
_STEMS = ("unsubscribe", "google.com/", "mailman", "listinfo", "-leave@", "/options/", "postorius", "mailing")
# Two of these in what stands below a rule make it a disclaimer.
_LEGAL = (
    "confidential", "privileged", "intended", "addressee", "recipient", "vertraulich", "bestimmungsgemäß", "irrtümlich",
    "vernichten", "confidentiel", "destinataire", "confidencial", "destinatario", "riservat", "vertrouwelijk",
    "geadresseerde", "fortrolig", "konfidentiell", "poufn", "конфиденциальн", "получател",
)  # fmt: skip
_MAX_BANNER, _MAX_BANNER_START = 800, 60
_BANNER = re.compile(
    r"\s*[\W_]{0,6}(?:caution|warning|attention|notice|external|achtung|vorsicht|hinweis|extern|externe|exterior|let\s+op|"
    r"atención|atenção|attenzione)\b",
    re.IGNORECASE,
)
_OUTSIDE = re.compile(
    r"outside|external\s+(?:sender|source|e?-?mail)|not\s+click|außerhalb|externen?\s+absender|extérieur|externa|"
    r"esterno|buiten",
    re.IGNORECASE,
)
_BANNER_END = re.compile(r"\n[ \t]*\n|\n[-_=*]{8,}[ \t]*\n")


def footer_start(text: str) -> int:
    """Offset where the footers of lists begin, white space before them included; `len(text)` when there are none."""
    end = len(text)
    tail = _tail(text)
    if not any(stem in tail for stem in _STEMS):
        return end
    for _ in range(_MAX_FOOTERS):
        cut = _last_rule(text, end, lambda at, stop: _is_lists(text, at, stop, text[at:stop].lower()))
        if cut < 0:
            return end
        end = len(text[:cut].rstrip())
    return end


def own_range(text: str) -> tuple[int, int]:
    """(start, end) of what its author sent, as far as relays can be told from it: without the footers of lists,
    disclaimers below a rule and banners about mail from outside. Of an empty mail nothing is left."""
    end = len(text)
    tail = _tail(text)
    rounds = _MAX_FOOTERS if any(stem in tail for stem in _STEMS) or _is_legal(tail) else 0
    for _ in range(rounds):
        cut = _last_rule(text, end, lambda at, stop: _is_foreign(text, at, stop))
        if cut < 0:
            break
        end = len(text[:cut].rstrip())
    start = 0
    for _ in range(_MAX_FOOTERS):
        # Bounded: of two million blanks each would be tried as the last one before the word.
        if not _BANNER.match(text, start, min(end, start + _MAX_BANNER_START)):
            break
        stop = _BANNER_END.search(text, start, min(end, start + _MAX_BANNER))
        if stop is None or not _OUTSIDE.search(text, start, stop.start()):
            break
        start = stop.end()
    return start, end


def _tail(text: str) -> str:
    """All that footers are looked for in, in lower case. Most mails have not one word of any in it."""
    return text[-_MAX_FOOTERS * _TAIL :].lower()


def _is_legal(low: str) -> bool:
    return sum(word in low for word in _LEGAL) >= 2


def _is_foreign(text: str, at: int, end: int) -> bool:
    """Whether what stands below a rule is a list's footer or a disclaimer."""
    low = text[at:end].lower()
    return _is_lists(text, at, end, low) or _is_legal(low)


def _is_lists(text: str, at: int, end: int, low: str) -> bool:
    """Whether what stands below a rule is a list's footer; `low` is the same in lower case."""
    return any(stem in low for stem in _STEMS) and _WORDS.search(text, at, end) is not None


def _last_rule(text: str, end: int, foreign: Callable[[int, int], bool]) -> int:
    """Where the last rule line begins below which `foreign` holds, or -1."""
    rules = list(_RULE.finditer(text, max(0, end - _TAIL), end))
    return next((rule.start() for rule in reversed(rules[-20:]) if foreign(rule.end(), end)), -1)

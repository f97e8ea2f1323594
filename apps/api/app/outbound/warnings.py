"""What a person should look at before a reply leaves. Pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.messages.bounced import Bounced
from app.mime import Outcome


class WarningCode(StrEnum):
    """The kinds of warnings."""

    new_recipient = "new_recipient"
    lookalike_domain = "lookalike_domain"
    reply_to_differs = "reply_to_differs"
    dmarc_failed = "dmarc_failed"
    sender_is_stranger = "sender_is_stranger"
    bounced_recipient = "bounced_recipient"
    new_mail = "new_mail"


@dataclass(frozen=True, slots=True)
class Found:
    """One warning."""

    code: WarningCode
    detail: str
    emails: tuple[str, ...] = ()


def recipient_warnings(
    emails: Sequence[str], *, known: Collection[str], trusted_domains: Collection[str], own_domains: Collection[str]
) -> list[Found]:
    """Recipients who take no part in the ticket, and those whose domain looks like one that does. `known` are the
    ticket's addresses, `trusted_domains` the domains of those whom mail really went to and fro with."""
    found = []
    fresh = [e for e in emails if e not in known and _domain(e) not in own_domains]
    if fresh:
        found.append(Found(WarningCode.new_recipient, "Not part of this conversation until now.", tuple(fresh)))
    for email in emails:
        domain = _domain(email)
        twin = next((d for d in sorted({*trusted_domains, *own_domains}) if looks_like(domain, d)), None)
        if twin:
            found.append(
                Found(WarningCode.lookalike_domain, f"{domain} looks like {twin} and is another domain.", (email,))
            )
    return found


def bounce_warnings(bounced: Collection[Bounced]) -> list[Found]:
    """Recipients that mail came back from for good: each with the server's words."""
    return [
        Found(
            WarningCode.bounced_recipient,
            f"Mail to this address came back on {one.reported_at:%Y-%m-%d}. {one.diagnostic}".strip(),
            (one.email,),
        )
        for one in bounced
        if one.kind is Outcome.HARD
    ]


def _domain(email: str) -> str:
    return email.rpartition("@")[2].lower()


#: Letters that fonts draw alike (Unicode TR39 has all of them; these are what impostors use).
_ALIKE = str.maketrans(
    {"0": "o", "1": "l", "i": "l", "3": "e", "5": "s", "а": "a", "е": "e", "о": "o", "р": "p", "с": "c", "у": "y",
     "х": "x", "і": "l", "ј": "j", "ѕ": "s", "ԁ": "d", "ո": "n", "ⅼ": "l", "α": "a", "ο": "o", "ν": "v", "ı": "l"}
)  # fmt: skip
_PAIRS = (("rn", "m"), ("vv", "w"), ("cl", "d"))
_SHORTEST = 6


def looks_like(domain: str, trusted: str) -> bool:
    """Whether a reader may take `domain` for `trusted`: drawn alike, or one letter apart."""
    if domain == trusted or domain.endswith("." + trusted) or trusted.endswith("." + domain):
        return False
    one, other = _skeleton(domain), _skeleton(trusted)
    if one == other:
        return True
    # Short names are a letter apart by chance; and example.com and example.org belong to one owner as often as not.
    if min(len(one), len(other)) < _SHORTEST or one.partition(".")[0] == other.partition(".")[0]:
        return False
    return one.partition(".")[2] == other.partition(".")[2] and _one_apart(
        one.partition(".")[0], other.partition(".")[0]
    )


def _skeleton(domain: str) -> str:
    try:
        text = domain.encode("ascii").decode("idna") if "xn--" in domain else domain
    except UnicodeError:
        text = domain
    text = "".join(c for c in unicodedata.normalize("NFKD", text.lower()) if not unicodedata.combining(c))
    text = text.translate(_ALIKE)
    for pair, letter in _PAIRS:
        text = text.replace(pair, letter)
    return text


def _one_apart(one: str, other: str) -> bool:
    """Whether one edit (a letter more, less, other, or two swapped) makes `one` into `other`."""
    if abs(len(one) - len(other)) > 1 or min(len(one), len(other)) < _SHORTEST - 2:
        return False
    start = 0
    while start < min(len(one), len(other)) and one[start] == other[start]:
        start += 1
    rest, its = one[start:], other[start:]
    if len(rest) == len(its):
        swapped = len(rest) > 1 and rest[0] == its[1] and rest[1] == its[0] and rest[2:] == its[2:]
        return swapped or rest[1:] == its[1:]
    longer, shorter = (rest, its) if len(rest) > len(its) else (its, rest)
    return longer[1:] == shorter

"""The way a mail came, as Google's own lines tell it, and where what we may believe ends.

Headers are stacked by hops, the newest on top, and everything that the outside world wrote is forgeable. Google stamps
a hop from the bottom up: its verdict (Authentication-Results, Received-SPF) stands right below the Received line.

Whoever may send through Google, also as another customer of it, writes what stands below the line of their submission,
lines that look like hops of ours too. So trust ends there, and at the first hop that does not say to be for us.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from app.mime.model import ParsedMail

_BY_GOOGLE = re.compile(r"\bby mx\.google\.com\b", re.IGNORECASE)
_FOR = re.compile(r"\bfor <?([^\s<>;]+@[^\s<>;]+)>?", re.IGNORECASE)
# The name in brackets is what Google looked up itself; the one before it is what the other side said.
_FROM_GOOGLE = re.compile(r"^from \S+\s*\([^)]*\.google\.com\.?[\s)\[]", re.IGNORECASE)
# Mail handed in with a password or a token: by SMTP, by relay, through the API.
_SUBMITTED = re.compile(
    r"\bby (?:smtp\.gmail\.com|smtp-relay\.gmail\.com|gmailapi\.google\.com)\b|\bwith (?:ESMTPSA|HTTPREST)\b",
    re.IGNORECASE,
)
_VERDICTS = ("authentication-results", "received-spf")


@dataclass(frozen=True, slots=True)
class Hops:
    """`border`: index of the lowest Received line of ours, None when there is none (copies in Sent, imports).
    `from_outside`: whether Google took the mail there from a host that is not its own."""

    border: int | None
    from_outside: bool

    @property
    def trusted(self) -> int:
        """How many headers from the top were written for us."""
        return self.border or 0


def hops_of(mail: ParsedMail, domains: set[str] | frozenset[str]) -> Hops:
    """Walk the hops down from the top: a mail between Google's own hosts goes on while it is for one of `domains`; the
    first hop that Google received from elsewhere, or was handed, is the border."""
    border: int | None = None
    for index, key in enumerate(mail.header_keys):
        if key != "received":
            continue
        value = mail.headers[index][1]
        if _SUBMITTED.search(value):
            return Hops(border, False)
        if not _BY_GOOGLE.search(value):
            continue
        target = _FOR.search(value)
        if border is not None and domains and (not target or target[1].rpartition("@")[2].lower() not in domains):
            # Another customer of Google received it there: their hop, not ours, so it came to us from outside.
            return Hops(border, True)
        border = index
        if not _FROM_GOOGLE.match(value):
            return Hops(index, True)
    return Hops(border, False)


def verdict_at(mail: ParsedMail, hop: int) -> tuple[str, str] | None:
    """(name, value) of Google's Authentication-Results for the mail as it came by the Received line `hop`, or None."""
    for key, (name, value) in zip(mail.header_keys[hop + 1 :], mail.headers[hop + 1 :], strict=True):
        if key not in _VERDICTS:
            return None
        if key == "authentication-results" and value.lower().lstrip().startswith("mx.google.com;"):
            return name, value
    return None

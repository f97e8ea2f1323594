"""Mail domains in the one form in which they are stored and compared: that of parsed addresses."""

from __future__ import annotations

import re
from contextlib import suppress

import idna

from app.mime.addresses import normal_spec

_MAX_LENGTH = 253
_NO_DOMAIN = "is not a domain, such as example.com"
# RFC 1035 §2.3.1 labels, at least two.
_DOMAIN = re.compile(r"(?=.{1,253}\Z)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])\Z")


def normal_domain(value: str) -> str:
    """`value` as the domain of a parsed address: lower case, no final dot, internationalised labels in Unicode whether
    given so or as A-labels (RFC 5890; UTS #46 for what people type). Raises ValueError."""
    # The parser's own reading of the ASCII form, so that both spellings of a domain end as the one it compares.
    if address := normal_spec(f"x@{ascii_domain(value.strip().removesuffix('.').lower())}"):
        return address.rpartition("@")[2]
    raise ValueError(_NO_DOMAIN)


def ascii_domain(domain: str) -> str:
    """A domain, in lower case, as it stands in a mail's header: in A-labels. Raises ValueError when there is none to
    send mail to."""
    found = _a_labels(domain) if len(domain) <= _MAX_LENGTH else ""
    if not _DOMAIN.match(found):
        raise ValueError(_NO_DOMAIN)
    return found


def domain_of(email: str) -> str | None:
    """The normal domain of an address, None when it has none."""
    try:
        return normal_domain(email.rpartition("@")[2]) if "@" in email else None
    except ValueError:
        return None


def _a_labels(domain: str) -> str:
    """`domain` in ASCII, "" when there is no such form."""
    if domain.isascii():
        return domain
    with suppress(UnicodeError):
        return idna.encode(domain, uts46=True).decode("ascii")
    # Names such as i❤.ws, which IDNA 2008 forbids and some registries sell: what the parser gives is taken back.
    with suppress(UnicodeError):
        labels = [
            one if one.isascii() else "xn--" + one.encode("punycode").decode("ascii") for one in domain.split(".")
        ]
        if normal_spec("x@" + ".".join(labels)) == f"x@{domain}":
            return ".".join(labels)
    return ""

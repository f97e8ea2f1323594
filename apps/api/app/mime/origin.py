"""Whether a mail comes from whom it says: anybody may write any address into From, ours above all."""

from __future__ import annotations

import re
from dataclasses import dataclass

from app.mime.hops import hops_of, verdict_at
from app.mime.model import ParsedMail

_DMARC = re.compile(r"\bdmarc=(\w+)", re.IGNORECASE)
_DKIM = re.compile(r"\bdkim=pass\b[^;]*?\bheader\.[id]=@?(\S+)", re.IGNORECASE)
_SPF = re.compile(r"\bspf=(\w+)", re.IGNORECASE)
_MAILFROM = re.compile(r"\bsmtp\.mailfrom=\"?(\S+?)\"?(?:[;\s]|$)", re.IGNORECASE)
_RESULTS = "authentication-results"
_EVIDENCE_CHARS = 500


@dataclass(frozen=True, slots=True)
class Origin:
    """`verified` is None where nothing speaks for or against it, or where there is nothing to prove: the author is
    somebody outside. `refuted`: of somebody outside, Google found that their domain does not stand behind it."""

    verified: bool | None
    reason: str
    evidence: dict[str, str]
    refuted: bool = False


def origin_of(mail: ParsedMail, own_domains: frozenset[str]) -> Origin:
    """What is known of the claim that the author is one of ours."""
    domain = mail.author.email.rpartition("@")[2]
    if not domain or domain not in own_domains:
        return Origin(None, "The author is outside the organisation.", {}, refuted=dmarc_failed(mail, own_domains))
    if mail.author.source == "group":
        return Origin(None, "A group wrote its own address over the author's.", {})
    shown = mail.from_.email.rpartition("@")[2] if mail.from_ else ""
    if shown not in own_domains:
        return Origin(False, "Only somebody else's list says that one of ours wrote it.", dict(mail.author.evidence))
    hops = hops_of(mail, own_domains)
    if hops.border is None:
        return Origin(None, "No header says how it came.", {})
    verdict = verdict_at(mail, hops.border)
    if verdict is None and hops.from_outside:
        return Origin(None, "It came from outside, and Google noted no verdict.", {})
    if verdict is None or not (hops.from_outside or _fails_dmarc(verdict[1])):
        return Origin(True, "It never left Google's own hosts.", {})
    return _judged(domain, verdict)


def dmarc_failed(mail: ParsedMail, own_domains: frozenset[str]) -> bool:
    """Whether Google's verdict on the mail, where it came in, is that its From is not what it says. False without a
    verdict; one that stands anywhere else is the sender's to forge."""
    results = (value for key, (_, value) in zip(mail.header_keys, mail.headers, strict=True) if key == _RESULTS)
    if not any(map(_fails_dmarc, results)):
        return False
    hops = hops_of(mail, own_domains)
    verdict = None if hops.border is None else verdict_at(mail, hops.border)
    return verdict is not None and _fails_dmarc(verdict[1])


def _fails_dmarc(value: str) -> bool:
    dmarc = _DMARC.search(value)
    return dmarc is not None and dmarc[1].lower() == "fail"


def _judged(domain: str, verdict: tuple[str, str]) -> Origin:
    name, value = verdict
    evidence = {name: value[:_EVIDENCE_CHARS]}
    dmarc = _DMARC.search(value)
    if dmarc and dmarc[1].lower() in ("pass", "bestguesspass"):
        return Origin(True, "It came from outside and passed DMARC.", evidence)
    if _fails_dmarc(value):
        return Origin(False, "It came from outside and failed DMARC.", evidence)
    if any(_aligned(match[1], domain) for match in _DKIM.finditer(value)):
        return Origin(True, "It came from outside with our own DKIM signature.", evidence)
    spf, mailfrom = _SPF.search(value), _MAILFROM.search(value)
    if spf and spf[1].lower() == "pass" and mailfrom and _aligned(mailfrom[1].rpartition("@")[2], domain):
        return Origin(True, "It came from a host that our SPF record names.", evidence)
    if spf and spf[1].lower() in ("fail", "softfail"):
        return Origin(False, "It came from a host that SPF does not allow, without our signature.", evidence)
    return Origin(None, "It came from outside, and the verdict decides nothing.", evidence)


def _aligned(found: str, domain: str) -> bool:
    """Whether `found` (a domain, perhaps with an identity before it) is the author's domain or one below it."""
    found = found.lower().strip("<>;\"'.").rpartition("@")[2]
    return found == domain or found.endswith("." + domain)

"""For which address a mail was: the evidence, ranked, and how sure it is.

Headers are stacked by hops, the newest on top, and all are forgeable: envelope evidence counts only above the last
`Received: … by mx.google.com` that a hop of ours wrote.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from app.mime.addresses import normal_spec, parse_list
from app.mime.hops import hops_of
from app.mime.model import ParsedMail

_CAF = re.compile(r"^(?P<user>[^+@]+)\+caf_=[^@]+@(?P<domain>.+)$")
_LIST_ID = re.compile(r"<([^<>\s]+)>")
# Header -> (source, confidence when the hop is ours, confidence when anybody may have written it).
_ENVELOPE = (
    ("x-gm-original-to", 0.99, 0.4), ("x-forwarded-to", 0.6, 0.3), ("x-forwarded-for", 0.9, 0.35),
    ("x-original-to", 0.9, 0.4), ("envelope-to", 0.9, 0.4), ("x-envelope-to", 0.9, 0.4),
)  # fmt: skip
_GROUP = (("x-beenthere", 0.85, 0.5), ("list-id", 0.7, 0.4), ("mailing-list", 0.7, 0.4))
_MAX_CANDIDATES = 50


@dataclass(frozen=True, slots=True)
class Candidate:
    """One address the mail may have been for."""

    address: str
    source: str
    confidence: float


@dataclass(frozen=True, slots=True)
class RecipientEvidence:
    """The best answer (None when there is none), why, and every candidate from best to worst."""

    address: str | None
    source: str
    confidence: float
    candidates: tuple[Candidate, ...]
    explanation: str

    def as_json(self) -> dict[str, object]:
        """The same as plain values."""
        return {
            "address": self.address,
            "source": self.source,
            "confidence": self.confidence,
            "explanation": self.explanation,
            "candidates": [
                {"address": one.address, "source": one.source, "confidence": one.confidence} for one in self.candidates
            ],
        }


def recipient_evidence(
    mail: ParsedMail, *, own_addresses: frozenset[str], own_domains: frozenset[str]
) -> RecipientEvidence:
    """Which address the mail was for. `own_addresses` (journal mailboxes) are never an answer.

    With `own_domains` known, an address elsewhere is an answer only when a trusted envelope header says so.
    """
    journals = {one.lower() for one in own_addresses}
    domains = {one.lower().lstrip("@") for one in own_domains}
    found: list[Candidate] = []
    for address, source, confidence in _said(mail, domains):
        if (
            address
            and address not in journals
            and not any(one.address == address and one.source == source for one in found)
        ):
            found.append(Candidate(address, source, confidence))
        if len(found) >= _MAX_CANDIDATES:
            break
    ranked = [_adjusted(one, domains) for one in found]
    ranked += _group_written_to(mail, ranked, domains)
    eligible = [one for one in ranked if one.confidence >= 0.2]
    best = max(eligible, key=lambda one: one.confidence, default=None)
    ordered = tuple(sorted(ranked, key=lambda one: -one.confidence))
    if best is None:
        text = "No header names an address of ours." if ranked else "No recipient is named."
        return RecipientEvidence(None, "none", 0.0, ordered, text)
    return RecipientEvidence(best.address, best.source, best.confidence, ordered, _explain(best, ordered))


def _adjusted(one: Candidate, domains: set[str]) -> Candidate:
    if not domains or one.address.rpartition("@")[2] in domains or one.source == "journal-report":
        return one
    # Not ours: only what our own hop stamped may name it, and less surely.
    trusted = one.source in ("x-gm-original-to",) and one.confidence > 0.9
    return Candidate(one.address, one.source, round(one.confidence * (0.6 if trusted else 0.15), 3))


def _group_written_to(mail: ParsedMail, ranked: list[Candidate], domains: set[str]) -> list[Candidate]:
    """The group of ours that the author wrote to, when this is a member's copy: what routing stamped on it names the
    member, who did not have to do with it."""
    if mail.header("x-google-group-id") is None:
        return []
    shown = {one.email for one in (*mail.to, *mail.cc)}
    groups = [one.address for one in ranked if one.source in ("x-beenthere", "mailing-list", "list-id")]
    ours = [one for one in groups if one in shown and (not domains or one.rpartition("@")[2] in domains)]
    return [Candidate(ours[0], "google-group", 0.995)] if ours else []


def _said(mail: ParsedMail, domains: set[str]) -> list[tuple[str, str, float]]:
    """(address, source, confidence) most telling header first."""
    out: list[tuple[str, str, float]] = []
    if mail.journal_report:
        inside = {one.email for one in (*mail.to, *mail.cc)}
        ours = [one for one in mail.journal_recipients if not domains or one.rpartition("@")[2] in domains]
        for address in mail.journal_recipients:
            # Of several recipients the one that the mail itself shows is the likelier reader.
            sure = 0.98 if len(ours) <= 1 or address in inside else 0.9
            out.append((address, "journal-report", sure))
    trusted_until = hops_of(mail, domains).trusted
    stacked: dict[str, list[tuple[str, bool]]] = {}
    for index, key in enumerate(mail.header_keys):
        if key in _WANTED:
            stacked.setdefault(key, []).append((mail.headers[index][1], index < trusted_until))
    for key, sure, unsure in (*_ENVELOPE, *_GROUP):
        for value, trusted in stacked.get(key, ()):
            out.extend((one, key, sure if trusted else unsure) for one in _addresses(key, value))
    out.extend(_delivered(stacked))
    for key, sure in (("resent-to", 0.5), ("resent-cc", 0.45)):
        for value, _ in stacked.get(key, ()):
            out.extend((one, key, sure) for one in _addresses(key, value))
    for addresses, key, sure in ((mail.to, "to", 0.7), (mail.cc, "cc", 0.6), (mail.bcc, "bcc", 0.6)):
        several = sum(1 for one in addresses if not domains or one.email.rpartition("@")[2] in domains) > 1
        out.extend((one.email, key, round(sure - (0.15 if several else 0), 3)) for one in addresses)
    return out


_WANTED = frozenset(
    [key for key, _, _ in (*_ENVELOPE, *_GROUP)] + ["delivered-to", "resent-to", "resent-cc", "return-path"]
)


def _delivered(stacked: dict[str, list[tuple[str, bool]]]) -> list[tuple[str, str, float]]:
    """Delivered-To of every hop; the lower ones are nearer to the first delivery, so they are worth more."""
    out: list[tuple[str, str, float]] = []
    values = stacked.get("delivered-to", [])
    for depth, (value, trusted) in enumerate(reversed(values)):
        sure = round((0.8 if trusted else 0.4) - 0.02 * min(depth, 5), 3)
        out.extend((one, "delivered-to", sure) for one in _addresses("delivered-to", value))
    for value, trusted in stacked.get("return-path", []):
        # Auto-forwarding writes the forwarding mailbox into the return path (user+caf_=target@domain).
        match = _CAF.match(normal_spec(value.strip("<> ")))
        if match and trusted:
            out.append((f"{match['user']}@{match['domain']}", "x-forwarded-for", 0.75))
    return out


def _addresses(key: str, value: str) -> list[str]:
    if key == "list-id":
        match = _LIST_ID.search(value)
        label = match[1] if match else value.strip()
        # "<support.example.com>" is support@example.com in Google Groups.
        local, dot, domain = label.partition(".")
        return [found] if dot and "." in domain and (found := normal_spec(f"{local}@{domain}")) else []
    if key == "mailing-list":
        value = value.removeprefix("list ").split(";")[0]
    if key == "x-forwarded-for":
        # "from@a.example to@b.example": the first is the mailbox that forwarded.
        value = value.replace(",", " ").split(" ")[0] if value.strip() else ""
    return [one.email for one in parse_list(value.encode("utf-8", "replace"), 50) if one.email]


def _explain(best: Candidate, ordered: tuple[Candidate, ...]) -> str:
    others = len({one.address for one in ordered} - {best.address})
    words = {
        "journal-report": "The journal report's envelope names it",
        "x-gm-original-to": "Google's routing stamped it as the original recipient",
        "to": "It is in To, and no envelope header says more",
        "cc": "It is in Cc, and no envelope header says more",
        "bcc": "It is in Bcc",
        "google-group": "It was written to this group, and this is a member's copy",
        "delivered-to": "It was delivered to this mailbox",
    }
    text = words.get(best.source, f"The header {best.source} names it")
    return f"{text}; {others} other candidate{'s' if others != 1 else ''}." if others else f"{text}."

"""What makes two mails belong together, as keys that each mail has by itself.

Two mails are joined if and only if one *registers* a key that the other *looks up*. Both sets are functions of the
one mail alone, and the relation is symmetric, so the partition into threads cannot depend on the order in which
mails arrive, on batch sizes or on the number of workers.

| relation | registered | looked up |
|---|---|---|
| mails that carry one of our own signed ticket tokens | ``token T`` | ``token T`` |
| a reply and the mail it refers to | owner ``owns X``; reply ``refers X`` | reply ``owns X``; owner ``refers X`` |
| a reply and bulk mail: only with a common participant | owner ``owns X by p``; reply ``refers X by p`` | the other |
| two mails that refer to a third, seen or not, with a common participant | ``refers X by p`` | ``refers X by p`` |
| Outlook's conversation index, with a common participant | ``index T by p`` | ``index T by p`` |
| a reply without any reference: same subject and participant, the other at most two calendar weeks older | ``subject
  S by p in week``; reply ``answers S by p in week`` | reply ``subject …`` back; others ``answers …`` ahead |

A mail never refers to a stranger's mail through bulk: a newsletter that a thousand people answer is no conversation
among them (hence "by p"). Two mails that carry the same Message-ID but other content are not joined by it: senders
reuse ids. A token counts only when the caller has verified our signature on it: anybody can write a ticket's id.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

#: Common-ancestor keys are made for the first and last references only; the chain itself is looked up whole.
_FIRST_REFERENCES, _LAST_REFERENCES = 1, 3
_PARTICIPANTS = 8
_SUBJECT_WEEKS = 2
_SHORTEST_SUBJECT = 4


class Reason(StrEnum):
    """Why a mail stands in its thread, strongest first."""

    token = "token"  # noqa: S105 - the name of a reason
    references = "references"
    common_reference = "common_reference"
    thread_index = "thread_index"
    subject = "subject"
    first = "first"


#: How sure each reason is, 0..1.
CONFIDENCE = {
    Reason.token: 0.99,
    Reason.references: 0.99,
    Reason.common_reference: 0.9,
    Reason.thread_index: 0.85,
    Reason.subject: 0.6,
    Reason.first: 1.0,
}


@dataclass(frozen=True, slots=True)
class StitchFacts:
    """What stitching needs to know of one mail."""

    own_ids: tuple[str, ...]
    """Its Message-ID, and the one that Google gave it where that is another: an answer may refer to either."""
    references: tuple[str, ...]
    """In-Reply-To and References, without duplicates."""
    participants: frozenset[str]
    """Addresses outside the organisation; those inside when there is nobody else."""
    is_bulk: bool
    thread_index: str | None
    subject_base: str
    is_reply: bool
    date: datetime | None
    tokens: tuple[str, ...] = ()
    """The tickets that signed tokens of ours name, one stable word for each ticket. The caller has verified the
    signatures; an unverified token is evidence of nothing and must not come here."""


@dataclass(frozen=True, slots=True)
class Lookup:
    """A key that this mail looks for, and what finding it would mean."""

    key: bytes
    reason: Reason
    evidence: str


@dataclass(frozen=True, slots=True)
class Keys:
    """The keys of one mail."""

    registered: frozenset[bytes]
    lookups: tuple[Lookup, ...]


def _key(*parts: str) -> bytes:
    return hashlib.blake2b("\0".join(parts).encode("utf-8", "surrogatepass"), digest_size=16).digest()


def participants_of(addresses: Iterable[str], own_domains: frozenset[str]) -> frozenset[str]:
    """The people whose presence shows that two mails are of one conversation."""
    everybody = {address.lower() for address in addresses if address}
    outside = {a for a in everybody if a.rpartition("@")[2] not in own_domains}
    return frozenset(outside or everybody)


def keys_of(facts: StitchFacts) -> Keys:
    """The keys of one mail; pure, so that replay and any order give the same."""
    registered: set[bytes] = set()
    lookups: list[Lookup] = []
    people = sorted(facts.participants)[:_PARTICIPANTS]
    references = tuple(r for r in facts.references if r not in facts.own_ids)
    for token in facts.tokens:
        key = _key("token", token)
        registered.add(key)
        lookups.append(Lookup(key, Reason.token, token))
    _reply_and_owner(facts, references, people, registered, lookups)
    _common_ancestors(references, people, registered, lookups)
    if facts.thread_index:
        for person in people:
            key = _key("index", facts.thread_index, person)
            registered.add(key)
            lookups.append(Lookup(key, Reason.thread_index, facts.thread_index))
    _same_subject(facts, references, people, registered, lookups)
    return Keys(frozenset(registered), tuple(lookups))


def _reply_and_owner(
    facts: StitchFacts, references: tuple[str, ...], people: list[str], registered: set[bytes], lookups: list[Lookup]
) -> None:
    for own in facts.own_ids:
        if facts.is_bulk:
            for person in people:
                registered.add(_key("owns", own, person))
                lookups.append(Lookup(_key("refers", own, person), Reason.references, own))
        else:
            registered.add(_key("owns", own))
            lookups.append(Lookup(_key("refers", own), Reason.references, own))
    for reference in references:
        registered.add(_key("refers", reference))
        lookups.append(Lookup(_key("owns", reference), Reason.references, reference))
    for reference in _ends(references):
        lookups.extend(Lookup(_key("owns", reference, p), Reason.references, reference) for p in people)


def _common_ancestors(
    references: tuple[str, ...], people: list[str], registered: set[bytes], lookups: list[Lookup]
) -> None:
    for reference in _ends(references):
        for person in people:
            key = _key("refers", reference, person)
            registered.add(key)
            lookups.append(Lookup(key, Reason.common_reference, reference))


def _same_subject(
    facts: StitchFacts, references: tuple[str, ...], people: list[str], registered: set[bytes], lookups: list[Lookup]
) -> None:
    if facts.is_bulk or facts.date is None or len(facts.subject_base) < _SHORTEST_SUBJECT:
        return
    week = facts.date.date().toordinal() // 7
    answers = facts.is_reply and not references
    for person in people:
        registered.add(_key("subject", facts.subject_base, person, str(week)))
        if answers:
            registered.add(_key("answers", facts.subject_base, person, str(week)))
        for distance in range(_SUBJECT_WEEKS + 1):
            if answers:
                key = _key("subject", facts.subject_base, person, str(week - distance))
                lookups.append(Lookup(key, Reason.subject, facts.subject_base))
            key = _key("answers", facts.subject_base, person, str(week + distance))
            lookups.append(Lookup(key, Reason.subject, facts.subject_base))


def _ends(references: tuple[str, ...]) -> tuple[str, ...]:
    if len(references) <= _FIRST_REFERENCES + _LAST_REFERENCES:
        return references
    return references[:_FIRST_REFERENCES] + references[-_LAST_REFERENCES:]

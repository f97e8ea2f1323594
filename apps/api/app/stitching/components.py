"""Connected components of a batch of new mails and the threads that exist: pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from app.stitching.keys import Keys, Reason


@dataclass(frozen=True, slots=True)
class Component:
    """Mails of the batch (by position) and existing threads that are one conversation."""

    mails: tuple[int, ...]
    threads: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class Match:
    """The strongest evidence that a mail belongs where it is."""

    reason: Reason
    evidence: str | None
    others: tuple[tuple[Reason, str], ...] = ()
    """What else matched, weaker, the strongest first: one of each reason."""


class _Union:
    def __init__(self) -> None:
        self._parent: dict[int | UUID, int | UUID] = {}

    def root(self, item: int | UUID) -> int | UUID:
        parent = self._parent.setdefault(item, item)
        while parent != self._parent[parent]:
            self._parent[parent] = self._parent[self._parent[parent]]
            parent = self._parent[parent]
        self._parent[item] = parent
        return parent

    def join(self, one: int | UUID, other: int | UUID) -> None:
        self._parent[self.root(one)] = self.root(other)

    def items(self) -> list[int | UUID]:
        return list(self._parent)


def components(
    mails: Sequence[Keys], known: Mapping[bytes, Sequence[UUID]], anchors: Mapping[int, Collection[UUID]]
) -> tuple[list[Component], list[Match]]:
    """The components, and each mail's match. `known` maps looked-up keys to the threads that registered them;
    `anchors` says where mails stand already: another copy of them has come, or they are read again."""
    in_batch: dict[bytes, list[int]] = defaultdict(list)
    for position, keys in enumerate(mails):
        for key in keys.registered:
            in_batch[key].append(position)
    union = _Union()
    for position, threads_before in anchors.items():
        for anchor in threads_before:
            union.join(position, anchor)
    matches = []
    for position, keys in enumerate(mails):
        union.root(position)
        found: dict[Reason, str] = {}
        for lookup in keys.lookups:
            others = [other for other in in_batch.get(lookup.key, ()) if other != position]
            threads = known.get(lookup.key, ())
            for other in others:
                union.join(position, other)
            for thread in threads:
                union.join(position, thread)
            if others or threads:
                found.setdefault(lookup.reason, lookup.evidence)
        matches.append(_match(found))
    return _gather(union), matches


_ORDER = {reason: position for position, reason in enumerate(Reason)}


def _match(found: Mapping[Reason, str]) -> Match:
    if not found:
        return Match(Reason.first, None)
    best, *others = sorted(found.items(), key=lambda one: _ORDER[one[0]])
    return Match(*best, tuple(others))


def _gather(union: _Union) -> list[Component]:
    mails: dict[int | UUID, list[int]] = defaultdict(list)
    threads: dict[int | UUID, list[UUID]] = defaultdict(list)
    for item in union.items():
        if isinstance(item, UUID):
            threads[union.root(item)].append(item)
        else:
            mails[union.root(item)].append(item)
    found = [Component(tuple(sorted(members)), tuple(sorted(threads[root]))) for root, members in mails.items()]
    return sorted(found, key=lambda component: component.mails)

"""How close a partition of mails comes to the truth of the generator."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

Partition = frozenset[frozenset[str]]


@dataclass(frozen=True)
class Score:
    """How well groups of mails agree with the conversations that they really are."""

    mails: int
    exact: int
    """Mails whose group holds all the mails of their conversation and no other."""
    precision: float
    """Of all pairs of mails that we put together, the share that belongs together."""
    recall: float
    """Of all pairs that belong together, the share that we put together."""

    @property
    def share(self) -> float:
        """The share of mails whose group is exactly their conversation."""
        return self.exact / self.mails

    def __str__(self) -> str:
        return (
            f"{self.exact} of {self.mails} mails ({100 * self.share:.3f} %) stand with exactly their conversation;"
            f" pairs: precision {100 * self.precision:.3f} %, recall {100 * self.recall:.3f} %"
        )


def conversations(truth: Mapping[str, str]) -> Partition:
    """Mail → conversation, as groups of mails."""
    groups: dict[str, set[str]] = {}
    for mail, conversation in truth.items():
        groups.setdefault(conversation, set()).add(mail)
    return frozenset(frozenset(group) for group in groups.values())


def mails_of(copies: Partition) -> Partition:
    """Groups of copies ("7", "7-again") as groups of mails. A mail whose copies were torn apart is in two."""
    return frozenset(frozenset(copy.partition("-")[0] for copy in group) for group in copies)


def score(found: Partition, expected: Partition) -> Score:
    """Compare our groups with the conversations."""
    mails = sum(map(len, expected))
    exact = sum(len(group) for group in expected & found)
    home = {mail: number for number, group in enumerate(expected) for mail in group}
    together = _pairs(map(len, found))
    right = sum(_pairs(_sizes(group, home)) for group in found)
    wanted = _pairs(map(len, expected))
    return Score(mails, exact, right / together if together else 1.0, right / wanted if wanted else 1.0)


def _sizes(group: Iterable[str], home: Mapping[str, int]) -> list[int]:
    counts: dict[int, int] = {}
    for mail in group:
        counts[home[mail]] = counts.get(home[mail], 0) + 1
    return list(counts.values())


def _pairs(sizes: Iterable[int]) -> int:
    return sum(size * (size - 1) // 2 for size in sizes)

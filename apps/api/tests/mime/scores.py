"""How often our reading agrees with the expectations of a collection, and the differences that are explained.

`accepted/<source>.json` holds each accepted difference with the reason why ours is right: a difference without a reason
fails, and so does a reason whose difference is gone.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

PROPERTY = "corpus_score"
_ACCEPTED = Path(__file__).parent / "accepted"


@dataclass(slots=True)
class Score:
    """Facts compared with one collection; a fact's key is "file fact"."""

    source: str
    mails: int = 0
    agreed: int = 0
    different: dict[str, tuple[object, object]] = field(default_factory=dict)

    def add(self, key: str, theirs: object, ours: object) -> None:
        """Compare one fact."""
        if theirs == ours:
            self.agreed += 1
        else:
            self.different[key] = (theirs, ours)

    def settle(self, record_property: pytest.RecordProperty) -> None:
        """Note the score for the table at the end of the run; fail where a difference has no reason."""
        path = _ACCEPTED / f"{self.source}.json"
        accepted: dict[str, str] = json.loads(path.read_text("utf-8")) if path.exists() else {}
        facts = self.agreed + len(self.different)
        record_property(PROPERTY, [self.source, self.mails, facts, self.agreed, len(self.different)])
        assert facts > 0, "nothing was compared"
        unexplained = {key: value for key, value in self.different.items() if key not in accepted}
        assert unexplained == {}
        assert set(accepted) - set(self.different) == set(), "accepted differences that no longer exist"
        assert all(reason.strip() for reason in accepted.values())


def table(rows: list[list[object]]) -> Iterator[str]:
    """The scores as lines of text, one a collection."""
    yield f"{'collection':<24}{'mails':>7}{'facts':>7}{'agree':>7}{'':>8}{'explained':>11}"
    for source, mails, facts, agreed, different in rows:
        share = f"{int(str(agreed)) / int(str(facts)):.1%}"
        yield f"{source:<24}{mails:>7}{facts:>7}{agreed:>7}{share:>8}{different:>11}"

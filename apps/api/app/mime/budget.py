"""Limits that keep one hostile mail from costing more than it may. Over a limit: partial result and a defect."""

from __future__ import annotations

import time
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Budget:
    """Limits of one parse. Sizes in bytes (of characters for texts), time in seconds.

    All but `seconds` are deterministic, so a replay gives the same result; `seconds` is the last guard.
    """

    depth: int = 50
    parts: int = 1000
    header_bytes: int = 256 * 1024
    headers: int = 2000
    header_value_chars: int = 16 * 1024
    addresses: int = 1000
    body_chars: int = 2 * 1024 * 1024
    html_chars: int = 2 * 1024 * 1024
    links: int = 10_000
    seconds: float = 4.0


DEFAULT_BUDGET = Budget()


@dataclass(slots=True)
class Meter:
    """What one parse has used of its budget, and the defects it met (each word once, in order)."""

    budget: Budget
    parts: int = 0
    started: float = field(default_factory=time.monotonic)
    words: dict[str, None] = field(default_factory=dict)

    def defect(self, word: str) -> None:
        """Note a defect; at most 100 different words are kept."""
        if len(self.words) < 100:
            self.words[word] = None

    def out_of_time(self) -> bool:
        """True once the time is used up; notes the defect."""
        if time.monotonic() - self.started < self.budget.seconds:
            return False
        self.defect("over_budget:time")
        return True

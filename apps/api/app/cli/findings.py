"""What the doctor says about one thing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias


class Health(StrEnum):
    """``warning`` works now and deserves a look; ``broken`` does not work."""

    ok = "ok"
    warning = "warning"
    broken = "broken"


@dataclass(frozen=True, slots=True)
class Finding:
    """The state of one thing, and how to mend it unless it is well."""

    name: str
    health: Health
    detail: str
    mend: str = ""


def well(name: str, detail: str) -> Finding:
    """Nothing to do."""
    return Finding(name, Health.ok, detail)


def warning(name: str, detail: str, mend: str) -> Finding:
    """Works, and deserves a look."""
    return Finding(name, Health.warning, detail, mend)


def broken(name: str, detail: str, mend: str) -> Finding:
    """Does not work."""
    return Finding(name, Health.broken, detail, mend)


Examination: TypeAlias = Callable[[], Iterator[Finding]]

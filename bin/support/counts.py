"""How many tests a program ran, read from its closing lines."""

import re
from dataclasses import dataclass

_ESCAPES = re.compile(r"\x1b\[[0-9;]*m")
# pytest: "=== 3 failed, 12 passed, 1 skipped in 4.2s ===", also without the rules and with other words between.
_PYTEST = re.compile(r"^=*\s*((?:\d+ [a-z]+(?:, )?)+) in [\d.:]+ ?s?.*$", re.MULTILINE)
# Vitest: "      Tests  1 failed | 12 passed (13)"
_VITEST = re.compile(r"^\s*Tests\s+(.*?)\s*\(\d+\)\s*$", re.MULTILINE)
# Playwright: "  12 passed (3.4s)", "  1 failed", "  2 flaky", "  1 skipped", each on its own line.
_PLAYWRIGHT = re.compile(r"^\s+(\d+) (passed|failed|flaky|skipped|did not run|interrupted)\b.*$", re.MULTILINE)
_PART = re.compile(r"(\d+) ([a-z]+)")


@dataclass(frozen=True)
class Counts:
    passed: int = 0
    failed: int = 0
    skipped: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(self.passed + other.passed, self.failed + other.failed, self.skipped + other.skipped)


def _counted(parts: list[tuple[str, str]]) -> Counts:
    total = Counts()
    for number, word in parts:
        count = int(number)
        if word in {"passed", "xfailed"}:
            total += Counts(passed=count)
        elif word in {"failed", "error", "errors", "xpassed", "flaky", "interrupted"}:
            total += Counts(failed=count)
        elif word in {"skipped", "did not run", "todo"}:
            total += Counts(skipped=count)
    return total


def count_tests(output: str) -> Counts | None:
    """Sums the closing lines of pytest, Vitest and Playwright in the output; None when it has none of them."""
    text = _ESCAPES.sub("", output)
    found = [
        _counted(_PART.findall(match.group(1))) for pattern in (_PYTEST, _VITEST) for match in pattern.finditer(text)
    ]
    playwright = _PLAYWRIGHT.findall(text)
    if playwright:
        found.append(_counted(playwright))
    return sum(found, Counts()) if found else None

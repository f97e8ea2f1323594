import pytest

from support.counts import Counts, count_tests

PYTEST = "....\n============ 2 failed, 40 passed, 1 skipped, 3 warnings in 12.34s (0:00:12) ============\n"
PYTEST_QUIET = "....  [100%]\n12 passed in 0.53s\n"
VITEST = " Test Files  3 passed (3)\n      Tests  1 failed | 17 passed (18)\n   Start at  10:00:00\n"
VITEST_COLOURED = "\x1b[2m      Tests \x1b[22m \x1b[1m\x1b[32m18 passed\x1b[39m\x1b[22m\x1b[90m (18)\x1b[39m\n"
PLAYWRIGHT = "\n  1 failed\n    [chromium] › inbox.spec.ts:3:1 › opens\n  1 flaky\n  2 skipped\n  14 passed (21.3s)\n"


@pytest.mark.parametrize(
    ("output", "counts"),
    [
        (PYTEST, Counts(40, 2, 1)),
        (PYTEST_QUIET, Counts(12)),
        ("1 error in 0.2s\n", Counts(failed=1)),
        (VITEST, Counts(17, 1)),
        (VITEST_COLOURED, Counts(18)),
        (PLAYWRIGHT, Counts(14, 2, 2)),
        (PYTEST_QUIET + PLAYWRIGHT, Counts(26, 2, 2)),
        ("all is well\n", None),
        ("no tests ran in 0.01s\n", None),
    ],
)
def test_closing_lines_are_read(output: str, counts: Counts | None) -> None:
    assert count_tests(output) == counts

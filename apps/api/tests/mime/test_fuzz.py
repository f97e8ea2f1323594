"""A short run of the fuzzer: the same inputs each time, so that a failure can be looked at. Longer: see `fuzz.py`."""

from __future__ import annotations

import pytest

from tests.mime.fuzz import fuzz, seeds

pytestmark = pytest.mark.quick
RUNS = 2000
#: Far more than it takes: the number of runs ends it, so that every machine tries the same inputs.
MAX_SECONDS = 200


@pytest.mark.thorough
def test_mutated_mail_breaks_no_invariant() -> None:
    told: list[str] = []
    found = fuzz(seeds(with_corpus=False), MAX_SECONDS, RUNS, seed=20260303, report=told.append)
    assert found is None, told
    assert told[-1].startswith("done: ")


def test_the_fuzzer_sees_new_places_and_broken_invariants(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.mime.text._BODY_CONTROLS", b"")
    told: list[str] = []
    found = fuzz([b"Subject: a\n\nb\0c\n"], MAX_SECONDS, 50, seed=1, report=told.append)
    assert found is not None
    assert b"\0" in found

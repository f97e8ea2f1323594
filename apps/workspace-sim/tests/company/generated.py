"""Generated mail that several tests look at: to generate it takes seconds."""

from datetime import UTC, datetime
from functools import cache

from workspace_sim.company import GeneratedMail, generate, sample_company

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


@cache
def four_thousand() -> tuple[GeneratedMail, ...]:
    return tuple(generate(sample_company(), seed=11, messages=4000, now=NOW))

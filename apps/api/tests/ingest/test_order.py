"""Any order, any batch size, any number of workers: the same messages and the same partition into tickets."""

from __future__ import annotations

import random
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from functools import lru_cache

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from workspace_sim.company import GeneratedMail, generate, sample_company

from app.ingest.drain import process_lane
from app.ingest.request import LANES
from tests.ingest.store import Arrival, Journal, open_journal

NOW = datetime(2026, 11, 20, tzinfo=UTC)


def _copies(mails: Sequence[GeneratedMail], chooser: random.Random) -> list[Arrival]:
    """The mails as the journal holds them: some twice, with other transit headers."""
    arrivals = []
    for number, mail in enumerate(mails):
        arrivals.append(Arrival(f"{number}", mail.raw, internal_date=mail.date))
        if chooser.random() < 0.2:
            head = f"Delivered-To: journal@acme.example\r\nX-Received: by 2002:a05:{number:x}\r\n".encode()
            arrivals.append(Arrival(f"{number}-again", head + mail.raw, internal_date=mail.date))
    return arrivals


@lru_cache
def _generated() -> tuple[GeneratedMail, ...]:
    return tuple(generate(sample_company(), seed=11, messages=80, now=NOW))


def _ingest(arrivals: list[Arrival], batches: list[int]) -> Journal:
    journal = open_journal()
    start = 0
    for size in batches:
        journal.arrive(arrivals[start : start + size])
        journal.process()
        start += size
    journal.arrive(arrivals[start:])
    journal.process()
    return journal


@settings(
    max_examples=5,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    derandomize=True,
    # Each example fills an organisation; shrinking would fill hundreds.
    phases=[Phase.explicit, Phase.generate],
)
@given(seed=st.integers(0, 2**32), batches=st.lists(st.integers(1, 60), max_size=4))
def test_the_outcome_does_not_depend_on_order_or_batches(database_url: str, seed: int, batches: list[int]) -> None:
    arrivals = _copies(_generated(), random.Random(3))
    expected = _ingest(arrivals, []).outcome()
    shuffled = arrivals[:]
    random.Random(seed).shuffle(shuffled)
    assert _ingest(shuffled, batches).outcome() == expected


def test_the_partition_is_the_generators_truth(database_url: str) -> None:
    mails = list(generate(sample_company(), seed=5, messages=600, now=NOW))
    journal = _ingest([Arrival(str(n), mail.raw, internal_date=mail.date) for n, mail in enumerate(mails)], [])
    truth: dict[str, set[str]] = {}
    for number, mail in enumerate(mails):
        truth.setdefault(mail.conversation, set()).add(str(number))
    expected = frozenset(frozenset(group) for group in truth.values())
    wrong = sum(len(group) for group in journal.partition() - expected)
    assert wrong / len(mails) <= 0.005


def test_workers_at_once_give_the_same(database_url: str) -> None:
    arrivals = _copies(_generated(), random.Random(3))
    expected = _ingest(arrivals, []).outcome()
    journal = open_journal()
    random.Random(9).shuffle(arrivals)
    journal.arrive(arrivals)
    # More workers than lanes: two of them work on the same lane, as after a heartbeat that was late.
    with ThreadPoolExecutor(LANES * 2) as pool:
        lanes = [pool.submit(process_lane, journal.organization_id, n % LANES, seconds=60) for n in range(LANES * 2)]
        assert not any(lane.result() for lane in lanes)
    journal.process()
    assert journal.outcome() == expected

"""Thousands of mails in many random orders through three worker processes: always the same outcome, and the truth.

The full size, which takes a while:

    OSS_ORDER_MAILS=10000 OSS_ORDER_RUNS=20 pytest tests/ingest/test_order_at_scale.py -s
"""

from __future__ import annotations

import os
import random
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path

import psycopg
import pytest
from workspace_sim.company import GeneratedMail, generate, sample_company
from workspace_sim.directory import Group
from workspace_sim.mail import headers
from workspace_sim.routing import groups

from app.core.db import transaction
from app.core.ids import new_id
from app.ingest.request import LANES
from app.ops.verify import verify
from app.routing.models import RoutingRule
from app.tickets.models import Queue, TicketStatus
from tests.ingest.store import DOMAIN, Arrival, Journal, open_journal
from tests.ingest.truth import conversations, mails_of, score
from tests.ingest.worker import begin, work

NOW = datetime(2026, 11, 20, tzinfo=UTC)
MAILS = int(os.environ.get("OSS_ORDER_MAILS", "600"))
RUNS = int(os.environ.get("OSS_ORDER_RUNS", "3"))
#: A file that gets each run's figures as they come, for runs that take long.
REPORT = os.environ.get("OSS_ORDER_REPORT")
WORKERS = 3
SUPPORT = Group(f"support@{DOMAIN}", "Support", ())


def _copies(mails: Sequence[GeneratedMail]) -> list[Arrival]:
    """The mails as the journal holds them: some twice with other transit headers, some once more as a Google Group
    rewrites them (From, list headers, footer)."""
    chooser = random.Random(3)
    arrivals = []
    for number, mail in enumerate(mails):
        arrivals.append(Arrival(f"{number}", mail.raw, internal_date=mail.date))
        luck = chooser.random()
        if luck < 0.1:
            head = f"Delivered-To: journal@{DOMAIN}\r\nX-Received: by 2002:a05:{number:x}\r\n".encode()
            arrivals.append(Arrival(f"{number}-again", head + mail.raw, internal_date=mail.date))
        elif luck < 0.2 and mail.kind == "human":
            head, body = headers.split(mail.raw)
            outside = mail.origin == "customer"
            rewritten = groups.rewrite(SUPPORT, head, outside=outside, rewrite_from=outside and luck < 0.15)
            raw = rewritten + groups.with_footer(SUPPORT, head, body)
            arrivals.append(Arrival(f"{number}-group", raw, internal_date=mail.date))
    return arrivals


@pytest.fixture
def workers(database_url: str) -> Iterator[ProcessPoolExecutor]:
    """Three processes on the database of this test."""
    with ProcessPoolExecutor(WORKERS, mp_context=get_context("spawn"), initializer=begin) as pool:
        yield pool


def _ingest(workers: ProcessPoolExecutor, arrivals: list[Arrival], seed: int) -> tuple[Journal, float]:
    """A fresh organisation that gets the mails in random order and in random portions; the seconds of processing."""
    chooser = random.Random(seed)
    chooser.shuffle(arrivals)
    cuts = sorted(chooser.sample(range(len(arrivals)), chooser.randrange(4)))
    journal = open_journal()
    _route(journal)
    seconds = 0.0
    for start, end in zip([0, *cuts], [*cuts, len(arrivals)], strict=True):
        journal.arrive(arrivals[start:end])
        started = time.monotonic()
        # More workers than lanes: two of them work on the same lane, as after a heartbeat that was late.
        lanes = [workers.submit(work, journal.organization_id, number % LANES) for number in range(WORKERS)]
        for lane in lanes:
            lane.result()
        journal.process()
        seconds += time.monotonic() - started
    return journal, seconds


def _route(journal: Journal) -> None:
    """Rules by recipient and by sender, so that the outcome shows by which mail a ticket was routed."""
    with transaction(journal.organization_id) as session:
        for name in ("billing", "sales"):
            queue = Queue(organization_id=journal.organization_id, id=new_id(), name=name)
            session.add(queue)
            session.flush()
            session.add(
                RoutingRule(
                    organization_id=journal.organization_id,
                    name=name,
                    match_recipient_pattern=f"{name}@{DOMAIN}",
                    action_assign_queue_id=queue.id,
                )
            )
        session.add(
            RoutingRule(
                organization_id=journal.organization_id,
                name="notices",
                match_sender_domain_pattern="*watch.example",
                action_set_status=TicketStatus.resolved,
            )
        )


def _say(line: str) -> None:
    print(line, flush=True)
    if REPORT:
        with Path(REPORT).open("a") as report:
            report.write(line + "\n")


@pytest.mark.usefixtures("autovacuum")
@pytest.mark.timeout(max(300, MAILS * RUNS // 20))
def test_random_orders_give_one_outcome_and_the_truth(
    workers: ProcessPoolExecutor, superuser: psycopg.Connection[tuple[object, ...]]
) -> None:
    mails = list(generate(sample_company(), seed=5, messages=MAILS, now=NOW))
    arrivals = _copies(mails)
    expected = conversations({str(n): mail.conversation for n, mail in enumerate(mails)})
    first: dict[str, object] = {}
    for run in range(RUNS):
        journal, seconds = _ingest(workers, arrivals[:], run)
        outcome = journal.outcome()
        found = score(mails_of(journal.partition()), expected)
        first = first or outcome
        differing = [name for name in outcome if outcome[name] != first[name]]
        same = f"differs in {', '.join(differing)}" if differing else "same outcome"
        _say(f"run {run}: {len(arrivals)} copies in {seconds:.0f} s, {same}; {found}")
        assert not differing
        assert found.share >= 0.995
        broken = [check for check in verify([journal.organization_id]) if not check.ok]
        assert not broken
        superuser.execute("TRUNCATE organizations CASCADE")

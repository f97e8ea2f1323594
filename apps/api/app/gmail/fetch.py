"""Draining the copies that wait for their bytes: live mail first, in batches, a few in flight.

The queue is the database: after each round the next copies are read anew, so that mail which arrived meanwhile goes
before the rest of a backfill, and a pause, Google's wish to wait or an open circuit takes effect between rounds.
"""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from uuid import UUID

from sqlalchemy.orm import Session

from app.core.db import transaction
from app.gmail.access import MailboxAccess
from app.gmail.circuit import attempt
from app.gmail.client import GET
from app.gmail.fetch_batch import Waiting, fetch_batch
from app.gmail.pace import Pace, pace_of
from app.gmail.quota import LARGEST_PARALLEL, Lane
from app.gmail.wake import request_fetch
from app.mailboxes.pausing import resting
from app.messages.models import DiscoveredBy
from app.messages.occurrences import PRIORITY, waiting_to_fetch

SLICE_SECONDS = 15.0
#: After so many rounds one copy that a worker died with gets its turn, so that it does not wait for a whole backfill.
_ROUNDS_PER_SUSPECT = 10
#: While units are scarce a batch is this small at least: the fixed cost of a request is shared.
_WORTHWHILE = 10


def run_fetch(organization_id: UUID, mailbox_id: UUID) -> None:
    """Fetch for a time slice; asks for its own continuation while copies wait."""
    attempt(organization_id, mailbox_id, Lane.live, lambda _: _drain(organization_id, mailbox_id))


def _drain(organization_id: UUID, mailbox_id: UUID) -> None:
    end = time.monotonic() + SLICE_SECONDS
    pace, aside = pace_of(mailbox_id), set[UUID]()
    with ThreadPoolExecutor(LARGEST_PARALLEL, thread_name_prefix="fetch") as pool:
        for number in count(1):
            with transaction(organization_id) as session:
                if resting(session, organization_id, mailbox_id):
                    return
                most = pace.size * pace.parallel
                waiting = _next(
                    session, organization_id, mailbox_id, most, aside, suspect_first=not number % _ROUNDS_PER_SUSPECT
                )
                if not waiting:
                    return
                if time.monotonic() > end:
                    request_fetch(session, organization_id, mailbox_id)
                    return
            aside |= _round(pool, organization_id, mailbox_id, pace, waiting[:most])


def _next(
    session: Session, organization_id: UUID, mailbox_id: UUID, most: int, aside: set[UUID], *, suspect_first: bool
) -> list[tuple[UUID, str, int]]:
    """The copies of the next round. One that a worker died with is a round by itself: if it does so again, it is
    known which it was, and no other was in flight."""
    for suspect in (True, False) if suspect_first else (False, True):
        found = waiting_to_fetch(session, organization_id, mailbox_id, most + len(aside), suspect=suspect)
        if waiting := [row for row in found if row[0] not in aside]:
            return waiting[:1] if suspect else waiting
    return []


def _round(
    pool: ThreadPoolExecutor, organization_id: UUID, mailbox_id: UUID, pace: Pace, waiting: list[tuple[UUID, str, int]]
) -> set[UUID]:
    """Fetch the live copies among `waiting`, or if there are none, all of them. Returns those to set aside."""
    urgent = [row for row in waiting if row[2] <= PRIORITY[DiscoveredBy.history]]
    live = bool(urgent)
    access = MailboxAccess(organization_id, mailbox_id, Lane.live if live else Lane.backfill)
    copies = [Waiting(row[0], row[1]) for row in urgent or waiting]
    batches = _cut(copies, pace, access.available())
    futures = [pool.submit(fetch_batch, access, pace, batch, live=live) for batch in batches]
    aside: set[UUID] = set()
    failures: list[BaseException] = []
    for future in futures:
        # All batches end before the round does: each has recorded what it got.
        if failure := future.exception():
            failures.append(failure)
        else:
            aside.update(future.result())
    if failures:
        raise failures[0]
    return aside


def _cut(copies: list[Waiting], pace: Pace, units: float) -> list[list[Waiting]]:
    """Batches that the budget can pay soon: full ones while there are units, small ones while they trickle in."""
    affordable = int(units // GET)
    size = min(pace.size, max(affordable, _WORTHWHILE))
    parallel = min(pace.parallel, max(1, affordable // size))
    return [copies[n : n + size] for n in range(0, min(len(copies), size * parallel), size)]

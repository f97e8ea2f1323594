"""A mail made to be expensive is read or cut short within seconds, and those around it wait one batch at most."""

from __future__ import annotations

import os
import time
import timeit
from collections.abc import Callable

import pytest

from app.ingest import drain, pipeline
from app.ingest.claim import BATCH
from app.mime import parse_mail
from tests.ingest.hostile import HOSTILE
from tests.ingest.store import Arrival, Journal, mail, open_journal

#: Mails of the one conversation below; 10,000 to see the promise whole.
CONVERSATION = int(os.environ.get("OSS_CONVERSATION_MAILS", "1500"))
#: CPU seconds of the process: what a busy machine does to the clock on the wall is not the mail's doing.
SECONDS = 5.0


def _neighbours(first: int, count: int) -> list[Arrival]:
    return [
        Arrival(f"n{number}", mail(message_id=f"n{number}@x", subject=f"Subject {number}"))
        for number in range(first, first + count)
    ]


def _batches(journal: Journal, monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """Process everything; the subjects of each batch as it is recorded."""
    batches: list[list[str]] = []
    real = drain.record_copies

    def noting(organization_id, copies, around):  # type: ignore[no-untyped-def]
        real(organization_id, copies, around)
        batches.append([copy.mail.subject for copy in copies])

    monkeypatch.setattr(drain, "record_copies", noting)
    journal.process()
    return batches


@pytest.mark.parametrize("make", HOSTILE.values(), ids=HOSTILE)
def test_it_is_done_with_in_seconds_and_holds_up_nobody(
    database_url: str, monkeypatch: pytest.MonkeyPatch, make: Callable[[], bytes]
) -> None:
    journal = open_journal()
    raw = make()
    journal.arrive([*_neighbours(0, 20), Arrival("hostile", raw), *_neighbours(20, 20)])
    began = time.process_time()
    batches = _batches(journal, monkeypatch)
    spent = time.process_time() - began
    print(f"{len(raw) / 2**20:.1f} MiB: {spent:.2f} s of CPU with 40 neighbours, batches of {[*map(len, batches)]}")
    assert spent < SECONDS
    states = dict(journal.rows("SELECT gmail_message_id, state FROM message_occurrences"))
    assert set(states.values()) == {"processed"}
    order = [number for number, batch in enumerate(batches) for subject in batch if subject.startswith("Subject")]
    # All 40 fit one batch: they wait for the hostile mail's own batch at most, and for one that it cut in two.
    assert order[0] <= 1
    assert order[-1] <= 2
    assert all(len(batch) == 1 for batch in batches if len(raw) >= 4 * 2**20 and any("Hostile" in s for s in batch))


def test_many_costly_mails_at_once_let_a_neighbour_through(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten mails of 50,000 links each, each cheap by its size: the batch ends when its time is up."""
    journal = open_journal()
    links = HOSTILE["50,000 links"]()
    costly = [Arrival(f"h{n}", links.replace(b"links@", b"links%d@" % n), label_ids=()) for n in range(10)]
    # Time for three or four of them, however quick the machine is.
    seconds = min(timeit.repeat(lambda: parse_mail(links), number=1, repeat=3))
    monkeypatch.setattr(pipeline, "READ_SECONDS", 3 * seconds)
    journal.arrive([*costly, *_neighbours(0, 5)])
    live = journal.arrive(_neighbours(5, 1))
    with_priority = "UPDATE message_occurrences SET priority = 0 WHERE id = :id"
    batches: list[list[str]] = []
    real = drain.record_copies

    def noting(organization_id, copies, around):  # type: ignore[no-untyped-def]
        if not batches:
            journal.execute(with_priority, id=live[0])
        real(organization_id, copies, around)
        batches.append([copy.mail.subject for copy in copies])

    monkeypatch.setattr(drain, "record_copies", noting)
    journal.process()
    # The first batch is recorded while the second is being read: live mail that comes now is in the third.
    assert "Subject 5" in batches[2] or "Subject 5" in batches[1]
    assert max(len([s for s in batch if s.startswith("Hostile")]) for batch in batches) < len(costly)


def _answer(number: int) -> Arrival:
    named = [0, *range(max(1, number - 9), number)] if number else []
    raw = mail(
        message_id=f"long{number}@x",
        subject="Re: Long" if number else "Long",
        References=" ".join(f"<long{one}@x>" for one in named),
        In_Reply_To=f"<long{number - 1}@x>" if number else "",
    )
    return Arrival(f"long{number}", raw)


@pytest.mark.usefixtures("autovacuum")
def test_an_endless_conversation_holds_up_nobody(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """One conversation that all batches add to: a batch at its end takes what one at its beginning takes, more or
    less, and mails among it come in the batch in which they arrived."""
    journal = open_journal()
    arrivals = [_answer(number) for number in range(CONVERSATION)]
    every = max(1, CONVERSATION // 10)
    for number in range(10):
        arrivals.insert(number * every + number, *_neighbours(number, 1))
    for first in range(0, len(arrivals), BATCH):
        journal.arrive(arrivals[first : first + BATCH])
    spent: list[tuple[float, float]] = []
    batches: list[list[str]] = []
    real = drain.record_copies

    def noting(organization_id, copies, around):  # type: ignore[no-untyped-def]
        began = time.thread_time(), time.monotonic()
        real(organization_id, copies, around)
        spent.append((time.thread_time() - began[0], time.monotonic() - began[1]))
        batches.append([copy.mail.subject for copy in copies])

    monkeypatch.setattr(drain, "record_copies", noting)
    journal.process()
    print(
        f"{CONVERSATION} mails: recording a batch took {max(wall for _, wall in spent):.2f} s at most, first and last "
        f"{spent[0][1]:.2f} and {spent[-1][1]:.2f} s"
    )
    assert max(cpu for cpu, _ in spent) < SECONDS
    assert journal.rows("SELECT message_count FROM tickets ORDER BY 1 DESC LIMIT 2") == [(CONVERSATION,), (1,)]
    # However few mails a busy machine reads in a batch's time: nobody is passed by more than one batch.
    recorded = [subject for batch in batches for subject in batch]
    for number in range(10):
        assert recorded.index(f"Subject {number}") <= number * every + number + BATCH

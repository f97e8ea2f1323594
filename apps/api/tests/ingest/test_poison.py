"""One bad mail is set aside with its reason; its neighbours go on, and the worker too."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DataError, OperationalError

from app.core.db import transaction
from app.ingest import drain, pipeline, recording
from app.ingest.claim import BATCH_BYTES, BIG_BYTES, MAX_ATTEMPTS
from app.ingest.reading import read_copy
from app.storage.blobs import BlobMissing, BlobStoreUnavailable, get_blob_store
from tests.ingest.store import Arrival, Journal, mail, open_journal


@pytest.fixture
def journal(database_url: str) -> Journal:
    return open_journal()


def _mails(count: int) -> list[Arrival]:
    return [Arrival(str(n), mail(message_id=f"m{n}@x", subject=f"Subject {n}")) for n in range(count)]


def _states(journal: Journal) -> dict[str, str]:
    return {str(n): str(s) for n, s in journal.rows("SELECT gmail_message_id, state FROM message_occurrences")}


def test_a_mail_that_the_database_refuses_is_found_by_halving(
    journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = pipeline.record

    def refusing(session, organization_id, copies, around):  # type: ignore[no-untyped-def]
        if any(copy.mail.subject == "Subject 7" for copy in copies):
            session.execute(text("SELECT 'x'::integer"))
        return real(session, organization_id, copies, around)

    monkeypatch.setattr(pipeline, "record", refusing)
    journal.arrive(_mails(12))
    journal.process()
    states = _states(journal)
    assert states.pop("7") == "failed"
    assert set(states.values()) == {"processed"}
    ((code, detail),) = journal.rows("SELECT error_code, error_detail FROM message_occurrences WHERE state = 'failed'")
    assert code == "processing_failed"
    assert DataError.__name__ in str(detail)
    assert "Subject" not in str(detail)


def test_a_mail_that_breaks_reading_is_set_aside(journal: Journal, monkeypatch: pytest.MonkeyPatch) -> None:
    def breaking(blobs, organization_id, claimed, around):  # type: ignore[no-untyped-def]
        copy = read_copy(blobs, organization_id, claimed, around)
        if copy.mail.subject == "Subject 2":
            raise RecursionError
        return copy

    monkeypatch.setattr(pipeline, "read_copy", breaking)
    journal.arrive(_mails(4))
    journal.process()
    assert _states(journal) == {"0": "processed", "1": "processed", "2": "failed", "3": "processed"}


def test_a_database_that_is_away_blames_no_mail(journal: Journal, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_: object) -> None:
        raise OperationalError("SELECT 1", {}, Exception("server closed the connection"))

    monkeypatch.setattr(pipeline, "record", away)
    journal.arrive(_mails(3))
    with pytest.raises(OperationalError):
        journal.process()
    assert set(_states(journal).values()) == {"fetched"}
    monkeypatch.setattr(pipeline, "record", recording.record)
    journal.process()
    assert set(_states(journal).values()) == {"processed"}


def test_a_mail_that_kills_the_worker_is_tried_alone_and_then_set_aside(
    journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    batches: list[int] = []

    class Killed(BaseException):
        """The worker dies: nothing after this line of its runs."""

    def killing(organization_id, claimed, around):  # type: ignore[no-untyped-def]
        batches.append(len(claimed))
        names = {c.id for c in claimed}
        if killer in names:
            raise Killed
        return real(organization_id, claimed, around)

    real = drain.read_copies
    monkeypatch.setattr(drain, "read_copies", killing)
    killer = journal.arrive(_mails(9))[4]
    for _ in range(2 * MAX_ATTEMPTS + 4):
        try:
            journal.process()
        except Killed:
            continue
    states = _states(journal)
    assert states.pop("4") == "failed"
    assert set(states.values()) == {"processed"}
    assert batches.count(1) >= MAX_ATTEMPTS - 1
    assert journal.rows("SELECT error_code FROM message_occurrences WHERE state = 'failed'") == [("killed_worker",)]


def test_a_blob_that_is_missing_stops_the_lane_and_loses_nothing(journal: Journal) -> None:
    journal.arrive(_mails(1))
    store = get_blob_store()
    ((key,),) = journal.rows("SELECT raw_sha256 FROM message_occurrences")
    path = Path(store._path(journal.organization_id, bytes(key)))  # type: ignore[attr-defined, call-overload]
    kept = path.read_bytes()
    path.unlink()
    with pytest.raises(BlobMissing):
        store.get(journal.organization_id, bytes(key))  # type: ignore[call-overload]
    journal.process()
    ((state, detail),) = journal.rows("SELECT state, error_detail FROM message_occurrences")
    assert state == "failed"
    assert "BlobMissing" in str(detail)
    path.write_bytes(kept)
    with transaction(journal.organization_id) as session:
        session.execute(text("UPDATE message_occurrences SET state = 'fetched', attempts = 0"))
    journal.process()
    assert set(_states(journal).values()) == {"processed"}


def test_an_outage_of_the_blob_store_blames_no_mail(journal: Journal) -> None:
    journal.arrive(_mails(6))
    folder = Path(get_blob_store()._directory)  # type: ignore[attr-defined]
    away = folder.with_name("unmounted")
    folder.rename(away)
    try:
        for _ in range(MAX_ATTEMPTS + 2):
            with pytest.raises(BlobStoreUnavailable):
                journal.process()
    finally:
        away.rename(folder)
    assert journal.rows("SELECT DISTINCT state, attempts FROM message_occurrences") == [("fetched", 0)]
    journal.process()
    assert set(_states(journal).values()) == {"processed"}


@pytest.mark.parametrize(
    ("size", "expected"),
    [(BIG_BYTES - 1, [8, 8, 4]), (BIG_BYTES, [1] * 20), (100, [20])],
    ids=["heavy", "big", "light"],
)
def test_a_batch_is_bounded_by_bytes(
    journal: Journal, monkeypatch: pytest.MonkeyPatch, size: int, expected: list[int]
) -> None:
    batches: list[int] = []
    real = drain.read_copies

    def counting(organization_id, claimed, around):  # type: ignore[no-untyped-def]
        batches.append(len(claimed))
        return real(organization_id, claimed, around)

    monkeypatch.setattr(drain, "read_copies", counting)
    assert BATCH_BYTES == 8 * BIG_BYTES
    journal.arrive(_mails(20))
    with transaction(journal.organization_id) as session:
        session.execute(text("UPDATE message_occurrences SET size = :size"), {"size": size})
    journal.process()
    assert batches == expected


def test_what_there_was_no_time_to_read_comes_next_and_is_blamed_for_nothing(
    journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[tuple[int, int]] = []
    real = drain.read_copies

    def noting(organization_id, claimed, around):  # type: ignore[no-untyped-def]
        assert {copy.attempts for copy in claimed} == {1}
        done = real(organization_id, claimed, around)
        read.append((len(claimed), len(done.copies)))
        return done

    monkeypatch.setattr(drain, "read_copies", noting)
    monkeypatch.setattr(pipeline, "READ_SECONDS", -1.0)
    journal.arrive(_mails(5))
    assert journal.process() == 5
    assert read == [(5, 1), (4, 1), (3, 1), (2, 1), (1, 1)]
    assert set(_states(journal).values()) == {"processed"}

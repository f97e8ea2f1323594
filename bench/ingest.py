"""Processing (raw bytes → ticket in PostgreSQL) beside the bare parse of the same mails by Python's email package.

One process works through mails whose raw bytes are stored already: claim, read, dedupe, stitch, dispose, route,
refresh, commit. The reference is `email.message_from_bytes` and decoding every part, in the same run on one core.
Two ratios are printed: by wall clock (one process that mostly occupies one core, PostgreSQL beside it) and by the CPU
seconds of that process and of PostgreSQL's together, which is the price per core.
"""

from __future__ import annotations

import argparse
import email
import gc
import json
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from bench._store import own_store

NOW = datetime(2026, 11, 20, tzinfo=UTC)


def _mails(count: int, seed: int) -> list[bytes]:
    from workspace_sim.company import generate, sample_company

    return [mail.raw for mail in generate(sample_company(), seed=seed, messages=count, now=NOW)]


def _bare_parse_seconds(mails: Sequence[bytes]) -> float:
    started = time.process_time()
    for raw in mails:
        for part in email.message_from_bytes(raw).walk():
            if not part.is_multipart():
                part.get_payload(decode=True)
    return time.process_time() - started


def _store(mails: Sequence[bytes]) -> UUID:
    """An organisation whose journal holds `mails`, fetched and waiting; the time this takes is not measured."""
    from app.core.db import transaction
    from app.core.ids import new_id
    from app.identity.models import Organization
    from app.mailboxes.models import Mailbox, MailboxKind, MailboxStatus
    from app.messages.models import DiscoveredBy, Occurrence, OccurrenceState
    from app.messages.occurrences import remember_blobs
    from app.storage.blobs import get_blob_store
    from sqlalchemy import insert

    with transaction() as session:
        organization = Organization(name="Benchmark", domains=["acme.example"])
        session.add(organization)
    keys = get_blob_store().put_many(organization.id, mails)
    with transaction(organization.id) as session:
        mailbox = Mailbox(
            organization_id=organization.id,
            kind=MailboxKind.journal,
            email="journal@acme.example",
            google_sub="benchmark",
            status=MailboxStatus.connected,
        )
        session.add(mailbox)
        remember_blobs(session, organization.id, {k: len(m) for k, m in zip(keys, mails, strict=True)})
        session.flush()
        rows = [
            {
                "organization_id": organization.id,
                "id": new_id(),
                "mailbox_id": mailbox.id,
                "gmail_message_id": f"{number:016x}",
                "state": OccurrenceState.fetched,
                "discovered_by": DiscoveredBy.backfill,
                "priority": 10,
                "raw_sha256": key,
                "label_ids": [],
            }
            for number, key in enumerate(keys)
        ]
        session.execute(insert(Occurrence), rows)
    return organization.id


def _postgres_cpu_seconds(data: Path) -> float:
    """CPU seconds of the server on `data` and of its children, dead ones included."""
    import psutil

    postmaster = psutil.Process(int((data / "pg" / "postmaster.pid").read_text().splitlines()[0]))
    total = 0.0
    for process in (postmaster, *postmaster.children(recursive=True)):
        times = process.cpu_times()
        total += times.user + times.system + times.children_user + times.children_system
    return total


def _measure(mails: Sequence[bytes], data: Path) -> list[dict[str, object]]:
    from app.core.memory import tune_garbage_collection
    from app.ingest.drain import process_waiting

    organization = _store(mails)
    before = min(_bare_parse_seconds(mails) for _ in range(3))
    thresholds = gc.get_threshold()
    tune_garbage_collection()  # as the worker does
    wall, own, server = time.monotonic(), time.process_time(), _postgres_cpu_seconds(data)
    done = process_waiting(organization)
    wall, own = time.monotonic() - wall, time.process_time() - own
    server = _postgres_cpu_seconds(data) - server
    gc.set_threshold(*thresholds)
    if done != len(mails):
        raise SystemExit(f"{done} of {len(mails)} mails were processed")
    # Measured on both sides of the work, so that a machine that was busy in between is no advantage.
    bare = (before + min(_bare_parse_seconds(mails) for _ in range(3))) / 2
    reference = len(mails) / bare

    def row(name: str, value: float) -> dict[str, object]:
        return {
            "name": name,
            "value": round(value, 1),
            "unit": "mails/s",
            "compared_with": "email.message_from_bytes and decoding, one core",
            "reference": round(reference, 1),
            "ratio": round(reference / value, 2),
        }

    print(f"{len(mails)} mails, {sum(map(len, mails)) / len(mails) / 1024:.1f} KiB on average")
    print(f"per mail: {1000 * wall / done:.2f} ms of wall clock, {1000 * own / done:.2f} ms of CPU in Python,", end=" ")
    print(f"{1000 * server / done:.2f} ms of CPU in PostgreSQL; bare parse {1000 * bare / done:.2f} ms")
    return [
        row("one process, by wall clock", done / wall),
        row("by CPU of Python and PostgreSQL", done / (own + server)),
    ]


def main() -> None:
    """Run in a database of its own that is gone afterwards."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", type=Path, required=True)
    parser.add_argument("--messages", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    folder = own_store()
    results = _measure(_mails(options.messages, options.seed), folder)
    options.json.write_text(json.dumps(results, indent=2))


if __name__ == "__main__":
    main()

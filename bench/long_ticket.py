"""A ticket of ten thousand mails beside one of ten: opening it, paging in its middle, and one more mail for it.

Opening and paging are requests to the API in this process (no network, no browser). One more mail is claim, read,
dedupe, stitch, refresh and commit by `process_waiting`. Each figure is the median of several.
"""

from __future__ import annotations

import argparse
import json
import statistics
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

from bench._store import own_store

SMALL = 10
_MULTIPLY = (
    """INSERT INTO messages SELECT (jsonb_populate_record(NULL::messages, to_jsonb(m) || jsonb_build_object(
        'id', gen_random_uuid(), 'rfc_message_id', i || '@bench.example',
        'sort_at', m.sort_at + i * interval '1 minute',
        'identity_key', '\\x' || encode(sha256(convert_to(m.id::text || i, 'UTF8')), 'hex')))).*
    FROM messages m, generate_series(1, :copies) i WHERE m.thread_id = :thread""",
    """INSERT INTO message_contents SELECT (jsonb_populate_record(NULL::message_contents, to_jsonb(c) ||
        jsonb_build_object('message_id', n.id))).*
    FROM messages n JOIN message_contents c ON c.message_id = :first
    WHERE n.thread_id = :thread AND n.rfc_message_id LIKE '%@bench.example'""",
    """INSERT INTO ticket_messages (organization_id, message_id, ticket_id, sort_at)
    SELECT n.organization_id, n.id, :ticket, n.sort_at FROM messages n WHERE n.thread_id = :thread
    ON CONFLICT DO NOTHING""",
)


def _mail(number: int, conversation: str) -> bytes:
    answers = f"In-Reply-To: <{conversation}@c.example>\r\n" if number else ""
    identifier = f"{conversation}-{number}" if number else conversation
    return (
        f"From: Ada <ada-{conversation}@c.example>\r\nTo: support@acme.example\r\nSubject: Alarm {conversation}\r\n"
        f"Date: Mon, 02 Mar 2026 10:00:{number % 60:02} +0000\r\nMessage-ID: <{identifier}@c.example>\r\n{answers}"
        "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n" + "The pump has stopped. " * 40
    ).encode()


def _ticket(organization: UUID, conversation: str, mails: int) -> UUID:
    """A ticket of so many mails: one that was processed, and copies of its rows."""
    from app.core.db import transaction
    from app.ingest.drain import process_waiting
    from app.tickets.activity import refresh_tickets
    from sqlalchemy import text

    _arrive(organization, [_mail(0, conversation)])
    process_waiting(organization)
    with transaction(organization) as session:
        ticket, thread, first = session.execute(
            text(
                "SELECT tm.ticket_id, m.thread_id, m.id FROM messages m JOIN ticket_messages tm ON tm.message_id = m.id"
                " WHERE m.rfc_message_id = :id"
            ),
            {"id": f"{conversation}@c.example"},
        ).one()
        values = {"copies": mails - 1, "thread": thread, "ticket": ticket, "first": first}
        for statement in _MULTIPLY:
            session.execute(text(statement), values)
        refresh_tickets(session, organization, [ticket])
    return UUID(str(ticket))


def _arrive(organization: UUID, mails: Sequence[bytes]) -> None:
    from app.core.db import transaction
    from app.core.ids import new_id
    from app.mailboxes.models import Mailbox
    from app.messages.models import DiscoveredBy, Occurrence, OccurrenceState
    from app.messages.occurrences import remember_blobs
    from app.storage.blobs import get_blob_store
    from sqlalchemy import insert, select

    keys = get_blob_store().put_many(organization, mails)
    with transaction(organization) as session:
        remember_blobs(session, organization, {k: len(m) for k, m in zip(keys, mails, strict=True)})
        mailbox = session.scalars(select(Mailbox.id)).one()
        rows = [
            {
                "organization_id": organization,
                "id": new_id(),
                "mailbox_id": mailbox,
                "gmail_message_id": new_id().hex,
                "state": OccurrenceState.fetched,
                "discovered_by": DiscoveredBy.history,
                "priority": 0,
                "raw_sha256": key,
                "size": len(mail),
                "label_ids": [],
            }
            for key, mail in zip(keys, mails, strict=True)
        ]
        session.execute(insert(Occurrence), rows)


def _analyze() -> None:
    from app.core.db import get_engine
    from sqlalchemy import text

    with get_engine().connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT").execute(text("VACUUM ANALYZE"))


def _median(work: Callable[[], object], times: int = 15) -> float:
    """Milliseconds."""
    work()
    taken = []
    for _ in range(times):
        started = time.monotonic()
        work()
        taken.append(1000 * (time.monotonic() - started))
    return statistics.median(taken)


def _client() -> tuple[Any, UUID]:
    """A signed-in client of the API, and its organisation, which has a journal mailbox."""
    from app.core.db import transaction
    from app.mailboxes.models import Mailbox, MailboxKind, MailboxStatus
    from app.main import app
    from fastapi.testclient import TestClient

    client = TestClient(app, base_url="http://testserver")
    client.get("/auth/csrf")
    person = {"email": "agent@acme.example", "organization_name": "Benchmark"}
    me = client.post("/auth/dev/login", json=person, headers={"x-csrf-token": client.cookies["oss_csrf"]}).json()
    organization = UUID(me["organization"]["id"])
    with transaction(organization) as session:
        session.add(
            Mailbox(
                organization_id=organization,
                kind=MailboxKind.journal,
                email="journal@acme.example",
                google_sub="benchmark",
                status=MailboxStatus.connected,
            )
        )
    return client, organization


def _measure(mails: int) -> list[dict[str, object]]:
    from app.ingest.drain import process_waiting

    client, organization = _client()
    tickets = {"small": _ticket(organization, "small", SMALL), "large": _ticket(organization, "large", mails)}
    _analyze()
    numbers = iter(range(1, 10_000))

    def get(path: str) -> Any:
        answer = client.get(path)
        if answer.status_code != 200:
            raise SystemExit(f"GET {path}: {answer.status_code}")
        return answer.json()

    def one_more(conversation: str) -> None:
        _arrive(organization, [_mail(next(numbers), conversation)])
        process_waiting(organization)

    middle = None
    for _ in range(min(50, mails // 100)):
        path = f"/tickets/{tickets['large']}/messages?limit=50" + (f"&cursor={middle}" if middle else "")
        middle = get(path)["next_cursor"] or middle

    works: dict[str, tuple[Callable[[], object], Callable[[], object]]] = {
        "open the ticket": (
            lambda: get(f"/tickets/{tickets['large']}"),
            lambda: get(f"/tickets/{tickets['small']}"),
        ),
        "a page of 50 in the middle": (
            lambda: get(f"/tickets/{tickets['large']}/messages?limit=50&cursor={middle}"),
            lambda: get(f"/tickets/{tickets['large']}/messages?limit=50"),
        ),
        "one more mail": (lambda: one_more("large"), lambda: one_more("small")),
    }
    rows: list[dict[str, object]] = []
    for name, (large, small) in works.items():
        value, reference = _median(large), _median(small)
        compared = "the newest page" if "middle" in name else f"a ticket of {SMALL} mails"
        rows.append(
            {
                "name": f"{name}, {mails} mails",
                "value": round(value, 1),
                "unit": "ms",
                "compared_with": compared,
                "reference": round(reference, 1),
                "ratio": round(value / reference, 2),
            }
        )
        print(f"{name}: {value:.1f} ms; {compared}: {reference:.1f} ms")
    return rows


def main() -> None:
    """Run in a database of its own that is gone afterwards."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", type=Path, required=True)
    parser.add_argument("--mails", type=int, default=10_000)
    options = parser.parse_args()
    own_store(ALLOW_DEV_LOGIN="true", RATE_LIMIT_REQUESTS_PER_MINUTE="0")
    results = _measure(options.mails)
    options.json.write_text(json.dumps(results, indent=2))


if __name__ == "__main__":
    main()

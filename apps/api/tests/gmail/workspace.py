"""A Workspace and a connected organisation, for tests: the real API, the real jobs, a simulated Google."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import psycopg
from workspace_sim.testing import SimServer

import app.gmail.jobs as gmail_jobs
from app.core.clock import now
from app.gmail.schedule import schedule_due
from tests.api import Browser

JOURNAL = "journal@acme.example"
Superuser = psycopg.Connection[tuple[object, ...]]

JOBS = {
    "mailbox_backfill": gmail_jobs.mailbox_backfill,
    "mailbox_history_sync": gmail_jobs.mailbox_history_sync,
    "mailbox_reconcile": gmail_jobs.mailbox_reconcile,
    "mailbox_watch_renew": gmail_jobs.mailbox_watch_renew,
    "occurrence_fetch_raw": gmail_jobs.occurrence_fetch_raw,
}


def mail(number: int, *, subject: str = "Question", body: bytes = b"Hello\r\n") -> bytes:
    """A small mail with its own Message-ID."""
    head = f"From: ann@cust.example\r\nTo: support@acme.example\r\nSubject: {subject} {number}\r\n"
    head += f"Message-ID: <m{number}@cust.example>\r\nDate: Mon, 02 Nov 2026 10:00:00 +0000\r\n\r\n"
    return head.encode() + body


class Workspace:
    """The simulator, and what our side knows of it."""

    def __init__(self, sim: SimServer, superuser: Superuser) -> None:
        self.sim = sim
        self.db = superuser
        self.ran: list[str] = []

    # Google's side

    def put(
        self, count: int = 1, *, first: int = 0, labels: tuple[str, ...] = ("INBOX",), email: str = JOURNAL, **kind: Any
    ) -> list[str]:
        """Put mails straight into a mailbox; their Gmail ids."""
        return [self.put_raw(mail(first + n, **kind), labels=labels, email=email) for n in range(count)]

    def put_raw(
        self, raw: bytes, *, labels: tuple[str, ...] = ("INBOX",), email: str = JOURNAL, date: datetime | None = None
    ) -> str:
        params: list[tuple[str, str]] = [("label", label) for label in labels]
        if date:
            params.append(("date", date.isoformat()))
        answer = self.sim.admin.post(f"/sim/mailboxes/{email}/messages", params=params, content=raw)
        answer.raise_for_status()
        return str(answer.json()["id"])

    def relabel(self, gmail_id: str, *, add: tuple[str, ...] = (), remove: tuple[str, ...] = ()) -> None:
        answer = self.sim.admin.patch(
            f"/sim/mailboxes/{JOURNAL}/messages/{gmail_id}", json={"add": list(add), "remove": list(remove)}
        )
        answer.raise_for_status()

    def delete(self, gmail_id: str) -> None:
        self.sim.admin.delete(f"/sim/mailboxes/{JOURNAL}/messages/{gmail_id}").raise_for_status()

    def faults(self, **spec: Any) -> None:
        self.sim.post("/sim/faults", spec)

    def script(self, kind: str, method: str = "*", count: int = 1, skip: int = 0) -> None:
        """The next matching calls fail with `kind`."""
        self.faults(script=[{"kind": kind, "method": method, "count": count, "skip": skip}])

    def no_faults(self) -> None:
        self.sim.admin.delete("/sim/faults").raise_for_status()

    def fault_hits(self) -> dict[str, int]:
        return dict(self.sim.world.faults.hits)

    def truth(self, email: str = JOURNAL) -> dict[str, str]:
        """Gmail id → SHA-256 of what is really there."""
        answer = self.sim.admin.get(f"/sim/mailboxes/{email}", params={"hashes": "1"})
        return dict(answer.json()["sha256"])

    # Our side

    def connect(self, browser: Browser, email: str = JOURNAL, **reconnect: Any) -> UUID:
        """Walk through consent like a browser; the mailbox."""
        answer = self.consent(browser, email, **reconnect)
        return UUID(answer["mailbox_id"])

    def consent(
        self, browser: Browser, email: str = JOURNAL, *, mailbox_id: UUID | None = None, **sim: str
    ) -> dict[str, str]:
        """Walk through consent; the query of the final redirect. ``sim_…`` arguments steer the consent page."""
        callback = self.authorize(self.start(browser, mailbox_id), email, **sim)
        return self.finish(browser, callback)

    def start(self, browser: Browser, mailbox_id: UUID | None = None) -> str:
        body = {"mailbox_id": str(mailbox_id)} if mailbox_id else {}
        answer = browser.post("/mailboxes/gmail/journal/oauth/start", json=body)
        assert answer.status_code == 200, answer.text
        return str(answer.json()["authorization_url"])

    def authorize(self, url: str, email: str = JOURNAL, **sim: str) -> str:
        """Where Google's page sends the browser."""
        # A client of its own would load every certificate there is, for a server without any.
        answer = self.sim.admin.get(url + "".join(f"&{k}={v}" for k, v in {"sim_account": email, **sim}.items()))
        assert answer.status_code == 302, answer.text
        return str(answer.headers["location"])

    def finish(self, browser: Browser, callback: str) -> dict[str, str]:
        parts = urlsplit(callback)
        answer = browser.get(f"{parts.path}?{parts.query}")
        assert answer.status_code == 303, answer.text
        location = urlsplit(answer.headers["location"])
        assert location.path == "/mailboxes/connected"
        return {key: values[0] for key, values in parse_qs(location.query).items()}

    def drain(self, most: int = 500) -> list[str]:
        """Run the waiting jobs of mailboxes, as a single worker would; their names."""
        ran = []
        for _ in range(most):
            row = self.db.execute(
                "DELETE FROM procrastinate_jobs WHERE id = (SELECT id FROM procrastinate_jobs WHERE status = 'todo' "
                "AND task_name = ANY(%s) ORDER BY priority DESC, id LIMIT 1) RETURNING task_name, args",
                [list(JOBS)],
            ).fetchone()
            if row is None:
                self.ran += ran
                return ran
            name, arguments = str(row[0]), row[1]
            JOBS[name](**arguments)  # type: ignore[arg-type]
            ran.append(name)
        raise AssertionError(f"the jobs do not end: {ran[-10:]}")

    def poll(self) -> list[str]:
        """The time of a poll has come: schedule, then work."""
        schedule_due(now() + timedelta(seconds=60))
        return self.drain()

    def wait_out(self) -> None:
        """Time passes, two minutes of it: back-offs, Google's wishes and open circuits end."""
        self.db.execute("UPDATE mailbox_syncs SET retry_at = now() - interval '1 second' WHERE retry_at IS NOT NULL")
        self.db.execute(
            "UPDATE mailbox_syncs SET backfill_finished_at = backfill_finished_at - interval '2 minutes', "
            "last_resync_at = last_resync_at - interval '2 minutes'"
        )
        self.db.execute("UPDATE mailboxes SET not_before = NULL, sends_not_before = NULL")
        self.db.execute("UPDATE mailbox_quotas SET units = 1e9")

    def settle(self, rounds: int = 60) -> int:
        """Poll until the store equals the truth and nothing waits; the number of rounds it took."""
        self.drain()
        for n in range(rounds):
            if not self.waiting() and self.truth() == self.stored():
                return n
            self.wait_out()
            self.poll()
        return rounds

    def waiting(self) -> bool:
        row = self.db.execute(
            "SELECT (SELECT count(*) FROM message_occurrences WHERE state = 'discovered') "
            "+ (SELECT count(*) FROM mailbox_syncs WHERE backfill_state <> 'done')"
        ).fetchone()
        return bool(row and row[0])

    def stored(self) -> dict[str, str]:
        """Gmail id → SHA-256 of the copies that we have and that Gmail still has."""
        rows = self.db.execute(
            "SELECT gmail_message_id, encode(raw_sha256, 'hex') FROM message_occurrences "
            "WHERE state IN ('fetched', 'processed') AND deleted_at IS NULL"
        )
        return {str(row[0]): str(row[1]) for row in rows}

    def states(self) -> dict[str, str]:
        """Gmail id → state."""
        return {
            str(r[0]): str(r[1]) for r in self.db.execute("SELECT gmail_message_id, state FROM message_occurrences")
        }

    def copy(self, gmail_id: str) -> dict[str, Any]:
        """One occurrence row."""
        return self._one("SELECT to_jsonb(o) FROM message_occurrences o WHERE gmail_message_id = %s", gmail_id)

    def sync(self) -> dict[str, Any]:
        """The sync row of the only mailbox; ``history_id`` is an int."""
        row = self._one(
            "SELECT to_jsonb(s) || jsonb_build_object('history_id', s.history_id::text) FROM mailbox_syncs s"
        )
        return row | {"history_id": int(row["history_id"]) if row["history_id"] else None}

    def mailbox(self) -> dict[str, Any]:
        """The row of the only mailbox."""
        return self._one("SELECT to_jsonb(m) FROM mailboxes m")

    def _one(self, statement: str, *parameters: object) -> dict[str, Any]:
        row = self.db.execute(statement, parameters).fetchone()  # type: ignore[call-overload]
        assert row is not None
        value: dict[str, Any] = row[0]
        return value

    def google_history_id(self) -> int:
        return int(self.sim.world.mailboxes[JOURNAL].history_id)


def instant(text: str) -> datetime:
    """An aware moment."""
    return datetime.fromisoformat(text).astimezone(UTC)

"""The product as it is run: an API process and worker processes on a database, and a person at a browser."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import psycopg
import pytest
from sqlalchemy import select
from workspace_sim.testing import SimServer

from app.core.db import get_engine, transaction
from app.core.settings import get_settings
from app.identity.models import Organization
from app.ops.verify import verify
from app.storage.blobs import get_blob_store
from tests.faults.outcome import Outcome, read_outcome
from tests.faults.postgres import Server, free_port
from tests.faults.running import Program, eventually
from tests.faults.scale import SHORT_WAITS, UNLIMITED

_SHORT_WAITS = "tests.faults.short_waits"
_API = Path(__file__).resolve().parents[2]


class Deployment:
    """One installation. `database_url` is what the product is told; `server` is looked into directly."""

    def __init__(
        self, sim: SimServer, server: Server, database: str, folder: Path, database_url: str | None = None
    ) -> None:
        self.sim, self.server, self.database = sim, server, database
        self.folder = folder
        self.journal: str = sim.world.directory.journals[0]
        self.port = free_port()
        self.base = f"http://127.0.0.1:{self.port}"
        self.programs: list[Program] = []
        self.browser = httpx.Client(base_url=self.base, timeout=30, trust_env=False)
        folder.mkdir(parents=True, exist_ok=True)
        self.env = {
            **os.environ,
            **sim.env(),
            "DATABASE_URL": database_url or server.url(database),
            "OSS_DATA_DIR": str(folder),
            "API_BASE_URL": self.base,
            "GMAIL_POLL_SECONDS": "1",
            "GMAIL_QUOTA_UNITS_PER_MINUTE": str(UNLIMITED),
        }
        self._db: psycopg.Connection[tuple[object, ...]] | None = None

    # Processes

    def start_worker(self, *, units: int = UNLIMITED, hold: int = 0) -> Program:
        """A worker that may spend `units` a minute; returns when it works. One that is told to `hold` so many jobs has
        room for some more, and waits for Google as long as it takes."""
        number = len(self.programs)
        env = self.env | {"GMAIL_QUOTA_UNITS_PER_MINUTE": str(units), "OSS_FAULT_HOLD": str(hold)}
        module = _SHORT_WAITS if hold or SHORT_WAITS else "app.worker"
        worker = Program(module, (), env, self.folder / f"worker-{number}.log")
        self.programs.append(worker)
        eventually(
            "the worker starts", lambda: "worker started" in worker.said() or not worker.alive, why=lambda: worker
        )
        assert worker.alive, worker
        return worker

    def start_api(self) -> Program:
        """The API on this deployment's port; returns when it answers."""
        number = len(self.programs)
        arguments = ["app.main:app", "--host", "127.0.0.1", "--port", str(self.port)]
        api = Program("uvicorn", arguments, self.env, self.folder / f"api-{number}.log")
        self.programs.append(api)
        eventually("the API starts", lambda: self.healthy() or not api.alive, why=lambda: api)
        assert api.alive, api
        return api

    def command(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """``oss-ticketing`` with these arguments."""
        return subprocess.run(
            [sys.executable, "-c", "from app.cli.main import run; run()", *arguments],
            cwd=_API,
            env=self.env,
            capture_output=True,
            text=True,
            timeout=300,
        )

    def close(self) -> None:
        """End every process of this deployment."""
        self.browser.close()
        for program in self.programs:
            if program.alive:
                program.kill()
        if self._db is not None:
            self._db.close()

    # A person at a browser

    def healthy(self) -> bool:
        try:
            return self.browser.get("/healthz", timeout=5).status_code == 200
        except httpx.TransportError:
            return False

    def ready(self) -> bool:
        return self.browser.get("/readyz").status_code == 200

    def sign_in(self) -> None:
        self.browser.get("/auth/csrf").raise_for_status()
        self.post("/auth/dev/login", {"email": "ada@acme.example", "organization_name": "Acme"}).raise_for_status()

    def post(self, path: str, body: object = None) -> httpx.Response:
        return self._ask("POST", path, body)

    def put(self, path: str, body: object) -> httpx.Response:
        return self._ask("PUT", path, body)

    def _ask(self, verb: str, path: str, body: object) -> httpx.Response:
        headers = {"x-csrf-token": self.browser.cookies.get("oss_csrf") or ""}
        return self.browser.request(verb, path, json=body, headers=headers)

    def consent(self) -> str:
        """Begin to connect and consent at Google; where Google's page sends the browser then."""
        answer = self.post("/mailboxes/gmail/journal/oauth/start")
        assert answer.status_code == 200, answer.text
        url = f"{answer.json()['authorization_url']}&sim_account={self.journal}"
        page = httpx.get(url, trust_env=False, timeout=30)
        assert page.status_code == 302, page.text
        return str(page.headers["location"])

    def come_back(self, callback: str) -> dict[str, str]:
        """The browser comes back from Google; the outcome that the web UI is told."""
        answer = self.browser.get(callback)
        assert answer.status_code == 303, answer.text
        query = parse_qs(urlsplit(answer.headers["location"]).query)
        return {key: values[0] for key, values in query.items()}

    def connect(self) -> str:
        """Connect the journal; the mailbox's id."""
        return self.come_back(self.consent())["mailbox_id"]

    # What is stored

    def db(self) -> psycopg.Connection[tuple[object, ...]]:
        """A superuser's connection, made anew when the server was restarted."""
        if self._db is None or self._db.closed:
            self._db = self.server.connect(self.database)
        try:
            self._db.execute("SELECT 1")
        except psycopg.OperationalError:
            self._db.close()
            self._db = self.server.connect(self.database)
        return self._db

    def count(self, condition: str = "true", table: str = "message_occurrences") -> int:
        """How many rows of `table` meet `condition`."""
        row = self.db().execute(f"SELECT count(*) FROM {table} WHERE {condition}").fetchone()
        assert row is not None
        return int(str(row[0]))

    def states(self) -> dict[str, int]:
        """How many copies are in each state, and what jobs do."""
        rows = self.db().execute(
            "SELECT state::text, count(*) FROM message_occurrences GROUP BY 1 UNION ALL"
            " SELECT 'job ' || status::text, count(*) FROM procrastinate_jobs GROUP BY 1 UNION ALL"
            " SELECT 'listing ' || backfill_state::text, backfill_listed FROM mailbox_syncs"
        )
        return {str(name): int(str(count)) for name, count in rows}

    def done(self) -> bool:
        """Whether everything that Gmail has is processed and the listing is complete."""
        row = (
            self.db()
            .execute(
                "SELECT (SELECT count(*) FROM message_occurrences WHERE state NOT IN ('discovered', 'fetched')),"
                " (SELECT count(*) FROM message_occurrences WHERE state IN ('discovered', 'fetched')),"
                " (SELECT count(*) FROM mailbox_syncs WHERE backfill_state = 'done' AND reconciled_at IS NOT NULL)"
            )
            .fetchone()
        )
        return row == (len(self.sim.world.mailboxes[self.journal].messages), 0, 1)

    def finish(self, *programs: Program) -> Outcome:
        """Wait until everything is processed, end `programs` in order, verify the store; the outcome."""
        eventually("everything is processed", self.done, every=0.25, why=self.states)
        for program in programs:
            assert program.stop(), program
        # A dead letter is a bug of ours: what is away for a while must not make one.
        assert self.count("status = 'failed'", "procrastinate_jobs") == 0, "\n".join(str(p) for p in self.programs)
        self.verify()
        return read_outcome(self.db())

    def verify(self) -> None:
        """`oss-ticketing verify --full` finds nothing. (Run in this process: another one takes seconds to start.)"""
        with self._as_this_process():
            with transaction() as session:
                organizations = session.scalars(select(Organization.id)).all()
            checks = verify(organizations, full=True)
        assert len(organizations) == 1
        assert [check for check in checks if not check.ok] == []

    @contextmanager
    def _as_this_process(self) -> Iterator[None]:
        """This process reads the deployment's database and blobs."""
        kept = (get_settings, get_engine, get_blob_store)
        with pytest.MonkeyPatch.context() as patch:
            for name in ("DATABASE_URL", "OSS_DATA_DIR"):
                patch.setenv(name, self.env[name])
            for one in kept:
                one.cache_clear()
            try:
                yield
            finally:
                get_engine().dispose()
                for one in kept:
                    one.cache_clear()

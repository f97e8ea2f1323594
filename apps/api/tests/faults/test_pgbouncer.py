"""One ``DATABASE_URL``, and it is PgBouncer's in transaction mode: migrations, API, worker and command line."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from workspace_sim.testing import SimServer

from tests.faults.deployment import Deployment
from tests.faults.outcome import Outcome, assert_same
from tests.faults.pgbouncer import POOL_SIZE, Pooler, need_pgbouncer
from tests.faults.postgres import Server
from tests.faults.running import eventually
from tests.faults.scale import MAILS, TEST_SECONDS, unhurried

pytestmark = pytest.mark.timeout(TEST_SECONDS)


@pytest.fixture
def pooler(server: Server, fault_folder: Path) -> Iterator[Pooler]:
    running = Pooler(need_pgbouncer(), server, fault_folder / "pgbouncer")
    yield running
    running.close()


@pytest.fixture
def pooled(pooler: Pooler, server: Server, sim: SimServer, fault_folder: Path) -> Iterator[Deployment]:
    """An installation on an empty database that it reaches through the pooler alone."""
    with server.connect() as connection:
        connection.execute("CREATE DATABASE pooled")
    deployment = Deployment(sim, server, "pooled", fault_folder / "pooled", pooler.url("pooled"))
    yield deployment
    deployment.close()


def test_everything_works_through_pgbouncer_in_transaction_mode(pooled: Deployment, undisturbed: Outcome) -> None:
    migrated = pooled.command("migrate")
    assert migrated.returncode == 0, migrated.stdout + migrated.stderr
    api, worker = pooled.start_api(), pooled.start_worker(units=unhurried(1))
    assert pooled.ready()
    pooled.sign_in()
    pooled.connect()
    eventually(
        "a quarter is read",
        lambda: pooled.count("raw_sha256 IS NOT NULL") >= MAILS // 4,
        why=lambda: f"{pooled.states()} {worker}",
    )
    worker.kill()
    worker = pooled.start_worker()
    # Ours is the one connection that does not come from the pooler.
    backends = "datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid()"
    assert 1 <= pooled.count(backends, "pg_stat_activity") <= POOL_SIZE
    assert_same(pooled.finish(worker, api), undisturbed)

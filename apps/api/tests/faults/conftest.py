"""A server, a Workspace full of mail, and what an undisturbed run makes of it."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from workspace_sim.testing import SimServer

from app.core.settings import get_settings
from tests.faults.deployment import Deployment
from tests.faults.outcome import Outcome
from tests.faults.postgres import Server
from tests.faults.replying import ReplyDesk
from tests.faults.running import eventually
from tests.faults.scale import MAILS, SEED


@pytest.fixture(scope="session")
def fault_folder() -> Iterator[Path]:
    """Where everything of these tests lies, until they end."""
    folder = Path(tempfile.mkdtemp(prefix="faults-", dir=get_settings().oss_data_dir.resolve().parent))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def server(fault_folder: Path) -> Iterator[Server]:
    """Our own PostgreSQL, with a migrated database to copy."""
    own = Server(fault_folder / "pg")
    try:
        own.start()
        with own.connect() as connection:
            connection.execute("CREATE DATABASE template")
        config = Config(str(Path(__file__).resolve().parents[2] / "alembic.ini"))
        config.set_main_option("sqlalchemy.url", own.url("template"))
        command.upgrade(config, "head")
        yield own
    finally:
        own.close()


@pytest.fixture(scope="session")
def full_workspace() -> Iterator[SimServer]:
    """The sample company with its past, quota that is never in the way, and no faults."""
    with SimServer(seed=SEED, company=True) as sim:
        sim.admin.patch("/sim/settings", json={"quota_units_per_minute": 100_000_000}).raise_for_status()
        sim.post("/sim/generate", {"messages": MAILS, "seed": SEED})
        eventually(
            "the mail is generated",
            lambda: not sim.admin.get("/sim/status").json()["traffic"]["generating"],
            why=lambda: sim.admin.get("/sim/status").json(),
        )
        yield sim


@pytest.fixture
def sim(full_workspace: SimServer) -> Iterator[SimServer]:
    """The simulator; faults that a test orders, and mail that it delivers, end with it."""
    journal = full_workspace.world.directory.journals[0]
    before = set(full_workspace.world.mailboxes[journal].messages)
    yield full_workspace
    for gmail_id in set(full_workspace.world.mailboxes[journal].messages) - before:
        full_workspace.admin.delete(f"/sim/mailboxes/{journal}/messages/{gmail_id}").raise_for_status()
    full_workspace.admin.delete("/sim/faults").raise_for_status()
    full_workspace.admin.patch("/sim/settings", json={"latency_ms": 0}).raise_for_status()


class Databases:
    """Gives deployments a database and a folder each."""

    def __init__(self, server: Server, folder: Path) -> None:
        self._server, self._folder, self._number = server, folder, 0

    def deploy(self, sim: SimServer) -> Deployment:
        self._number += 1
        name = f"fault_{self._number}"
        with self._server.connect() as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE template")
        return Deployment(sim, self._server, name, self._folder / name)


@pytest.fixture(scope="session")
def databases(server: Server, fault_folder: Path) -> Databases:
    return Databases(server, fault_folder)


@pytest.fixture(scope="session")
def undisturbed(databases: Databases, full_workspace: SimServer) -> Outcome:
    """What the mailbox becomes when nothing goes wrong."""
    deployment = databases.deploy(full_workspace)
    try:
        api, worker = deployment.start_api(), deployment.start_worker()
        deployment.sign_in()
        deployment.connect()
        outcome = deployment.finish(worker, api)
    finally:
        deployment.close()
    assert set(outcome.copies.values()) == {"processed"}
    assert len(outcome.copies) >= MAILS
    print(f"\nundisturbed: {outcome.summary()}")
    return outcome


@pytest.fixture
def reply_desk(databases: Databases) -> Iterator[ReplyDesk]:
    """An API, its agents, and a Google without mail; workers are the test's."""
    with SimServer(seed=3) as google:
        google.admin.patch("/sim/settings", json={"quota_units_per_minute": 100_000_000}).raise_for_status()
        deployment = databases.deploy(google)
        try:
            deployment.start_api()
            yield ReplyDesk(deployment)
        finally:
            deployment.close()


@pytest.fixture
def deployment(databases: Databases, sim: SimServer) -> Iterator[Deployment]:
    """An installation, with nothing running yet; its processes end with the test."""
    made = databases.deploy(sim)
    yield made
    made.close()

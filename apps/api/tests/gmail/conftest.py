"""One simulated Google for the run of a test process; every test gets it empty."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

import pytest
import stamina
from workspace_sim.testing import SimServer

from app.core.settings import get_settings
from app.gmail import signatures, wire
from tests.api import Browser
from tests.gmail.workspace import Superuser, Workspace


@pytest.fixture(scope="session")
def sim_server() -> Iterator[SimServer]:
    with SimServer(seed=1) as running:
        yield running
        wire.get_http().close()
        wire.get_http.cache_clear()


@contextmanager
def empty_google(sim_server: SimServer) -> Iterator[SimServer]:
    """The simulator, empty, with the application pointed at it and quota that is not in the way."""
    sim_server.post("/sim/reset", {"seed": 1, "history_start": 5_000_000})
    sim_server.admin.patch("/sim/settings", json={"quota_units_per_minute": 10_000_000}).raise_for_status()
    with pytest.MonkeyPatch.context() as patch:
        for name, value in sim_server.env().items():
            patch.setenv(name, value)
        patch.setenv("GMAIL_QUOTA_UNITS_PER_MINUTE", "6000000")
        get_settings.cache_clear()
        signatures._keys.clear()
        stamina.set_testing(True, attempts=4)
        yield sim_server
        stamina.set_testing(False)
    get_settings.cache_clear()


@pytest.fixture
def sim(sim_server: SimServer) -> Iterator[SimServer]:
    """`empty_google`, for one test."""
    with empty_google(sim_server) as sim:
        yield sim


@pytest.fixture
def workspace(database_url: str, sim: SimServer, superuser: Superuser) -> Workspace:
    """The simulator and our side of it, nothing connected."""
    return Workspace(sim, superuser)


@pytest.fixture
def mailbox_id(workspace: Workspace, admin: Browser) -> UUID:
    """The journal mailbox, just connected: its jobs wait."""
    return workspace.connect(admin)

"""One simulator for the whole run; every test gets it empty."""

import gc
from collections.abc import Iterator

import httpx
import pytest

from workspace_sim.oauth.scopes import MAIL
from workspace_sim.testing import SimServer


def pytest_collection_finish() -> None:
    """What is loaded by now stays: no garbage is looked for among it."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def server() -> Iterator[SimServer]:
    with SimServer(seed=1) as running:
        yield running


@pytest.fixture
def sim(server: SimServer) -> SimServer:
    server.post("/sim/reset", {"seed": 1, "history_start": 5_000_000})
    return server


@pytest.fixture
def journal(sim: SimServer) -> Iterator[httpx.Client]:
    with sim.gmail() as client:
        yield client


@pytest.fixture
def alice(sim: SimServer) -> Iterator[httpx.Client]:
    with sim.gmail("alice@acme.example", MAIL) as client:
        yield client

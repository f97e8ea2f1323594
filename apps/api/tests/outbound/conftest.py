"""A desk with its journal and one mailbox to send through."""

from __future__ import annotations

import copy
from dataclasses import dataclass
from typing import Any

import psycopg
import pytest
from workspace_sim.testing import SimServer

from app.gmail import pace, quota
from app.outbound import outcomes
from tests.api import Browser
from tests.database import Contents, Kept, empty_database
from tests.gmail.conftest import empty_google, sim, sim_server, workspace  # noqa: F401 - fixtures
from tests.gmail.workspace import Workspace
from tests.outbound.desk import Desk


@pytest.fixture
def quick_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Looks into the Sent folder, one right after the other."""
    monkeypatch.setattr(outcomes, "LOOK_AFTER", (0.0, 0.0, 0.0))


@dataclass(frozen=True)
class Opened:
    """A desk whose mailboxes are connected: what is stored, and what Google remembers of it."""

    stored: Contents
    grants: dict[str, Any]


_GRANTS = ("refresh", "access", "granted")


@pytest.fixture(scope="session")
def opened(kept_database: Kept, sim_server: SimServer) -> Opened:  # noqa: F811
    """Connect the journal and alice@ once; each test begins with a copy of the outcome."""
    with empty_database(kept_database) as url, empty_google(sim_server):
        from app.main import app

        browser = Browser(app).sign_in("ada@acme.test", "Acme")
        with psycopg.connect(url, autocommit=True) as superuser:
            desk = Desk(Workspace(sim_server, superuser), browser)
            _open(desk)
            desk.connect_sending()
        browser.client.close()
        tokens = sim_server.world.tokens
        grants = {name: copy.deepcopy(getattr(tokens, name)) for name in _GRANTS}
        return Opened(Contents.of(url), grants)


def _open(desk: Desk) -> None:
    desk.workspace.connect(desk.browser)
    desk.browser.request("PUT", "/me/preferences", json={"undo_send_seconds": 0})
    desk.settle()


@pytest.fixture
def database_url(database_url: str, request: pytest.FixtureRequest) -> str:
    """That of the opened desk for tests that use it."""
    if "desk" in request.fixturenames:
        opened: Opened = request.getfixturevalue("opened")
        opened.stored.fill(database_url)
    return database_url


@pytest.fixture
def bare_desk(workspace: Workspace, admin: Browser) -> Desk:  # noqa: F811
    """Its journal is connected, nothing to send through."""
    desk = Desk(workspace, admin)
    _open(desk)
    return desk


@pytest.fixture
def desk(workspace: Workspace, admin: Browser, opened: Opened, quick_looks: None) -> Desk:  # noqa: F811
    """Replies leave through alice@, as herself or as support@."""
    for name, value in opened.grants.items():
        setattr(workspace.sim.world.tokens, name, copy.deepcopy(value))
    # By the ids of mailboxes, which are other tests' too.
    pace._paces.clear()
    quota._slots.clear()
    return Desk(workspace, admin)

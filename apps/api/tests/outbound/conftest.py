"""A desk with its journal and one mailbox to send through."""

from __future__ import annotations

import pytest

from app.outbound import outcomes
from tests.api import Browser
from tests.gmail.conftest import sim, sim_server, workspace  # noqa: F401 - fixtures
from tests.gmail.workspace import Workspace
from tests.outbound.desk import Desk


@pytest.fixture
def quick_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Looks into the Sent folder, one right after the other."""
    monkeypatch.setattr(outcomes, "LOOK_AFTER", (0.0, 0.0, 0.0))


@pytest.fixture
def bare_desk(workspace: Workspace, admin: Browser) -> Desk:  # noqa: F811
    """Its journal is connected, nothing to send through."""
    desk = Desk(workspace, admin)
    workspace.connect(admin)
    admin.request("PUT", "/me/preferences", json={"undo_send_seconds": 0})
    desk.settle()
    return desk


@pytest.fixture
def desk(bare_desk: Desk, quick_looks: None) -> Desk:
    """Replies leave through alice@, as herself or as support@."""
    bare_desk.connect_sending()
    return bare_desk

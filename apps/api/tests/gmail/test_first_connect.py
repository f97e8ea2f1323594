"""Connect, list, fetch: the way of a mail from Gmail into the store."""

from __future__ import annotations

from tests.api import Browser
from tests.gmail.workspace import Workspace


def test_everything_in_the_mailbox_is_stored_byte_for_byte(workspace: Workspace, admin: Browser) -> None:
    workspace.put(60)
    workspace.put(3, first=100, labels=("SPAM",))
    workspace.put(3, first=200, labels=("TRASH",))
    workspace.connect(admin)
    workspace.drain()
    assert workspace.stored() == workspace.truth()
    assert len(workspace.stored()) == 66

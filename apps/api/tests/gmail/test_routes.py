"""/mailboxes over HTTP: shapes, roles, other organisations, bad input."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import pytest

from tests.api import Browser, assert_problem
from tests.gmail.workspace import JOURNAL, Workspace

STATUS_KEYS = {
    "mailbox_id", "backfill", "counts", "rate_per_minute", "eta_seconds", "history", "paused_until", "not_before",
    "circuit", "reconcile", "last_error",
}  # fmt: skip


def test_a_mailbox_and_its_progress(workspace: Workspace, mailbox_id: UUID, admin: Browser, viewer: Browser) -> None:
    fresh = admin.get(f"/mailboxes/{mailbox_id}/sync/status").json()
    assert fresh["backfill"]["state"] == "pending"
    assert fresh["history"] == {"history_id": None, "last_synced_at": None, "lag_seconds": None}
    workspace.put(6)
    gone = workspace.put(1, first=50, labels=("DRAFT",))
    workspace.drain()
    listed = viewer.get("/mailboxes").json()
    assert listed["next_cursor"] is None
    [shown] = listed["items"]
    assert _lasting(shown) == _lasting(viewer.get(f"/mailboxes/{mailbox_id}").json())
    assert {k: shown[k] for k in ("id", "kind", "email", "status", "error")} == {
        "id": str(mailbox_id), "kind": "journal", "email": JOURNAL, "status": "connected", "error": None,
    }  # fmt: skip
    status = viewer.get(f"/mailboxes/{mailbox_id}/sync/status").json()
    assert set(status) == STATUS_KEYS
    assert status["counts"] == {"discovered": 0, "fetched": 6, "processed": 0, "gone": 1, "failed": 0, "total": 7}
    assert status["backfill"]["state"] == "done"
    assert status["backfill"]["listed"] == 7
    assert status["backfill"]["total_estimate"] == 7
    assert status["rate_per_minute"] > 0
    assert status["eta_seconds"] == 0
    assert status["history"]["history_id"] == str(workspace.google_history_id())
    assert status["circuit"] == {"state": "closed", "failures": 0, "retry_at": None}
    assert gone


def _lasting(mailbox: dict[str, Any]) -> dict[str, Any]:
    """Without what the passing of time alone changes from one request to the next."""
    sync, history = mailbox["sync"], mailbox["sync"]["history"]
    assert sync.keys() == STATUS_KEYS
    steady = {k: v for k, v in sync.items() if k not in ("rate_per_minute", "eta_seconds")}
    return mailbox | {"sync": steady | {"history": {k: v for k, v in history.items() if k != "lag_seconds"}}}


def test_progress_while_it_runs(workspace: Workspace, mailbox_id: UUID, admin: Browser) -> None:
    workspace.put(4)
    workspace.drain()
    workspace.db.execute(
        "UPDATE mailbox_syncs SET backfill_state = 'running', backfill_listed = 4, backfill_total_estimate = 104, "
        "backfill_started_at = now() - interval '30 seconds'"
    )
    status = admin.get(f"/mailboxes/{mailbox_id}/sync/status").json()
    assert status["rate_per_minute"] == pytest.approx(8, abs=0.5)
    assert status["eta_seconds"] == pytest.approx(750, abs=60)


def test_connectivity(workspace: Workspace, mailbox_id: UUID, admin: Browser, agent: Browser) -> None:
    answer = admin.get(f"/mailboxes/{mailbox_id}/connectivity").json()
    assert (answer["status"], answer["profile_email"], answer["error"]) == ("ok", JOURNAL, None)
    assert "https://www.googleapis.com/auth/gmail.readonly" in answer["scopes"]
    assert_problem(agent.get(f"/mailboxes/{mailbox_id}/connectivity"), 403)
    workspace.sim.post("/sim/tokens/revoke", {"email": JOURNAL})
    answer = admin.get(f"/mailboxes/{mailbox_id}/connectivity").json()
    assert (answer["status"], answer["error"]["code"]) == ("needs_reauth", "token_revoked")
    assert "again" in answer["error"]["action"]
    assert admin.get(f"/mailboxes/{mailbox_id}").json()["status"] == "needs_reauth"


def test_pause_and_resume(workspace: Workspace, mailbox_id: UUID, admin: Browser, agent: Browser) -> None:
    workspace.drain()
    for path in ("pause", "resume", "history", "backfill"):
        assert_problem(agent.post(f"/mailboxes/{mailbox_id}/sync/{path}"), 403)
    paused = admin.post(f"/mailboxes/{mailbox_id}/sync/pause?minutes=30").json()
    assert set(paused) == STATUS_KEYS
    assert paused["paused_until"] is not None
    workspace.put(1)
    assert workspace.poll() == []
    answer = admin.post(f"/mailboxes/{mailbox_id}/sync/history").json()
    assert answer["job_type"] == "mailbox_history_sync"
    workspace.drain()
    assert workspace.states() == {}
    assert admin.post(f"/mailboxes/{mailbox_id}/sync/resume").json()["paused_until"] is None
    workspace.drain()
    assert workspace.stored() == workspace.truth()


def test_a_pause_of_no_sense(mailbox_id: UUID, admin: Browser) -> None:
    for minutes in ("0", "-5", "99999999", "soon", "1e3"):
        assert_problem(admin.post(f"/mailboxes/{mailbox_id}/sync/pause?minutes={minutes}"), 422)


def test_unknown_and_foreign_mailboxes(
    workspace: Workspace, mailbox_id: UUID, admin: Browser, stranger: Browser
) -> None:
    assert stranger.get("/mailboxes").json()["items"] == []
    for browser, identifier in ((admin, uuid4()), (stranger, mailbox_id)):
        for path in ("", "/connectivity", "/sync/status"):
            assert_problem(browser.get(f"/mailboxes/{identifier}{path}"), 404)
        for path in ("backfill", "history", "pause", "resume"):
            assert_problem(browser.post(f"/mailboxes/{identifier}/sync/{path}"), 404)
    assert_problem(admin.get("/mailboxes/not-a-uuid"), 422)
    assert workspace.mailbox()["paused_until"] is None


def test_nobody_is_let_in_without_a_session(mailbox_id: UUID, admin: Browser) -> None:
    admin.client.cookies.delete("oss_session")
    for path in ("", f"/{mailbox_id}", f"/{mailbox_id}/sync/status", f"/{mailbox_id}/connectivity"):
        assert_problem(admin.get(f"/mailboxes{path}"), 401)
    admin.client.cookies.clear()
    assert_problem(admin.post("/mailboxes/gmail/journal/oauth/start"), 403, "csrf_failed")


def test_an_api_token_cannot_give_consent(admin: Browser, superuser: object, mailbox_id: UUID) -> None:
    from app.core.db import transaction
    from app.identity.models import ApiToken
    from app.identity.sessions import hash_token

    with transaction() as session:
        session.add(
            ApiToken(
                token_hash=hash_token("oss_secret"),
                name="script",
                user_id=admin.user_id,
                organization_id=admin.organization_id,
            )
        )
    headers = {"authorization": "Bearer oss_secret"}
    assert admin.get("/mailboxes", headers=headers).status_code == 200
    answer = admin.post("/mailboxes/gmail/journal/oauth/start", headers=headers)
    assert_problem(answer, 409, "browser_session_needed")

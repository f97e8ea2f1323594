"""When Google lets us in no more: scenarios 34-45."""

from __future__ import annotations

from datetime import timedelta
from threading import Barrier, Thread
from typing import Any
from uuid import UUID

import pytest

from app.core.clock import now
from app.core.db import transaction
from app.gmail import tokens
from app.gmail.access import MailboxAccess
from app.gmail.failures import Failure, GmailError
from app.gmail.history import run_history_sync
from app.gmail.quota import Lane
from tests.api import Browser
from tests.gmail.workspace import JOURNAL, Workspace, instant


@pytest.mark.parametrize(
    ("kind", "status", "code"),
    [
        ("403_domain_policy", "error", "gmail_disabled_by_admin"),
        ("403_not_configured", "error", "gmail_api_not_enabled"),
        ("403_scope", "needs_reauth", "scope_missing"),
        ("400_mail_disabled", "error", "mail_service_not_enabled"),
    ],
)
def test_scenario_34_what_people_must_mend_is_said_and_the_cursor_kept(
    workspace: Workspace, mailbox_id: UUID, admin: Browser, kind: str, status: str, code: str
) -> None:
    workspace.put(3)
    workspace.drain()
    cursor = workspace.sync()["history_id"]
    workspace.put(2, first=50)
    workspace.script(kind, "history.list", count=1)
    workspace.poll()
    shown = admin.get(f"/mailboxes/{mailbox_id}").json()
    assert (shown["status"], shown["error"]["code"]) == (status, code)
    assert len(shown["error"]["action"]) > 20
    assert workspace.sync()["history_id"] == cursor
    assert workspace.poll() == []
    # An administrator mends it: the connectivity check heals the mailbox at once.
    assert admin.get(f"/mailboxes/{mailbox_id}/connectivity").json()["status"] == "ok"
    assert admin.get(f"/mailboxes/{mailbox_id}").json()["status"] == "connected"
    workspace.poll()
    assert workspace.stored() == workspace.truth()


def expired_token(
    workspace: Workspace, key: tuple[UUID, UUID], monkeypatch: pytest.MonkeyPatch
) -> tuple[str, list[str]]:
    """The mailbox's access token, which Google takes no more, and a list of the grants that are renewed from now on."""
    old = tokens.access_token(*key).value
    workspace.sim.post("/sim/tokens/revoke", {"email": JOURNAL, "how": "expire_access"})
    asked: list[str] = []
    refresh = tokens.refresh

    def counting(refresh_token: str) -> tokens.AccessToken:
        asked.append(refresh_token)
        return refresh(refresh_token)

    monkeypatch.setattr(tokens, "refresh", counting)
    return old, asked


def test_a_token_that_was_renewed_between_the_look_and_the_lease_is_taken(
    workspace: Workspace, mailbox_id: UUID, admin: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = (admin.organization_id, mailbox_id)
    old, asked = expired_token(workspace, key, monkeypatch)
    lease, others = tokens._lease, [tokens.access_token]

    def overtaken(*args: Any) -> bool:
        if others:
            others.pop()(*key, refused=old)
        return lease(*args)

    monkeypatch.setattr(tokens, "_lease", overtaken)
    assert tokens.access_token(*key, refused=old).value != old
    assert len(asked) == 1


def test_scenario_35_many_workers_share_one_refresh(
    workspace: Workspace, mailbox_id: UUID, admin: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = (admin.organization_id, mailbox_id)
    old, asked = expired_token(workspace, key, monkeypatch)
    barrier, got = Barrier(6), list[str]()

    def worker() -> None:
        access = MailboxAccess(*key, Lane.live)
        barrier.wait()
        got.append(access.token(refused=old))

    threads = [Thread(target=worker) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(asked) == 1
    assert len(got) == 6
    assert set(got) != {old}
    assert len(set(got)) == 1


def test_a_worker_that_died_while_refreshing_holds_nobody_up_for_long(
    workspace: Workspace, mailbox_id: UUID, admin: Browser
) -> None:
    key = (admin.organization_id, mailbox_id)
    workspace.db.execute("UPDATE mailbox_credentials SET access_token_sealed = NULL")
    with transaction(admin.organization_id) as session:
        assert tokens._lease(session, *key, tokens._read(session, *key))
    row = workspace.db.execute("SELECT extract(epoch FROM refresh_leased_until - now()) FROM mailbox_credentials")
    (seconds,) = row.fetchone() or (None,)
    # All who wait for it keep a worker's slot meanwhile, and other mailboxes' work with it.
    assert 0 < float(str(seconds)) <= 10
    workspace.db.execute("UPDATE mailbox_credentials SET refresh_leased_until = now() + interval '0.4 seconds'")
    assert tokens.access_token(*key).value.startswith("ya29.")


def test_scenario_36_a_withdrawn_grant_asks_for_consent_and_goes_on_after_it(
    workspace: Workspace, mailbox_id: UUID, admin: Browser
) -> None:
    workspace.put(5)
    workspace.drain()
    cursor = workspace.sync()["history_id"]
    workspace.sim.post("/sim/tokens/revoke", {"email": JOURNAL, "how": "revoke"})
    workspace.put(4, first=50)
    workspace.poll()
    shown = admin.get(f"/mailboxes/{mailbox_id}").json()
    assert (shown["status"], shown["error"]["code"]) == ("needs_reauth", "token_revoked")
    assert workspace.sync()["history_id"] == cursor
    workspace.wait_out()
    assert workspace.poll() == [], "nothing is tried until a person consents"
    assert workspace.connect(admin, mailbox_id=mailbox_id) == mailbox_id
    workspace.drain()
    assert workspace.stored() == workspace.truth()
    assert admin.get(f"/mailboxes/{mailbox_id}").json()["error"] is None


def test_scenario_36_in_the_middle_of_a_listing(
    workspace: Workspace, mailbox_id: UUID, admin: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.gmail.client.PAGE_SIZE", 10)
    workspace.put(35)
    workspace.script("revoke", "messages.list", skip=2)
    workspace.drain()
    sync = workspace.sync()
    assert (sync["backfill_state"], sync["backfill_listed"]) == ("running", 20)
    assert sync["backfill_page_token"]
    assert workspace.mailbox()["status"] == "needs_reauth"
    workspace.connect(admin, mailbox_id=mailbox_id)
    workspace.drain()
    assert workspace.sync()["backfill_listed"] == 35
    assert workspace.stored() == workspace.truth()


def test_scenario_39_an_outage_of_the_token_endpoint_is_not_a_withdrawn_grant(
    workspace: Workspace, mailbox_id: UUID, admin: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace.put(2)
    workspace.db.execute("UPDATE mailbox_credentials SET access_token_sealed = NULL")
    monkeypatch.setenv("GOOGLE_TOKEN_URL", "http://127.0.0.1:9/token")
    from app.core.settings import get_settings

    get_settings.cache_clear()
    with pytest.raises(GmailError) as caught:
        tokens.access_token(admin.organization_id, mailbox_id)
    assert caught.value.failure is Failure.transient
    workspace.drain()
    assert (workspace.mailbox()["status"], workspace.sync()["last_error_code"]) == ("connected", "google_unreachable")
    assert workspace.sync()["failures"] >= 1
    monkeypatch.setenv("GOOGLE_TOKEN_URL", workspace.sim.env()["GOOGLE_TOKEN_URL"])
    get_settings.cache_clear()
    workspace.settle()
    assert workspace.stored() == workspace.truth()
    assert workspace.sync()["failures"] == 0


def test_scenario_41_a_suspended_mailbox_is_looked_at_every_hour(
    workspace: Workspace, mailbox_id: UUID, admin: Browser
) -> None:
    workspace.put(2)
    workspace.drain()
    workspace.sim.admin.patch(f"/sim/accounts/{JOURNAL}", json={"gmail_enabled": False}).raise_for_status()
    workspace.poll()
    assert workspace.mailbox()["status"] == "error"
    retry = instant(workspace.sync()["retry_at"])
    assert timedelta(minutes=50) < retry - now() < timedelta(minutes=61)
    assert workspace.poll() == []
    workspace.sim.admin.patch(f"/sim/accounts/{JOURNAL}", json={"gmail_enabled": True}).raise_for_status()
    workspace.put(1, first=50)
    workspace.wait_out()
    workspace.poll()
    assert workspace.mailbox()["status"] == "connected"
    assert workspace.stored() == workspace.truth()


def test_scenario_42_a_renamed_mailbox_is_the_same_mailbox(
    workspace: Workspace, mailbox_id: UUID, admin: Browser
) -> None:
    workspace.put(2)
    workspace.drain()
    workspace.db.execute("UPDATE mailboxes SET email = 'old-name@acme.example'")
    assert workspace.connect(admin) == mailbox_id
    assert workspace.mailbox()["email"] == JOURNAL
    workspace.db.execute("UPDATE mailboxes SET email = 'old-name@acme.example'")
    admin.post(f"/mailboxes/{mailbox_id}/sync/backfill")
    workspace.drain()
    assert workspace.mailbox()["email"] == JOURNAL


def test_the_circuit_opens_after_five_failures_and_closes_by_itself(
    workspace: Workspace, mailbox_id: UUID, admin: Browser
) -> None:
    workspace.put(2)
    workspace.faults(rates={"503_html": 1.0})
    workspace.drain()
    for _ in range(6):
        workspace.wait_out()
        workspace.poll()
    circuit = admin.get(f"/mailboxes/{mailbox_id}/sync/status").json()["circuit"]
    assert circuit["state"] == "open"
    assert circuit["failures"] >= 5
    assert timedelta(seconds=20) < instant(circuit["retry_at"]) - now() < timedelta(minutes=15)
    assert workspace.poll() == []
    workspace.no_faults()
    workspace.settle()
    circuit = admin.get(f"/mailboxes/{mailbox_id}/sync/status").json()["circuit"]
    assert (circuit["state"], circuit["failures"], circuit["retry_at"]) == ("closed", 0, None)
    assert workspace.stored() == workspace.truth()


def _dead_grant(workspace: Workspace, mailbox_id: UUID) -> None:
    """Everything is read; then the grant dies, and there is mail to be asked for."""
    workspace.put(3)
    workspace.drain()
    workspace.sim.post("/sim/tokens/revoke", {"email": JOURNAL, "how": "revoke"})
    workspace.put(2, first=50)


def _goes_on(workspace: Workspace, admin: Browser, mailbox_id: UUID) -> None:
    """Connected, not leased to anybody, and what was missed comes."""
    shown = admin.get(f"/mailboxes/{mailbox_id}").json()
    assert (shown["status"], shown["error"]) == ("connected", None)
    row = workspace.db.execute("SELECT refresh_leased_until FROM mailbox_credentials").fetchone()
    assert row == (None,)
    workspace.wait_out()
    workspace.poll()
    assert workspace.stored() == workspace.truth()


def test_scenario_36_a_reconnect_while_the_dead_grant_is_being_refused(
    workspace: Workspace, mailbox_id: UUID, admin: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    _dead_grant(workspace, mailbox_id)
    refresh = tokens.refresh

    def slow(refresh_token: str) -> tokens.AccessToken:
        try:
            return refresh(refresh_token)
        finally:
            workspace.connect(admin, mailbox_id=mailbox_id)

    with monkeypatch.context() as patch:
        patch.setattr(tokens, "refresh", slow)
        run_history_sync(admin.organization_id, mailbox_id)
    _goes_on(workspace, admin, mailbox_id)


def test_scenario_36_a_reconnect_before_the_refusal_is_recorded(
    workspace: Workspace, mailbox_id: UUID, admin: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    _dead_grant(workspace, mailbox_id)
    renew = tokens._renew

    def slow(*arguments: Any) -> tokens.AccessToken:
        try:
            return renew(*arguments)
        finally:
            workspace.connect(admin, mailbox_id=mailbox_id)

    with monkeypatch.context() as patch:
        patch.setattr(tokens, "_renew", slow)
        answer = admin.get(f"/mailboxes/{mailbox_id}/connectivity").json()
    assert (answer["status"], answer["error"]["code"]) == ("error", "google_unreachable")
    _goes_on(workspace, admin, mailbox_id)


def test_scenario_36_a_reconnect_between_reading_the_dead_grant_and_leasing_it(
    workspace: Workspace, mailbox_id: UUID, admin: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    _dead_grant(workspace, mailbox_id)
    lease, asked = tokens._lease, list[int]()

    def late(*arguments: Any) -> bool:
        asked.append(1)
        if len(asked) == 1:
            workspace.connect(admin, mailbox_id=mailbox_id)
        return lease(*arguments)

    with monkeypatch.context() as patch:
        patch.setattr(tokens, "_lease", late)
        run_history_sync(admin.organization_id, mailbox_id)
    assert asked == [1], "the new grant brought its own access token"
    _goes_on(workspace, admin, mailbox_id)

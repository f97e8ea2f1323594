"""Going at Google's pace: scenarios 31-33, 65 and the unit budget that all workers share."""

from __future__ import annotations

import time
from datetime import timedelta
from uuid import UUID

import pytest
from workspace_sim.testing import SimServer

from app.core.clock import now
from app.core.db import transaction
from app.core.settings import get_settings
from app.gmail import quota
from app.gmail.access import MailboxAccess
from app.gmail.failures import MustWait
from app.gmail.quota import Lane
from tests.api import Browser
from tests.gmail.workspace import Workspace, instant


@pytest.fixture
def key(mailbox_id: UUID, admin: Browser) -> tuple[UUID, UUID]:
    return admin.organization_id, mailbox_id


@pytest.fixture
def tight(sim: SimServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """600 units a minute: a bucket of 150 that gets 7.5 a second."""
    monkeypatch.setenv("GMAIL_QUOTA_UNITS_PER_MINUTE", "600")
    get_settings.cache_clear()


def take(key: tuple[UUID, UUID], units: float, lane: Lane) -> float:
    with transaction(key[0]) as session:
        return quota.take(session, *key, units, lane)[0]


def fill(workspace: Workspace, units: float) -> None:
    workspace.db.execute("UPDATE mailbox_quotas SET units = %s, refilled_at = clock_timestamp()", (units,))


def level(workspace: Workspace) -> float:
    row = workspace.db.execute("SELECT units FROM mailbox_quotas").fetchone()
    assert row is not None
    return float(str(row[0]))


@pytest.mark.usefixtures("tight")
def test_backfill_leaves_the_last_third_to_live_mail(workspace: Workspace, key: tuple[UUID, UUID]) -> None:
    fill(workspace, 1e9)
    assert take(key, 100, Lane.backfill) == 0
    assert take(key, 20, Lane.backfill) > 1
    assert take(key, 20, Lane.live) == 0
    assert take(key, 20, Lane.live) == 0
    assert level(workspace) == pytest.approx(10, abs=8)
    assert 0 < take(key, 100, Lane.live) < 15


@pytest.mark.usefixtures("tight")
def test_no_minute_sees_more_units_than_the_limit(workspace: Workspace, key: tuple[UUID, UUID]) -> None:
    fill(workspace, 1e9)
    began, spent = time.monotonic(), 0
    for second in range(61):
        if second:
            workspace.db.execute("UPDATE mailbox_quotas SET refilled_at = refilled_at - interval '1 second'")
        while take(key, 5, Lane.live) == 0:
            spent += 5
    really_passed = time.monotonic() - began
    assert 540 <= spent <= 600 + really_passed * 7.5 + 5


@pytest.mark.usefixtures("tight")
def test_a_request_dearer_than_the_bucket_leaves_a_debt(workspace: Workspace, key: tuple[UUID, UUID]) -> None:
    fill(workspace, 1e9)
    assert take(key, 400, Lane.live) == 0
    assert level(workspace) == pytest.approx(-250, abs=1)
    assert take(key, 1, Lane.live) == pytest.approx(251 / 7.5, abs=1)


@pytest.mark.usefixtures("tight")
def test_a_backfill_that_was_too_fast_does_not_hold_live_mail_back(
    workspace: Workspace, key: tuple[UUID, UUID]
) -> None:
    fill(workspace, 1e9)
    with transaction(key[0]) as session:
        quota.hold_back(session, *key, 4.0, Lane.backfill)
    assert take(key, 1, Lane.backfill) == pytest.approx(4.1, abs=0.5)
    assert take(key, 5, Lane.live) == 0
    with transaction(key[0]) as session:
        quota.hold_back(session, *key, 4.0, Lane.live)
    assert take(key, 5, Lane.live) == pytest.approx(4.7, abs=0.5)
    assert take(key, 1, Lane.backfill) > 8


@pytest.mark.usefixtures("tight")
def test_a_long_wait_gives_the_worker_to_another_mailbox(workspace: Workspace, key: tuple[UUID, UUID]) -> None:
    fill(workspace, -1000)
    with pytest.raises(MustWait) as caught:
        MailboxAccess(*key, Lane.live).spend(5)
    assert caught.value.until > now() + timedelta(seconds=60)


def test_the_budget_belongs_to_each_mailbox(workspace: Workspace, admin: Browser, key: tuple[UUID, UUID]) -> None:
    other = workspace.connect(admin, "alice@acme.example")
    workspace.db.execute("UPDATE mailbox_quotas SET units = -1e9 WHERE mailbox_id = %s", (key[1],))
    assert take(key, 5, Lane.live) > 0
    assert take((key[0], other), 5, Lane.live) == 0


def test_scenario_31_a_named_moment_stops_all_workers_and_is_kept(
    workspace: Workspace, mailbox_id: UUID, admin: Browser
) -> None:
    workspace.put(20)
    workspace.script("429_retry_after", "messages.list")
    workspace.drain()
    until = instant(workspace.mailbox()["not_before"])
    assert timedelta(seconds=10) < until - now() <= timedelta(seconds=31)
    spent = dict(workspace.sim.world.quota.total)
    workspace.poll()
    assert dict(workspace.sim.world.quota.total) == spent, "nobody asks before the moment has come"
    status = admin.get(f"/mailboxes/{mailbox_id}/sync/status").json()
    assert status["not_before"] is not None
    assert (status["circuit"]["state"], status["circuit"]["failures"]) == ("closed", 0)
    workspace.settle()
    assert workspace.stored() == workspace.truth()
    assert workspace.sync()["failures"] == 0


def test_scenario_31_a_named_moment_inside_a_batch(workspace: Workspace, mailbox_id: UUID) -> None:
    workspace.put(30)
    workspace.script("429_retry_after", "messages.get", skip=20)
    workspace.drain()
    assert workspace.mailbox()["not_before"] is not None
    assert len(workspace.stored()) == 29
    workspace.settle()
    assert workspace.stored() == workspace.truth()


@pytest.mark.parametrize("kind", ["429", "429_concurrent", "403_quota", "403_user_rate"])
def test_scenario_32_and_33_haste_is_no_failure_of_the_mailbox(
    workspace: Workspace, mailbox_id: UUID, kind: str
) -> None:
    workspace.put(12)
    workspace.script(kind, "messages.list", count=2)
    workspace.script(kind, "messages.get", count=3)
    workspace.settle()
    assert workspace.stored() == workspace.truth()
    assert (workspace.sync()["failures"], workspace.mailbox()["status"]) == (0, "connected")


def test_the_daily_limit_waits_an_hour(workspace: Workspace, mailbox_id: UUID) -> None:
    workspace.script("403_daily", "messages.list")
    workspace.drain()
    assert instant(workspace.mailbox()["not_before"]) > now() + timedelta(minutes=55)


def test_scenario_65_googles_own_quota_is_never_exceeded(
    workspace: Workspace, mailbox_id: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Our budget at Google's limit: Google refuses nothing."""
    workspace.put(60)
    workspace.sim.admin.patch("/sim/settings", json={"quota_units_per_minute": 6000}).raise_for_status()
    monkeypatch.setenv("GMAIL_QUOTA_UNITS_PER_MINUTE", "6000")
    get_settings.cache_clear()
    workspace.drain()
    assert workspace.sim.world.quota._refused == 0
    assert workspace.stored() == workspace.truth()
    assert workspace.sim.world.quota.total["journal@acme.example"] >= 60 * 20

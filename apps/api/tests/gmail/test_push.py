"""Push and watch: scenarios 43-48."""

from __future__ import annotations

import base64
import json
import time
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from workspace_sim.oauth import keys

from app.core.clock import now
from app.core.settings import get_settings
from app.gmail.push import notified_address
from app.gmail.schedule import schedule_due
from tests.api import Browser, assert_problem
from tests.gmail.workspace import JOURNAL, Workspace, instant

TOPIC = "projects/p/topics/mail"
PUSHER = "pusher@p.iam.gserviceaccount.com"
ENDPOINT = "http://localhost:8000/gmail/push"


@pytest.fixture
def pushing(workspace: Workspace, mailbox_id: UUID, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    monkeypatch.setenv("GMAIL_PUBSUB_TOPIC", TOPIC)
    monkeypatch.setenv("GMAIL_PUSH_SERVICE_ACCOUNT", PUSHER)
    get_settings.cache_clear()
    workspace.put(2)
    workspace.drain()
    workspace.poll()
    return workspace


def body(email: str = JOURNAL, history_id: object = "12") -> dict[str, Any]:
    data = base64.urlsafe_b64encode(json.dumps({"emailAddress": email, "historyId": history_id}).encode()).decode()
    return {"message": {"data": data, "messageId": "1"}, "subscription": "projects/p/subscriptions/s"}


def token(**changed: object) -> str:
    moment = int(time.time())
    claims = {"iss": keys.ISSUER, "aud": ENDPOINT, "sub": "1", "iat": moment, "exp": moment + 600}
    return keys.sign({**claims, "email": PUSHER, "email_verified": True, **changed})


def push(browser: Browser, content: Any = None, bearer: str | None = None) -> Any:
    headers = {"authorization": f"Bearer {bearer or token()}"}
    return browser.post("/gmail/push", json=content if content is not None else body(), headers=headers)


def test_a_push_wakes_the_history_sync(pushing: Workspace, admin: Browser) -> None:
    pushing.put(1, first=50)
    before = pushing.sync()["history_id"]
    assert push(admin, body(JOURNAL.upper())).status_code == 204
    assert pushing.sync()["history_id"] == before, "nothing is done while Pub/Sub waits"
    assert pushing.drain() == ["mailbox_history_sync", "occurrence_fetch_raw"]
    assert pushing.stored() == pushing.truth()


def test_scenario_45_and_46_a_storm_of_old_and_repeated_pushes_is_one_sync(pushing: Workspace, admin: Browser) -> None:
    for history_id in (1, "999999999999", "1", 5):
        assert push(admin, body(history_id=history_id)).status_code == 204
    assert pushing.drain() == ["mailbox_history_sync"]


FORGED: list[tuple[dict[str, object], int]] = [
    ({"aud": "https://other.example/push"}, 401),
    ({"iss": "https://evil.example"}, 401),
    ({"exp": 1_000_000}, 401),
    ({"email": "someone@else.iam.gserviceaccount.com"}, 403),
    ({"email_verified": False}, 403),
]


def test_scenario_47_forged_pushes_do_no_work(pushing: Workspace, admin: Browser) -> None:
    for changed, status in FORGED:
        assert_problem(push(admin, bearer=token(**changed)), status)
    for bearer in ("nonsense", "a.b.c", "e30.e30."):
        assert_problem(push(admin, bearer=bearer), 401, "push_token_invalid")
    assert_problem(admin.post("/gmail/push", json=body()), 401, "push_token_invalid")
    assert pushing.drain() == []


def test_scenario_48_unreadable_and_unknown_pushes_are_acknowledged(pushing: Workspace, admin: Browser) -> None:
    for content in ({}, {"message": {}}, {"message": {"data": "%%%"}}, {"message": {"data": "bnVsbA=="}}, [], "x"):
        assert push(admin, content).status_code == 204, content
    assert push(admin, body("nobody@acme.example")).status_code == 204
    assert pushing.drain() == []


def test_without_configuration_push_is_off(workspace: Workspace, admin: Browser) -> None:
    assert_problem(push(admin), 403, "push_not_configured")


def test_scenario_43_the_watch_is_started_and_renewed_daily(pushing: Workspace) -> None:
    expires = instant(pushing.sync()["watch_expires_at"])
    assert now() + timedelta(days=6) < expires <= now() + timedelta(days=7, minutes=1)
    assert "mailbox_watch_renew" not in pushing.poll()
    schedule_due(now() + timedelta(hours=25))
    assert "mailbox_watch_renew" in pushing.drain()


def test_scenario_44_a_watch_of_another_topic_is_taken_over(
    pushing: Workspace, admin: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GMAIL_PUBSUB_TOPIC", "projects/p/topics/other")
    get_settings.cache_clear()
    schedule_due(now() + timedelta(hours=25))
    pushing.drain()
    assert pushing.mailbox()["status"] == "connected"
    assert pushing.sync()["failures"] == 0
    assert instant(pushing.sync()["watch_expires_at"]) > now() + timedelta(days=6)


@pytest.mark.parametrize("text", ["eyJlbWFpbEFkZHJlc3MiOiJBQGIuYyJ9", "eyJlbWFpbEFkZHJlc3MiOiJBQGIuYyJ9=="])
def test_padded_or_not(text: str) -> None:
    assert notified_address(json.dumps({"message": {"data": text}}).encode()) == "a@b.c"

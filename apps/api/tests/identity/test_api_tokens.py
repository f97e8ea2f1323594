"""Keys for scripts."""

from __future__ import annotations

from typing import Any

import psycopg
from fastapi.testclient import TestClient

from app.identity.models import Role
from tests.api import Browser, assert_problem, set_role


def _token(browser: Browser, **options: Any) -> dict[str, Any]:
    answer = browser.post("/api-tokens", json={"name": "nightly export"} | options)
    assert answer.status_code == 201, answer.text
    body: dict[str, Any] = answer.json()
    return body


def _script(browser: Browser, token: str) -> TestClient:
    return TestClient(browser.client.app, headers={"authorization": f"Bearer {token}"})


def test_a_token_speaks_without_cookie_or_csrf(admin: Browser) -> None:
    made = _token(admin)
    assert made["token"].startswith("oss_")
    script = _script(admin, made["token"])
    assert script.get("/me").json()["user"]["id"] == str(admin.user_id)
    assert script.patch("/organization", json={"name": "Renamed"}).status_code == 200


def test_the_list_never_shows_the_token(admin: Browser) -> None:
    made = _token(admin)
    listed = admin.get("/api-tokens")
    assert made["token"] not in listed.text
    assert [t["id"] for t in listed.json()["items"]] == [made["id"]]
    assert listed.json()["items"][0]["last_used_at"] is None
    _script(admin, made["token"]).get("/me")
    assert admin.get("/api-tokens").json()["items"][0]["last_used_at"] is not None


def test_a_revoked_or_expired_token_opens_nothing(
    admin: Browser, stranger: Browser, superuser: psycopg.Connection[tuple[object, ...]]
) -> None:
    revoked, expired = _token(admin), _token(admin, expires_in_days=1)
    assert_problem(stranger.delete(f"/api-tokens/{revoked['id']}"), 404)
    assert _script(admin, revoked["token"]).get("/me").status_code == 200
    assert admin.delete(f"/api-tokens/{revoked['id']}").status_code == 204
    assert_problem(admin.delete(f"/api-tokens/{revoked['id']}"), 404)
    superuser.execute("UPDATE api_tokens SET expires_at = now() - interval '1 s' WHERE id = %s", [expired["id"]])
    for token in (revoked["token"], expired["token"], "oss_made_up", ""):
        answer = _script(admin, token).get("/me")
        assert_problem(answer, 401, "invalid_token")
        assert answer.headers["www-authenticate"] == "Bearer"


def test_a_bad_token_is_not_helped_by_a_good_cookie(admin: Browser) -> None:
    assert_problem(admin.get("/me", headers={"authorization": "Bearer oss_made_up"}), 401, "invalid_token")


def test_a_token_has_the_role_of_its_person_now(admin: Browser) -> None:
    script = _script(admin, _token(admin)["token"])
    set_role(admin.organization_id, admin.user_id, Role.viewer)
    assert_problem(script.patch("/organization", json={"name": "Renamed"}), 403, "role_too_low")


def test_a_token_cannot_make_tokens_or_switch(admin: Browser) -> None:
    script = _script(admin, _token(admin)["token"])
    assert_problem(script.post("/api-tokens", json={"name": "more"}), 403, "session_required")
    switch = script.post("/auth/switch-org", json={"organization_id": str(admin.organization_id)})
    assert_problem(switch, 403, "session_required")


def test_only_admins_handle_tokens(agent: Browser, viewer: Browser) -> None:
    for browser in (agent, viewer):
        assert_problem(browser.get("/api-tokens"), 403, "role_too_low")
        assert_problem(browser.post("/api-tokens", json={"name": "x"}), 403, "role_too_low")

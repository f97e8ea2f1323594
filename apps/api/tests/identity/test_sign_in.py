"""Signing in, out and over; what the cookie is worth."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from uuid import uuid4

import psycopg
import pytest

from app.core.settings import get_settings
from tests.api import Browser, SignIn, assert_problem

NewBrowser = Callable[[], Browser]
Superuser = psycopg.Connection[tuple[object, ...]]


def test_options_say_what_is_offered(new_browser: NewBrowser) -> None:
    assert new_browser().get("/auth/options").json() == {"dev_login": True, "google_login": False}


def test_the_first_member_is_admin_and_the_next_an_agent(sign_in: SignIn) -> None:
    first, second = sign_in("Ada@Acme.test", "Acme"), sign_in("ben@acme.test", " ACME ")
    assert (first.me["role"], second.me["role"]) == ("admin", "agent")
    assert first.me["user"] == {"id": str(first.user_id), "email": "ada@acme.test", "name": "ada"}
    assert first.organization_id == second.organization_id
    assert second.me["organization"]["name"] == "Acme"
    again = sign_in("ada@acme.test", "Acme")
    assert again.user_id == first.user_id
    assert again.me["role"] == "admin"


def test_the_session_cookie_is_opaque_http_only_and_stored_hashed(
    new_browser: NewBrowser, superuser: Superuser
) -> None:
    browser = new_browser()
    csrf = browser.get("/auth/csrf").json()["csrf_token"]
    answer = browser.post("/auth/dev/login", json={"email": "a@b.test", "organization_name": "B"})
    header = next(h for h in answer.headers.get_list("set-cookie") if h.startswith("oss_session="))
    assert "HttpOnly" in header
    assert "SameSite=lax" in header
    assert "Path=/" in header
    assert answer.json()["csrf_token"] != csrf, "the CSRF token changes at sign-in"
    token = browser.client.cookies["oss_session"]
    rows = superuser.execute("SELECT token_hash FROM sessions").fetchall()
    assert rows == [(hashlib.sha256(token.encode()).digest(),)]


def test_me_tells_every_membership(sign_in: SignIn) -> None:
    browser = sign_in("ada@acme.test", "Acme").sign_in("ada@acme.test", "Beta")
    me = browser.get("/me").json()
    assert me["organization"]["name"] == "Beta"
    assert [(m["organization_name"], m["role"]) for m in me["memberships"]] == [("Acme", "admin"), ("Beta", "admin")]


def test_nobody_is_signed_in_without_a_cookie_or_with_a_made_up_one(new_browser: NewBrowser) -> None:
    browser = new_browser()
    assert_problem(browser.get("/me"), 401, "unauthenticated")
    browser.client.cookies.set("oss_session", "made-up")
    assert_problem(browser.get("/me"), 401, "unauthenticated")


def test_signing_out_ends_the_session_for_good(admin: Browser) -> None:
    token = admin.client.cookies["oss_session"]
    assert admin.post("/auth/logout").status_code == 204
    assert "oss_session" not in admin.client.cookies
    admin.client.cookies.set("oss_session", token)
    assert_problem(admin.get("/me"), 401)
    assert admin.post("/auth/logout").status_code == 204, "signing out twice is no mistake"


def test_an_expired_session_is_none(admin: Browser, superuser: Superuser) -> None:
    superuser.execute("UPDATE sessions SET expires_at = now() - interval '1 second'")
    assert_problem(admin.get("/me"), 401)


def test_the_session_ends_with_the_membership(admin: Browser, superuser: Superuser) -> None:
    superuser.execute("DELETE FROM memberships")
    assert_problem(admin.get("/me"), 401)


def test_switching_organisation(sign_in: SignIn, stranger: Browser) -> None:
    browser = sign_in("ada@acme.test", "Acme")
    acme = browser.organization_id
    browser.sign_in("ada@acme.test", "Beta")
    answer = browser.post("/auth/switch-org", json={"organization_id": str(acme)})
    assert answer.status_code == 200
    assert answer.json()["organization"]["id"] == str(acme)
    assert browser.get("/me").json()["organization"]["id"] == str(acme)
    for unknown in (stranger.organization_id, uuid4()):
        assert_problem(browser.post("/auth/switch-org", json={"organization_id": str(unknown)}), 404)
    assert browser.get("/me").json()["organization"]["id"] == str(acme)


def test_dev_login_is_refused_where_it_is_off(new_browser: NewBrowser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALLOW_DEV_LOGIN", "false")
    get_settings.cache_clear()
    browser = new_browser()
    assert browser.get("/auth/options").json()["dev_login"] is False
    browser.get("/auth/csrf")
    answer = browser.post("/auth/dev/login", json={"email": "a@b.test", "organization_name": "B"})
    assert_problem(answer, 403, "dev_login_disabled")
    assert "oss_session" not in browser.client.cookies


@pytest.mark.parametrize(
    "body",
    [
        {"email": "nobody", "organization_name": "B"},
        {"email": "a@b@c", "organization_name": "B"},
        {"email": "a@b.test", "organization_name": "   "},
        {"email": "a@b.test", "organization_name": "x" * 201},
        {"email": "a@b.test", "organization_name": "a\u0000b"},
        {"email": "a" * 65 + "@b.test", "organization_name": "B"},
        {"email": "a\ud800@b.test", "organization_name": "B"},
        {"email": "a@b\udfff.test", "organization_name": "B"},
        {"email": "a@b.test", "organization_name": "B\ud800"},
        {"email": "a@b.test"},
        {},
        [],
    ],
)
def test_a_bad_sign_in_says_where_it_is_wrong(new_browser: NewBrowser, body: object, superuser: Superuser) -> None:
    browser = new_browser()
    browser.get("/auth/csrf")
    # Not json=: the client cannot encode a lone surrogate, JSON's escapes can.
    headers = {"content-type": "application/json"}
    answer = browser.post("/auth/dev/login", content=json.dumps(body), headers=headers)
    problem = assert_problem(answer, 422, "invalid")
    assert problem["errors"][0]["loc"][0] == "body"
    assert superuser.execute("SELECT count(*) FROM users").fetchone() == (0,)

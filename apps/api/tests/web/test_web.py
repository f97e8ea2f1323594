"""The UI and the API in one process."""

from __future__ import annotations

from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from app.web import create_web_app
from tests.api import assert_problem


@pytest.mark.parametrize("path", ["/", "/inbox", "/tickets/0190", "/index.html", "/mailboxes/connected?error=x"])
def test_every_page_is_the_index_and_never_cached(web: TestClient, path: str) -> None:
    answer = web.get(path)
    assert answer.status_code == 200
    assert answer.text == "<!doctype html><title>UI</title>"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["content-type"].startswith("text/html")
    policy = answer.headers["content-security-policy"]
    assert "script-src 'self';" in policy
    assert "frame-ancestors 'none'" in policy
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_hashed_assets_are_kept_for_ever(web: TestClient) -> None:
    answer = web.get("/assets/index-abc123.js")
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert "javascript" in answer.headers["content-type"]
    missing = web.get("/assets/index-old.js")
    assert missing.status_code == 404, "an old asset must not be answered with a page"
    assert web.get("/favicon.svg").headers["cache-control"] == "public, max-age=3600"


@pytest.mark.parametrize(
    "path",
    [
        "/../secret.txt",
        "/%2e%2e/secret.txt",
        "/assets/..%2f..%2fsecret.txt",
        "/assets/%2e%2e/%2e%2e/secret.txt",
        "/%00",
    ],
)
def test_no_path_leads_out_of_the_folder(web: TestClient, path: str) -> None:
    answer = web.get(path)
    assert "not for the world" not in answer.text
    assert answer.status_code in (200, 404)


def test_the_api_is_under_api_with_its_own_headers(web: TestClient) -> None:
    answer = web.get("/api/auth/options")
    assert answer.json()["dev_login"] is True
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")
    assert answer.headers["cache-control"] == "no-store"
    assert_problem(web.get("/api/nothing"), 404, "not_found")
    assert_problem(web.post("/api/auth/logout"), 403, "csrf_failed")


def test_signing_in_through_the_web_origin(web: TestClient) -> None:
    token = web.get("/api/auth/csrf").json()["csrf_token"]
    body = {"email": "ada@acme.test", "organization_name": "Acme"}
    assert web.post("/api/auth/dev/login", json=body, headers={"x-csrf-token": token}).status_code == 200
    assert web.get("/api/me").json()["user"]["email"] == "ada@acme.test"


def test_starting_the_web_starts_the_api(database_url: str, dist: Path) -> None:
    with TestClient(create_web_app(dist=dist)) as client:
        assert client.get("/api/healthz").json() == {"status": "ok"}


def test_without_a_built_ui_it_says_so_and_serves_the_api(database_url: str, tmp_path: Path) -> None:
    client = TestClient(create_web_app(dist=tmp_path / "nothing"))
    answer = client.get("/inbox")
    assert answer.status_code == 503
    assert "pnpm build" in answer.text
    assert client.get("/api/healthz").status_code == 200


def test_the_ui_takes_no_posts(web: TestClient) -> None:
    assert web.post("/inbox").status_code == 405

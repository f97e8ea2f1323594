"""What every request passes: ids, headers, problems, limits, metrics, CORS."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator

import psycopg
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from app.core.db import get_engine
from app.core.settings import Settings, get_settings
from app.main import create_app
from tests.api import Browser, assert_problem


def _settings(**changes: object) -> Settings:
    return get_settings().model_copy(update=changes)


@pytest.fixture
def anonymous(new_browser: Callable[[], Browser]) -> Browser:
    return new_browser()


def test_health(anonymous: Browser) -> None:
    assert anonymous.get("/healthz").json() == {"status": "ok"}
    ready = anonymous.get("/readyz")
    assert ready.json() == {"status": "ok", "checks": {"database": "ok", "migrations": "ok", "blob_store": "ok"}}


def test_not_ready_without_the_newest_schema(
    anonymous: Browser, superuser: psycopg.Connection[tuple[object, ...]]
) -> None:
    superuser.execute("UPDATE alembic_version SET version_num = 'old'")
    problem = assert_problem(anonymous.get("/readyz"), 503, "not_ready")
    assert [(e["loc"], e["type"]) for e in problem["errors"]] == [(["migrations"], "not_migrated")]
    assert anonymous.get("/healthz").status_code == 200


@pytest.fixture
def database_away(admin: Browser) -> Iterator[None]:
    """Nothing answers where the database should be."""
    get_engine().dispose()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DATABASE_URL", "postgresql://postgres@127.0.0.1:9/nothing")
        get_settings.cache_clear()
        get_engine.cache_clear()
        yield
    get_settings.cache_clear()
    get_engine.cache_clear()


def test_a_database_that_is_away_is_503_and_not_500(admin: Browser, database_away: None) -> None:
    answer = admin.get("/me")
    assert_problem(answer, 503, "database_unavailable")
    assert answer.headers["retry-after"] == "2"
    problem = assert_problem(admin.get("/readyz"), 503, "not_ready")
    assert [e["loc"] for e in problem["errors"]] == [["database"], ["migrations"]]


def test_every_answer_has_a_request_id(anonymous: Browser) -> None:
    first, second = anonymous.get("/healthz"), anonymous.get("/nowhere")
    assert first.headers["x-request-id"] != second.headers["x-request-id"]
    sent = anonymous.get("/healthz", headers={"x-request-id": "trace-1.2_3"})
    assert sent.headers["x-request-id"] == "trace-1.2_3"
    for bad in ("two words", "x" * 129, "<script>"):
        assert anonymous.get("/healthz", headers={"x-request-id": bad}).headers["x-request-id"] != bad


def test_security_headers(anonymous: Browser) -> None:
    for answer in (anonymous.get("/healthz"), anonymous.get("/nowhere"), anonymous.get("/me")):
        headers = answer.headers
        assert headers["content-security-policy"].startswith("default-src 'none'")
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["x-frame-options"] == "DENY"
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["cache-control"] == "no-store"
        assert "strict-transport-security" not in headers
    secure = TestClient(create_app(_settings(cookie_secure=True)))
    assert secure.get("/healthz").headers["strict-transport-security"].startswith("max-age=")


def test_unknown_route_and_method(anonymous: Browser) -> None:
    assert_problem(anonymous.get("/nowhere"), 404, "not_found")
    anonymous.get("/auth/csrf")
    answer = anonymous.delete("/me")
    assert_problem(answer, 405, "method_not_allowed")
    assert answer.headers["allow"] == "GET"


@pytest.mark.parametrize("body", [b"{", b"\xff\xfe", b"[1]", b'"x"', b"null", b""])
def test_bad_json(admin: Browser, body: bytes) -> None:
    answer = admin.patch("/organization", content=body, headers={"content-type": "application/json"})
    assert_problem(answer, 422, "invalid")


def test_json_with_what_no_database_takes(admin: Browser) -> None:
    for name in ("a\\u0000b", "a\\ud800b"):
        body = f'{{"name": "{name}"}}'.encode()
        answer = admin.patch("/organization", content=body, headers={"content-type": "application/json"})
        assert_problem(answer, 422, "invalid")
    assert_problem(admin.get("/tickets?requester_email=%00"), 422, "invalid")
    assert_problem(admin.get("/tickets?q=a%00b"), 422)


def test_the_wrong_input_is_not_repeated(anonymous: Browser) -> None:
    anonymous.get("/auth/csrf")
    answer = anonymous.post("/auth/dev/login", json={"email": {"secret": SECRET}, "organization_name": "B"})
    assert_problem(answer, 422, "invalid")
    assert SECRET not in answer.text


def test_a_body_that_is_too_large(admin: Browser) -> None:
    answer = admin.patch("/organization", json={"name": "x" * 3_000_000})
    assert_problem(answer, 413, "body_too_large")


SECRET = "hunter" + "2"


@pytest.fixture
def broken(database_url: str) -> Iterator[TestClient]:
    """An API with a route that breaks."""
    app: FastAPI = create_app()

    @app.get("/broken")
    def broken() -> None:
        raise RuntimeError(SECRET)

    client = TestClient(app)
    yield client
    client.close()


def test_the_unforeseen_is_500_without_a_word_about_it(
    broken: TestClient, written_logs: pytest.CaptureFixture[str]
) -> None:
    answer = broken.get("/broken", headers={"x-request-id": "find-me"})
    assert_problem(answer, 500, "internal")
    assert SECRET not in answer.text
    assert answer.headers["x-request-id"] == "find-me"
    assert answer.headers["x-content-type-options"] == "nosniff"
    logged = written_logs.readouterr()
    assert SECRET not in logged.out + logged.err
    assert "find-me" in logged.out + logged.err


def test_rate_limit_per_session(admin: Browser) -> None:
    limited = Browser(create_app(_settings(rate_limit_requests_per_minute=5)))
    limited.client.cookies = admin.client.cookies
    statuses = [limited.get("/me").status_code for _ in range(7)]
    assert statuses == [200] * 5 + [429] * 2
    answer = limited.get("/me")
    assert_problem(answer, 429, "rate_limited")
    assert 1 <= int(answer.headers["retry-after"]) <= 60
    assert limited.get("/healthz").status_code == 200, "probes are never limited"
    nobody = Browser(limited.client.app)  # type: ignore[arg-type]
    assert nobody.get("/auth/options").status_code == 200, "somebody else at the same address"


def test_made_up_sessions_do_not_get_around_the_limit(database_url: str) -> None:
    client = TestClient(create_app(_settings(rate_limit_requests_per_minute=5)))
    statuses = [client.get("/me", headers={"cookie": f"oss_session=made-up-{n}"}).status_code for n in range(7)]
    assert statuses == [401] * 5 + [429] * 2


def test_metrics_name_the_route_and_never_the_id(admin: Browser) -> None:
    ticket = "0190aaaa-0000-7000-8000-000000000000"
    admin.get(f"/tickets/{ticket}")
    admin.get("/nowhere/at/all")
    text = admin.get("/metrics").text
    assert 'oss_http_requests_total{method="GET",route="/tickets/{ticket_id}",status="404"}' in text
    assert 'route="unmatched",status="404"' in text
    assert ticket not in text
    assert "nowhere" not in text


def test_the_log_has_neither_address_nor_query(admin: Browser, written_logs: pytest.CaptureFixture[str]) -> None:
    admin.get("/tickets", params={"q": "from:carla@customer.test"})
    logged = written_logs.readouterr()
    assert "route=/tickets" in logged.out + logged.err
    assert "carla" not in logged.out + logged.err
    assert "testclient" not in logged.out + logged.err


def test_metrics_can_be_switched_off(database_url: str) -> None:
    assert TestClient(create_app(_settings(enable_prometheus_metrics=False))).get("/metrics").status_code == 404


def test_cors_lets_the_frontend_in_and_nobody_else(anonymous: Browser) -> None:
    ask = {"access-control-request-method": "PATCH", "access-control-request-headers": "x-csrf-token"}
    allowed = anonymous.request("OPTIONS", "/me", headers={"origin": "http://localhost:3000"} | ask)
    assert allowed.headers["access-control-allow-origin"] == "http://localhost:3000"
    assert allowed.headers["access-control-allow-credentials"] == "true"
    refused = anonymous.request("OPTIONS", "/me", headers={"origin": "https://evil.test"} | ask)
    assert "access-control-allow-origin" not in refused.headers


def test_the_document_is_complete(anonymous: Browser) -> None:
    document = anonymous.get("/openapi.json").json()
    operations = [op for path in document["paths"].values() for op in path.values()]
    assert len({op["operationId"] for op in operations}) == len(operations)
    for operation in operations:
        assert operation["responses"]["default"]["content"] == {
            "application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}
        }
    names = json.dumps(sorted(document["components"]["schemas"]))
    assert "HTTPValidationError" not in names
    assert "__" not in names, "two schemas share a name"


def test_the_docs_come_from_here_alone(anonymous: Browser) -> None:
    page = anonymous.get("/docs")
    assert "script-src 'self';" in page.headers["content-security-policy"]
    assert "://" not in page.text
    for path in re.findall(r'(?:src|href)="([^"]+)"', page.text):
        assert anonymous.get(f"/{path}").status_code == 200, path
    assert "x-csrf-token" in anonymous.get("/docs/start.js").text

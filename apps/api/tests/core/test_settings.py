"""A wrong variable stops the start with one line that names it."""

from __future__ import annotations

import base64

import pytest

from app.core.errors import ConfigurationError
from app.core.settings import Settings, get_settings

KEY = base64.b64encode(bytes(range(32))).decode()
PROD = {"APP_ENV": "prod", "ALLOW_DEV_LOGIN": "false", "COOKIE_SECURE": "true", "ENCRYPTION_KEY_BASE64": KEY}


def settings(monkeypatch: pytest.MonkeyPatch, **variables: str) -> Settings:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    get_settings.cache_clear()
    try:
        return get_settings()
    finally:
        get_settings.cache_clear()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ENCRYPTION_KEY_BASE64", ","),
        ("ENCRYPTION_KEY_BASE64", " "),
        ("ENCRYPTION_KEY_BASE64", "schlüssel"),
        ("ENCRYPTION_KEY_BASE64", "AAAA"),
        ("ENCRYPTION_KEY_BASE64", "not base64!"),
        ("CORS_ORIGINS", "*"),
        ("CORS_ORIGINS", "http://localhost:3000, *"),
        ("CORS_ORIGINS", ","),
        ("CORS_ORIGINS", "localhost:3000"),
        ("CORS_ORIGINS", "null"),
        ("CORS_ORIGINS", "ftp://a.test"),
        ("CORS_ORIGINS", "https://a.test/app"),
        ("CORS_ORIGINS", "https://a.test?x"),
        ("CORS_ORIGINS", "https://u@a.test"),
        ("CORS_ORIGINS", "https://a.test:0"),
        ("CORS_ORIGINS", "https://a.test:65536"),
        ("CORS_ORIGINS", "https://*.a.test"),
        ("CORS_ORIGINS", "https://münchen.de"),
        ("SESSION_COOKIE_NAME", "oss session"),
        ("SESSION_COOKIE_NAME", "a;b"),
        ("SESSION_COOKIE_NAME", "path"),
        ("CSRF_COOKIE_NAME", "a=b"),
        ("CSRF_COOKIE_NAME", "oss_session"),
        ("CSRF_HEADER_NAME", "x csrf"),
        ("CSRF_HEADER_NAME", "x-größe"),
        ("REQUEST_ID_HEADER", "x-request-id:"),
        ("PROMETHEUS_METRICS_PATH", "metrics"),
        ("PROMETHEUS_METRICS_PATH", "/metrics?x"),
        ("PROMETHEUS_METRICS_PATH", "/{name}"),
        ("DATABASE_URL", "postgresql://ada:sekret@db.test:notaport/oss"),
        ("DATABASE_URL", "postgresql://ada:sekret@db.test:99999/oss"),
        ("DATABASE_URL", "postgresql://ada:sekret@/oss?host=db.test&port=0"),
        ("DATABASE_URL", "postgresql://ada:sekret@db.test/oss?nonsense=1"),
        ("DATABASE_URL", "mysql://ada:sekret@db.test/oss"),
        ("FRONTEND_URL", "http://localhost:port"),
        ("FRONTEND_URL", "http://:3000"),
        ("REMOTE_IMAGES", "perhaps"),
        ("REMOTE_IMAGES_TEST_HOSTS", "pictures.test"),
        ("REMOTE_IMAGES_TEST_HOSTS", "pictures.test:0"),
        ("REMOTE_IMAGES_TEST_HOSTS", "http://pictures.test:80"),
    ],
)
@pytest.mark.parametrize("environment", [{}, PROD], ids=["test", "prod"])
def test_a_wrong_value_is_refused(
    environment: dict[str, str], name: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(ConfigurationError) as refused:
        settings(monkeypatch, **environment | {name: value})
    assert f"{name}: " in refused.value.detail
    assert len(refused.value.detail.splitlines()) == 1
    assert "sekret" not in refused.value.detail


def test_cookies_for_other_sites_must_be_secure(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ConfigurationError, match="COOKIE_SAMESITE: "):
        settings(monkeypatch, COOKIE_SAMESITE="none", COOKIE_SECURE="false")
    assert settings(monkeypatch, COOKIE_SAMESITE="none", COOKIE_SECURE="true").cookie_samesite == "none"


def test_production_needs_a_key(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ConfigurationError, match="ENCRYPTION_KEY_BASE64: is required"):
        settings(monkeypatch, **PROD | {"ENCRYPTION_KEY_BASE64": ""})
    old_and_new = settings(monkeypatch, **PROD | {"ENCRYPTION_KEY_BASE64": f"{KEY}, {KEY},"})
    assert old_and_new.encryption_keys() == (bytes(range(32)),) * 2


def test_production_asks_no_host_of_its_own_network(monkeypatch: pytest.MonkeyPatch) -> None:
    hosts = {"REMOTE_IMAGES_TEST_HOSTS": "Pictures.test:4100, b.test:80"}
    assert settings(monkeypatch, **hosts).remote_images_test_hosts == "pictures.test:4100,b.test:80"
    with pytest.raises(ConfigurationError, match="REMOTE_IMAGES_TEST_HOSTS: must be empty"):
        settings(monkeypatch, **PROD | hosts)


@pytest.mark.parametrize(
    ("variables", "origins"),
    [
        ({"CORS_ORIGINS": "HTTPS://Desk.Test:443/, http://127.0.0.1:80,"}, ["https://desk.test", "http://127.0.0.1"]),
        ({"CORS_ORIGINS": "http://[::1]:3000"}, ["http://[::1]:3000"]),
        ({"FRONTEND_URL": "https://Desk.test/app/"}, ["https://desk.test"]),
        ({}, ["http://localhost:3000"]),
    ],
)
def test_origins_are_as_browsers_send_them(
    variables: dict[str, str], origins: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert settings(monkeypatch, **variables).allowed_origins == origins


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://ada:p%5B@db.test:5432/oss",
        "postgres://ada:p[@db.test/oss?sslmode=require",
        "postgresql://postgres:@/postgres?host=/var/run/postgresql",
        "postgresql://ada@[::1]:6432/oss",
    ],
)
def test_databases_that_are_accepted(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert settings(monkeypatch, DATABASE_URL=url).database_url == url

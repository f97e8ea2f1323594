"""Fixtures of every test: a real PostgreSQL, one database per test cut from a migrated template, and the invariants
of the store checked when a test that used it ends."""

from __future__ import annotations

import gc
import os
from functools import lru_cache
from pathlib import Path

import pytest

from app.core import settings
from app.core.settings import Settings
from tests.mime.scores import PROPERTY, table

_DATA = Path(os.environ.get("OSS_TEST_DATA_DIR", "/tmp")) / f"oss-ticketing-tests-{os.getuid()}"
_DATA.mkdir(parents=True, exist_ok=True)
# Before anything of the application reads them: no developer's .env, no real Google.
os.environ.update(
    APP_ENV="test",
    ALLOW_DEV_LOGIN="true",
    # One folder a worker, so that a test may take the blob store away; PostgreSQL is shared by all.
    OSS_DATA_DIR=str(_DATA / f"data-{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}"),
    GOOGLE_CLIENT_ID="test-client",
    GOOGLE_CLIENT_SECRET="test-secret",
    RATE_LIMIT_REQUESTS_PER_MINUTE="0",
)
for _name in ("GOOGLE_AUTH_URL", "GOOGLE_TOKEN_URL", "GOOGLE_REVOKE_URL", "GOOGLE_JWKS_URL", "GMAIL_API_URL"):
    os.environ[_name] = "http://127.0.0.1:9"


@lru_cache
def _settings_of(_environment: frozenset[tuple[str, str]]) -> Settings:
    return Settings()


# To read them takes ten milliseconds, and every test has them read anew; they cannot be changed.
settings._read = lambda: _settings_of(frozenset(os.environ.items()))

# What a test stores need not outlast a power cut.
os.fsync = lambda _descriptor: None

pytest_plugins = ["tests.database", "tests.api", "tests.invariants", "tests.logging"]


def pytest_collection_finish() -> None:
    """What is loaded by now stays; to look through it for garbage again and again takes a twentieth of the time."""
    gc.collect()
    gc.freeze()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """The table of how far our reading of the mail collections agrees with their expectations."""
    rows = [
        value
        for report in terminalreporter.getreports("passed") + terminalreporter.getreports("failed")
        for name, value in report.user_properties
        if name == PROPERTY and report.when == "call"
    ]
    if rows:
        terminalreporter.section("mail collections")
        for line in table(sorted(rows)):
            terminalreporter.write_line(line)

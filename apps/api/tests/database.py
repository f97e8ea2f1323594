"""A migrated template database once per run; each test that asks gets its own copy of it."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Engine

from app.core import db
from app.core.embedded import embedded_url
from app.core.settings import get_settings

_API = Path(__file__).resolve().parents[1]


def _admin(server: str) -> psycopg.Connection[tuple[object, ...]]:
    return psycopg.connect(server, autocommit=True)


def _with_database(server: str, name: str) -> str:
    """`server` as a URL that names database `name`."""
    head, _, query = server.partition("?")
    return f"{head.rsplit('/', 1)[0]}/{name}" + (f"?{query}" if query else "")


@pytest.fixture(scope="session")
def postgres_server() -> str:
    """The server: ``TEST_DATABASE_URL`` if set, else an embedded one that this run shares."""
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        return given
    server = embedded_url(get_settings().oss_data_dir.resolve().parent / "pg")
    with _admin(server) as connection:
        # A test's database does not outlive the test, let alone a power cut.
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            connection.execute(f"ALTER SYSTEM SET {setting} TO off")
        connection.execute("SELECT pg_reload_conf()")
    return server


@pytest.fixture(scope="session")
def template_database(postgres_server: str) -> Iterator[str]:
    """A database at the newest migration; its name."""
    name = f"oss_template_{os.getpid()}_{secrets.token_hex(3)}"
    with _admin(postgres_server) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    config = Config(str(_API / "alembic.ini"))
    config.set_main_option("sqlalchemy.url", _with_database(postgres_server, name))
    # Roles belong to the server: workers that start at once must not create the app role together.
    with _admin(postgres_server) as connection:
        connection.execute("SELECT pg_advisory_lock(7405)")
        command.upgrade(config, "head")
    yield name
    with _admin(postgres_server) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@pytest.fixture
def database_url(postgres_server: str, template_database: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A fresh database at the newest migration, and the process pointed at it."""
    name = f"oss_test_{os.getpid()}_{secrets.token_hex(4)}"
    with _admin(postgres_server) as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template_database}"')
    url = _with_database(postgres_server, name)
    monkeypatch.setenv("DATABASE_URL", url)
    get_settings.cache_clear()
    db.get_engine.cache_clear()
    yield url
    db.get_engine().dispose()
    db.get_engine.cache_clear()
    get_settings.cache_clear()
    with _admin(postgres_server) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@pytest.fixture
def engine(database_url: str) -> Engine:
    """The engine that the application uses in this test."""
    return db.get_engine()


@pytest.fixture
def superuser(database_url: str) -> Iterator[psycopg.Connection[tuple[object, ...]]]:
    """A connection that row-level security does not bind, to look at what is really there."""
    with psycopg.connect(database_url, autocommit=True) as connection:
        yield connection

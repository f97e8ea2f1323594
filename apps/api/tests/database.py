"""A migrated template database once per run; each test that asks gets an empty copy of it."""

from __future__ import annotations

import os
import secrets
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Engine, QueuePool

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
        # It would analyse tables at some moment of some test, and plans, and what is to be made anew, depend on that.
        connection.execute("ALTER SYSTEM SET autovacuum TO off")
        connection.execute("SELECT pg_reload_conf()")
    return server


@pytest.fixture
def autovacuum(postgres_server: str) -> Iterator[None]:
    """As in production: for what grows so large that plans without statistics are bad ones."""
    with _admin(postgres_server) as connection:
        for setting in ("on", "off"):
            connection.execute(f"ALTER SYSTEM SET autovacuum TO {setting}")
            connection.execute("SELECT pg_reload_conf()")
            if setting == "on":
                yield


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


@pytest.fixture(scope="session")
def kept_database(postgres_server: str, template_database: str) -> Iterator[Kept]:
    """The database that the tests of this worker use one after the other."""
    kept = Kept(postgres_server, template_database)
    yield kept
    kept.drop()


@contextmanager
def empty_database(kept: Kept) -> Iterator[str]:
    """An empty database at the newest migration, and the process pointed at it."""
    url, make = kept.empty(), db.make_engine
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DATABASE_URL", url)
        # One engine for all: what it has compiled stays compiled.
        patch.setattr(
            db, "make_engine", lambda at, **options: make(at, **options) if options or at != url else kept.engine
        )
        get_settings.cache_clear()
        db.get_engine.cache_clear()
        yield url
        if db.get_engine() is not kept.engine:
            db.get_engine().dispose()
        _returned(kept.engine)
    db.get_engine.cache_clear()
    get_settings.cache_clear()


def _returned(engine: Engine) -> None:
    """Wait for threads that a test has set off: a connection given back to a pool that is gone is never closed."""
    until = time.monotonic() + 10
    while isinstance(engine.pool, QueuePool) and engine.pool.checkedout() and time.monotonic() < until:
        time.sleep(0.01)


@pytest.fixture
def database_url(request: pytest.FixtureRequest, kept_database: Kept) -> Iterator[str]:
    """`empty_database`, for one test."""
    if request.node.get_closest_marker("fresh_database"):
        kept_database.drop()
    with empty_database(kept_database) as url:
        yield url


@dataclass(frozen=True)
class Contents:
    """All rows of a database, by table, and where its sequences stand."""

    rows: dict[str, bytes]
    sequences: dict[str, int]

    @classmethod
    def of(cls, url: str) -> Contents:
        with _admin(url) as connection:
            names = connection.execute(
                "SELECT c.oid::regclass::text FROM pg_class c WHERE relnamespace = 'public'::regnamespace"
                " AND relkind = 'r' AND relname <> 'alembic_version'"
            )
            rows = {}
            for (name,) in names.fetchall():
                with connection.cursor().copy(f"COPY {name} TO STDOUT") as copy:  # type: ignore[arg-type]
                    rows[str(name)] = b"".join(bytes(part) for part in copy)
            sequences = connection.execute(
                "SELECT format('%I.%I', schemaname, sequencename), last_value FROM pg_sequences"
                " WHERE schemaname = 'public' AND last_value IS NOT NULL"
            )
            return cls({n: r for n, r in rows.items() if r}, {str(n): int(str(v)) for n, v in sequences.fetchall()})

    def fill(self, url: str) -> None:
        """Write all of it into an empty database."""
        with _admin(url) as connection, connection.transaction():
            connection.execute("SET LOCAL session_replication_role = replica")
            for name, rows in self.rows.items():
                with connection.cursor().copy(f"COPY {name} FROM STDIN") as copy:  # type: ignore[arg-type]
                    copy.write(rows)
            for name, value in self.sequences.items():
                connection.execute("SELECT setval(%s::regclass, %s)", [name, value])


@pytest.fixture
def engine(database_url: str) -> Engine:
    """The engine that the application uses in this test."""
    return db.get_engine()


@pytest.fixture
def superuser(database_url: str) -> Iterator[psycopg.Connection[tuple[object, ...]]]:
    """A connection that row-level security does not bind, to look at what is really there."""
    with psycopg.connect(database_url, autocommit=True) as connection:
        yield connection


class Kept:
    """One database for many tests. To copy a template for each would take longer than most tests do; so it is emptied
    instead, and made anew only after a test that changed its schema, dropped it, or analysed it. Some connections are
    kept too: a new one reads the whole catalogue before it plans its first statements."""

    def __init__(self, server: str, template: str) -> None:
        self._server = server
        self._template = template
        self._name: str | None = None
        self._sweeper: psycopg.Connection[tuple[object, ...]]
        self.engine: Engine

    def empty(self) -> str:
        """The database's URL, with nothing in it that a former test has written."""
        if self._name is not None and not self._swept():
            self.drop()
        if self._name is None:
            self._name = f"oss_test_{os.getpid()}_{secrets.token_hex(4)}"
            with _admin(self._server) as connection:
                connection.execute(f'CREATE DATABASE "{self._name}" TEMPLATE "{self._template}"')
            self._sweeper = _admin(_with_database(self._server, self._name))
            self._sweeper.execute(_WATCH)
            self.engine = db.make_engine(_with_database(self._server, self._name))
        return _with_database(self._server, self._name)

    def drop(self) -> None:
        """Away with it; the next test gets another one."""
        if self._name is not None:
            self.engine.dispose()
            self._sweeper.close()
            with _admin(self._server) as connection:
                connection.execute(f'DROP DATABASE IF EXISTS "{self._name}" WITH (FORCE)')
            self._name = None

    def _swept(self) -> bool:
        try:
            # What a former test left running must not write into the next one.
            self._sweeper.execute(
                "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> ALL(%s)",
                [[self._sweeper.info.backend_pid, *_as_new(self.engine)]],
            )
            row = self._sweeper.execute("SELECT tests.sweep()").fetchone()
        except psycopg.Error:
            return False
        return row is not None and bool(row[0])


def _as_new(engine: Engine) -> list[int]:
    """The backends of the few connections that the pool may keep, with nothing left of what was set in them."""
    pool = engine.pool
    if not isinstance(pool, QueuePool) or pool.checkedout():
        engine.dispose()
        return []
    backends = []
    with ExitStack() as stack:
        for number in range(pool.checkedin()):
            connection = stack.enter_context(engine.connect().execution_options(isolation_level="AUTOCOMMIT"))
            if number < _KEPT_CONNECTIONS:
                connection.exec_driver_sql("DISCARD ALL")
                made = connection.connection.driver_connection
                assert isinstance(made, psycopg.Connection)
                backends.append(made.info.backend_pid)
            else:
                connection.detach()
    return backends


#: As many as a request and the thread beside it need.
_KEPT_CONNECTIONS = 2

#: `tests.sweep` empties every table and sequence; false when the database is to be made anew: its schema was changed,
#: or a table has statistics, by which plans would depend on the order of tests.
_WATCH = """
CREATE SCHEMA tests;
GRANT USAGE ON SCHEMA tests TO PUBLIC;
CREATE TABLE tests.changes (tag text);
CREATE TABLE tests.version AS SELECT version_num FROM alembic_version;
CREATE FUNCTION tests.note_change() RETURNS event_trigger SECURITY DEFINER LANGUAGE plpgsql AS $$
BEGIN INSERT INTO tests.changes VALUES (tg_tag); END $$;
CREATE FUNCTION tests.sweep() RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE one regclass; has_rows boolean;
BEGIN
    IF EXISTS (SELECT FROM tests.changes) OR (TABLE tests.version) IS DISTINCT FROM (TABLE alembic_version)
            OR EXISTS (SELECT FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
            WHERE nspname = 'public' AND relkind = 'r' AND reltuples <> -1 AND relname <> 'alembic_version') THEN
        RETURN false;
    END IF;
    SET LOCAL session_replication_role = replica;
    FOR one IN SELECT c.oid FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
               WHERE nspname = 'public' AND relkind = 'r' AND relname <> 'alembic_version' LOOP
        CONTINUE WHEN pg_relation_size(one) = 0;
        -- To give a table a new file takes longer than to delete a few rows, which nothing else ever cleans away.
        IF pg_relation_size(one) > 500000 THEN EXECUTE format('TRUNCATE %s CASCADE', one); CONTINUE; END IF;
        EXECUTE format('SELECT EXISTS (SELECT FROM %s)', one) INTO has_rows;
        IF has_rows THEN EXECUTE format('DELETE FROM %s', one); END IF;
    END LOOP;
    FOR one IN SELECT format('%I.%I', schemaname, sequencename)::regclass FROM pg_sequences
               WHERE last_value IS NOT NULL LOOP
        PERFORM setval(one, 1, false);
    END LOOP;
    RETURN true;
END $$;
CREATE EVENT TRIGGER note_change ON ddl_command_end EXECUTE FUNCTION tests.note_change();
CREATE EVENT TRIGGER note_drop ON sql_drop EXECUTE FUNCTION tests.note_change();
-- Also where a test has turned triggers off.
ALTER EVENT TRIGGER note_change ENABLE ALWAYS;
ALTER EVENT TRIGGER note_drop ENABLE ALWAYS;
"""

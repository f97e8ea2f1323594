"""Alembic environment: one connection, online only, locks bounded so that it never queues up behind traffic."""

from __future__ import annotations

from alembic import context

import app.migrations.models  # noqa: F401 - registers every table
from app.core.db import Base, make_engine
from app.core.embedded import database_url


def _include(name: str | None, kind: str, _parents: object) -> bool:
    """procrastinate brings its own tables."""
    return not (kind == "table" and (name or "").startswith("procrastinate_"))


def _run() -> None:
    url = context.config.get_main_option("sqlalchemy.url") or database_url()
    engine = make_engine(url, pool_size=1, max_overflow=0)
    with engine.connect() as connection:
        connection.exec_driver_sql("SET lock_timeout = '10s'")
        connection.commit()
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            include_name=_include,
            compare_type=True,
            compare_server_default=False,
            transaction_per_migration=True,
        )
        with context.begin_transaction():
            context.run_migrations()
    engine.dispose()


_run()

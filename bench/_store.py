"""A store of a benchmark's own: embedded PostgreSQL and blobs in a folder that is gone once the program has ended."""

from __future__ import annotations

import atexit
import os
import shutil
import sys
import tempfile
from pathlib import Path

API = Path(__file__).resolve().parents[1] / "apps" / "api"


def own_store(**settings: str) -> Path:
    """Points the application at a new, migrated store and gives its folder. Before anything of the application is
    imported."""
    folder = Path(tempfile.mkdtemp(prefix="oss-bench-"))
    # What was registered last runs first: PostgreSQL is started after this, so it is stopped before its files go.
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    folder.chmod(0o755)  # PostgreSQL runs as another user when this runs as root.
    os.environ.update(APP_ENV="test", OSS_DATA_DIR=str(folder), **settings)
    os.environ.pop("DATABASE_URL", None)
    sys.path.insert(0, str(API))
    from alembic import command
    from alembic.config import Config

    command.upgrade(Config(str(API / "alembic.ini")), "head")
    from app.core.db import get_engine

    atexit.register(lambda: get_engine().dispose())
    return folder

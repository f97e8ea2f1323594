"""Everything that the API imports, for `tests.faults.forks`."""

from __future__ import annotations

import pkgutil
from importlib import import_module

import uvicorn
import uvicorn.lifespan.on
import uvicorn.loops.auto
import uvicorn.protocols.http.auto  # noqa: F401

import app

#: They read the settings, or the database, when they are imported.
_ACTIVE = ("app.main", "app.web", "app.migrations")

for _found in pkgutil.walk_packages(app.__path__, "app."):
    if not _found.name.startswith(_ACTIVE) and not _found.name.endswith("__main__"):
        import_module(_found.name)

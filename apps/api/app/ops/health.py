"""Liveness, readiness and metrics, for who watches this process: no session needed, nothing of a customer in them."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Literal
from uuid import UUID

from alembic.script import ScriptDirectory
from fastapi import APIRouter
from fastapi.responses import Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from pydantic import BaseModel
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

import app.migrations
from app.core.db import transaction
from app.core.errors import AppError
from app.core.http.problem import problem
from app.core.logs import get_logger
from app.storage.blobs import get_blob_store

router = APIRouter(tags=["health"])
log = get_logger(__name__)

#: Whose bytes the probe writes: no organisation's.
_NOBODY = UUID(int=0)


class Health(BaseModel):
    """This process answers."""

    status: Literal["ok"] = "ok"


class Readiness(BaseModel):
    """What this process depends on answers too."""

    status: Literal["ok"] = "ok"
    checks: dict[Literal["database", "migrations", "blob_store"], Literal["ok"]]


class NotMigrated(AppError):
    """The schema is not the one that this version needs."""

    status = 503
    code = "not_migrated"
    title = "The database schema is not at this version; run: oss-ticketing migrate"


@cache
def newest_migration() -> str | None:
    """The revision that this version of the code needs."""
    return ScriptDirectory(str(Path(str(app.migrations.__file__)).parent)).get_current_head()


def _database() -> None:
    with transaction() as session:
        session.execute(text("SELECT 1"))


def _migrations() -> None:
    with transaction() as session:
        try:
            present = session.execute(text("SELECT version_num FROM alembic_version")).scalars().all()
        except SQLAlchemyError:
            raise NotMigrated() from None
    if list(present) != [newest_migration()]:
        raise NotMigrated()


def _blob_store() -> None:
    # Content-addressed: the second time is the same write.
    get_blob_store().put_many(_NOBODY, [b"readiness"])


_CHECKS: dict[Literal["database", "migrations", "blob_store"], Callable[[], None]] = {
    "database": _database,
    "migrations": _migrations,
    "blob_store": _blob_store,
}


@router.get("/healthz")
def healthz() -> Health:
    """Whether this process is alive."""
    return Health()


@router.get("/readyz", response_model=Readiness)
def readyz() -> Readiness | Response:
    """Whether requests can be served: the database answers, its schema is current, blobs can be written."""
    failures = []
    for name, check in _CHECKS.items():
        try:
            check()
        except AppError as error:
            failures.append({"loc": [name], "msg": error.title, "type": error.code})
        except SQLAlchemyError as error:
            log.warning("not_ready", check=name, kind=type(error).__name__)
            failures.append({"loc": [name], "msg": "does not answer", "type": "unavailable"})
    if failures:
        names = ", ".join(str(f["loc"][0]) for f in failures)
        return problem(503, "not_ready", "Not ready", f"Not ready: {names}", errors=failures)
    return Readiness(checks=dict.fromkeys(_CHECKS, "ok"))


def metrics() -> Response:
    """Prometheus metrics of this process."""
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)

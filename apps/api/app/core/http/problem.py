"""Errors as ``application/problem+json`` (RFC 9457), always with a stable machine word in ``code``."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, Field
from sqlalchemy.exc import DataError, IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.types import ExceptionHandler

from app.core.errors import AppError
from app.core.logs import get_logger

log = get_logger(__name__)

MEDIA_TYPE = "application/problem+json"
_RETRY_SOON = {"retry-after": "2"}


class FieldError(BaseModel):
    """Where the input is wrong, and how."""

    loc: list[str | int] = Field(
        description='The path to the value, beginning with "body", "query", "path" or "header"'
    )
    msg: str
    type: str = "value_error"
    position: int | None = Field(default=None, description="For a search: the character, counted from 1")


class Problem(BaseModel):
    """RFC 9457 problem details. ``code`` is stable and for programs, ``detail`` is for people."""

    type: str = Field(examples=["urn:oss-ticketing:problem:not_found"])
    title: str
    status: int
    detail: str
    code: str
    errors: list[FieldError] | None = None


def problem(
    status: int,
    code: str,
    title: str,
    detail: str | None = None,
    *,
    errors: list[dict[str, Any]] | None = None,
    headers: dict[str, str] | None = None,
    extra: dict[str, Any] | None = None,
) -> Response:
    """The response for one problem."""
    body: dict[str, Any] = {
        **(extra or {}),
        "type": f"urn:oss-ticketing:problem:{code}",
        "title": title,
        "status": status,
        "detail": detail or title,
        "code": code,
    }
    if errors is not None:
        body["errors"] = [{"type": "value_error"} | error for error in errors]
    # ASCII escapes: an echoed lone surrogate cannot be encoded as UTF-8.
    return Response(json.dumps(body), status_code=status, headers=headers, media_type=MEDIA_TYPE)


def problem_of(error: AppError) -> Response:
    """The response for an expected failure."""
    headers = {"www-authenticate": "Bearer"} if error.status == 401 else None
    if error.status == 503:
        headers = _RETRY_SOON
    return problem(
        error.status, error.code, error.title, error.detail, errors=error.errors, headers=headers, extra=error.extra
    )


def _app_error(_request: Request, error: Exception) -> Response:
    assert isinstance(error, AppError)
    if error.status >= 500:
        log.warning("request_failed", code=error.code)
    return problem_of(error)


def _invalid(_request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    # Not "input" and "ctx": the input may be a secret.
    errors = [{"loc": list(e["loc"]), "msg": e["msg"], "type": e["type"]} for e in error.errors()]
    first = errors[0] if errors else None
    where = ".".join(str(part) for part in first["loc"]) if first else ""
    detail = f"{where}: {first['msg']}" if first else None
    return problem(422, "invalid", "The input is not valid", detail, errors=errors)


_CODES = {
    400: "bad_request",
    404: "not_found",
    405: "method_not_allowed",
    413: "body_too_large",
    415: "unsupported_media_type",
}


def problem_code(status: int) -> str:
    """The machine word of a status that has no more particular one."""
    return _CODES.get(status) or HTTPStatus(status).phrase.lower().replace(" ", "_").replace("-", "_")


def _http_error(_request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    status = error.status_code
    return problem(
        status, problem_code(status), HTTPStatus(status).phrase, str(error.detail), headers=dict(error.headers or {})
    )


def _database_down(_request: Request, error: Exception) -> Response:
    log.error("database_unavailable", kind=type(error).__name__)
    return problem(
        503,
        "database_unavailable",
        "The database does not answer",
        "The database cannot be reached or is too busy. Nothing was changed; try again shortly.",
        headers=_RETRY_SOON,
    )


def _refused_by_constraint(_request: Request, error: Exception) -> Response:
    assert isinstance(error, IntegrityError)
    name = getattr(getattr(error.orig, "diag", None), "constraint_name", None)
    log.warning("refused_by_constraint", constraint=name)
    return problem(409, "conflict", "Conflict", "Something changed at the same time, or exists already. Try again.")


def _bad_data(_request: Request, _error: Exception) -> Response:
    return problem(422, "invalid", "The input is not valid", "A value cannot be stored, such as a NUL character.")


def internal_error() -> Response:
    """The response for a failure nobody expected; the log has the rest, under the request's id."""
    return problem(
        500, "internal", "Something went wrong", "Something went wrong. The log has it under the request id."
    )


def install_problem_handlers(app: FastAPI) -> None:
    """Turn every expected kind of failure into problem+json. The unexpected is `RequestContext`'s."""
    handlers: dict[type[Exception], ExceptionHandler] = {
        AppError: _app_error,
        RequestValidationError: _invalid,
        HTTPException: _http_error,
        OperationalError: _database_down,
        PoolTimeout: _database_down,
        IntegrityError: _refused_by_constraint,
        DataError: _bad_data,
    }
    for kind, handler in handlers.items():
        app.add_exception_handler(kind, handler)


__all__ = ["MEDIA_TYPE", "Problem", "install_problem_handlers", "internal_error", "problem", "problem_of"]

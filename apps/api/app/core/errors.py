"""The base of every error a caller may meet.

    AppError
    ├── NotFound        404  unknown id, or another organisation's
    ├── Forbidden       403  known caller, not allowed
    ├── Unauthenticated 401  no or dead session
    ├── Conflict        409  the present state does not allow it
    ├── Invalid         422  the input is wrong; ``errors`` says where
    └── Unavailable     503  something outside does not answer

Concrete errors live beside the code that raises them and set ``code``; ``app.main`` turns them into
``application/problem+json`` (RFC 9457) and the command line into one line.
"""

from __future__ import annotations

from typing import Any, ClassVar


class AppError(Exception):
    """An expected failure: ``detail`` is for people, ``code`` is stable and for machines, ``extra`` are further members
    of the problem (RFC 9457 §3.2), plain JSON."""

    status: ClassVar[int] = 500
    code: ClassVar[str] = "internal"
    title: ClassVar[str] = "Something went wrong"

    def __init__(
        self,
        detail: str | None = None,
        *,
        errors: list[dict[str, Any]] | None = None,
        extra: dict[str, Any] | None = None,
    ) -> None:
        self.detail = detail or self.title
        self.errors = errors
        self.extra = extra or {}
        super().__init__(self.detail)


class NotFound(AppError):
    """No such thing in the caller's organisation."""

    status = 404
    code = "not_found"
    title = "Not found"


class Forbidden(AppError):
    """The caller is known and may not do this."""

    status = 403
    code = "forbidden"
    title = "Not allowed"


class Unauthenticated(AppError):
    """No session, or one that has ended."""

    status = 401
    code = "unauthenticated"
    title = "Sign in first"


class Conflict(AppError):
    """The request is right but the present state does not allow it."""

    status = 409
    code = "conflict"
    title = "Conflict"


class Invalid(AppError):
    """The input is wrong; ``errors`` lists ``{"loc": [...], "msg": "..."}``."""

    status = 422
    code = "invalid"
    title = "The input is not valid"


class Unavailable(AppError):
    """Something this depends on does not answer; trying again later may help."""

    status = 503
    code = "unavailable"
    title = "Not available right now"


class ConfigurationError(AppError):
    """A setting is wrong or missing; ``detail`` is one line that names it."""

    status = 500
    code = "configuration"
    title = "Configuration error"

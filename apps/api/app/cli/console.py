"""How commands speak: one clear line for an error, never a traceback unless ``--debug``; exit code 1 for a failure, 2
for wrong usage. Results go to standard output, progress and errors to standard error."""

from __future__ import annotations

import json
from typing import Any

import typer
from rich.console import Console
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, OperationalError, ProgrammingError
from typer.core import TyperGroup

from app.core.embedded import database_url
from app.core.errors import AppError
from app.core.settings import get_settings

out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)
_UNDEFINED_TABLE, _UNDEFINED_COLUMN, _NO_SUCH_ROLE = "42P01", "42703", "22023"


def fail(message: str) -> typer.Exit:
    """Print `message` as the error; raise what this returns."""
    err.print(f"[bold red]error:[/] {_plain(message)}")
    return typer.Exit(1)


def print_json(value: Any) -> None:
    """Machine-readable output: one JSON document."""
    typer.echo(json.dumps(value, default=str, indent=2, ensure_ascii=False))


def _plain(message: str) -> str:
    return " ".join(message.split()).replace("[", r"\[")


class OneLineErrors(TyperGroup):
    """Turns every expected failure of any command into one line."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command; unexpected errors too are one line, with the traceback one flag away."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            err.print("stopped; what was done stays, and the same command goes on from here")
            raise typer.Exit(130) from None
        except (AppError, DBAPIError, OSError) as error:
            if ctx.params.get("debug") or isinstance(error, BrokenPipeError):
                raise
            raise fail(explain(error)) from None
        except Exception as error:
            if ctx.params.get("debug") or type(error).__module__.startswith("typer"):
                raise
            raise fail(f"unexpected {type(error).__name__}: {error}. Run again with --debug and report it.") from None


def explain(error: Exception) -> str:
    """One line for people: what failed and what to do. Never a password."""
    if isinstance(error, AppError):
        return error.detail
    if isinstance(error, ProgrammingError | DBAPIError):
        state = getattr(error.orig, "sqlstate", None)
        if state in (_UNDEFINED_TABLE, _UNDEFINED_COLUMN, _NO_SUCH_ROLE):
            return "The database is not at the newest schema. Run: oss-ticketing migrate"
    if isinstance(error, OperationalError):
        return _unreachable(error)
    if isinstance(error, DBAPIError):
        return f"The database refused: {_first_line(error)}"
    return str(error)


def _unreachable(error: OperationalError) -> str:
    where = database_name()
    return (
        f"The database at {where} does not answer or refuses us: {_first_line(error)}. "
        "Start it, or correct DATABASE_URL (unset it to use the embedded PostgreSQL)."
    )


def database_name() -> str:
    """Host and database of DATABASE_URL, without user and password. Never fails, for it stands in error messages."""
    try:
        url = make_url(get_settings().database_url or database_url())
    except (AppError, ArgumentError, ValueError):
        return "DATABASE_URL"
    host = f"[{url.host}]" if ":" in (url.host or "") else url.host or "local socket"
    port = f":{url.port}" if url.port else ""
    return f"{host}{port}/{url.database or ''}"


def _first_line(error: DBAPIError) -> str:
    lines = [line.strip() for line in str(error.orig).splitlines() if line.strip()]
    return lines[0].rstrip(".") if lines else type(error.orig).__name__

"""Structured logs. Rule: ids, counts, states and durations; never an address, a subject or a body."""

from __future__ import annotations

import logging
import sys
import traceback
from typing import TextIO

import structlog

from app.core.errors import AppError
from app.core.settings import Settings


class _StandardError(logging.StreamHandler[TextIO]):
    """Writes to what is the standard error now, not to what it was when logging was configured."""

    def __init__(self) -> None:
        logging.Handler.__init__(self)

    @property
    def stream(self) -> TextIO:  # type: ignore[override]
        """The stream of this moment."""
        return sys.stderr


def _without_content(
    _logger: structlog.typing.WrappedLogger, _method: str, event: structlog.typing.EventDict
) -> structlog.typing.EventDict:
    """Replace an exception by its kind and its frames. Its own words are kept only when they are ours: a database's
    or a parser's message quotes what it choked on."""
    info = event.pop("exc_info", None)
    error = sys.exc_info()[1] if info is True else info[1] if isinstance(info, tuple) else info
    if isinstance(error, BaseException):
        words = f": {error.detail}" if isinstance(error, AppError) else ""
        event["exception"] = "".join(traceback.format_tb(error.__traceback__)) + type(error).__name__ + words
    return event


def configure_logs(settings: Settings) -> None:
    """JSON lines in production, readable lines elsewhere; the standard library's loggers join in."""
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _without_content,
    ]
    renderer: structlog.typing.Processor
    if settings.app_env == "prod":
        renderer = structlog.processors.JSONRenderer()
    else:
        renderer = structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    handler = _StandardError()
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO)
    # These log request lines and URLs, which can carry tokens and addresses.
    for name in ("httpx", "httpx2", "httpcore", "uvicorn.access"):
        logging.getLogger(name).setLevel(logging.WARNING)
    # One line per job start and end would drown what an operator looks for.
    logging.getLogger("procrastinate").setLevel(logging.WARNING)
    # The worker says in one line that the database is away; the pool says it for every attempt.
    logging.getLogger("psycopg.pool").setLevel(logging.ERROR)


def get_logger(name: str) -> structlog.stdlib.BoundLogger:
    """A logger bound to `name`."""
    logger: structlog.stdlib.BoundLogger = structlog.get_logger(name)
    return logger

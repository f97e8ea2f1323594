"""What every request passes first: its id, its log line, its metrics, and the answer when something unforeseen
breaks. The log line has the route's template, never the path, query or address."""

from __future__ import annotations

import re
import secrets
import time

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.core.http.problem import internal_error
from app.core.logs import get_logger
from app.core.metrics import HTTP_REQUESTS, HTTP_SECONDS

log = get_logger(__name__)

_ACCEPTABLE_ID = re.compile(r"[A-Za-z0-9._-]{1,128}\Z")
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_QUIET = frozenset({"/healthz", "/readyz", "/metrics"})


def route_of(scope: Scope) -> str:
    """The template of the route that answered (``/tickets/{ticket_id}``), "unmatched" when none did."""
    route = scope.get("route")
    return str(getattr(route, "path_format", None) or getattr(route, "path", None) or "unmatched")


class RequestContext:
    """Gives each request an id, logs and measures it, and answers 500 for what nobody caught."""

    def __init__(self, app: ASGIApp, *, header: str) -> None:
        self._app = app
        self._header = header.lower()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        sent = Headers(scope=scope).get(self._header, "")
        request_id = sent if _ACCEPTABLE_ID.match(sent) else secrets.token_hex(16)
        started = time.perf_counter()
        status = 0

        async def send_with_id(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)[self._header] = request_id
            await send(message)

        with structlog.contextvars.bound_contextvars(request_id=request_id):
            try:
                await self._app(scope, receive, send_with_id)
            except Exception:
                log.exception("request_broke", route=route_of(scope))
                if status:
                    raise
                await internal_error()(scope, receive, send_with_id)
            finally:
                self._record(scope, status or 499, time.perf_counter() - started)

    def _record(self, scope: Scope, status: int, seconds: float) -> None:
        method = scope["method"] if scope["method"] in _METHODS else "OTHER"
        route = route_of(scope)
        HTTP_REQUESTS.labels(method, route, str(status)).inc()
        HTTP_SECONDS.labels(method, route).observe(seconds)
        if route not in _QUIET:
            log.info("request", method=method, route=route, status=status, ms=round(seconds * 1000, 1))

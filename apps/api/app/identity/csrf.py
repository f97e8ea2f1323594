"""Cross-site request forgery: double submit. Whatever may change something needs the header to equal the cookie,
which another site can neither read nor set. A request that speaks by an API token needs none: no browser adds that
by itself, and its cookies are ignored (`app.identity.access`)."""

from __future__ import annotations

import hmac
import secrets

from starlette.datastructures import Headers
from starlette.requests import cookie_parser
from starlette.types import ASGIApp, Receive, Scope, Send

from app.core.errors import Forbidden
from app.core.http.problem import problem_of

_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


class CsrfFailed(Forbidden):
    """The CSRF header is missing or does not equal the cookie."""

    code = "csrf_failed"
    title = "The CSRF token is missing or wrong; load GET /auth/csrf and send it"


def new_csrf_token() -> str:
    """A fresh token for cookie and header."""
    return secrets.token_urlsafe(32)


class CsrfProtection:
    """Refuses with 403, before anything of the request is acted on."""

    def __init__(self, app: ASGIApp, *, cookie: str, header: str) -> None:
        self._app = app
        self._cookie = cookie
        self._header = header

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["method"] not in _SAFE_METHODS and not self._trusted(Headers(scope=scope)):
            await problem_of(CsrfFailed())(scope, receive, send)
            return
        await self._app(scope, receive, send)

    def _trusted(self, headers: Headers) -> bool:
        if headers.get("authorization", "").lower().startswith("bearer "):
            return True
        cookie = cookie_parser(headers.get("cookie", "")).get(self._cookie, "")
        sent = headers.get(self._header, "")
        return bool(cookie) and hmac.compare_digest(
            cookie.encode("latin-1", "replace"), sent.encode("latin-1", "replace")
        )

"""Errors that the framework answers as plain text, before any handler of ours is asked (a body that is too large, a
refused preflight), as problem+json like all the others."""

from __future__ import annotations

from http import HTTPStatus

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.core.http.problem import problem, problem_code


class PlainErrors:
    """Replaces a plain-text error by a problem and drops its body."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        replaced = False

        async def watch(message: Message) -> None:
            nonlocal replaced
            if message["type"] == "http.response.start" and message["status"] >= 400:
                headers = Headers(raw=message["headers"])
                if headers.get("content-type", "").startswith("text/plain"):
                    replaced = True
                    kept = {k: v for k, v in headers.items() if k not in ("content-type", "content-length")}
                    status = message["status"]
                    phrase = HTTPStatus(status).phrase
                    await problem(status, problem_code(status), phrase, headers=kept)(scope, receive, send)
            if not replaced:
                await send(message)

        await self._app(scope, receive, watch)

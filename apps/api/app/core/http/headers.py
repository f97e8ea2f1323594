"""Security headers on every answer. A route may send its own ``Content-Security-Policy``, which then stands."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

#: JSON needs nothing: no script, no frame, no form.
API_POLICY = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"

_ALWAYS = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
#: Two years, as browsers' preload lists ask; only over https, where it means something.
_HSTS = "max-age=63072000; includeSubDomains"


class SecurityHeaders:
    """Adds the headers that are missing; `no_store` keeps answers with customers' mail out of every cache."""

    def __init__(self, app: ASGIApp, *, policy: str, no_store: bool, https: bool) -> None:
        self._app = app
        self._headers: Mapping[str, str] = {
            **_ALWAYS,
            "content-security-policy": policy,
            **({"cache-control": "no-store"} if no_store else {}),
            **({"strict-transport-security": _HSTS} if https else {}),
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, send_with_headers)

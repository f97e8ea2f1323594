"""``/docs``: Swagger UI from our own origin (the files come with the package `fastapi-offline`), under a policy that
lets nothing else in. FastAPI's own page loads scripts from a CDN, beside the session cookie."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import fastapi_offline
from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, Response

_STATIC = Path(str(fastapi_offline.__file__)).parent / "static"
#: Swagger UI sets styles on elements and shows pictures as data: addresses.
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>API · OSS Ticketing System</title>
<link rel="stylesheet" href="docs/swagger-ui.css">
<link rel="icon" href="docs/favicon.png">
</head>
<body>
<div id="swagger-ui"></div>
<script src="docs/swagger-ui-bundle.js"></script>
<script src="docs/start.js"></script>
</body>
</html>
"""
_START = """"use strict";
const cookie = (name) =>
  document.cookie.split("; ").map((one) => one.split("=")).find(([key]) => key === name)?.[1] ?? "";
window.SwaggerUIBundle({
  url: "openapi.json",
  dom_id: "#swagger-ui",
  deepLinking: true,
  requestInterceptor: (request) => {
    request.headers["%(header)s"] = decodeURIComponent(cookie("%(cookie)s"));
    return request;
  },
});
"""
_FILES = ("swagger-ui-bundle.js", "swagger-ui.css", "favicon.png")


def add_docs(app: FastAPI, *, csrf_cookie: str, csrf_header: str) -> None:
    """Serve the page, its script and its files."""

    def page(_request: Request) -> Response:
        return HTMLResponse(_PAGE, headers={"content-security-policy": _POLICY})

    def start(_request: Request) -> Response:
        return Response(_START % {"header": csrf_header, "cookie": csrf_cookie}, media_type="text/javascript")

    app.add_route("/docs", page, include_in_schema=False)
    app.add_route("/docs/start.js", start, include_in_schema=False)
    for name in _FILES:
        app.add_route(f"/docs/{name}", _serve(name), include_in_schema=False)


def _serve(name: str) -> Callable[[Request], Response]:
    def file(_request: Request) -> Response:
        return FileResponse(_STATIC / name, headers={"cache-control": "public, max-age=3600"})

    return file

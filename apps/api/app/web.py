"""One process for everything: the web UI as static files, and the API under ``/api``. ``uvicorn app.web:app``."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import Mount, Route

from app.core.http.headers import SecurityHeaders
from app.core.settings import REPOSITORY_ROOT, Settings, get_settings
from app.main import app as api

DIST = REPOSITORY_ROOT / "apps" / "web" / "dist"

#: Scripts and requests only from here. Styles: the UI sets some on elements. Frames: mails are shown in sandboxed
#: frames that load no address, which inherit this policy, so images may come from here (``cid:``) and from `data:`.
UI_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
    "font-src 'self' data:; connect-src 'self'; frame-src 'self'; worker-src 'self' blob:; manifest-src 'self'; "
    "base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
)
_FOREVER = "public, max-age=31536000, immutable"
_NOT_BUILT = """The web interface is not built.

Build it:  cd apps/web && pnpm install && pnpm build
The API is served under /api all the same.
"""


def _file(dist: Path, path: str) -> Path | None:
    """The file that `path` names inside `dist`; None for folders, and for paths that lead out of it."""
    try:
        found = (dist / path).resolve()
        return found if found.is_relative_to(dist.resolve()) and found.is_file() else None
    except (OSError, ValueError):
        return None


def _serve(dist: Path, path: str) -> Response:
    index = dist / "index.html"
    if not index.is_file():
        return PlainTextResponse(_NOT_BUILT, status_code=503, headers={"retry-after": "30"})
    file = _file(dist, path) if path else None
    if path.startswith("assets/"):
        # Vite names these by their content. A missing one is a missing file and no page of the UI.
        if file is None:
            return PlainTextResponse("Not found", status_code=404)
        return FileResponse(file, headers={"cache-control": _FOREVER})
    if file is not None and file.name != "index.html":
        return FileResponse(file, headers={"cache-control": "public, max-age=3600"})
    return FileResponse(index, headers={"cache-control": "no-store"})


def create_web_app(settings: Settings | None = None, dist: Path = DIST) -> Starlette:
    """The UI that is built in `dist`, and the API of this process under ``/api``."""
    settings = settings or get_settings()

    def ui(request: Request) -> Response:
        return _serve(dist, request.path_params["path"])

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        # A mounted application's own lifespan is not run by the one that it is mounted in.
        async with api.router.lifespan_context(api):
            yield

    web = Starlette(
        routes=[Mount("/api", app=api), Route("/{path:path}", ui, methods=["GET", "HEAD"])], lifespan=lifespan
    )
    web.add_middleware(
        SecurityHeaders,
        policy=settings.content_security_policy or UI_POLICY,
        no_store=False,
        https=settings.cookie_secure,
    )
    return web


app = create_web_app()

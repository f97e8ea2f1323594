"""The HTTP API: ``uvicorn app.main:app``. Routers in one flat list; everything else a request passes is here too."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import APIRouter, FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute
from sqlalchemy.exc import OperationalError
from starlette.middleware.body_limit import RequestBodyLimitMiddleware
from starlette.middleware.cors import CORSMiddleware

from app.core.db import get_engine
from app.core.errors import ConfigurationError
from app.core.http.context import RequestContext
from app.core.http.docs import add_docs
from app.core.http.headers import API_POLICY, SecurityHeaders
from app.core.http.openapi import describe_problems
from app.core.http.plain import PlainErrors
from app.core.http.problem import install_problem_handlers
from app.core.http.rate_limit import RateLimit
from app.core.logs import configure_logs, get_logger
from app.core.settings import Settings, get_settings
from app.corrections import routes as corrections
from app.gmail import push_routes as gmail_push
from app.gmail import routes as gmail
from app.identity import event_stream
from app.identity import routes as identity
from app.identity.csrf import CsrfProtection
from app.ops import health
from app.ops import routes as ops
from app.outbound import routes as outbound
from app.outbound import writing_routes as writing
from app.realtime.shutdown import closing_streams_on_signals
from app.realtime.stream import close_hub
from app.routing import routes as routing
from app.search import routes as search
from app.tickets import attention_routes as attention
from app.tickets import file_routes as files
from app.tickets import routes as tickets
from app.tickets import sla_routes as sla

ROUTERS: list[APIRouter] = [
    health.router,
    identity.router,
    event_stream.router,
    gmail.router,
    gmail_push.router,
    ops.router,
    # Before tickets: /tickets/send-identities is no ticket.
    outbound.router,
    writing.router,
    routing.router,
    search.router,
    corrections.router,
    attention.router,
    sla.router,
    tickets.router,
    files.router,
]

#: JSON bodies are small; a route that takes files states its own limit.
log = get_logger(__name__)

_MAX_BODY_BYTES = 2 * 1024 * 1024


def _operation_id(route: APIRoute) -> str:
    """``tickets_list_tickets``: package and function, which generated clients turn into names."""
    package = route.endpoint.__module__.split(".")[1]
    return f"{package}_{route.name}"


def _look_for_the_database() -> None:
    """Say at once when it is away; the API serves all the same and answers 503 until it is there."""
    try:
        get_engine().connect().close()
    except (OperationalError, ConfigurationError):
        log.error("the database cannot be reached: check DATABASE_URL; until it answers, requests get 503")


@asynccontextmanager
async def _lifespan(_app: FastAPI) -> AsyncIterator[None]:
    configure_logs(get_settings())
    await asyncio.to_thread(_look_for_the_database)
    with closing_streams_on_signals():
        yield
    await close_hub()


def create_app(settings: Settings | None = None) -> FastAPI:
    """The API as configured by `settings` (the process's own when None)."""
    settings = settings or get_settings()
    app = FastAPI(
        title="OSS Ticketing System",
        version="0.1.0",
        summary="E-mail tickets for organisations on Google Workspace",
        license_info={"name": "Apache-2.0", "identifier": "Apache-2.0"},
        lifespan=_lifespan,
        generate_unique_id_function=_operation_id,
        separate_input_output_schemas=False,
        docs_url=None,
        redoc_url=None,
    )
    for router in ROUTERS:
        app.include_router(router)
    if settings.enable_prometheus_metrics:
        app.add_api_route(settings.prometheus_metrics_path, health.metrics, include_in_schema=False)
    add_docs(app, csrf_cookie=settings.csrf_cookie_name, csrf_header=settings.csrf_header_name)
    install_problem_handlers(app)
    _add_layers(app, settings)
    app.openapi = lambda: openapi_document(app)  # type: ignore[method-assign]
    return app


def _add_layers(app: FastAPI, settings: Settings) -> None:
    """From the innermost to the outermost."""
    # Not FastAPI's own limit: that one stands outside of everything here and answers plain text.
    app.add_middleware(RequestBodyLimitMiddleware, max_body_size=_MAX_BODY_BYTES)
    app.add_middleware(CsrfProtection, cookie=settings.csrf_cookie_name, header=settings.csrf_header_name)
    app.add_middleware(
        RateLimit, per_minute=settings.rate_limit_requests_per_minute, session_cookie=settings.session_cookie_name
    )
    app.add_middleware(
        CORSMiddleware,
        allow_origins=settings.allowed_origins,
        allow_credentials=True,
        allow_methods=["GET", "POST", "PUT", "PATCH", "DELETE"],
        allow_headers=["authorization", "content-type", settings.csrf_header_name, settings.request_id_header],
        expose_headers=[settings.request_id_header, "retry-after", "content-disposition"],
    )
    app.add_middleware(PlainErrors)
    app.add_middleware(RequestContext, header=settings.request_id_header)
    app.add_middleware(
        SecurityHeaders,
        policy=settings.content_security_policy or API_POLICY,
        no_store=True,
        https=settings.cookie_secure,
    )


def openapi_document(of: FastAPI | None = None) -> dict[str, Any]:
    """The OpenAPI document of the API."""
    api = of or app
    if not api.openapi_schema:
        document = get_openapi(
            title=api.title,
            version=api.version,
            summary=api.summary,
            license_info=api.license_info,
            routes=api.routes,
            separate_input_output_schemas=False,
        )
        api.openapi_schema = describe_problems(document)
    return api.openapi_schema


def _served() -> FastAPI:
    """The API of this process; a wrong setting ends it with one line instead of a traceback."""
    try:
        return create_app()
    except ConfigurationError as error:
        sys.exit(error.detail)


app = _served()

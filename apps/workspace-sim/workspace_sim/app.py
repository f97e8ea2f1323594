"""The ASGI application: Google's endpoints, the admin API and the home page over one World."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

from starlette.applications import Starlette
from starlette.requests import Request as HttpRequest
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from workspace_sim import home
from workspace_sim.admin.routes import ROUTES as ADMIN
from workspace_sim.gmail.batch import run_batch
from workspace_sim.gmail.dispatch import Request, dispatch
from workspace_sim.oauth import web
from workspace_sim.traffic import Traffic
from workspace_sim.wire import KeepTransport, WireResponse
from workspace_sim.world import World

_ANY = ["GET", "POST", "PUT", "PATCH", "DELETE"]


async def gmail(request: HttpRequest) -> Response:
    world = web.world_of(request)
    target = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    raw_path = request.scope.get("raw_path")
    if raw_path:
        target = raw_path.decode("ascii", "replace") + (f"?{request.url.query}" if request.url.query else "")
    inner = Request(request.method, target, _headers(request), await request.body())
    return WireResponse(world, await dispatch(world, inner))


async def batch(request: HttpRequest) -> Response:
    world = web.world_of(request)
    return WireResponse(world, await run_batch(world, _headers(request), await request.body()))


def _headers(request: HttpRequest) -> dict[str, str]:
    return {name.lower(): value for name, value in request.headers.items()}


async def pull(request: HttpRequest) -> Response:
    """Pub/Sub `:pull` and `:acknowledge`."""
    pubsub = web.world_of(request).pubsub
    name, _, verb = str(request.path_params["rest"]).rpartition(":")
    if name not in pubsub.subscriptions:
        message = f"Resource not found (resource={name.rpartition('/')[2]})."
        return JSONResponse({"error": {"code": 404, "message": message, "status": "NOT_FOUND"}}, 404)
    try:
        body = await request.json()
        if verb == "pull":
            received = pubsub.pull(name, min(max(int(body.get("maxMessages", 1)), 1), 1000))
            return JSONResponse({"receivedMessages": received} if received else {})
        if verb == "acknowledge":
            pubsub.acknowledge(name, [str(i) for i in body.get("ackIds", [])])
            return JSONResponse({})
    except (ValueError, AttributeError, TypeError):
        return JSONResponse({"error": {"code": 400, "message": "Invalid JSON", "status": "INVALID_ARGUMENT"}}, 400)
    return JSONResponse({"error": {"code": 404, "message": "Unknown method", "status": "NOT_FOUND"}}, 404)


def _google() -> list[Route]:
    auth = [Route(path, web.authorize, methods=["GET", "POST"]) for path in ("/o/oauth2/v2/auth", "/o/oauth2/auth")]
    token = [Route(path, web.token, methods=["POST"]) for path in ("/token", "/oauth2/v4/token", "/o/oauth2/token")]
    info = [Route(path, web.userinfo) for path in ("/v1/userinfo", "/oauth2/v2/userinfo")]
    return [
        *auth,
        *token,
        *info,
        Route("/revoke", web.revoke, methods=["POST", "GET"]),
        Route("/oauth2/v3/certs", web.certs),
        Route("/.well-known/openid-configuration", web.discovery),
        Route("/oauth2/v2/tokeninfo", web.tokeninfo, methods=["GET", "POST"]),
        Route("/batch/gmail/v1", batch, methods=["POST"]),
        Route("/batch", batch, methods=["POST"]),
        Route("/gmail/v1/{rest:path}", gmail, methods=_ANY),
        Route("/upload/gmail/v1/{rest:path}", gmail, methods=_ANY),
        Route("/resumable/upload/gmail/v1/{rest:path}", gmail, methods=_ANY),
        Route("/v1/{rest:path}", pull, methods=["POST"]),
    ]


def create_app(world: World, traffic: Traffic | None = None) -> ASGIApp:
    """The application over `world`; background work starts and ends with the server."""
    work = traffic or Traffic(world)

    @contextlib.asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        pushes = asyncio.create_task(world.pubsub.run_push())
        work.start()
        yield
        pushes.cancel()
        await work.finish()
        await asyncio.gather(pushes, return_exceptions=True)

    routes = [*_google(), *ADMIN, *home.ROUTES]
    app = Starlette(routes=routes, lifespan=lifespan)
    app.state.world = world
    app.state.traffic = work
    return KeepTransport(app)

"""Wraps admin endpoints: loopback only, bad input as 400 with one clear line."""

import ipaddress
import json
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

Result = dict[str, Any] | list[Any] | Response
Endpoint = Callable[[Request], Awaitable[Result]]


class AdminError(Exception):
    """A refused admin call."""

    def __init__(self, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.status = status


def is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def route(path: str, endpoint: Endpoint, methods: str = "GET") -> Route:
    """An admin route that answers JSON."""

    async def guarded(request: Request) -> Response:
        if request.client is None or not is_loopback(request.client.host):
            return JSONResponse({"error": "the admin API answers loopback only"}, 403)
        try:
            result = await endpoint(request)
        except AdminError as error:
            return JSONResponse({"error": str(error)}, error.status)
        except ValueError as error:
            return JSONResponse({"error": str(error)}, 400)
        return result if isinstance(result, Response) else JSONResponse(result)

    return Route(path, guarded, methods=methods.split())


async def body_of(request: Request) -> dict[str, Any]:
    """The JSON object of the request; `{}` when it has no body."""
    data = await request.body()
    if not data.strip():
        return {}
    try:
        value = json.loads(data)
    except ValueError:
        raise AdminError("the body is not valid JSON") from None
    if not isinstance(value, dict):
        raise AdminError("the body must be a JSON object")
    return value


def text(body: dict[str, Any], key: str, default: str | None = None) -> str:
    """A string field; AdminError when it is missing (no default) or of another type."""
    value = body.get(key, default)
    if not isinstance(value, str):
        raise AdminError(f"{key!r} is required and must be a string")
    return value

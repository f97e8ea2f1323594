"""HTTP to Google: bounded in time and in size, and every way of not answering is one kind of failure."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeVar

import httpx

from app.gmail.failures import Failure, GmailError

Value = TypeVar("Value")

MEBIBYTE = 1 << 20
#: JSON that carries no mail.
SMALL = 16 * MEBIBYTE
#: A drip of bytes resets httpx's read timeout for ever; this bounds the whole response.
_WHOLE_RESPONSE_SECONDS = 180.0


@dataclass(frozen=True, slots=True)
class Response:
    """A response that was read completely."""

    status: int
    headers: httpx.Headers
    body: bytes


@lru_cache(maxsize=1)
def get_http() -> httpx.Client:
    """The connection pool of this process. Environment proxies are honoured, redirects are not followed."""
    return httpx.Client(
        timeout=httpx.Timeout(60, connect=10, pool=60),
        limits=httpx.Limits(max_connections=64, max_keepalive_connections=16, keepalive_expiry=30),
        headers={"user-agent": "oss-ticketing (gzip)"},
        follow_redirects=False,
    )


def send(method: str, url: str, *, limit: int = SMALL, http: httpx.Client | None = None, **options: Any) -> Response:
    """One request. Raises `GmailError`: ``transient`` when there is no complete answer, ``too_large`` when the body
    is longer than `limit` bytes. The URL and the bodies appear in no message: they can name people."""
    deadline = time.monotonic() + _WHOLE_RESPONSE_SECONDS
    try:
        with (http or get_http()).stream(method, url, **options) as response:
            body = bytearray()
            for chunk in response.iter_bytes():
                body += chunk
                if len(body) > limit:
                    body.clear()  # Tracebacks live on; these bytes need not.
                    raise GmailError(Failure.too_large, f"more than {limit} bytes")
                if time.monotonic() > deadline:
                    raise GmailError(Failure.transient, "the response took too long")
            return Response(response.status_code, response.headers, bytes(body))
    except (httpx.HTTPError, httpx.StreamError) as error:
        raise GmailError(Failure.transient, type(error).__name__) from None


def read_json(body: bytes, read: Callable[[dict[str, Any]], Value]) -> Value:
    """`read` of the JSON object in a successful body. HTML, truncated and empty bodies, and JSON of another shape,
    are an outage, never "nothing there"."""
    try:
        value = json.loads(body)
        if not isinstance(value, dict):
            raise TypeError
        return read(value)
    except (ValueError, TypeError, KeyError, AttributeError):
        raise GmailError(Failure.transient, "the answer is not the JSON it should be") from None


def json_object(body: bytes) -> dict[str, Any]:
    """The JSON object in a successful body."""
    return read_json(body, dict)

"""Fetches one image from a stranger's server.

Every name is resolved here, once a hop; all of its addresses must be public, and the connection goes to the address
that was checked, so a name that changes its mind between the check and the connection (DNS rebinding) gains nothing.
TLS is verified against the name all the same. Nothing of the reader travels along: no cookie, no referrer, no address.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import httpx

from app.core.errors import AppError
from app.core.raster import HEAD_BYTES, raster_type
from app.remote.address import is_public
from app.remote.target import RemoteRefused, Target, next_target, read_target

#: Name → its addresses. Raises `OSError` when there are none.
Resolve = Callable[[str, int], Awaitable[Sequence[str]]]

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_HEADERS = {
    "user-agent": "Mozilla/5.0 (compatible; OSS-Ticketing-Image-Proxy/1.0)",
    "accept": "image/png,image/jpeg,image/gif,image/webp",
    # What is not compressed cannot unfold into more than was counted.
    "accept-encoding": "identity",
    "connection": "close",
}


class RemoteFailed(AppError):
    """The other server did not give us an image."""

    status = 502
    code = "remote_failed"
    title = "The server of this image did not give one"


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one fetch: seconds to connect, between bytes and in all; bytes; redirects."""

    connect_seconds: float = 5
    read_seconds: float = 10
    total_seconds: float = 20
    max_bytes: int = 10 * 1024 * 1024
    max_redirects: int = 4


@dataclass(frozen=True, slots=True)
class RemoteImage:
    """The bytes and what they are by their beginning, whatever the server said."""

    content: bytes
    content_type: str


async def resolve(host: str, port: int) -> Sequence[str]:
    """The addresses of `host`, in the system's order."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(info[4][0]) for info in found]


@lru_cache(maxsize=1)
def _public_authorities() -> ssl.SSLContext:
    return httpx.create_ssl_context(trust_env=False)


async def fetch_image(
    url: str,
    *,
    limits: Limits = Limits(),
    resolve: Resolve = resolve,
    allowed: Callable[[str], bool] = is_public,
    tls: ssl.SSLContext | None = None,
    test_hosts: frozenset[str] = frozenset(),
) -> RemoteImage:
    """The image at `url`, after at most `limits.max_redirects` redirects. Raises `RemoteRefused` for an address that
    is not asked, `RemoteFailed` when no PNG, JPEG, GIF or WebP came of it in time and size."""
    try:
        async with asyncio.timeout(limits.total_seconds):
            target = read_target(url, test_hosts=test_hosts)
            for _ in range(limits.max_redirects + 1):
                addresses = await _addresses(target, resolve, allowed, test_hosts)
                answer = await _ask(target, addresses, limits, tls or _public_authorities())
                if isinstance(answer, RemoteImage):
                    return answer
                target = next_target(target, answer, test_hosts=test_hosts)
    except TimeoutError:
        raise RemoteFailed("The server of this image took too long.") from None
    raise RemoteFailed("The server of this image sends from place to place.")


async def _addresses(
    target: Target, resolve: Resolve, allowed: Callable[[str], bool], test_hosts: frozenset[str]
) -> Sequence[str]:
    if f"{target.host}:{target.port}" in test_hosts:
        return ["127.0.0.1"]
    try:
        found = [target.host] if target.is_address else await resolve(target.host, target.port)
    except (OSError, UnicodeError):
        raise RemoteFailed("The server of this image is not known.") from None
    # One closed address among open ones is how a name is made to lead inside on the second try.
    if not found or not all(allowed(address) for address in found):
        raise RemoteRefused("Its server belongs to an internal network.")
    return found


async def _ask(target: Target, addresses: Sequence[str], limits: Limits, tls: ssl.SSLContext) -> RemoteImage | str:
    """The image, or where a redirect leads."""
    for address in addresses[:3]:
        try:
            return await _ask_at(address, target, limits, tls)
        except httpx.ConnectError:
            continue
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError):
            raise RemoteFailed("The connection to the server of this image broke.") from None
    raise RemoteFailed("The server of this image cannot be reached, or shows no valid certificate.")


async def _ask_at(address: str, target: Target, limits: Limits, tls: ssl.SSLContext) -> RemoteImage | str:
    host = f"[{address}]" if ":" in address else address
    timeout = httpx.Timeout(limits.read_seconds, connect=limits.connect_seconds)
    request = httpx.Request(
        "GET",
        httpx.URL(scheme=target.scheme, host=host, port=target.port, raw_path=target.path.encode("ascii")),
        headers={"host": target.authority, **_HEADERS},
        # The certificate is checked against the name, though the socket goes to the address.
        extensions={"timeout": timeout.as_dict(), "sni_hostname": target.host},
    )
    # A transport, not a client: it follows nothing, keeps no cookie and reads no proxy from the environment.
    async with httpx.AsyncHTTPTransport(verify=tls, trust_env=False, http2=False) as transport:
        answer = await transport.handle_async_request(request)
        try:
            if answer.status_code in _REDIRECTS and "location" in answer.headers:
                return str(answer.headers["location"])
            if answer.status_code != 200:
                raise RemoteFailed(f"The server of this image answered {answer.status_code}.")
            return await _read(answer, limits)
        finally:
            await answer.aclose()


async def _read(answer: httpx.Response, limits: Limits) -> RemoteImage:
    if answer.headers.get("content-encoding", "identity").strip().lower() not in ("", "identity"):
        raise RemoteFailed("The server of this image packs it, though it was asked not to.")
    declared = answer.headers.get("content-length", "")
    if declared.isdigit() and int(declared[:20]) > limits.max_bytes:
        raise RemoteFailed(_TOO_LARGE)
    content = bytearray()
    async for piece in answer.aiter_raw():
        content += piece
        if len(content) > limits.max_bytes:
            raise RemoteFailed(_TOO_LARGE)
        if len(content) >= HEAD_BYTES and raster_type(bytes(content[:HEAD_BYTES])) is None:
            break
    kind = raster_type(bytes(content[:HEAD_BYTES]))
    if kind is None:
        raise RemoteFailed("What came is no PNG, JPEG, GIF or WebP image.")
    return RemoteImage(bytes(content), kind)


_TOO_LARGE = "This image is too large."

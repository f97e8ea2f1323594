"""A stranger's web server on loopback: raw bytes per path, and a record of what it was asked."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 2000

Script = Callable[[asyncio.StreamWriter], Awaitable[None]]


def answer(content: bytes, *headers: str, status: str = "200 OK", length: int | None = None) -> bytes:
    """A whole HTTP/1.1 answer."""
    lines = [f"HTTP/1.1 {status}", f"content-length: {len(content) if length is None else length}", *headers, "", ""]
    return "\r\n".join(lines).encode() + content


def redirect(location: str) -> bytes:
    return answer(b"", f"location: {location}", status="302 Found")


class Server:
    """`pages` maps a path to its answer, or to a coroutine that writes one in its own way."""

    def __init__(self) -> None:
        self.pages: dict[str, bytes | Script] = {}
        self.asked: list[str] = []
        self.port = 0

    @property
    def hosts(self) -> frozenset[str]:
        return frozenset({f"pictures.test:{self.port}"})

    def url(self, path: str = "/", scheme: str = "http") -> str:
        return f"{scheme}://pictures.test:{self.port}{path}"

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            self.asked.append(head)
            page = self.pages.get(head.split(" ")[1], answer(b"", status="404 Not Found"))
            if isinstance(page, bytes):
                writer.write(page)
                await writer.drain()
            else:
                await page(writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    @asynccontextmanager
    async def running(self, tls: ssl.SSLContext | None = None) -> AsyncIterator[Server]:
        """Listens on a free port of loopback while the block runs."""
        server = await asyncio.start_server(self._serve, "127.0.0.1", 0, ssl=tls)
        self.port = server.sockets[0].getsockname()[1]
        try:
            yield self
        finally:
            server.close()

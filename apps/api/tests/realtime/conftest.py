"""The API behind a real server: an event stream never ends, and the in-process client waits for ends."""

from __future__ import annotations

import logging
import socket
import threading
import time
from collections.abc import Callable, Iterator

import httpx2
import pytest
import uvicorn

from app.main import create_app
from tests.api import Browser


@pytest.fixture
def server(database_url: str) -> Iterator[str]:
    """The address of the API."""
    handlers = logging.getLogger().handlers[:]
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    config = uvicorn.Config(create_app(), log_config=None, lifespan="on", timeout_graceful_shutdown=5)
    running = uvicorn.Server(config)
    thread = threading.Thread(target=running.run, kwargs={"sockets": [listener]})
    thread.start()
    while not running.started:
        time.sleep(0.01)
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    running.should_exit = True
    thread.join(timeout=20)
    assert not thread.is_alive()
    # Starting configured the logs of the whole process.
    logging.getLogger().handlers[:] = handlers


Open = Callable[[Browser], "Stream"]


class Stream:
    """One open event stream, read line by line."""

    def __init__(self, response: httpx2.Response) -> None:
        assert response.status_code == 200, response.read()
        assert response.headers["content-type"].startswith("text/event-stream")
        self._lines = response.iter_lines()

    def lines(self, count: int) -> list[str]:
        """The next `count` lines that are not empty."""
        found: list[str] = []
        while len(found) < count:
            line = next(self._lines)
            if line:
                found.append(line)
        return found

    def more(self) -> bool:
        """Read one line; whether there was one before the server ended the stream."""
        return next(self._lines, None) is not None

    def rest(self) -> list[str]:
        """Everything until the server ends the stream."""
        return [line for line in self._lines if line]


@pytest.fixture
def open_stream(server: str) -> Iterator[Open]:
    """Opens streams with a browser's cookies."""
    with httpx2.Client(base_url=server, timeout=20) as client:
        opened: list[httpx2.Response] = []

        def open_one(browser: Browser) -> Stream:
            request = client.build_request(
                "GET", "/events", headers={"cookie": f"oss_session={browser.client.cookies['oss_session']}"}
            )
            response = client.send(request, stream=True)
            opened.append(response)
            return Stream(response)

        yield open_one
        for response in opened:
            response.close()

"""Somebody who keeps asking the API, whatever happens to what is behind it."""

from __future__ import annotations

import threading
from collections import Counter
from types import TracebackType

import httpx


class Watcher:
    """Asks some paths in turn, over and over, in the background; counts the answers by path and status."""

    def __init__(self, browser: httpx.Client, paths: tuple[str, ...]) -> None:
        self._client = httpx.Client(
            base_url=browser.base_url, cookies=browser.cookies, timeout=60, trust_env=False, follow_redirects=False
        )
        self._paths = paths
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._ask, daemon=True)
        self.answers: Counter[tuple[str, object]] = Counter()

    def __enter__(self) -> Watcher:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop.set()
        self._thread.join(90)
        self._client.close()

    def statuses(self, path: str) -> set[object]:
        """Every status (or kind of failure) that `path` answered with."""
        return {status for asked, status in self.answers if asked == path}

    def _ask(self) -> None:
        while not self._stop.wait(0.02):
            for path in self._paths:
                try:
                    answer = self._client.get(path)
                    problem = answer.status_code < 400 or answer.headers["content-type"] == "application/problem+json"
                    self.answers[path, answer.status_code if problem else "no problem+json"] += 1
                except httpx.HTTPError as error:
                    self.answers[path, type(error).__name__] += 1

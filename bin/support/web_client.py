"""A small browser for the demo's own servers: cookies, CSRF, redirects one by one, forms."""

import http.client
import json
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable
from email.message import Message
from http.cookiejar import CookieJar
from typing import Any

from support.console import Problem


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any, **__: Any) -> None:
        return None


class WebClient:
    """Keeps cookies between requests; never goes through a proxy, never follows a redirect by itself."""

    def __init__(self) -> None:
        self.cookies = CookieJar()
        self._opener = urllib.request.build_opener(
            urllib.request.ProxyHandler({}), urllib.request.HTTPCookieProcessor(self.cookies), _NoRedirect()
        )

    def open(
        self, url: str, *, data: bytes | None = None, method: str | None = None, **headers: str
    ) -> tuple[int, Message, str]:
        """Status, headers and body; a status of 400 and more is an answer like any other."""
        request = urllib.request.Request(
            url, data=data, headers={k.replace("_", "-"): v for k, v in headers.items()}, method=method
        )
        try:
            with self._opener.open(request, timeout=30) as answer:
                return answer.status, answer.headers, answer.read().decode(errors="replace")
        except urllib.error.HTTPError as answer:
            with answer:
                return answer.code, answer.headers, answer.read().decode(errors="replace")
        except (OSError, http.client.HTTPException) as error:
            raise Problem(f"{_without_query(url)} does not answer: {error}") from error

    def cookie(self, name: str) -> str:
        return next((cookie.value or "" for cookie in self.cookies if cookie.name == name), "")

    def api(self, method: str, url: str, body: Any = None) -> Any:
        """One call of our API, with its CSRF header. Raises `Problem` with the API's own words."""
        data = None if method == "GET" else json.dumps(body if body is not None else {}).encode()
        headers = {"content_type": "application/json", "x_csrf_token": self.cookie("oss_csrf")}
        status, _, text = self.open(url, data=data, method=method, **headers)
        if status >= 400:
            raise Problem(f"{method} {_without_query(url)} answered {status}: {text[:500]}")
        return json.loads(text) if text else None


def _without_query(url: str) -> str:
    return url.partition("?")[0]


def wait_for(url: str, seconds: float, meanwhile: Callable[[], None]) -> None:
    """Waits until the URL answers with a status below 500; calls `meanwhile` between tries."""
    client, deadline, last = WebClient(), time.monotonic() + seconds, "no answer"
    while time.monotonic() < deadline:
        meanwhile()
        try:
            status = client.open(url)[0]
            if status < 500:
                return
            last = f"status {status}"
        except Problem as problem:
            last = str(problem)
        time.sleep(0.1)
    raise Problem(f"{url} did not answer within {seconds:.0f} s ({last}).")

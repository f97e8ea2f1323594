"""The API as a browser meets it: the real application, a real database, cookies and CSRF header handled."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any
from uuid import UUID

import pytest
from anyio.from_thread import BlockingPortal, start_blocking_portal
from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx2 import Response
from sqlalchemy import text

from app.core.db import transaction
from app.identity.models import Role


class Browser:
    """One person's browser. ``me`` is the answer to the sign-in. Without a `portal`, each request has an event loop of
    its own, and a thread for it."""

    def __init__(self, app: FastAPI, portal: BlockingPortal | None = None) -> None:
        self.client = TestClient(app, base_url="http://testserver", follow_redirects=False)
        self.client.portal = portal
        self.me: dict[str, Any] = {}

    @property
    def organization_id(self) -> UUID:
        return UUID(self.me["organization"]["id"])

    @property
    def user_id(self) -> UUID:
        return UUID(self.me["user"]["id"])

    def sign_in(self, email: str, organization_name: str, role: Role | None = None) -> Browser:
        """Sign in for development; `role` then sets the role straight in the database."""
        self.get("/auth/csrf")
        answer = self.post("/auth/dev/login", json={"email": email, "organization_name": organization_name})
        assert answer.status_code == 200, answer.text
        self.me = answer.json()
        if role is not None:
            set_role(self.organization_id, self.user_id, role)
        return self

    def request(self, method: str, path: str, **options: Any) -> Response:
        headers = {"x-csrf-token": self.client.cookies.get("oss_csrf") or ""} | options.pop("headers", {})
        return self.client.request(method, path, headers=headers, **options)

    def get(self, path: str, **options: Any) -> Response:
        return self.request("GET", path, **options)

    def post(self, path: str, **options: Any) -> Response:
        return self.request("POST", path, **options)

    def put(self, path: str, **options: Any) -> Response:
        return self.request("PUT", path, **options)

    def patch(self, path: str, **options: Any) -> Response:
        return self.request("PATCH", path, **options)

    def delete(self, path: str, **options: Any) -> Response:
        return self.request("DELETE", path, **options)


def set_role(organization_id: UUID, user_id: UUID, role: Role) -> None:
    """Give a member another role."""
    with transaction(organization_id) as session:
        session.execute(
            text("UPDATE memberships SET role = :r WHERE organization_id = :o AND user_id = :u"),
            {"r": role.value, "o": organization_id, "u": user_id},
        )


def assert_problem(answer: Response, status: int, code: str | None = None) -> dict[str, Any]:
    """`answer` is a complete problem+json with this status (and code); its body."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    body: dict[str, Any] = answer.json()
    assert {"type", "title", "status", "detail", "code"} <= set(body)
    assert body["status"] == status
    if code is not None:
        assert body["code"] == code, body
    assert "Traceback" not in answer.text
    return body


SignIn = Callable[..., Browser]


@pytest.fixture
def new_browser(database_url: str) -> Iterator[Callable[[], Browser]]:
    """Makes browsers that nobody has signed in with."""
    from app.main import app

    with ExitStack() as stack:
        portal = stack.enter_context(start_blocking_portal("asyncio"))

        def make() -> Browser:
            browser = Browser(app, portal)
            stack.callback(browser.client.close)
            return browser

        yield make


@pytest.fixture
def sign_in(new_browser: Callable[[], Browser]) -> SignIn:
    """``sign_in(email, organization_name, role)`` → a signed-in browser."""
    return lambda email="ada@acme.test", organization_name="Acme", role=None: new_browser().sign_in(
        email, organization_name, role
    )


@pytest.fixture
def admin(sign_in: SignIn) -> Browser:
    """Ada, who made the organisation Acme."""
    return sign_in()


@pytest.fixture
def agent(admin: Browser, sign_in: SignIn) -> Browser:
    """Ben, an agent of Acme."""
    return sign_in("ben@acme.test")


@pytest.fixture
def viewer(admin: Browser, sign_in: SignIn) -> Browser:
    """Vera, who may look at Acme's tickets."""
    return sign_in("vera@acme.test", role=Role.viewer)


@pytest.fixture
def stranger(sign_in: SignIn) -> Browser:
    """Zoe, admin of another organisation."""
    return sign_in("zoe@other.test", "Other")

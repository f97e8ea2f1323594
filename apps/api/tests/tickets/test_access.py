"""Who may do what, and that another organisation's ids lead nowhere."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import pytest

from app.main import app
from tests.api import Browser, assert_problem
from tests.factories.mail import File, Mail
from tests.factories.tickets import make_queue, make_ticket

#: (method, path, body, lowest role)
ENDPOINTS: list[tuple[str, str, dict[str, Any] | None, str]] = [
    ("GET", "/me", None, "viewer"),
    ("GET", "/members", None, "viewer"),
    ("GET", "/organization", None, "viewer"),
    ("PATCH", "/organization", {"domains": ["acme.test"]}, "admin"),
    ("GET", "/api-tokens", None, "admin"),
    ("POST", "/api-tokens", {"name": "x"}, "admin"),
    ("GET", "/queues", None, "viewer"),
    ("POST", "/queues", {"name": "New"}, "admin"),
    ("GET", "/tickets", None, "viewer"),
    ("GET", "/tickets/counts", None, "viewer"),
    ("GET", "/tickets/parked", None, "agent"),
    ("GET", "/tickets/saved-views", None, "viewer"),
    ("POST", "/tickets/saved-views", {"name": "x"}, "agent"),
    ("GET", "/tickets/{ticket}", None, "viewer"),
    ("PATCH", "/tickets/{ticket}", {"status": "open"}, "agent"),
    ("GET", "/tickets/{ticket}/messages", None, "viewer"),
    ("GET", "/tickets/{ticket}/events", None, "viewer"),
    ("GET", "/tickets/{ticket}/notes", None, "viewer"),
    ("POST", "/tickets/{ticket}/notes", {"body_markdown": "x"}, "agent"),
    ("GET", "/tickets/{ticket}/messages/{message}/why", None, "viewer"),
    ("GET", "/tickets/{ticket}/messages/{message}/raw", None, "viewer"),
    ("GET", "/tickets/remote-images", None, "viewer"),
    ("GET", "/tickets/{ticket}/messages/{message}/remote-images", None, "viewer"),
    ("PUT", "/tickets/{ticket}/messages/{message}/remote-images/sender", {"always": True}, "viewer"),
    ("GET", "/tickets/{ticket}/attachments/{attachment}/download", None, "viewer"),
    ("GET", "/tickets/{ticket}/attachments/{attachment}/preview", None, "viewer"),
    ("GET", "/tickets/{ticket}/attachments/{attachment}/calendar", None, "viewer"),
    ("GET", "/tickets/routing/allowlist", None, "admin"),
    ("POST", "/tickets/routing/allowlist", {"pattern": "new@*"}, "admin"),
    ("GET", "/tickets/routing/rules", None, "admin"),
    ("POST", "/tickets/routing/rules", {"name": "x"}, "admin"),
    ("PATCH", "/tickets/routing/allowlist/{entry}", {"is_enabled": False}, "admin"),
    ("PATCH", "/tickets/routing/rules/{rule}", {"name": "y"}, "admin"),
    ("POST", "/tickets/routing/simulate", {"sender_email": "a@b.test"}, "admin"),
    ("DELETE", "/tickets/routing/allowlist/{entry}", None, "admin"),
    ("DELETE", "/tickets/routing/rules/{rule}", None, "admin"),
    ("PUT", "/tickets/{ticket}/followers/{who}", None, "viewer"),
    ("DELETE", "/tickets/{ticket}/followers/{who}", None, "viewer"),
    (
        "POST",
        "/tickets/{ticket}/presence",
        {"client_id": "7b0f6f0e-3c1c-4d6e-9a51-0d5f0a6f4c11", "state": "viewing"},
        "viewer",
    ),
    ("GET", "/sla", None, "viewer"),
    ("PUT", "/sla", {"business_hours": {}, "policies": []}, "admin"),
    ("GET", "/presence", None, "viewer"),
    ("GET", "/notifications", None, "viewer"),
    ("GET", "/notifications/count", None, "viewer"),
    ("POST", "/notifications/read", {"ids": []}, "viewer"),
    ("GET", "/tickets/saved-views/counts", None, "viewer"),
    ("GET", "/tickets/tags", None, "viewer"),
    ("PATCH", "/tickets/saved-views/{view}", {"name": "y"}, "agent"),
    ("DELETE", "/tickets/saved-views/{view}", None, "agent"),
    ("DELETE", "/api-tokens/{token}", None, "admin"),
]
_OTHERS = ("/ops/", "/mailboxes", "/auth/", "/healthz", "/readyz", "/events", "/gmail/")
#: Takes what a listing signed; `test_remote_images` has its rules.
_SIGNED = "/messages/{message_id}/remote"
#: Their bodies name other things: `tests.corrections.test_actions`, `test_bulk` and `test_reading` ask who may and
#: whose ids are known.
_CORRECTIONS = ("/merge", "/split", "/move", "/reroute", "/undo", "/from-message", "/tickets/bulk", "/tickets/read")


@pytest.fixture
def ids(admin: Browser) -> dict[str, str]:
    """One of everything in Acme."""
    ticket = make_ticket(admin.organization_id, [Mail(files=[File("a.txt", b"a", "text/plain")])])
    make_queue(admin.organization_id)
    (message,) = admin.get(f"/tickets/{ticket}").json()["messages"]
    return {
        "ticket": str(ticket),
        "who": "me",
        "message": message["id"],
        "attachment": message["attachments"][0]["id"],
        "entry": admin.post("/tickets/routing/allowlist", json={"pattern": "*@acme.test"}).json()["id"],
        "rule": admin.post("/tickets/routing/rules", json={"name": "First"}).json()["id"],
        "view": admin.post("/tickets/saved-views", json={"name": "V", "is_shared": True}).json()["id"],
        "token": admin.post("/api-tokens", json={"name": "T"}).json()["id"],
    }


def _ask(browser: Browser, method: str, path: str, body: dict[str, Any] | None, ids: dict[str, str]) -> Any:
    return browser.request(method, path.format(**ids), **({"json": body} if body is not None else {}))


def test_the_roles(admin: Browser, agent: Browser, viewer: Browser, ids: dict[str, str]) -> None:
    allowed = {"viewer": {"viewer"}, "agent": {"viewer", "agent"}}
    for method, path, body, needed in ENDPOINTS:
        for browser, role in ((viewer, "viewer"), (agent, "agent")):
            if needed not in allowed[role]:
                assert_problem(_ask(browser, method, path, body, ids), 403, "role_too_low")
        if needed == "viewer":
            answer = _ask(viewer, method, path, body, ids)
            assert answer.status_code == 200, (path, answer.text)
    for method, path, body, needed in ENDPOINTS:
        if needed == "agent" and "{view}" not in path:
            assert _ask(agent, method, path, body, ids).status_code in (200, 201), path
        if needed == "admin" or "{view}" in path:
            assert _ask(admin, method, path, body, ids).status_code in (200, 201, 204), path


def test_without_a_session_everything_is_401(admin: Browser, ids: dict[str, str]) -> None:
    admin.client.cookies.delete("oss_session")
    for method, path, body, _ in ENDPOINTS:
        assert_problem(_ask(admin, method, path, body, ids), 401, "unauthenticated")


def test_ids_of_another_organisation_and_of_nobody_are_404(
    stranger: Browser, admin: Browser, ids: dict[str, str]
) -> None:
    nobodys = {name: str(uuid4()) for name in ids} | {"who": "me"}
    for method, path, body, _ in ENDPOINTS:
        if "{" in path:
            assert_problem(_ask(stranger, method, path, body, ids), 404)
            assert_problem(_ask(admin, method, path, body, nobodys), 404)
    assert admin.get(f"/tickets/{ids['ticket']}").json()["ticket"]["status"] == "new"
    assert UUID(ids["rule"])


def test_the_list_above_is_complete() -> None:
    listed = {(method, path) for method, path, _, _ in ENDPOINTS}
    for path, operations in app.openapi()["paths"].items():
        if path.startswith(_OTHERS) or path.endswith((_SIGNED, *_CORRECTIONS)):
            continue
        if all("replies" in operation["tags"] for operation in operations.values()):
            # `tests.outbound.test_access` has them.
            continue
        known = {p for _, p in listed}
        normal = path.replace("_id}", "}")
        assert normal in known, path
        for method in operations:
            assert (method.upper(), normal) in listed, (method, path)

"""Who may do what with replies, and that another organisation's ids lead nowhere."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from app.core.clock import now
from app.core.db import transaction
from app.core.ids import new_id
from app.mailboxes.models import AliasState, Mailbox, MailboxKind, MailboxStatus, SendIdentity
from app.main import app
from app.outbound.models import OutboundMessage, OutboundState
from tests.api import Browser, assert_problem
from tests.factories.tickets import make_queue, make_ticket

_ACKNOWLEDGEMENT = {"is_enabled": True, "subject": "Re: {{ticket.subject}}", "body_html": "<p>Thanks</p>"}
_REPLY = {"send_identity_id": str(uuid4()), "to_emails": ["a@b.test"], "subject": "x", "body_text": "x"}
#: (method, path, body, lowest role, expected of who may)
ENDPOINTS: list[tuple[str, str, dict[str, Any] | None, str, int]] = [
    ("GET", "/tickets/send-identities", None, "viewer", 200),
    ("PATCH", "/tickets/send-identities/{identity}", {"signature_html": "<p>Bye</p>"}, "agent", 403),
    ("POST", "/mailboxes/{mailbox}/send-identities/refresh", None, "agent", 200),
    ("GET", "/tickets/{ticket}/reply-draft", None, "agent", 200),
    ("POST", "/tickets/{ticket}/reply-check", {"emails": ["x@y.test"]}, "agent", 200),
    ("POST", "/tickets/{ticket}/replies", _REPLY, "agent", 422),
    ("GET", "/tickets/{ticket}/replies", None, "viewer", 200),
    ("GET", "/tickets/{ticket}/replies/{reply}", None, "viewer", 200),
    ("POST", "/tickets/{ticket}/replies/{reply}/send-now", None, "agent", 409),
    ("POST", "/tickets/{ticket}/replies/{reply}/retry", None, "agent", 200),
    ("POST", "/tickets/{ticket}/replies/{reply}/cancel", None, "agent", 200),
    ("POST", "/tickets/{ticket}/uploads?filename=a.txt", {"a": 1}, "agent", 201),
    ("GET", "/tickets/{ticket}/uploads/{upload}/download", None, "viewer", 200),
    ("DELETE", "/tickets/{ticket}/uploads/{upload}", None, "agent", 204),
    ("PUT", "/tickets/{ticket}/draft", {"body_html": "<p>x</p>"}, "agent", 200),
    ("GET", "/tickets/{ticket}/draft", None, "agent", 200),
    ("DELETE", "/tickets/{ticket}/draft", None, "agent", 204),
    ("GET", "/canned-replies", None, "viewer", 200),
    ("POST", "/canned-replies", {"name": "x", "body_html": "<p>x</p>"}, "agent", 201),
    ("POST", "/canned-replies/{canned}/render", {"ticket_id": "{ticket}"}, "agent", 200),
    ("PATCH", "/canned-replies/{canned}", {"name": "y"}, "agent", 403),
    ("DELETE", "/canned-replies/{canned}", None, "agent", 403),
    ("GET", "/reply-variables", None, "viewer", 200),
    ("POST", "/reply-variables/preview", {"body_html": "<p>{{agent.name}}</p>"}, "viewer", 200),
    ("GET", "/me/preferences", None, "viewer", 200),
    ("PUT", "/me/preferences", {"undo_send_seconds": 5}, "viewer", 200),
    ("GET", "/queues/acknowledgements", None, "viewer", 200),
    ("GET", "/queues/{queue}/acknowledgement", None, "viewer", 200),
    ("PUT", "/queues/{queue}/acknowledgement", _ACKNOWLEDGEMENT, "admin", 200),
]


@pytest.fixture
def ids(admin: Browser) -> dict[str, str]:
    """One of everything in Acme."""
    organization_id = admin.organization_id
    ticket = make_ticket(organization_id)
    with transaction(organization_id) as session:
        mailbox = Mailbox(
            organization_id=organization_id,
            id=new_id(),
            kind=MailboxKind.sending,
            email="support@acme.test",
            google_sub="1",
            status=MailboxStatus.needs_reauth,
        )
        session.add(mailbox)
        session.flush()
        identity = SendIdentity(
            organization_id=organization_id,
            id=new_id(),
            mailbox_id=mailbox.id,
            email="support@acme.test",
            is_verified=True,
            state=AliasState.accepted,
        )
        session.add(identity)
        session.flush()
        reply = OutboundMessage(
            organization_id=organization_id,
            id=new_id(),
            ticket_id=ticket,
            send_identity_id=identity.id,
            mailbox_id=mailbox.id,
            idempotency_key="k",
            content_hash=b"",
            state=OutboundState.failed,
            failure_code="refused_by_gmail",
            to_emails=["a@b.test"],
            cc_emails=[],
            bcc_emails=[],
            subject="x",
            body_text="x",
            send_at=now(),
        )
        session.add(reply)
        found = {"mailbox": mailbox.id, "identity": identity.id, "reply": reply.id}
    upload = admin.post(f"/tickets/{ticket}/uploads?filename=a.txt", content=b"a")
    canned = admin.post("/canned-replies", json={"name": "Hi", "body_html": "<p>Hi {{customer.name}}</p>"})
    return {name: str(value) for name, value in found.items()} | {
        "ticket": str(ticket),
        "queue": str(make_queue(organization_id)),
        "upload": upload.json()["id"],
        "canned": canned.json()["id"],
    }


def _ask(browser: Browser, method: str, path: str, body: dict[str, Any] | None, ids: dict[str, str]) -> Any:
    if body and body.get("ticket_id") == "{ticket}":
        body = {"ticket_id": ids["ticket"]}
    return browser.request(method, path.format(**ids), **({"json": body} if body is not None else {}))


def test_the_roles(admin: Browser, agent: Browser, viewer: Browser, ids: dict[str, str]) -> None:
    allowed = {"viewer": {"viewer"}, "agent": {"viewer", "agent"}}
    for method, path, body, needed, expected in ENDPOINTS:
        for browser, role in ((viewer, "viewer"), (agent, "agent")):
            if needed not in allowed[role]:
                assert_problem(_ask(browser, method, path, body, ids), 403, "role_too_low")
        who = {"viewer": viewer, "agent": agent, "admin": admin}[needed]
        answer = _ask(who, method, path, body, ids)
        assert answer.status_code == expected, (path, answer.text)


def test_without_a_session_everything_is_401(admin: Browser, ids: dict[str, str]) -> None:
    admin.client.cookies.delete("oss_session")
    for method, path, body, _, _ in ENDPOINTS:
        assert_problem(_ask(admin, method, path, body, ids), 401, "unauthenticated")


def test_ids_of_another_organisation_and_of_nobody_are_404(
    stranger: Browser, admin: Browser, ids: dict[str, str]
) -> None:
    nobodys = {name: str(uuid4()) for name in ids}
    for method, path, body, _, _ in ENDPOINTS:
        if "{" in path:
            assert_problem(_ask(stranger, method, path, body, ids), 404)
            assert_problem(_ask(admin, method, path, body, nobodys), 404)


def test_the_list_above_is_complete() -> None:
    listed = {(method, path.partition("?")[0]) for method, path, *_ in ENDPOINTS}
    for path, operations in app.openapi()["paths"].items():
        for method, operation in operations.items():
            if "replies" in operation["tags"]:
                assert (method.upper(), path.replace("_id}", "}")) in listed, (method, path)

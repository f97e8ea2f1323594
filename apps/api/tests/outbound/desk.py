"""A help desk on a simulated Workspace: a journal, a mailbox to send through, customers who write and read."""

from __future__ import annotations

from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any
from uuid import UUID, uuid4

from workspace_sim.testing import SimServer

from app.core.db import transaction
from app.ingest.drain import process_waiting
from app.outbound.models import OutboundMessage
from app.outbound.sending import run_send
from tests.api import Browser
from tests.gmail.workspace import JOBS, Workspace

ALICE = "alice@acme.example"
SUPPORT = "support@acme.example"
ANN = "ann@cust.example"


@dataclass
class Desk:
    """Drives everything in this process: no worker runs."""

    workspace: Workspace
    browser: Browser

    @property
    def sim(self) -> SimServer:
        return self.workspace.sim

    @property
    def organization_id(self) -> UUID:
        return self.browser.organization_id

    # People

    def connect_sending(self, email: str = ALICE, browser: Browser | None = None, **body: Any) -> dict[str, str]:
        """Connect a mailbox to send through; the query of the final redirect."""
        who = browser or self.browser
        answer = who.post("/mailboxes/gmail/sending/oauth/start", json=body)
        assert answer.status_code == 200, answer.text
        return self.workspace.finish(who, self.workspace.authorize(answer.json()["authorization_url"], email))

    def customer_writes(self, subject: str = "Broken", text: str = "It broke.", sender: str = ANN, **to: str) -> str:
        """A customer writes to support; the ticket's id."""
        body = {"to": to.get("to", SUPPORT), "subject": subject, "text": text}
        self.sim.post(f"/sim/customers/{sender}/send", body)
        self.settle()
        items = self.browser.get("/tickets?limit=1&sort=-created_at").json()["items"]
        return str(items[0]["id"])

    def customer_answers(self, text: str = "Thank you.", customer: str = ANN, number: int | None = None) -> None:
        """Answer the newest mail that the customer received."""
        received = [m for m in self.mailbox_of(customer) if m["direction"] == "received"]
        body = {"text": text, "reply_to_message": number or received[-1]["id"]}
        self.sim.post(f"/sim/customers/{customer}/send", body)
        self.settle()

    def mailbox_of(self, customer: str = ANN) -> list[dict[str, Any]]:
        """What the customer's mail client shows."""
        answer = self.sim.admin.get(f"/sim/customers/{customer}/messages", params={"raw": "1"})
        value = answer.json()
        return list(value["items"] if isinstance(value, dict) else value)

    def received(self, customer: str = ANN) -> list[EmailMessage]:
        """The mails that reached the customer."""
        return [as_message(m["raw"]) for m in self.mailbox_of(customer) if m["direction"] == "received"]

    # Our side

    def identity(self, email: str = SUPPORT) -> dict[str, Any]:
        items = self.browser.get("/tickets/send-identities").json()["items"]
        return next(item for item in items if item["email"] == email)

    def reply(self, ticket_id: str, text: str = "We look into it.", **body: Any) -> dict[str, Any]:
        """Press send; the answer."""
        answer = self.post_reply(ticket_id, text, **body)
        assert answer.status_code == 202, answer.text
        value: dict[str, Any] = answer.json()
        return value

    def post_reply(
        self, ticket_id: str, text: str = "We look into it.", browser: Browser | None = None, **body: Any
    ) -> Any:
        whole = {
            "send_identity_id": body.pop("send_identity_id", None) or self.identity()["id"],
            "to_emails": [ANN],
            "cc_emails": [],
            "subject": "Re: Broken",
            "body_text": text,
            "idempotency_key": str(uuid4()),
            **body,
        }
        return (browser or self.browser).post(f"/tickets/{ticket_id}/replies", json=whole)

    def state(self, ticket_id: str, reply_id: str) -> dict[str, Any]:
        answer = self.browser.get(f"/tickets/{ticket_id}/replies/{reply_id}")
        assert answer.status_code == 200, answer.text
        value: dict[str, Any] = answer.json()
        return value

    def send_due(self) -> int:
        """Run what is due, as the worker's schedule would; how many replies."""
        rows = self.workspace.db.execute(
            "SELECT organization_id, id FROM outbound_messages WHERE due_at <= clock_timestamp() ORDER BY due_at"
        ).fetchall()
        for organization_id, reply_id in rows:
            run_send(UUID(str(organization_id)), UUID(str(reply_id)))
        return len(rows)

    def settle(self, rounds: int = 30) -> None:
        """Send, poll, fetch and process until nothing moves."""
        for _ in range(rounds):
            if self._at_rest():
                return
            moved = self.send_due()
            ran = self.workspace.poll()
            done = process_waiting(self.organization_id)
            if not moved and not done and set(ran) <= {"mailbox_history_sync"}:
                return
        raise AssertionError("it does not settle")

    def _at_rest(self) -> bool:
        """Whether nothing is due or waits, and the journal was read to where it ends at Google."""
        row = self.workspace.db.execute(
            """
SELECT (SELECT count(*) FROM outbound_messages WHERE due_at <= clock_timestamp())
     + (SELECT count(*) FROM message_occurrences WHERE state IN ('discovered', 'fetched'))
     + (SELECT count(*) FROM procrastinate_jobs WHERE status = 'todo' AND task_name = ANY(%s)),
       (SELECT bool_and(s.history_id = %s AND s.backfill_state = 'done') FROM mailbox_syncs s
        JOIN mailboxes m ON m.id = s.mailbox_id AND m.kind = 'journal')
""",
            [list(JOBS), self.workspace.google_history_id()],
        ).fetchone()
        assert row is not None
        return row[0] == 0 and row[1] is True

    def wait_out(self) -> None:
        """Time passes: whatever waits is due, and Google's wishes are over."""
        self.workspace.wait_out()
        self.workspace.db.execute("UPDATE outbound_messages SET due_at = now() WHERE due_at IS NOT NULL")

    def row(self, reply_id: str) -> OutboundMessage:
        with transaction(self.organization_id) as session:
            return session.get_one(OutboundMessage, (self.organization_id, UUID(reply_id)))

    def tickets(self) -> list[dict[str, Any]]:
        return list(self.browser.get("/tickets?limit=100").json()["items"])

    def ticket(self, ticket_id: str) -> dict[str, Any]:
        value: dict[str, Any] = self.browser.get(f"/tickets/{ticket_id}").json()
        return value


def as_message(raw: str) -> EmailMessage:
    """Raw mail, parsed by the standard library and not by us."""
    parsed = message_from_bytes(raw.encode("utf-8", "surrogateescape"), policy=policy.default)
    assert isinstance(parsed, EmailMessage)
    return parsed

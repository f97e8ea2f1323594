"""A help desk of real processes: agents' replies leave through mailboxes of their own, to customers of their own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

import psycopg

from app.core.clock import now
from tests.faults.deployment import Deployment
from tests.faults.postgres import Connection
from tests.faults.running import eventually


@dataclass(frozen=True)
class Sender:
    """A mailbox that replies leave through."""

    email: str
    mailbox_id: str
    identity_id: str


class ReplyDesk:
    """Drives one deployment; `Deployment` owns the processes."""

    def __init__(self, deployment: Deployment) -> None:
        self.deployment = deployment
        self.sim = deployment.sim
        deployment.sign_in()
        deployment.connect()
        deployment.put("/me/preferences", {"undo_send_seconds": 0}).raise_for_status()

    def open_ticket(self, number: int = 0) -> str:
        """A customer writes; the ticket's id, once a worker has made it."""
        subject = f"Question {number}"
        body = {"to": "support@acme.example", "subject": subject, "text": "It broke."}
        self.sim.post(f"/sim/customers/ann{number}@cust.example/send", body)
        found: list[str] = []

        def there() -> bool:
            row = self.deployment.db().execute("SELECT id FROM tickets WHERE subject = %s", [subject]).fetchone()
            found.extend([str(row[0])] if row else [])
            return bool(row)

        eventually("the ticket is there", there, every=0.05, why=self.deployment.states)
        return found[0]

    def connect_sender(self, email: str) -> Sender:
        """Give the company another account, and connect it to send through."""
        if email not in self.sim.world.directory.accounts:
            self.sim.post("/sim/accounts", {"email": email, "name": "Agent"})
        answer = self.deployment.post("/mailboxes/gmail/sending/oauth/start", {})
        assert answer.status_code == 200, answer.text
        consent = self.sim.admin.get(f"{answer.json()['authorization_url']}&sim_account={email}")
        assert consent.status_code == 302, consent.text
        mailbox_id = self.deployment.come_back(consent.headers["location"])["mailbox_id"]
        identities = self.deployment.browser.get("/tickets/send-identities").json()["items"]
        return Sender(email, mailbox_id, next(one["id"] for one in identities if one["email"] == email))

    def reply(self, ticket_id: str, sender: Sender, to: str, *, at: datetime | None = None) -> str:
        """Press send; the reply's id. ``at`` is when it leaves, at once without it."""
        body = {
            "send_identity_id": sender.identity_id,
            "to_emails": [to],
            "cc_emails": [],
            "subject": "Re: Question",
            "body_text": f"To {to}.",
            "idempotency_key": str(uuid4()),
            "send_at": at.isoformat() if at else None,
        }
        answer = self.deployment.post(f"/tickets/{ticket_id}/replies", body)
        assert answer.status_code == 202, answer.text
        return str(answer.json()["message_id"])

    def received(self, customer: str) -> int:
        """How many mails have reached this customer."""
        known = self.sim.world.customers.get(customer)
        return sum(1 for mail in known.messages if mail.direction == "received") if known else 0

    def sent_copies(self, email: str) -> int:
        """How many mails lie in an account's Sent folder."""
        return sum(1 for mail in self.sim.world.mailboxes[email].messages.values() if "SENT" in mail.labels)

    def states(self) -> Counter[str]:
        """Replies by state."""
        rows = self.deployment.db().execute("SELECT state FROM outbound_messages")
        return Counter(str(row[0]) for row in rows)

    def unfinished(self) -> int:
        """Replies that are not proven yet, or for which something is still to be done."""
        return self.deployment.count("state <> 'observed' OR due_at IS NOT NULL", "outbound_messages")

    def withdrawn(self) -> list[str]:
        """Mailboxes whose permission is gone."""
        rows = self.deployment.db().execute("SELECT email FROM mailboxes WHERE status = 'needs_reauth'")
        return [str(row[0]) for row in rows]

    def story(self) -> str:
        """Where each reply is, for a failing test."""
        rows = self.deployment.db().execute(
            "SELECT from_email, state, attempts, looks, waiting_code, failure_code, gmail_message_id IS NOT NULL,"
            " due_at - now(), leased_until - now() FROM outbound_messages"
            " WHERE state <> 'observed' OR due_at IS NOT NULL"
        )
        return "\n".join(str(tuple(map(str, row))) for row in rows)

    def prove(self, replies: Sequence[tuple[str, str]]) -> None:
        """Each reply (its id, its customer) is observed, was delivered once, and stands in its ticket once."""
        assert self.states() == {"observed": len(replies)}, self.story()
        received = {customer: self.received(customer) for _, customer in replies}
        wrong = {customer: count for customer, count in received.items() if count != 1}
        assert not wrong, f"not delivered once: {wrong}"
        assert self.deployment.count("direction = 'outbound'", "messages") == len(replies)
        # A worker that died as its last act has not given its lease back: it has run out, or does so soon.
        untrue = {
            wrong: count
            for wrong in (
                "message_id IS NULL",
                "observed_at IS NULL",
                "sent_at IS NULL",
                "failure_code IS NOT NULL",
                "waiting_code IS NOT NULL",
                "leased_until > now() + interval '1 minute'",
            )
            if (count := self.deployment.count(wrong, "outbound_messages"))
        }
        assert not untrue
        assert self.deployment.count("status = 'failed'", "procrastinate_jobs") == 0
        self.deployment.verify()


class Barrier:
    """A lock that the test holds, so that a worker stops at the statement that needs it."""

    def __init__(self, deployment: Deployment, statement: str, *values: object) -> None:
        self._db: Connection = psycopg.connect(deployment.server.url(deployment.database))
        self._db.execute(statement, values)  # type: ignore[arg-type]
        self._look: Connection = deployment.server.connect(deployment.database)

    def stops(self, words: str) -> bool:
        """Whether a statement that matches `words` waits for a lock: for this one, or in line behind the renewal of
        a lease that does."""
        row = self._look.execute(
            "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database()"
            " AND wait_event_type = 'Lock' AND query ~* %s)",
            [words],
        ).fetchone()
        return bool(row and row[0])

    def lift(self) -> None:
        self._db.close()
        self._look.close()


def soon() -> datetime:
    """A moment that leaves time to put a barrier up."""
    return now() + timedelta(seconds=1.5)

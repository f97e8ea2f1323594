"""A help desk of real processes: agents' replies leave through mailboxes of their own, to customers of their own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from tests.faults.deployment import Deployment
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
        self._journal_id = deployment.connect()
        deployment.put("/me/preferences", {"undo_send_seconds": 0}).raise_for_status()

    def open_tickets(self, number: int) -> list[str]:
        """That many customers write; the tickets' ids, once a worker has made them."""
        for one in range(number):
            body = {"to": "support@acme.example", "subject": f"Question {one}", "text": "It broke."}
            self.sim.post(f"/sim/customers/ann{one}@cust.example/send", body)
        eventually(
            "the tickets are there",
            lambda: self.deployment.count(table="tickets") == number,
            every=0.05,
            why=self.deployment.states,
        )
        return [str(row[0]) for row in self.deployment.db().execute("SELECT id FROM tickets ORDER BY subject")]

    def pause_journal(self) -> None:
        """Nothing is read from the journal any more; returns when nobody does."""
        self.deployment.post(f"/mailboxes/{self._journal_id}/sync/pause?minutes=60").raise_for_status()
        eventually("nobody works", lambda: not self.deployment.count(table="procrastinate_jobs"), every=0.05)

    def resume_journal(self) -> None:
        """The journal is read again."""
        self.deployment.post(f"/mailboxes/{self._journal_id}/sync/resume").raise_for_status()

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

    def make_due(self, reply_id: str) -> None:
        """The moment has come for which a reply waits; only its job does not know yet."""
        self.deployment.db().execute("UPDATE outbound_messages SET due_at = now() WHERE id = %s", [reply_id])

    def make_job_due(self, reply_id: str) -> None:
        """The job of a reply that is sent later is taken next."""
        self.deployment.db().execute(
            "UPDATE procrastinate_jobs SET scheduled_at = now() WHERE args ->> 'reply_id' = %s", [reply_id]
        )

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

    def of_each(self, column: str) -> dict[str, str]:
        """What stands in a column, by reply."""
        rows = self.deployment.db().execute(f"SELECT id, {column} FROM outbound_messages")
        return {str(reply_id): str(value) for reply_id, value in rows}

    def on_their_way(self) -> int:
        """Replies that Gmail is not known to have, or whose Message-ID is not."""
        return self.deployment.count("state IN ('queued', 'sending') OR due_at IS NOT NULL", "outbound_messages")

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

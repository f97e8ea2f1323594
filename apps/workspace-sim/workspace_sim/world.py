"""The whole state of the simulated Workspace. One event loop owns it; nothing here waits."""

from collections import defaultdict, deque
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from random import Random
from typing import TYPE_CHECKING

from workspace_sim import directory
from workspace_sim.clock import Clock
from workspace_sim.customers import Customer
from workspace_sim.directory import Account
from workspace_sim.faults import Faults
from workspace_sim.mail import headers
from workspace_sim.mailbox.mailbox import Mailbox
from workspace_sim.oauth.store import Tokens
from workspace_sim.oauth.tokens import ServiceAccount
from workspace_sim.pubsub import PubSub
from workspace_sim.quota import Quota
from workspace_sim.settings import Client, Settings
from workspace_sim.truth import TruthTable

if TYPE_CHECKING:
    from workspace_sim.company.model import Company
    from workspace_sim.routing.deliver import Envelope

DEFAULT_CLIENT = Client("workspace-sim.apps.googleusercontent.com", "workspace-sim-secret")


class World:
    """Accounts, mailboxes, customers, tokens, quota and faults of one simulator. Equal seeds give equal ids."""

    def __init__(
        self,
        *,
        seed: int = 1,
        clients: list[Client] | None = None,
        company: bool = True,
        history_start: int | None = None,
    ) -> None:
        self.seed = seed
        self.clock = Clock()
        self.settings = Settings()
        self.clients = {client.client_id: client for client in clients or [DEFAULT_CLIENT]}
        self.token_audiences = {"https://oauth2.googleapis.com/token"}
        self.service_accounts: dict[str, ServiceAccount] = {}
        self.faults = Faults(self.clock)
        self.pubsub = PubSub(self.clock, self.settings, self.faults)
        self._with_company = company
        self.resets = 0
        """How often the world was emptied; a state file watches it."""
        self.restarts = 0
        """How often this world was loaded from a state file."""
        self._history_start = history_start
        self.fill()

    def fill(self, seed: int | None = None, history_start: int | None = None) -> None:
        """(Re)create accounts and empty mailboxes, tokens, customers and truth; settings and clients stay."""
        self.resets += 1
        self.seed = self.seed if seed is None else seed
        self._history_start = history_start or self._history_start
        self.rng = Random(f"{self.seed}:world")
        self.company: Company | None = directory.sample_company() if self._with_company else None
        self.directory = directory.build(self.company)
        self.tokens = Tokens(self.clock, self.settings)
        self.quota = Quota(self.clock, self.settings)
        self.faults.clear()
        self.pubsub.clear()
        self.truth = TruthTable()
        self.mailboxes: dict[str, Mailbox] = {}
        self.customers: dict[str, Customer] = {}
        self.outside_hooks: list[Callable[[bytes, str], None]] = []
        self._sendings: dict[str, deque[float]] = defaultdict(deque)
        for account in self.directory.accounts.values():
            self.open_mailbox(account)
        for known in self.company.customers if self.company else ():
            self.customers[known.address.lower()] = Customer(known.address.lower(), known.name)

    def open_mailbox(self, account: Account) -> Mailbox:
        """The empty mailbox of a new account."""
        rng = Random(f"{self.seed}:{account.email}")
        start = self._history_start or rng.randrange(1_000_000, 90_000_000)
        mailbox = Mailbox(account.email, rng, self.clock, start)
        mailbox.on_change = partial(self.pubsub.changed, account.email)
        self.mailboxes[account.email] = mailbox
        return mailbox

    def customer(self, email: str) -> Customer:
        """The mailbox of an outside address, made on first use."""
        email = email.lower()
        if email not in self.customers:
            self.customers[email] = Customer(email)
        return self.customers[email]

    def customer_sent(self, envelope: "Envelope") -> None:
        """Keep what an outside sender wrote in their own Sent folder."""
        if not envelope.sender or self.directory.is_ours(envelope.sender):
            return
        customer = self.customer(envelope.sender)
        head, _ = headers.split(envelope.raw)
        customer.name = customer.name or headers.mailbox(headers.get(head, "From"))[0]
        customer.add(envelope.raw, "sent", envelope.date)

    def on_outside(self, raw: bytes, recipient: str) -> None:
        """A mail reached a customer: let the traffic decide whether the customer answers."""
        for hook in self.outside_hooks:
            hook(raw, recipient)

    def note_sending(self, email: str) -> datetime | None:
        """Count one sent message; the time to wait for when the rolling daily limit is spent."""
        window, now = self._sendings[email], self.clock.timestamp()
        while window and window[0] <= now - 86_400:
            window.popleft()
        if len(window) >= self.settings.sending_limit_per_day:
            oldest = window[0] if window else now
            return datetime.fromtimestamp(oldest + 86_400, UTC)
        window.append(now)
        return None

    def restarted(self, before: int) -> None:
        """Draw other random ids than the runs before did."""
        self.restarts = before + 1
        self.rng = Random(f"{self.seed}:world:{self.restarts}")

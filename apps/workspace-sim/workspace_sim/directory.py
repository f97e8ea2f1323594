"""Who exists in the Workspace: accounts with aliases and send-as addresses, groups, and the journal account."""

import hashlib
import importlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from workspace_sim.company.model import Company


@dataclass(slots=True)
class SendAs:
    """A send-as address; `status` is empty for the primary, else `accepted` or `pending`."""

    email: str
    display_name: str = ""
    status: str = ""
    is_primary: bool = False
    is_default: bool = False
    reply_to: str = ""
    signature: str = ""
    treat_as_alias: bool = True


@dataclass(slots=True)
class Account:
    """A Workspace user. `sub` is Google's stable id: 21 digits, derived from the first address."""

    email: str
    name: str
    aliases: tuple[str, ...] = ()
    suspended: bool = False
    gmail_enabled: bool = True
    sub: str = ""
    send_as: dict[str, SendAs] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.email = self.email.lower()
        self.aliases = tuple(a.lower() for a in self.aliases)
        digest = int.from_bytes(hashlib.sha256(self.email.encode()).digest()[:8], "big")
        self.sub = self.sub or "1" + f"{digest:020d}"[:20]
        if not self.send_as:
            self.send_as[self.email] = SendAs(self.email, self.name, is_primary=True, is_default=True)
            self.send_as |= {alias: SendAs(alias, self.name, "accepted") for alias in self.aliases}


@dataclass(slots=True)
class Group:
    """A Google Group: mail to it goes to every member with list headers."""

    email: str
    name: str
    members: tuple[str, ...]

    def __post_init__(self) -> None:
        self.email = self.email.lower()
        self.members = tuple(m.lower() for m in self.members)


@dataclass(slots=True)
class Directory:
    """Address lookup of one domain (with optional secondary domains)."""

    domain: str
    journals: tuple[str, ...]
    accounts: dict[str, Account] = field(default_factory=dict)
    groups: dict[str, Group] = field(default_factory=dict)
    domains: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.domains.add(self.domain)

    def add_account(self, account: Account) -> Account:
        """ValueError when the address is taken."""
        for address in (account.email, *account.aliases):
            if self.resolve(address) is not None:
                raise ValueError(f"address {address} exists already")
        self.accounts[account.email] = account
        self.domains.add(account.email.rpartition("@")[2])
        return account

    def add_group(self, group: Group) -> Group:
        if self.resolve(group.email) is not None:
            raise ValueError(f"address {group.email} exists already")
        self.groups[group.email] = group
        return group

    def resolve(self, address: str) -> Account | Group | None:
        """The account (by primary address, alias or plus-address) or group behind an address."""
        address = address.lower()
        local, _, domain = address.rpartition("@")
        for candidate in (address, f"{local.partition('+')[0]}@{domain}"):
            if candidate in self.accounts:
                return self.accounts[candidate]
            if candidate in self.groups:
                return self.groups[candidate]
            for account in self.accounts.values():
                if candidate in account.aliases:
                    return account
        return None

    def account(self, address: str) -> Account | None:
        found = self.resolve(address)
        return found if isinstance(found, Account) else None

    def is_ours(self, address: str) -> bool:
        return address.lower().rpartition("@")[2] in self.domains


def build(company: "Company | None") -> Directory:
    """The directory of a company, or a small fixed one when there is none."""
    if company is None:
        return _fallback()
    journals = tuple(account.address for account in company.journals) or (f"journal@{company.domain}",)
    directory = Directory(company.domain, journals)
    for member in company.accounts:
        account = directory.add_account(Account(member.address, member.name, member.aliases))
        for alias in member.aliases:
            account.send_as[alias.lower()].display_name = company.display_name(alias)
    for journal in journals:
        if directory.account(journal) is None:
            directory.add_account(Account(journal, "Mail Journal"))
    for group in company.groups:
        directory.add_group(Group(group.address, group.name, group.members))
        for address in group.members:
            if found := directory.account(address):
                found.send_as[group.address.lower()] = SendAs(group.address.lower(), group.name, "accepted")
    return directory


def sample_company() -> "Company | None":
    """The sample company, or None when the package is not part of this installation."""
    try:
        module = importlib.import_module("workspace_sim.company")
    except ModuleNotFoundError as error:
        if error.name != "workspace_sim.company":
            raise
        return None
    make: Callable[[], Company] | None = getattr(module, "sample_company", None)
    return make() if make else None


def _fallback() -> Directory:
    directory = Directory("acme.example", ("journal@acme.example",))
    directory.add_account(Account("journal@acme.example", "Mail Journal"))
    directory.add_account(Account("alice@acme.example", "Alice Archer", ("support@acme.example",)))
    directory.add_account(Account("bob@acme.example", "Bob Baker", ("billing@acme.example",)))
    directory.add_account(Account("carol@acme.example", "Carol Cook"))
    directory.add_group(Group("sales@acme.example", "Sales", ("bob@acme.example", "carol@acme.example")))
    return directory

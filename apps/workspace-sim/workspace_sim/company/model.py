"""What the sample company is made of, and the one record the generator yields."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Origin = Literal["customer", "colleague", "system"]


@dataclass(frozen=True, slots=True)
class Account:
    """One Workspace user with a mailbox. `aliases` are further addresses of the same mailbox."""

    address: str
    name: str
    title: str
    aliases: tuple[str, ...] = ()
    languages: tuple[str, ...] = ("en",)
    utc_offset: int = 0
    """Minutes east of UTC: the clock this person's mail client writes into `Date`."""
    journal: bool = False
    """A journal mailbox receives copies of all mail and belongs to no person."""

    @property
    def given_name(self) -> str:
        return self.name.split(" ", 1)[0]


@dataclass(frozen=True, slots=True)
class Group:
    """A Google Group: mail to `address` reaches every member."""

    address: str
    name: str
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Customer:
    """Someone outside the company who writes to it."""

    address: str
    name: str
    """Display name in the script of the person's own language."""
    given_name: str
    family_name: str
    organization: str
    country: str
    """ISO 3166-1 alpha-2."""
    language: str
    """ISO 639-1: the language this person writes mail in."""
    client: str
    """Key of `clients.CLIENTS`: the program this person writes mail with."""
    utc_offset: int
    title: str = ""

    @property
    def domain(self) -> str:
        return self.address.rpartition("@")[2]


@dataclass(frozen=True, slots=True)
class Company:
    """The organisation whose Workspace is simulated."""

    name: str
    domain: str
    accounts: tuple[Account, ...]
    groups: tuple[Group, ...]
    customers: tuple[Customer, ...]

    @property
    def journals(self) -> tuple[Account, ...]:
        return tuple(account for account in self.accounts if account.journal)

    @property
    def colleagues(self) -> tuple[Account, ...]:
        return tuple(account for account in self.accounts if not account.journal)

    def is_internal(self, address: str) -> bool:
        return address.rpartition("@")[2].lower() == self.domain

    def account_of(self, address: str) -> Account | None:
        """The account that owns `address` as its primary address or an alias; None for groups and strangers."""
        wanted = address.lower()
        return next((a for a in self.accounts if wanted == a.address or wanted in a.aliases), None)

    def group_of(self, address: str) -> Group | None:
        return next((group for group in self.groups if group.address == address.lower()), None)

    def send_as(self, account: Account) -> tuple[str, ...]:
        """Addresses the account may put into From: its own, its aliases, and the groups it is a member of."""
        groups = (group.address for group in self.groups if account.address in group.members)
        return (account.address, *account.aliases, *groups)

    def staff_of(self, address: str) -> tuple[Account, ...]:
        """The people who read mail to `address`: the members of a group, or the owner of an alias."""
        group = self.group_of(address)
        if group is not None:
            return tuple(a for a in self.accounts if a.address in group.members)
        account = self.account_of(address)
        return (account,) if account is not None else ()

    def display_name(self, address: str) -> str:
        """The name an address shows in From: the person's, the group's, or company and function for an alias."""
        group = self.group_of(address)
        if group is not None:
            return group.name
        account = self.account_of(address)
        if account is None:
            return ""
        if account.address == address:
            return account.name
        return f"{self.name} {address.partition('@')[0].replace('-', ' ').capitalize()}"


@dataclass(frozen=True, slots=True)
class GeneratedMail:
    """One mail as the sender's client handed it to SMTP, before any transit header."""

    sender: str
    """Envelope sender (RFC 5321), empty for bounces. For a colleague the account, even if From is an alias."""
    recipients: tuple[str, ...]
    """Envelope recipients: To, Cc and Bcc."""
    raw: bytes
    """RFC 5322 bytes with CRLF line ends."""
    date: datetime
    """When it was sent, aware, UTC."""
    conversation: str
    """The truth to compare ticket stitching with: mails with the same value belong in one ticket."""
    kind: str
    """human, newsletter, vacation, bounce, spam, notification or calendar."""
    origin: Origin

"""A plain mail written by hand as a customer: new, or an answer to something the customer received."""

from email.message import EmailMessage
from email.utils import format_datetime, formataddr
from typing import TYPE_CHECKING, Any

from workspace_sim.mail import headers
from workspace_sim.routing.deliver import Envelope
from workspace_sim.truth import Truth

if TYPE_CHECKING:
    from workspace_sim.customers import CustomerMessage
    from workspace_sim.world import World


def from_customer(world: "World", email: str, to: str, subject: str, text: str, answered: Any = None) -> Envelope:
    """The envelope; ValueError for an address of the Workspace itself, a bad address or an unknown message number."""
    customer_address = _address(email)
    if world.directory.is_ours(customer_address):
        raise ValueError("a customer's address must be outside the Workspace")
    customer = world.customer(customer_address)
    parent: CustomerMessage | None = None
    if answered is not None:
        if not isinstance(answered, int) or not 0 < answered <= len(customer.messages):
            raise ValueError("no such message in the customer's mailbox")
        parent = customer.messages[answered - 1]
    recipient = _address(to or (_answer_address(parent) if parent else ""))
    number = f"{world.rng.getrandbits(80):020x}"
    now = world.clock.now()
    message = EmailMessage()
    message["From"] = formataddr((customer.name, customer_address))
    message["To"] = recipient
    message["Subject"] = _subject(subject, parent)
    message["Date"] = format_datetime(now)
    message["Message-ID"] = f"<{number}@{customer_address.rpartition('@')[2]}>"
    if parent and parent.message_id:
        message["In-Reply-To"] = parent.message_id
        message["References"] = " ".join([*parent.references, parent.message_id])
    message.set_content(text + (_quote(parent) if parent else ""))
    raw = message.as_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
    references = [*parent.references, parent.message_id] if parent else []
    truth = world.truth.of_reply(reversed(references), "human", "customer") or Truth(
        f"manual-{number}", "human", "customer"
    )
    return Envelope(customer_address, (recipient,), raw, now, truth=truth)


def _address(value: str) -> str:
    address = headers.mailbox(value)[1]
    local, at, domain = address.rpartition("@")
    if not (local and at and domain) or any(c.isspace() for c in address):
        raise ValueError(f"not an e-mail address: {value!r}")
    return address


def _answer_address(parent: "CustomerMessage") -> str:
    head, _ = headers.split(parent.raw)
    return headers.get(head, "Reply-To") or headers.get(head, "From")


def _subject(subject: str, parent: "CustomerMessage | None") -> str:
    chosen = subject or (parent.subject if parent else "")
    chosen = " ".join(chosen.split())
    if parent and not chosen.lower().startswith("re:"):
        return f"Re: {chosen}"
    return chosen


def _quote(parent: "CustomerMessage") -> str:
    from workspace_sim.mail.mime import plain_text

    lines = plain_text(parent.raw).strip().splitlines()
    return f"\n\nOn {format_datetime(parent.date)}, {parent.sender} wrote:\n" + "".join(
        f"> {line}\n" for line in lines[:60]
    )

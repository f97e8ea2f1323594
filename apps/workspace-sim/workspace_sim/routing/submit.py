"""messages.send: what Gmail changes on a message that is submitted through the API, then delivery."""

from datetime import UTC, datetime
from email.utils import format_datetime, formataddr
from typing import TYPE_CHECKING

from workspace_sim.directory import Account
from workspace_sim.errors import invalid, not_found
from workspace_sim.mail import headers
from workspace_sim.mailbox.message import StoredMessage
from workspace_sim.routing import stamp
from workspace_sim.routing.deliver import Envelope, deliver
from workspace_sim.routing.message_id import ensured, gmail

if TYPE_CHECKING:
    from workspace_sim.world import World

MAX_RECIPIENTS = 500


def submit(world: "World", account: Account, raw: bytes, thread_id: str | None) -> StoredMessage:
    """Send as `account`; returns the SENT copy. GoogleError 400 without recipients, 404 for a foreign thread."""
    head, body = headers.split(raw)
    recipients = _recipients(head)
    mailbox = world.mailboxes[account.email]
    if thread_id is not None and thread_id not in mailbox.threads:
        raise not_found()
    now = world.clock.now()
    head = _rewritten(world, account, head, now)
    sent_head = stamp.outbound(account.email, now, headers.newline(head), api=True) + head
    thread = thread_id if thread_id and _same_subject(world, account, thread_id, head) else None
    sent = mailbox.add(sent_head, body, ["SENT"], world.clock.ms(), thread, auto_thread=False)
    truth = world.truth.of_reply(reversed(sent.references), "human", "colleague")
    if truth:
        world.truth.add(sent.rfc_ids, truth)
    wire = headers.without(head, "Bcc") + body
    deliver(world, Envelope(account.email, tuple(recipients), wire, now, truth=truth, sent_copy=False))
    return sent


def _recipients(head: bytes) -> list[str]:
    found = [
        address
        for name, value in headers.parse(head)
        if name.lower() in ("to", "cc", "bcc")
        for address in headers.addresses(value)
    ]
    unique = list(dict.fromkeys(found))
    if not unique:
        raise invalid("Recipient address required")
    if len(unique) > MAX_RECIPIENTS:
        raise invalid("Too many recipients")
    return unique


def _rewritten(world: "World", account: Account, head: bytes, now: datetime) -> bytes:
    """From limited to accepted send-as addresses, a Date, and Google's own Message-ID."""
    name, address = headers.mailbox(headers.get(head, "From"))
    identity = account.send_as.get(address)
    if identity is None or not (identity.is_primary or identity.status == "accepted"):
        head = headers.replaced(head, "From", formataddr((name or account.name, account.email)))
    if not headers.get(head, "Date"):
        head = headers.replaced(head, "Date", format_datetime(now.astimezone(UTC)))
    if world.settings.preserve_message_id:
        return ensured(head, world.rng)
    return headers.replaced(headers.without(head, "Message-ID"), "Message-ID", gmail(world.rng))


def _same_subject(world: "World", account: Account, thread_id: str, head: bytes) -> bool:
    mailbox = world.mailboxes[account.email]
    first = mailbox.messages[mailbox.threads[thread_id][0]]
    return headers.base_subject(first.subject) == headers.base_subject(headers.get(head, "Subject"))

"""Putting one copy into one mailbox, with Gmail's suppression of equal Message-IDs."""

from datetime import datetime
from random import Random
from typing import TYPE_CHECKING

from workspace_sim.mail import headers
from workspace_sim.mailbox.message import StoredMessage

if TYPE_CHECKING:
    from workspace_sim.world import World

FLAKY_KEEPS = 0.25
"""How often a second copy survives with `dedupe_by_message_id = flaky`."""


def place(
    world: "World", email: str, head: bytes, body: bytes, labels: list[str], date: datetime
) -> StoredMessage | None:
    """The stored copy, or None when Gmail would have suppressed it as a duplicate."""
    mailbox = world.mailboxes[email]
    rfc_id = headers.get(head, "Message-ID")
    twins = mailbox.find_rfc_id(rfc_id) if rfc_id else []
    if twins and not _keeps_duplicate(world, email, head, rfc_id):
        own = next((twin for twin in twins if "SENT" in twin.labels and "INBOX" not in twin.labels), None)
        if own and "INBOX" in labels:
            mailbox.change_labels(own.id, ["INBOX", "UNREAD"])
        return None
    return mailbox.add(head, body, labels, int(date.timestamp() * 1000))


def _keeps_duplicate(world: "World", email: str, head: bytes, rfc_id: str) -> bool:
    mode = world.settings.dedupe_by_message_id
    if mode == "flaky":
        seed = f"{world.seed}:{email}:{rfc_id}:{headers.get(head, 'X-Gm-Original-To')}"
        return Random(seed).random() < FLAKY_KEEPS
    return mode == "off"

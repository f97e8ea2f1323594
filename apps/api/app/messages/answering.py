"""Whether a program may answer a mail by itself. Answering a machine makes loops, and answering a forged or unknown
sender sends our words to strangers (RFC 3834 §2)."""

from __future__ import annotations

from app.messages.models import Direction, Message
from app.mime import Kind

_REFUSED = {
    Kind.AUTO_REPLY: "It is an automatic reply.",
    Kind.VACATION: "It is an absence notice.",
    Kind.BOUNCE: "It is a failed delivery.",
    Kind.RECEIPT: "It is a receipt.",
    Kind.COMPLAINT: "It is an abuse report.",
    Kind.LIST: "It came through a list or in bulk.",
    Kind.CALENDAR: "A calendar sent it.",
    Kind.NOTIFICATION: "A program sent it.",
    Kind.SPAM: "It is spam.",
}


def may_answer_automatically(message: Message) -> tuple[bool, str]:
    """Whether an acknowledgement or the like may be sent for this mail, and why. Pure: by what is stored of the mail.
    How often one person may be answered is the sender's business, not decided here."""
    kind = Kind(message.classification)
    if kind in _REFUSED:
        return False, _REFUSED[kind]
    if message.direction is Direction.outbound:
        return False, "One of ours wrote it."
    if message.author.get("verified") is False:
        return False, "It says to be from one of ours, and is not."
    refusal = message.classification_evidence.get("no_automatic_answer")
    if refusal:
        return False, str(refusal)
    if not (message.author.get("email") or message.from_email):
        return False, "It names no address to answer."
    return True, "A person wrote it from outside."

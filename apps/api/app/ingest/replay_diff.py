"""What differs between a stored decision and the one that would be made now. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from app.messages.canonical import Copy
from app.messages.models import Message, MessageContent, Occurrence, OccurrenceState


@dataclass(frozen=True, slots=True)
class Stored:
    """A copy with its message, as stored. `files` are part and file name of the message's attachments."""

    occurrence: Occurrence
    message: Message | None
    content: MessageContent | None
    files: frozenset[tuple[str, str]]


def changes_of(stored: Stored, now: Copy) -> tuple[str, ...]:
    """The names of what would change; empty when nothing would."""
    if stored.occurrence.state is OccurrenceState.failed or stored.message is None or stored.content is None:
        return ("becomes_readable",)
    if bytes(stored.message.identity_key) != now.identity:
        return ("identity",)
    changes = [*_of_copy(stored.occurrence, now)]
    # What people see is read from one of the copies; the others only lend their recipient.
    if stored.message.raw_sha256 == stored.occurrence.raw_sha256:
        changes += _of_message(stored.message, now)
        changes += _of_content(stored.content, stored.files, now)
    return tuple(changes)


def _of_copy(occurrence: Occurrence, now: Copy) -> Iterator[str]:
    if occurrence.original_recipient != now.recipient.address:
        yield "original_recipient"


def _of_message(message: Message, now: Copy) -> Iterator[str]:
    mail = now.mail
    if message.classification != now.kind.value:
        yield "classification"
    if message.direction is not now.direction:
        yield "direction"
    if message.author.get("email") != mail.author.email:
        yield "author"
    if (message.from_email, message.from_name) != ((mail.from_.email, mail.from_.name) if mail.from_ else ("", "")):
        yield "sender"
    if (message.to_emails, message.cc_emails) != (_emails(mail.to), _emails(mail.cc)):
        yield "recipients"
    if message.subject != mail.subject:
        yield "subject"
    if message.date_header != mail.date:
        yield "date"
    if (message.in_reply_to, message.reference_ids) != (list(mail.in_reply_to), list(mail.references)):
        yield "references"


def _emails(addresses: tuple[object, ...]) -> list[str]:
    return [email for address in addresses if (email := getattr(address, "email", ""))]


def _of_content(content: MessageContent, files: frozenset[tuple[str, str]], now: Copy) -> Iterator[str]:
    mail = now.mail
    if content.body_text != mail.body_text:
        yield "body_text"
    if content.body_html != mail.body_html:
        yield "body_html"
    if content.new_ranges != [list(r) for r in mail.quote.new_ranges]:
        yield "quotes"
    if files != frozenset((a.part, a.filename) for a in mail.attachments):
        yield "attachments"

"""What is wrong with a reply itself, whoever sends it where: found before anything of it is kept. Pure."""

from __future__ import annotations

from binascii import b2a_qp
from collections.abc import Sequence
from datetime import timedelta

from app.core.clock import now
from app.core.errors import AppError, Invalid
from app.gmail.submission import LARGEST_MAIL
from app.identity.domains import ascii_domain
from app.outbound.bodies import Bodies
from app.outbound.models import OutboundUpload
from app.outbound.schemas import MOST_RECIPIENTS, NewReply

_LATEST = timedelta(days=366)
#: A hundred long addresses, twenty long references, a subject in encoded words, the frame of the bodies.
_HEAD = 64 * 1024


class NoRecipients(Invalid):
    """A mail to nobody."""

    code = "no_recipients"
    title = "The reply has no recipients"


class TooManyRecipients(Invalid):
    """More than Gmail takes."""

    code = "too_many_recipients"
    title = f"A mail may have {MOST_RECIPIENTS} recipients at most"


class AddressNotSupported(Invalid):
    """An address whose local part is not ASCII (RFC 6531): Gmail's API takes none."""

    code = "address_not_supported"
    title = "Gmail cannot send to an address with such letters before the @"


class ReplyEmpty(Invalid):
    """Neither a word nor a file."""

    code = "reply_empty"
    title = "The reply is empty"


class SendAtTooLate(Invalid):
    """Too far in the future."""

    code = "send_at_too_late"
    title = "A reply can be sent a year from now at the latest"


class ReplyTooLarge(AppError):
    """Gmail would refuse it."""

    status = 413
    code = "reply_too_large"
    title = "The reply with its files is larger than the 25 MB that Gmail sends"


def check_reply_itself(new: NewReply) -> None:
    """Raises `NoRecipients`, `TooManyRecipients`, `AddressNotSupported`, `SendAtTooLate`, `ReplyEmpty`, `Invalid`."""
    fields = {"to_emails": new.to_emails, "cc_emails": new.cc_emails, "bcc_emails": new.bcc_emails}
    everybody = [email for emails in fields.values() for email in emails]
    if not everybody:
        raise NoRecipients(errors=[{"loc": ["body", "to_emails"], "msg": "needs at least one address"}])
    if len(set(everybody)) > MOST_RECIPIENTS:
        raise TooManyRecipients(errors=[{"loc": ["body", "to_emails"], "msg": f"at most {MOST_RECIPIENTS} in all"}])
    for name, emails in fields.items():
        for position, email in enumerate(emails):
            local, _, domain = email.rpartition("@")
            where = ["body", name, position]
            if not local.isascii():
                raise AddressNotSupported(errors=[{"loc": where, "msg": "has letters beyond ASCII"}])
            try:
                ascii_domain(domain)
            except ValueError:
                problem = "is not an e-mail address"
                raise Invalid(f"{email} {problem}", errors=[{"loc": where, "msg": problem}]) from None
    if new.send_at is not None:
        if new.send_at.tzinfo is None:
            raise Invalid(
                "send_at needs a time zone", errors=[{"loc": ["body", "send_at"], "msg": "needs a time zone"}]
            )
        if new.send_at > now() + _LATEST:
            raise SendAtTooLate(errors=[{"loc": ["body", "send_at"], "msg": "is more than a year away"}])
    if not (new.body_text.strip() or (new.body_html or "").strip() or new.attachment_ids):
        raise ReplyEmpty(errors=[{"loc": ["body", "body_text"], "msg": "is empty"}])


def check_size(bodies: Bodies, uploads: Sequence[OutboundUpload]) -> None:
    """Raises `ReplyTooLarge`."""
    if estimated_size(bodies, uploads) > LARGEST_MAIL:
        raise ReplyTooLarge(errors=[{"loc": ["body", "attachment_ids"], "msg": "are too large together"}])


def estimated_size(bodies: Bodies, uploads: Sequence[OutboundUpload]) -> int:
    """Bytes of the mail, from above and close: base64 of the files, quoted-printable of the bodies."""
    files = sum(upload.size * 4 // 3 * 78 // 76 + 1024 + 4 * len(upload.filename.encode()) for upload in uploads)
    text = sum(_quoted_printable(one) for one in (bodies.text, bodies.html or ""))
    return files + text + _HEAD


def _quoted_printable(text: str) -> int:
    """How many bytes it takes at most (RFC 2045 §6.7), with CRLF line ends; lines may be broken a little otherwise."""
    encoded = b2a_qp(text.encode())
    return (len(encoded) + encoded.count(b"\n")) * 102 // 100

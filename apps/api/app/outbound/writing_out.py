"""From a reply's row to the bytes that are sent, once: every attempt sends the same ones."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.core.clock import now
from app.core.db import transaction
from app.core.signing import Reference, signed_address, signed_header
from app.mailboxes.models import SendIdentity
from app.messages.models import Message
from app.messages.occurrences import remember_blobs
from app.outbound.lease import Lease
from app.outbound.mime_message import File, Letter, compose, referable, references_of
from app.outbound.models import OutboundKind, OutboundMessage, OutboundUpload
from app.stitching.keys import StitchFacts, keys_of
from app.storage.blobs import get_blob_store
from app.tickets.models import Ticket

#: RFC 3834 §5, and what other systems look at before they answer by themselves.
_AUTOMATIC = (
    ("Auto-Submitted", "auto-replied"),
    ("X-Auto-Response-Suppress", "All"),
    ("Precedence", "bulk"),
)


@dataclass(frozen=True, slots=True)
class _Facts:
    """What stands in the database for a mail."""

    ticket_id: UUID
    identity: SendIdentity
    answered: Message | None
    uploads: list[OutboundUpload]


def prepared(lease: Lease, row: OutboundMessage) -> bytes:
    """The mail's bytes: as stored by an earlier attempt, else written now and stored before they are sent. Raises
    `LeaseLost`, `BlobStoreUnavailable`. Opens its own transactions, none while blobs are read or written."""
    blobs = get_blob_store()
    if row.raw_sha256 is not None:
        return blobs.get(row.organization_id, row.raw_sha256)
    with transaction(row.organization_id) as session:
        facts = _read(session, row)
    files = [
        File(u.filename, u.content_type, blobs.get(row.organization_id, u.sha256), u.content_id) for u in facts.uploads
    ]
    raw = compose(_letter(row, facts, files))
    (sha256,) = blobs.put_many(row.organization_id, [raw])
    with transaction(row.organization_id) as session:
        remember_blobs(session, row.organization_id, {sha256: len(raw)})
        lease.write(session, raw_sha256=sha256)
        if facts.answered is not None and not _references(facts):
            _register_token(session, row, facts.answered.thread_id)
    return raw


def _read(session: Session, row: OutboundMessage) -> _Facts:
    identity = session.get_one(SendIdentity, (row.organization_id, row.send_identity_id))
    answered = (
        session.get(Message, (row.organization_id, row.in_reply_to_message_id)) if row.in_reply_to_message_id else None
    )
    uploads = session.scalars(
        select(OutboundUpload)
        .where(OutboundUpload.organization_id == row.organization_id, OutboundUpload.outbound_message_id == row.id)
        .order_by(OutboundUpload.position, OutboundUpload.id)
    )
    ticket = session.get_one(Ticket, (row.organization_id, row.ticket_id))
    return _Facts(ticket.id, identity, answered, list(uploads))


def _references(facts: _Facts) -> list[str]:
    answered = facts.answered
    return references_of(answered.reference_ids or answered.in_reply_to, answered.rfc_message_id) if answered else []


def _letter(row: OutboundMessage, facts: _Facts, files: list[File]) -> Letter:
    organization_id, identity = row.organization_id, facts.identity
    own = [
        ("X-OSS-Ticket-ID", signed_header(Reference.ticket_header, organization_id, facts.ticket_id)),
        ("X-OSS-Message-ID", signed_header(Reference.message_header, organization_id, row.id)),
    ]
    automatic = row.kind is OutboundKind.acknowledgement
    token = identity.plus_addressing and signed_address(organization_id, facts.ticket_id, identity.email)
    return Letter(
        from_email=identity.email,
        from_name=identity.display_name,
        to=row.to_emails,
        cc=row.cc_emails,
        bcc=row.bcc_emails,
        reply_to=token or None,
        subject=row.subject,
        date=now(),
        # Gmail replaces it; should it ever not, this one names the reply.
        message_id=f"{row.id.hex}@{identity.email.rpartition('@')[2] if identity.email.isascii() else 'oss.invalid'}",
        in_reply_to=referable(facts.answered.rfc_message_id) if facts.answered else None,
        references=_references(facts),
        own_headers=[*own, *_AUTOMATIC] if automatic else own,
        text=row.body_text,
        html=row.body_html,
        files=files,
    )


def _register_token(session: Session, row: OutboundMessage, thread_id: UUID) -> None:
    """The mail that is answered has no Message-ID to refer to: the signed ticket header will find this thread."""
    facts = StitchFacts(
        own_ids=(),
        references=(),
        participants=frozenset(),
        is_bulk=False,
        thread_index=None,
        subject_base="",
        is_reply=False,
        date=None,
        tokens=(str(row.ticket_id),),
    )
    for key in keys_of(facts).registered:
        session.execute(
            text(
                "INSERT INTO thread_keys (organization_id, key, thread_id) VALUES (:o, :key, :thread)"
                " ON CONFLICT DO NOTHING"
            ),
            {"o": row.organization_id, "key": key, "thread": thread_id},
        )

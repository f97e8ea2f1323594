"""Raw bytes → copies: parsing and everything that is decided from one mail alone. No transaction is open here."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.identity.models import Organization
from app.ingest.claim import Claimed
from app.mailboxes.models import Mailbox, MailboxKind
from app.messages.canonical import Copy
from app.messages.models import Direction
from app.mime import Kind, ParsedMail, identity_key, parse_mail, recipient_evidence
from app.stitching.keys import Keys, StitchFacts, keys_of, participants_of
from app.storage.blobs import BlobStore


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What reading a mail needs to know of its organisation."""

    own_domains: frozenset[str]
    mailbox_addresses: frozenset[str]


def surroundings(session: Session, organization_id: UUID) -> Surroundings:
    """The organisation's domains and the addresses of its journal mailboxes (an archive's address is a real one that
    people write to)."""
    domains = session.scalar(select(Organization.domains).where(Organization.id == organization_id)) or []
    addresses = session.scalars(
        select(Mailbox.email).where(Mailbox.organization_id == organization_id, Mailbox.kind == MailboxKind.journal)
    )
    return Surroundings(frozenset(d.lower() for d in domains), frozenset(a.lower() for a in addresses))


def read_copy(blobs: BlobStore, organization_id: UUID, claimed: Claimed, around: Surroundings) -> Copy:
    """Parse one copy and gather its evidence."""
    mail = _light(parse_mail(blobs.get(organization_id, claimed.raw_sha256)))
    kind, evidence = _kind(mail, claimed.label_ids, around)
    return Copy(
        occurrence_id=claimed.id,
        raw_sha256=claimed.raw_sha256,
        label_ids=claimed.label_ids,
        internal_date=claimed.internal_date,
        mail=mail,
        kind=kind,
        kind_evidence=evidence,
        direction=direction_of(mail, around.own_domains),
        recipient=recipient_evidence(mail, own_addresses=around.mailbox_addresses, own_domains=around.own_domains),
        identity=identity_key(mail),
    )


def _light(mail: ParsedMail) -> ParsedMail:
    """Without what is not stored: a batch of large mails would otherwise hold all their attachments in memory."""
    files = tuple(dataclasses.replace(a, content=b"") for a in mail.attachments)
    return dataclasses.replace(mail, attachments=files) if files else mail


def direction_of(mail: ParsedMail, own_domains: frozenset[str]) -> Direction:
    """Outbound when the real author writes from one of the organisation's own domains."""
    domain = mail.author.email.rpartition("@")[2]
    return Direction.outbound if domain and domain in own_domains else Direction.inbound


def _kind(mail: ParsedMail, label_ids: Sequence[str], around: Surroundings) -> tuple[Kind, dict[str, Any]]:
    decided = mail.classification
    evidence: dict[str, Any] = {
        "reason": decided.reason,
        "confidence": decided.confidence,
        "headers": decided.evidence,
    }
    if "SPAM" in label_ids:
        evidence |= {"reason": "Gmail put it into Spam", "label": "SPAM"}
        return Kind.SPAM, evidence
    if decided.kind is Kind.LIST and _own_group(mail, around.own_domains):
        evidence |= {"reason": "It came through one of the organisation's own groups, not a list of others"}
        return Kind.HUMAN, evidence
    return decided.kind, evidence


def _own_group(mail: ParsedMail, own_domains: frozenset[str]) -> bool:
    """A Google Group of the organisation adds List headers to mail that people wrote to it."""
    if mail.header("x-google-group-id") is None:
        return False
    list_id = (mail.header("list-id") or "").rstrip("> ").rpartition("<")[2].lower()
    return any(list_id == domain or list_id.endswith("." + domain) for domain in own_domains)


def keys_for(copy: Copy, around: Surroundings) -> Keys:
    """The keys that stitching finds this mail's conversation by."""
    mail = copy.mail
    people = [mail.author.email, *(a.email for a in (*mail.reply_to, *mail.to, *mail.cc))]
    references = tuple(dict.fromkeys((*mail.in_reply_to, *mail.references)))
    if copy.kind in (Kind.LIST, Kind.SPAM) and not mail.is_reply:
        # A campaign's References name the campaign, not a conversation.
        references = ()
    return keys_of(
        StitchFacts(
            own_ids=tuple(dict.fromkeys(i for i in (mail.message_id, mail.google_added_id) if i)),
            references=references,
            participants=participants_of(people, around.own_domains),
            is_bulk=copy.kind in (Kind.LIST, Kind.SPAM, Kind.NOTIFICATION),
            thread_index=mail.thread_index,
            subject_base=mail.subject_base,
            is_reply=mail.is_reply,
            date=mail.date,
        )
    )

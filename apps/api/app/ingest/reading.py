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
from app.ingest.own_mail import tickets_named_by
from app.mailboxes.models import Mailbox, MailboxKind, SendIdentity
from app.messages.canonical import Copy
from app.messages.models import Direction
from app.mime import (
    REPORTS,
    Kind,
    Origin,
    ParsedMail,
    asks_for_no_machine,
    dmarc_failed,
    identity_key,
    origin_of,
    parse_mail,
    recipient_evidence,
)
from app.stitching.keys import Keys, StitchFacts, keys_of, participants_of
from app.storage.blobs import BlobStore


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What reading a mail needs to know of its organisation."""

    organization_id: UUID
    own_domains: frozenset[str]
    mailbox_addresses: frozenset[str]
    send_addresses: frozenset[str]
    """What our mailboxes may send as; also at domains that are not the organisation's own."""


def surroundings(session: Session, organization_id: UUID) -> Surroundings:
    """The organisation's domains and the addresses of its journal mailboxes (an archive's address is a real one that
    people write to)."""
    domains = session.scalar(select(Organization.domains).where(Organization.id == organization_id)) or []
    addresses = session.scalars(
        select(Mailbox.email).where(Mailbox.organization_id == organization_id, Mailbox.kind == MailboxKind.journal)
    )
    identities = session.scalars(
        select(SendIdentity.email).where(SendIdentity.organization_id == organization_id, SendIdentity.is_verified)
    )
    return Surroundings(
        organization_id=organization_id,
        own_domains=frozenset(d.lower() for d in domains),
        mailbox_addresses=frozenset(a.lower() for a in addresses),
        send_addresses=frozenset(a.lower() for a in identities),
    )


def read_copy(blobs: BlobStore, organization_id: UUID, claimed: Claimed, around: Surroundings) -> Copy:
    """Parse one copy and gather its evidence."""
    mail = _light(parse_mail(blobs.get(organization_id, claimed.raw_sha256)))
    kind, evidence = _kind(mail, claimed.label_ids, around)
    origin = origin_of(mail, around.own_domains)
    return Copy(
        occurrence_id=claimed.id,
        raw_sha256=claimed.raw_sha256,
        label_ids=claimed.label_ids,
        internal_date=claimed.internal_date,
        mail=mail,
        kind=kind,
        kind_evidence=evidence,
        direction=direction_of(mail, origin, around.own_domains, around.send_addresses),
        origin=origin,
        recipient=recipient_evidence(mail, own_addresses=around.mailbox_addresses, own_domains=around.own_domains),
        identity=identity_key(mail),
    )


def _light(mail: ParsedMail) -> ParsedMail:
    """Without what is not stored: a batch of large mails would otherwise hold all their attachments in memory."""
    files = tuple(dataclasses.replace(a, content=b"") for a in mail.attachments)
    return dataclasses.replace(mail, attachments=files) if files else mail


def direction_of(
    mail: ParsedMail, origin: Origin, own_domains: frozenset[str], send_addresses: frozenset[str]
) -> Direction:
    """Outbound when the real author writes from one of the organisation's own domains, or from an address that one of
    its mailboxes sends as, and nothing proves that it is somebody else who says so. A group that hides its author says
    nothing of who wrote."""
    domain = mail.author.email.rpartition("@")[2]
    ours = (bool(domain) and domain in own_domains) or mail.author.email in send_addresses
    ours = ours and mail.author.source != "group"
    return Direction.outbound if ours and origin.verified is not False else Direction.inbound


def _kind(mail: ParsedMail, label_ids: Sequence[str], around: Surroundings) -> tuple[Kind, dict[str, Any]]:
    decided = mail.classification
    evidence: dict[str, Any] = {
        "reason": decided.reason,
        "confidence": decided.confidence,
        "headers": decided.evidence,
    }
    if decided.informs:
        evidence["informs"] = True
    if "SPAM" in label_ids:
        evidence |= {"reason": "Gmail put it into Spam.", "confidence": 0.95, "label": "SPAM"}
        return Kind.SPAM, evidence
    if decided.kind is Kind.LIST and _own_group(mail, around.own_domains):
        reason = "It came through one of the organisation's own groups, not a list of others."
        evidence |= {"reason": reason, "confidence": 0.9}
        return Kind.HUMAN, _with_refusal(evidence, mail, around)
    return decided.kind, _with_refusal(evidence, mail, around)


def _with_refusal(evidence: dict[str, Any], mail: ParsedMail, around: Surroundings) -> dict[str, Any]:
    """Also what speaks against its being answered by a machine (`app.messages.answering`)."""
    refusal = asks_for_no_machine(mail)
    if refusal is None and dmarc_failed(mail, around.own_domains):
        refusal = "Google found that its sender is not who it says (DMARC failed)."
    return evidence | {"no_automatic_answer": refusal} if refusal else evidence


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
    # A report refers to the message that it brings back, and concerns the people who were not reached. What it says is
    # only looked up: ids that are not ours lead nowhere.
    people += [one.recipient for one in mail.deliveries if "@" in one.recipient]
    references = tuple(dict.fromkeys((*mail.about_ids, *mail.in_reply_to, *mail.references)))
    is_report = copy.kind in REPORTS
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
            # Every failed delivery has the same few subjects: they join nothing.
            subject_base="" if is_report else mail.subject_base,
            is_reply=mail.is_reply and not is_report,
            date=mail.date,
            tokens=tickets_named_by(around.organization_id, mail),
        )
    )

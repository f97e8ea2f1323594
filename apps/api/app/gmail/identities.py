"""The addresses that a sending mailbox may send as, as Gmail's ``settings.sendAs`` tells them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.core.db import transaction
from app.core.ids import new_id
from app.gmail.circuit import attempt
from app.gmail.client import Gmail
from app.gmail.quota import Lane
from app.mailboxes.health import record_success
from app.mailboxes.models import AliasState, Mailbox, MailboxKind, SendIdentity
from app.mailboxes.pausing import MailboxUnknown, resting
from app.mime import sanitize_html
from app.realtime.notify import announce

_LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class Alias:
    """An address to send as."""

    email: str
    display_name: str
    signature_html: str
    is_primary: bool
    is_default: bool
    state: AliasState


def aliases_of(listed: Sequence[dict[str, Any]]) -> list[Alias]:
    """The usable part of ``sendAs`` resources. The primary address carries no ``verificationStatus``."""
    found: dict[str, Alias] = {}
    for item in listed:
        email = str(item.get("sendAsEmail") or "").strip().lower()
        if "@" not in email:
            continue
        primary = item.get("isPrimary") is True
        accepted = primary or item.get("verificationStatus") == "accepted"
        found[email] = Alias(
            email=email,
            display_name=_one_line(str(item.get("displayName") or "")),
            signature_html=sanitize_html(str(item.get("signature") or "").replace("\0", "")),
            is_primary=primary,
            is_default=item.get("isDefault") is True,
            state=AliasState.accepted if accepted else AliasState.pending,
        )
    return list(found.values())


def _one_line(text: str) -> str:
    """Display names go into a header: no line end may come along."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())[:_LONGEST_NAME]


def store_aliases(session: Session, organization_id: UUID, mailbox_id: UUID, aliases: Sequence[Alias]) -> None:
    """Make the identities of the mailbox those of `aliases`. One that Gmail lists no longer stays, unusable, for
    replies name it; what people set here (signature, plus addresses) stays too."""
    for alias in aliases:
        told = {
            "display_name": alias.display_name,
            "signature_html": alias.signature_html,
            "is_primary": alias.is_primary,
            "is_default": alias.is_default,
            "is_verified": alias.state is AliasState.accepted,
            "state": alias.state,
        }
        session.execute(
            insert(SendIdentity)
            .values(
                organization_id=organization_id,
                id=new_id(),
                mailbox_id=mailbox_id,
                email=alias.email,
                # Of an alias nobody knows whether it is a Google Group, where mail to a plus-address bounces.
                plus_addressing=alias.is_primary,
                **told,
            )
            .on_conflict_do_update(
                index_elements=["organization_id", "mailbox_id", "email"], set_={**told, "updated_at": func.now()}
            )
        )
    session.execute(
        update(SendIdentity)
        .where(
            SendIdentity.organization_id == organization_id,
            SendIdentity.mailbox_id == mailbox_id,
            SendIdentity.email.not_in([alias.email for alias in aliases]),
        )
        .values(is_verified=False, is_default=False, state=AliasState.removed, updated_at=func.now())
    )
    session.execute(
        update(Mailbox)
        .where(Mailbox.organization_id == organization_id, Mailbox.id == mailbox_id)
        .values(identities_read_at=func.now())
    )
    announce(session, organization_id, "mailbox", [mailbox_id])


def refresh_identities(organization_id: UUID, mailbox_id: UUID) -> None:
    """Ask Gmail for the addresses again; what fails is recorded on the mailbox. Opens its own short transactions."""
    with transaction(organization_id) as session:
        _require_sending(session, organization_id, mailbox_id)
        if resting(session, organization_id, mailbox_id):
            return

    def work(gmail: Gmail) -> None:
        aliases = aliases_of(gmail.send_as())
        with transaction(organization_id) as session:
            store_aliases(session, organization_id, mailbox_id, aliases)
            record_success(session, organization_id, mailbox_id)

    attempt(organization_id, mailbox_id, Lane.live, work)


def _require_sending(session: Session, organization_id: UUID, mailbox_id: UUID) -> None:
    kind = session.scalar(
        select(Mailbox.kind).where(Mailbox.organization_id == organization_id, Mailbox.id == mailbox_id)
    )
    if kind is not MailboxKind.sending:
        raise MailboxUnknown()

"""A consent becomes a mailbox, or renews one: a mailbox is what Google's ``sub`` names, its address may change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import case, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.core.ids import new_id
from app.identity.domains import domain_of
from app.identity.models import Organization
from app.identity.public_providers import PUBLIC_PROVIDERS
from app.mailboxes.models import (
    BackfillState,
    Mailbox,
    MailboxCredential,
    MailboxKind,
    MailboxQuota,
    MailboxStatus,
    MailboxSync,
)
from app.realtime.notify import announce

#: A new mailbox has spent nothing yet; the bucket's own capacity cuts this down.
_FULL = 1e9


@dataclass(frozen=True, slots=True)
class Identity:
    """Whose mailbox Google says it is."""

    google_sub: str
    email: str


@dataclass(frozen=True, slots=True)
class SealedGrant:
    """Tokens as `mailbox_credentials` stores them."""

    refresh_token: bytes | None
    """None: the service account opens the mailbox by delegation."""
    access_token: bytes
    access_token_expires_at: datetime
    scopes: Sequence[str]


def claim_mailbox(
    session: Session,
    organization_id: UUID,
    kind: MailboxKind,
    identity: Identity,
    *,
    owner_user_id: UUID | None = None,
) -> UUID:
    """The mailbox of this account, made if it is new; connecting twice is reconnecting. A known mailbox keeps cursor
    and progress, and an address that changed at Google is followed. `owner_user_id`: the only person who may send
    through it, None for everybody."""
    healthy = {
        "status": MailboxStatus.connected,
        "error_code": None,
        "error_detail": None,
        "email": identity.email,
        "owner_user_id": owner_user_id,
    }
    addition = insert(Mailbox).values(
        organization_id=organization_id, id=new_id(), kind=kind, google_sub=identity.google_sub, **healthy
    )
    mailbox_id = session.scalars(
        addition.on_conflict_do_update(
            index_elements=["organization_id", "kind", "google_sub"],
            set_={
                **healthy,
                # What everybody uses does not become one person's by a second consent.
                "owner_user_id": case((Mailbox.owner_user_id.is_not(None), addition.excluded.owner_user_id)),
                "connected_at": func.now(),
                "updated_at": func.now(),
            },
        ).returning(Mailbox.id)
    ).one()
    keys = {"organization_id": organization_id, "mailbox_id": mailbox_id}
    session.execute(
        insert(MailboxSync).values(id=new_id(), backfill_state=BackfillState.pending, **keys).on_conflict_do_nothing()
    )
    session.execute(insert(MailboxQuota).values(id=new_id(), units=_FULL, **keys).on_conflict_do_nothing())
    session.execute(
        update(MailboxSync)
        .where(MailboxSync.organization_id == organization_id, MailboxSync.mailbox_id == mailbox_id)
        .values(failures=0, retry_at=None, last_error_code=None, last_error_detail=None, last_error_at=None)
    )
    return mailbox_id


def store_grant(session: Session, organization_id: UUID, mailbox_id: UUID, grant: SealedGrant) -> None:
    """Keep the tokens of a consent in place of earlier ones, whose renewal in flight is then ignored."""
    values = {
        "refresh_token_sealed": grant.refresh_token,
        "is_delegated": grant.refresh_token is None,
        "access_token_sealed": grant.access_token,
        "access_token_expires_at": grant.access_token_expires_at,
        "refresh_leased_until": None,
        "scopes": list(grant.scopes),
    }
    session.execute(
        insert(MailboxCredential)
        .values(organization_id=organization_id, id=new_id(), mailbox_id=mailbox_id, **values)
        .on_conflict_do_update(
            index_elements=["organization_id", "mailbox_id"], set_={**values, "updated_at": func.now()}
        )
    )
    announce(session, organization_id, "mailbox", [mailbox_id])


def adopt_domain(session: Session, organization_id: UUID, email: str) -> None:
    """The domain of a connected mailbox is one of the organisation's own: it decides direction. Public providers'
    domains are nobody's own."""
    domain = domain_of(email)
    if domain is None or domain in PUBLIC_PROVIDERS:
        return
    session.execute(
        update(Organization)
        .where(Organization.id == organization_id, ~Organization.domains.contains([domain]))
        .values(domains=func.array_append(Organization.domains, domain))
    )


def same_account(session: Session, organization_id: UUID, mailbox_id: UUID, identity: Identity) -> bool:
    """Whether the mailbox to be reconnected belongs to this account. By ``sub`` alone: addresses change hands."""
    known = session.scalar(
        select(Mailbox.google_sub).where(Mailbox.organization_id == organization_id, Mailbox.id == mailbox_id)
    )
    return known == identity.google_sub

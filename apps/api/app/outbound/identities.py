"""Which addresses a person may send from, and which of them a ticket's customer wrote to."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.core.clock import now
from app.core.db import transaction
from app.core.errors import Forbidden, Invalid, NotFound
from app.core.signing import without_token
from app.gmail.advice import action_for
from app.gmail.failures import Failure
from app.identity.access import Caller
from app.identity.models import Role
from app.mailboxes.health import find_mailbox
from app.mailboxes.models import AliasState, Mailbox, MailboxKind, MailboxStatus, SendIdentity
from app.mailboxes.pausing import MailboxUnknown
from app.messages.models import Direction, Message, Occurrence
from app.mime import sanitize_html
from app.outbound.identity_schemas import SendIdentityList, SendIdentityOut, SendIdentityPatch
from app.outbound.models import OutboundMessage
from app.outbound.schemas import ProblemToMend
from app.tickets.lookup import find_ticket
from app.tickets.models import TicketMessage

_NEWEST = 20


class IdentityNotFound(NotFound):
    """No such identity, or one that only its owner may use."""

    code = "identity_not_found"
    title = "There is no such address to send from"


class IdentityNotAllowed(Invalid):
    """The identity named in a reply is not one that the caller may send with."""

    code = "identity_not_found"
    title = "This address to send from does not exist, or is another person's"


class IdentityNotVerified(Invalid):
    """Gmail has not confirmed the address, or no longer lists it."""

    code = "identity_not_verified"
    title = "Gmail does not let this mailbox send from this address"


class IdentityIsAdmins(Forbidden):
    """What everybody sends with is an admin's to change."""

    code = "identity_is_shared"
    title = "Everybody sends from this address: changing it needs an admin"


Row = tuple[SendIdentity, Mailbox]


def identities_of(session: Session, organization_id: UUID, user_id: UUID | None) -> list[Row]:
    """The identities that this person may use; the shared ones alone for None."""
    rows = session.execute(
        select(SendIdentity, Mailbox)
        .join(
            Mailbox, (Mailbox.organization_id == SendIdentity.organization_id) & (Mailbox.id == SendIdentity.mailbox_id)
        )
        .where(
            SendIdentity.organization_id == organization_id,
            Mailbox.kind == MailboxKind.sending,
            or_(Mailbox.owner_user_id.is_(None), Mailbox.owner_user_id == user_id),
        )
        .order_by(Mailbox.owner_user_id.is_not(None), SendIdentity.email, SendIdentity.id)
    )
    return [(row[0], row[1]) for row in rows]


def list_identities(session: Session, caller: Caller, ticket_id: UUID | None) -> SendIdentityList:
    """The caller's identities and the one to begin with. Raises `TicketNotFound`."""
    rows = identities_of(session, caller.organization_id, caller.user_id)
    ticket = find_ticket(session, caller.organization_id, ticket_id) if ticket_id else None
    default = default_identity(session, caller.organization_id, ticket.id if ticket else None, rows)
    return SendIdentityList(
        items=[show_identity(*row) for row in rows], default_identity_id=default.id if default else None
    )


def show_identity(identity: SendIdentity, mailbox: Mailbox) -> SendIdentityOut:
    """One identity, with what keeps it from being used."""
    problem = identity_problem(identity, mailbox)
    return SendIdentityOut(
        id=identity.id,
        mailbox_id=mailbox.id,
        mailbox_email=mailbox.email,
        email=identity.email,
        display_name=identity.display_name,
        signature_html=signature_of(identity),
        has_own_signature=identity.own_signature_html is not None,
        is_primary=identity.is_primary,
        is_default=identity.is_default,
        state=identity.state,
        is_verified=identity.is_verified,
        is_shared=mailbox.owner_user_id is None,
        is_usable=problem is None,
        plus_addressing=identity.plus_addressing,
        problem=problem,
    )


def identity_problem(identity: SendIdentity, mailbox: Mailbox) -> ProblemToMend | None:
    """Why nothing can be sent with it now, and how to mend that."""
    if identity.state is AliasState.pending:
        return ProblemToMend(
            code="identity_not_verified",
            detail=None,
            action="Confirm the address in Gmail (Settings > Accounts > Send mail as), then refresh the list.",
        )
    if identity.state is AliasState.removed:
        return ProblemToMend(
            code="identity_removed", detail=None, action="The address is no longer in Gmail's list: add it there again."
        )
    if mailbox.status is not MailboxStatus.connected:
        code = mailbox.error_code or mailbox.status.value
        return ProblemToMend(code=code, detail=mailbox.error_detail or None, action=action_for(code))
    if mailbox.not_before and mailbox.not_before > now():
        detail = f"Google asked to wait until {mailbox.not_before:%H:%M} UTC."
        return ProblemToMend(code="rate_limited", detail=detail, action=action_for("rate_limited"))
    if mailbox.sends_not_before and mailbox.sends_not_before > now():
        code, until = Failure.sending_limit.value, mailbox.sends_not_before
        return ProblemToMend(code=code, detail=f"Until {until:%Y-%m-%d %H:%M} UTC.", action=action_for(code))
    return None


def signature_of(identity: SendIdentity) -> str:
    """What is put below its mails, as HTML."""
    return identity.own_signature_html if identity.own_signature_html is not None else identity.signature_html


def default_identity(
    session: Session, organization_id: UUID, ticket_id: UUID | None, rows: Sequence[Row]
) -> SendIdentity | None:
    """The identity that the ticket's mail was for; failing that the one it was answered with last, then the shared
    one that Gmail calls the default."""
    usable = [identity for identity, _ in rows if identity.is_verified]
    if not usable:
        return None
    by_email: dict[str, SendIdentity] = {}
    for identity in usable:
        by_email.setdefault(identity.email, identity)
    if ticket_id is not None:
        for address in addresses_written_to(session, organization_id, ticket_id):
            if address in by_email:
                return by_email[address]
        answered = session.scalar(
            select(OutboundMessage.send_identity_id)
            .where(OutboundMessage.organization_id == organization_id, OutboundMessage.ticket_id == ticket_id)
            .order_by(OutboundMessage.created_at.desc())
            .limit(1)
        )
        for identity in usable:
            if identity.id == answered:
                return identity
    return next((i for i in usable if i.is_default), usable[0])


def addresses_written_to(session: Session, organization_id: UUID, ticket_id: UUID) -> list[str]:
    """The addresses that the ticket's mail from outside was for, the newest mail's first: what delivery stamped on it,
    then To and Cc."""
    messages = session.execute(
        select(Message.id, Message.to_emails, Message.cc_emails)
        .join(
            TicketMessage,
            (TicketMessage.organization_id == Message.organization_id) & (TicketMessage.message_id == Message.id),
        )
        .where(
            Message.organization_id == organization_id,
            TicketMessage.ticket_id == ticket_id,
            Message.direction == Direction.inbound,
        )
        .order_by(TicketMessage.sort_at.desc(), TicketMessage.message_id.desc())
        .limit(_NEWEST)
    ).all()
    stamped: dict[UUID, list[str]] = {}
    for message_id, recipient in session.execute(
        select(Occurrence.message_id, Occurrence.original_recipient)
        .where(Occurrence.organization_id == organization_id, Occurrence.message_id.in_([row[0] for row in messages]))
        .order_by(Occurrence.original_recipient_confidence.desc().nulls_last(), Occurrence.id)
    ):
        if message_id is not None and recipient:
            stamped.setdefault(message_id, []).append(recipient)
    found: dict[str, None] = {}
    for message_id, to, cc in messages:
        for address in (*stamped.get(message_id, ()), *to, *cc):
            found.setdefault(without_token(address.lower()))
    return list(found)


def usable_identity(session: Session, caller: Caller, identity_id: UUID) -> Row:
    """The identity for a reply of the caller's. A mailbox that is out of order is no obstacle: the reply waits for it.
    Raises `IdentityNotAllowed`, `IdentityNotVerified`."""
    where = [{"loc": ["body", "send_identity_id"], "msg": "cannot be used"}]
    for identity, mailbox in identities_of(session, caller.organization_id, caller.user_id):
        if identity.id == identity_id:
            if not identity.is_verified:
                problem = identity_problem(identity, mailbox)
                raise IdentityNotVerified(problem.action if problem else None, errors=where)
            return identity, mailbox
    raise IdentityNotAllowed(errors=where)


def change_identity(session: Session, caller: Caller, identity_id: UUID, patch: SendIdentityPatch) -> SendIdentityOut:
    """Set what the organisation decides about an identity. Raises `IdentityNotFound`, `IdentityIsAdmins`."""
    for identity, mailbox in identities_of(session, caller.organization_id, caller.user_id):
        if identity.id != identity_id:
            continue
        if mailbox.owner_user_id is None and caller.role is not Role.admin:
            raise IdentityIsAdmins()
        if "signature_html" in patch.model_fields_set:
            identity.own_signature_html = None if patch.signature_html is None else sanitize_html(patch.signature_html)
        if patch.plus_addressing is not None:
            identity.plus_addressing = patch.plus_addressing
        identity.updated_at = now()
        session.flush()
        return show_identity(identity, mailbox)
    raise IdentityNotFound()


def require_mailbox(caller: Caller, mailbox_id: UUID) -> None:
    """Refuse (`MailboxUnknown`) a sending mailbox that is not there or is another person's. Opens its own
    transaction."""
    with transaction(caller.organization_id, user_id=caller.user_id) as session:
        mailbox = find_mailbox(session, caller.organization_id, mailbox_id)
        mine = mailbox is not None and mailbox.owner_user_id in (None, caller.user_id)
        if mailbox is None or mailbox.kind is not MailboxKind.sending or not mine:
            raise MailboxUnknown()


def current_identities(caller: Caller) -> SendIdentityList:
    """The caller's identities. A transaction of its own."""
    with transaction(caller.organization_id, user_id=caller.user_id) as session:
        return list_identities(session, caller, None)

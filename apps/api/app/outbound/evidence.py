"""What a ticket's mails tell about the people in it, for replies."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from app.core.errors import Invalid
from app.core.signing import without_token
from app.identity.models import Membership, Organization, User
from app.mailboxes.models import Mailbox, MailboxKind, SendIdentity
from app.messages.models import Direction, Message, MessageContent, Occurrence
from app.outbound.models import OutboundMessage
from app.routing.models import RoutingRule
from app.tickets.models import Ticket, TicketMessage

_MOST_MAILS = 200
_GROUP_SOURCES = ("x-beenthere", "mailing-list", "google-group", "list-id")


class MessageNotInTicket(Invalid):
    """The mail to answer does not stand in this ticket."""

    code = "message_not_in_ticket"
    title = "The mail to answer is not one of this ticket's"


@dataclass(frozen=True, slots=True)
class People:
    """Who takes part in a ticket."""

    ours: frozenset[str]
    """Addresses that mean this system: identities, mailboxes, aliases, groups. Not colleagues."""
    known: frozenset[str]
    """Every address that a mail of the ticket names."""
    correspondents: frozenset[str]
    """Those who wrote."""
    own_domains: frozenset[str]


def message_to_answer(session: Session, ticket: Ticket, message_id: UUID | None) -> Message | None:
    """The mail that a reply answers: the one named, else the newest that somebody outside wrote, else the newest.
    Raises `MessageNotInTicket`."""
    mails = _mails(ticket)
    if message_id is not None:
        found = session.scalars(mails.where(Message.id == message_id)).one_or_none()
        if found is None:
            raise MessageNotInTicket(
                errors=[{"loc": ["body", "in_reply_to_message_id"], "msg": "is not in this ticket"}]
            )
        return found
    newest = mails.order_by(TicketMessage.sort_at.desc(), TicketMessage.message_id.desc()).limit(1)
    speaking = newest.where(Message.direction == Direction.inbound, Message.classification.in_(_ANSWERED))
    return session.scalars(speaking).one_or_none() or session.scalars(newest).one_or_none()


_ANSWERED = ("human", "complaint", "notification", "calendar")


def _mails(ticket: Ticket) -> Select[Message]:
    return (
        select(Message)
        .join(
            TicketMessage,
            (TicketMessage.organization_id == Message.organization_id) & (TicketMessage.message_id == Message.id),
        )
        .where(Message.organization_id == ticket.organization_id, TicketMessage.ticket_id == ticket.id)
    )


def content_of(session: Session, message: Message) -> MessageContent:
    """The bodies of a mail."""
    return session.scalars(
        select(MessageContent).where(
            MessageContent.organization_id == message.organization_id, MessageContent.message_id == message.id
        )
    ).one()


def people_of(session: Session, ticket: Ticket, user_id: UUID | None) -> People:
    """The people of a ticket, as its newest mails name them; `user_id` writes."""
    organization_id = ticket.organization_id
    rows = session.scalars(
        _mails(ticket).order_by(TicketMessage.sort_at.desc(), TicketMessage.message_id.desc()).limit(_MOST_MAILS)
    ).all()
    known: set[str] = set()
    wrote: set[str] = set()
    for mail in rows:
        writer = str(mail.author.get("email") or mail.from_email).lower()
        wrote.add(writer)
        known.update((writer, mail.from_email, *mail.to_emails, *mail.cc_emails, *mail.reply_to_emails))
    sent = session.execute(
        select(OutboundMessage.to_emails, OutboundMessage.cc_emails, OutboundMessage.bcc_emails)
        .where(OutboundMessage.organization_id == organization_id, OutboundMessage.ticket_id == ticket.id)
        .order_by(OutboundMessage.created_at.desc())
        .limit(_MOST_MAILS)
    )
    known.update(email for row in sent for emails in row for email in emails)
    domains = session.scalar(select(Organization.domains).where(Organization.id == organization_id)) or []
    ours = system_addresses(session, organization_id, user_id)
    ours |= _stamped(session, ticket, [mail.id for mail in rows], {d.lower() for d in domains})
    own = frozenset(d.lower() for d in domains)
    return People(frozenset(ours), frozenset(e.lower() for e in known if e), frozenset(wrote - {""}), own)


def system_addresses(session: Session, organization_id: UUID, user_id: UUID | None) -> set[str]:
    """Addresses that nobody should be answered at: journals, shared sending mailboxes and all that these send as, the
    writer's own, and those that a routing rule names in full."""
    mine = or_(Mailbox.owner_user_id.is_(None), Mailbox.owner_user_id == user_id)
    mailboxes = session.scalars(
        select(Mailbox.email).where(
            Mailbox.organization_id == organization_id, Mailbox.kind != MailboxKind.archive, mine
        )
    )
    identities = session.scalars(
        select(SendIdentity.email)
        .join(
            Mailbox, (Mailbox.organization_id == SendIdentity.organization_id) & (Mailbox.id == SendIdentity.mailbox_id)
        )
        .where(SendIdentity.organization_id == organization_id, mine)
    )
    patterns = session.scalars(
        select(RoutingRule.match_recipient_pattern).where(RoutingRule.organization_id == organization_id)
    )
    writer = session.scalar(select(User.email).where(User.id == user_id)) if user_id else None
    exact = {p.lower() for p in patterns if p and "@" in p and not set("*?") & set(p)}
    return {a.lower() for a in (*mailboxes, *identities, *([writer] if writer else []))} | exact


def _stamped(session: Session, ticket: Ticket, ids: Sequence[UUID], own_domains: Collection[str]) -> set[str]:
    """Groups of ours that the mails came through, and the address that the ticket was opened for. An address that a
    colleague signs in with is a person's, whatever delivery stamped on their copy."""
    rows = session.execute(
        select(Occurrence.message_id, Occurrence.original_recipient, Occurrence.original_recipient_evidence).where(
            Occurrence.organization_id == ticket.organization_id, Occurrence.message_id.in_(ids)
        )
    )
    root = _root_to(session, ticket)
    found: set[str] = set()
    for message_id, recipient, evidence in rows:
        for candidate in (evidence or {}).get("candidates") or []:
            if candidate.get("source") in _GROUP_SOURCES:
                found.add(str(candidate.get("address") or "").lower())
        if message_id == ticket.root_message_id and recipient and recipient.lower() in root:
            found.add(without_token(recipient.lower()))
    found = {a for a in found if a.rpartition("@")[2] in own_domains}
    if not found:
        return set()
    people = session.scalars(
        select(func.lower(User.email))
        .join(Membership, Membership.user_id == User.id)
        .where(Membership.organization_id == ticket.organization_id, func.lower(User.email).in_(found))
    )
    return found - set(people)


def _root_to(session: Session, ticket: Ticket) -> set[str]:
    to = session.scalar(
        select(Message.to_emails).where(
            Message.organization_id == ticket.organization_id, Message.id == ticket.root_message_id
        )
    )
    return {a.lower() for a in to or []}

"""What a reply begins with: recipients, subject, quote, and what to look at before it leaves."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.db import transaction
from app.core.signing import without_token
from app.identity.access import Caller
from app.messages.bounced import bounced_among
from app.messages.models import Attachment, Direction, Message, MessageContent
from app.mime import dmarc_failed, parse_mail, sanitize_html
from app.outbound.evidence import People, content_of, message_to_answer, people_of
from app.outbound.identities import default_identity, identities_of, signature_of
from app.outbound.new_mail import last_message_id, new_mail
from app.outbound.preferences import undo_seconds
from app.outbound.quoting import Quoted, forward_subject, quote_html, quote_text, reply_subject
from app.outbound.recipients import Recipients, Replied, recipients_of
from app.outbound.schemas import MailboxPerson, ReplyCheck, ReplyChecked, ReplyMode, ReplyProposal, WarningOut
from app.outbound.warnings import Found, WarningCode, bounce_warnings, recipient_warnings
from app.storage.blobs import get_blob_store
from app.tickets.lookup import find_ticket
from app.tickets.message_schemas import AttachmentOut
from app.tickets.strangers import strangers_among


def propose_reply(caller: Caller, ticket_id: UUID, mode: ReplyMode, message_id: UUID | None) -> ReplyProposal:
    """What a reply of the caller's would begin with. Raises `TicketNotFound`, `MessageNotInTicket`. Opens its own
    transaction, none while the raw mail is read."""
    with transaction(caller.organization_id, user_id=caller.user_id) as session:
        ticket = find_ticket(session, caller.organization_id, ticket_id)
        message = message_to_answer(session, ticket, message_id)
        people = people_of(session, ticket, caller.user_id)
        rows = identities_of(session, caller.organization_id, caller.user_id)
        identity = default_identity(session, caller.organization_id, ticket.id, rows)
        content = content_of(session, message) if message else None
        forwardable = _forwardable(session, message) if message and mode == "forward" else []
        last, undo = last_message_id(session, ticket), undo_seconds(session, caller)
        subject = message.subject if message else ticket.subject
        asked = [message] if message else []
        strangers = strangers_among(session, caller.organization_id, ticket.id, ticket.requester_email, asked)
        bounced = bounced_among(session, caller.organization_id, _named(message) if message else ())
    found = Recipients((), ())
    if mode != "forward":
        found = recipients_of(replied(message), ours=people.ours, everybody=mode == "reply_all") if message else found
    quoted = quoted_mail(message, content) if message and content else None
    forward = mode == "forward"
    names = _names(message)
    warnings = _about_sender(message, people, found, bool(strangers)) + _about((*found.to, *found.cc), people)
    warnings += bounce_warnings([bounced[email] for email in (*found.to, *found.cc) if email in bounced])
    return ReplyProposal(
        mode=mode,
        message_id=message.id if message else None,
        send_identity_id=identity.id if identity else None,
        to=[MailboxPerson(email=e, name=names.get(e, "")) for e in found.to],
        cc=[MailboxPerson(email=e, name=names.get(e, "")) for e in found.cc],
        subject=forward_subject(subject) if forward else reply_subject(subject),
        signature_html=signature_of(identity) if identity else "",
        quote_html=quote_html(quoted, forward=forward) if quoted else "",
        quote_text=quote_text(quoted, forward=forward) if quoted else "",
        forwardable=forwardable,
        warnings=_shown(warnings),
        last_message_id=last,
        undo_send_seconds=undo,
    )


def check_reply(session: Session, caller: Caller, ticket_id: UUID, check: ReplyCheck) -> ReplyChecked:
    """Warnings about recipients as they stand, and the mail that came meanwhile. Raises `TicketNotFound`."""
    ticket = find_ticket(session, caller.organization_id, ticket_id)
    people = people_of(session, ticket, caller.user_id)
    news = new_mail(session, ticket, caller.user_id, check.expected_last_message_id, None)
    found = _about(tuple(check.emails), people)
    found += bounce_warnings(bounced_among(session, caller.organization_id, check.emails).values())
    if news:
        found.append(Found(WarningCode.new_mail, "New mail came into this ticket while you were writing."))
    return ReplyChecked(warnings=_shown(found), new_messages=news)


def _about(emails: tuple[str, ...], people: People) -> list[Found]:
    domains = {e.rpartition("@")[2] for e in people.correspondents}
    return recipient_warnings(emails, known=people.known, trusted_domains=domains, own_domains=people.own_domains)


def _about_sender(message: Message | None, people: People, found: Recipients, stranger: bool) -> list[Found]:
    if message is None or message.direction is not Direction.inbound:
        return []
    warnings: list[Found] = []
    author = str(message.author.get("email") or message.from_email).lower()
    elsewhere = tuple(a.lower() for a in message.reply_to_emails if without_token(a.lower()) not in people.ours)
    if elsewhere and author not in elsewhere and any(e in found.to for e in elsewhere):
        text = f"{author} wrote this mail, and asks for answers to another address."
        warnings.append(Found(WarningCode.reply_to_differs, text, elsewhere))
    mail = parse_mail(get_blob_store().get(message.organization_id, message.raw_sha256))
    if dmarc_failed(mail, frozenset(people.own_domains)):
        text = "Google could not confirm that this mail comes from the domain it names (DMARC failed)."
        warnings.append(Found(WarningCode.dmarc_failed, text, (author,)))
    if stranger:
        text = "Who wrote this mail takes no other part in this ticket."
        warnings.append(Found(WarningCode.sender_is_stranger, text, (author,)))
    return warnings


def _shown(found: list[Found]) -> list[WarningOut]:
    return [WarningOut(code=one.code, detail=one.detail, emails=list(one.emails)) for one in found]


def replied(message: Message) -> Replied:
    """A stored mail as `recipients_of` takes it."""
    return Replied(
        author=str(message.author.get("email") or message.from_email).lower(),
        reply_to=tuple(message.reply_to_emails),
        to=tuple(message.to_emails),
        cc=tuple(message.cc_emails),
        is_ours=message.direction is Direction.outbound,
    )


def quoted_mail(message: Message, content: MessageContent) -> Quoted:
    """A stored mail as it is quoted."""
    name, email = str(message.author.get("name") or ""), str(message.author.get("email") or message.from_email)
    return Quoted(
        author=f"{name} <{email}>" if name else email,
        date=message.date_header or message.internal_date,
        subject=message.subject,
        to=tuple(message.to_emails),
        cc=tuple(message.cc_emails),
        text=content.body_text,
        html=sanitize_html(content.body_html) if content.body_html is not None else None,
    )


def _named(message: Message) -> tuple[str, ...]:
    """Every address that an answer to it may go to."""
    author = str(message.author.get("email") or message.from_email)
    return (author, *message.reply_to_emails, *message.to_emails, *message.cc_emails)


def _names(message: Message | None) -> dict[str, str]:
    if message is None:
        return {}
    email = str(message.author.get("email") or "").lower()
    return {email: str(message.author.get("name") or ""), message.from_email: message.from_name}


def _forwardable(session: Session, message: Message) -> list[AttachmentOut]:
    rows = session.scalars(
        select(Attachment)
        .where(Attachment.organization_id == message.organization_id, Attachment.message_id == message.id)
        .order_by(Attachment.part)
    )
    return [AttachmentOut.model_validate(row) for row in rows]

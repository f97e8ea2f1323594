"""Look for a reply in Gmail's Sent folder, by the header that only we can have signed."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from app.core.db import transaction
from app.core.signing import Reference, read_header
from app.gmail.failures import Failure, GmailError
from app.gmail.submission import Submission, Submitted
from app.messages.models import Message
from app.outbound.models import OutboundMessage

_HEADER = "X-OSS-Message-ID"
_MOST_PAGES = 50
_SENT = "SENT"
_CLOCKS_DIFFER = timedelta(hours=1)


def find_sent(gmail: Submission, row: OutboundMessage, *, thorough: bool) -> Submitted | None:
    """The mail of this reply that Gmail has, None when there is none (yet: what was accepted a moment ago may take a
    while to show up).

    The history since before the first attempt names everything that was sent since. The listing of the Sent folder is
    asked too where history is gone, or when the answer has to be right (`thorough`); where both is so, to its end.
    """
    candidates, complete = _since(gmail, row)
    if thorough or not complete:
        candidates |= set(gmail.list_sent())
    if thorough and not complete:
        # No attempt was made before `send_at`.
        candidates |= set(gmail.list_sent(row.send_at - _CLOCKS_DIFFER))
    for identifier in sorted(candidates - _known(row, candidates), reverse=True):
        try:
            mail = gmail.headers(identifier, [_HEADER])
        except GmailError as error:
            if error.failure is Failure.not_found:
                continue
            raise
        value = mail.headers.get(_HEADER.lower(), "")
        if read_header(Reference.message_header, row.organization_id, value) == row.id:
            return Submitted(mail.id, mail.thread_id)
    return None


def _since(gmail: Submission, row: OutboundMessage) -> tuple[set[str], bool]:
    """The ids that history calls sent, and whether it could tell everything."""
    if row.history_id is None:
        return set(), False
    found: set[str] = set()
    token: str | None = None
    for _ in range(_MOST_PAGES):
        try:
            page = gmail.history(int(row.history_id), token)
        except GmailError as error:
            if error.failure is Failure.not_found:
                return found, False
            raise
        for record in page.records:
            # Without labels in the record it may be one that was sent.
            found.update(m.id for m in record.added if m.label_ids is None or _SENT in m.label_ids)
            found.update(m.id for m, added, _ in record.labelled if _SENT in added)
        if page.next_page_token is None:
            return found, True
        token = page.next_page_token
    return found, False


def _known(row: OutboundMessage, candidates: set[str]) -> set[str]:
    """Those that other replies are known by."""
    with transaction(row.organization_id) as session:
        rows = session.scalars(
            select(OutboundMessage.gmail_message_id).where(
                OutboundMessage.organization_id == row.organization_id,
                OutboundMessage.mailbox_id == row.mailbox_id,
                OutboundMessage.gmail_message_id.in_(candidates),
                OutboundMessage.id != row.id,
            )
        )
        return {identifier for identifier in rows if identifier}


def conversation_of(gmail: Submission, row: OutboundMessage, answered_id: str | None) -> str | None:
    """The Gmail thread of this mailbox that the reply continues: that of an earlier reply, else where the mailbox has
    the mail that is answered. None where it has neither; the reply then threads by its References alone."""
    if row.without_thread:
        return None
    earlier = _earlier_thread(row)
    if earlier is not None or answered_id is None:
        return earlier
    try:
        found = gmail.find_by_rfc_id(answered_id)
    except GmailError as error:
        if error.failure in (Failure.bad_request, Failure.not_found, Failure.transient):
            return None
        raise
    return next((one.thread_id for one in found if one.thread_id), None)


def _earlier_thread(row: OutboundMessage) -> str | None:
    with transaction(row.organization_id) as session:
        return session.scalar(
            select(OutboundMessage.gmail_thread_id)
            .where(
                OutboundMessage.organization_id == row.organization_id,
                OutboundMessage.ticket_id == row.ticket_id,
                OutboundMessage.mailbox_id == row.mailbox_id,
                OutboundMessage.gmail_thread_id.is_not(None),
                OutboundMessage.id != row.id,
            )
            .order_by(OutboundMessage.sent_at.desc())
            .limit(1)
        )


def answered_rfc_id(row: OutboundMessage) -> str | None:
    """The Message-ID of the mail that the reply answers."""
    if row.in_reply_to_message_id is None:
        return None
    with transaction(row.organization_id) as session:
        return session.scalar(
            select(Message.rfc_message_id).where(
                Message.organization_id == row.organization_id, Message.id == row.in_reply_to_message_id
            )
        )

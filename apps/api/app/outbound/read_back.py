"""Read Gmail's copy of a sent mail back: Gmail gives it another Message-ID, which the customer's answer refers to. The
copy goes the way of every mail, so the reply stands in its ticket at once, whatever the journal sees."""

from __future__ import annotations

from sqlalchemy import select

from app.core.db import transaction
from app.gmail.failures import Failure, GmailError
from app.gmail.submission import Submission
from app.ingest.request import request_processing
from app.jobs.queue import LIVE
from app.messages.models import DiscoveredBy, Occurrence
from app.messages.occurrences import Discovery, Fetched, discover, mark_fetched
from app.mime import parse_mail
from app.outbound.lease import Lease
from app.outbound.models import OutboundMessage
from app.storage.blobs import get_blob_store


def read_back(lease: Lease, row: OutboundMessage, gmail: Submission) -> None:
    """Store the sent copy as an occurrence of the sending mailbox and ask for its processing. Raises `GmailError`,
    `MustWait`, `LeaseLost`; it is tried again then."""
    identifier = row.gmail_message_id
    assert identifier is not None
    try:
        mail = gmail.raw(identifier)
    except GmailError as error:
        if error.failure is not Failure.not_found:
            raise
        # Somebody has deleted it for good already. The journal's copy tells the rest.
        with transaction(row.organization_id) as session:
            lease.write(session, due_at=None)
        return
    assert mail.raw is not None
    (sha256,) = get_blob_store().put_many(row.organization_id, [mail.raw])
    rfc_message_id = parse_mail(mail.raw).message_id
    with transaction(row.organization_id) as session:
        copy = Discovery(identifier, mail.thread_id, mail.label_ids)
        discover(session, row.organization_id, row.mailbox_id, [copy], DiscoveredBy.history)
        occurrence_id = session.scalars(
            select(Occurrence.id).where(
                Occurrence.organization_id == row.organization_id,
                Occurrence.mailbox_id == row.mailbox_id,
                Occurrence.gmail_message_id == identifier,
            )
        ).one()
        fetched = Fetched(
            occurrence_id,
            sha256,
            len(mail.raw),
            mail.internal_date,
            mail.thread_id,
            mail.history_id,
            mail.label_ids,
        )
        mark_fetched(session, row.organization_id, [fetched])
        lease.write(session, rfc_message_id=rfc_message_id, due_at=None)
        request_processing(session, row.organization_id, priority=LIVE)

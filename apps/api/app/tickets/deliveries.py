"""What became of mails at their recipients, as it is shown."""

from __future__ import annotations

from collections.abc import Iterable

from app.messages.bounced import Bounced
from app.messages.delivery_reports import Told
from app.tickets.message_schemas import BouncedAddressOut, DeliveryReportOut


def show_reports(told: Iterable[Told]) -> list[DeliveryReportOut]:
    """Reports in their order."""
    return [
        DeliveryReportOut(
            recipient=one.row.recipient,
            kind=one.row.kind,
            action=one.row.action,
            status=one.row.status,
            diagnostic=one.row.diagnostic,
            remote_mta=one.row.remote_mta,
            source=one.row.source,
            report_message_id=one.row.message_id,
            report_ticket_id=one.report_ticket_id,
            reported_at=one.report_at,
            original_message_id=one.row.original_message_id,
        )
        for one in told
    ]


def last_words(told: Iterable[Told]) -> list[DeliveryReportOut]:
    """The newest report on each recipient: a delay that ended in a failure is a failure."""
    return list({one.recipient: one for one in show_reports(told)}.values())


def show_bounced(bounced: Bounced) -> BouncedAddressOut:
    """An address that our mail does not reach."""
    return BouncedAddressOut(
        email=bounced.email,
        kind=bounced.kind,
        status=bounced.status,
        diagnostic=bounced.diagnostic,
        reported_at=bounced.reported_at,
        report_message_id=bounced.report_message_id,
        report_ticket_id=bounced.report_ticket_id,
    )

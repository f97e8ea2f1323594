"""What became of our mail at each recipient: read from reports, linked to the message that they are about.

A link is a function of what is stored, so it does not matter whether the report or the message comes first.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.core.bulk import insert_rows
from app.core.columns import closed_set
from app.core.db import Base, owned_by_organization, tenant_fk
from app.messages.canonical import Copy
from app.mime import Outcome


class DeliveryReport(Base):
    """The fate of a message at one recipient, as the report `message_id` tells it."""

    __tablename__ = "delivery_reports"
    __table_args__ = (
        owned_by_organization(),
        tenant_fk("message_id", "messages", ondelete="CASCADE"),
        tenant_fk("original_message_id", "messages", ondelete="SET NULL", name="fk_delivery_reports_original"),
        Index("ix_delivery_reports_original", "organization_id", "original_message_id"),
        Index("ix_delivery_reports_original_rfc", "organization_id", "original_rfc_message_id"),
        Index("ix_delivery_reports_recipient", "organization_id", "recipient"),
    )
    organization_id: Mapped[UUID] = mapped_column(primary_key=True)
    message_id: Mapped[UUID] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    """The place of the recipient in the report, from 0: the same whenever it is read again."""
    recipient: Mapped[str]
    kind: Mapped[Outcome] = mapped_column(closed_set(Outcome, "kind"))
    action: Mapped[str]
    status: Mapped[str]
    diagnostic: Mapped[str]
    remote_mta: Mapped[str]
    source: Mapped[str]
    original_rfc_message_id: Mapped[str | None]
    original_message_id: Mapped[UUID | None]


def write_delivery_reports(
    session: Session, organization_id: UUID, copies: Mapping[UUID, Copy], known: Collection[UUID]
) -> None:
    """Replace the reports of these messages (id → the copy that is shown); `known` are those that were stored before.
    A batch without reports and without messages read again costs nothing."""
    again = sorted(set(known) & set(copies))
    if again:
        session.execute(
            text("DELETE FROM delivery_reports WHERE organization_id = :o AND message_id = ANY(:ids)"),
            {"o": organization_id, "ids": again},
        )
    rows = [
        {
            "organization_id": organization_id,
            "message_id": message_id,
            "position": position,
            "recipient": one.recipient,
            "kind": one.outcome,
            "action": one.action,
            "status": one.status,
            "diagnostic": one.diagnostic,
            "remote_mta": one.remote_mta,
            "source": one.source,
            "original_rfc_message_id": next(iter(copy.mail.about_ids), None),
            "original_message_id": None,
        }
        for message_id, copy in sorted(copies.items())
        for position, one in enumerate(copy.mail.deliveries)
    ]
    insert_rows(session, DeliveryReport, rows)


_RESOLVE = text(
    """
UPDATE delivery_reports d SET original_message_id = found.id
FROM unnest(CAST(:ids AS text[])) AS wanted (rfc_id)
CROSS JOIN LATERAL (
    SELECT m.id FROM messages m WHERE m.organization_id = :o AND m.rfc_message_id = wanted.rfc_id
    ORDER BY (m.direction = 'outbound') DESC, m.sort_at, m.identity_key LIMIT 1
) found
WHERE d.organization_id = :o AND d.original_rfc_message_id = wanted.rfc_id
  AND d.original_message_id IS DISTINCT FROM found.id
"""
)
_WAITING = text(
    "SELECT DISTINCT original_rfc_message_id FROM delivery_reports"
    " WHERE organization_id = :o AND original_rfc_message_id = ANY(:ids)"
)


def link_originals(session: Session, organization_id: UUID, copies: Sequence[Copy]) -> None:
    """Find the message that each report is about, for the reports and the messages among `copies`. Where several
    carry its Message-ID it is one of ours, the oldest."""
    ids = {copy.mail.message_id for copy in copies} | {next(iter(copy.mail.about_ids), None) for copy in copies}
    wanted = sorted(i for i in ids if i)
    if not wanted:
        return
    waiting = session.execute(_WAITING, {"o": organization_id, "ids": wanted}).scalars().all()
    if waiting:
        session.execute(_RESOLVE, {"o": organization_id, "ids": sorted(waiting)})


@dataclass(frozen=True, slots=True)
class Told:
    """One report line with where the report itself is to be found."""

    row: DeliveryReport
    report_ticket_id: UUID | None
    report_at: datetime


def reports_of(
    session: Session, organization_id: UUID, message_ids: Sequence[UUID]
) -> tuple[dict[UUID, list[Told]], dict[UUID, list[Told]]]:
    """For these messages: what each tells as a report, and what reports tell of each. One query."""
    told: dict[UUID, list[Told]] = defaultdict(list)
    about: dict[UUID, list[Told]] = defaultdict(list)
    if not message_ids:
        return told, about
    rows = session.execute(_REPORTS, {"o": organization_id, "ids": list(message_ids)}).all()
    shown = set(message_ids)
    for *values, ticket_id, at in rows:
        row = DeliveryReport(**dict(zip(_COLUMNS, values, strict=True)))
        one = Told(row, ticket_id, at)
        if row.message_id in shown:
            told[row.message_id].append(one)
        if row.original_message_id in shown and row.original_message_id is not None:
            about[row.original_message_id].append(one)
    return told, about


_COLUMNS = ("organization_id", "message_id", "position", "recipient", "kind", "action", "status", "diagnostic",
            "remote_mta", "source", "original_rfc_message_id", "original_message_id")  # fmt: skip
_REPORTS = text(
    f"""
SELECT {", ".join(f"d.{name}" for name in _COLUMNS)}, tm.ticket_id, m.sort_at
FROM delivery_reports d
JOIN messages m ON m.organization_id = d.organization_id AND m.id = d.message_id
LEFT JOIN ticket_messages tm ON tm.organization_id = d.organization_id AND tm.message_id = d.message_id
WHERE d.organization_id = :o AND (d.message_id = ANY(:ids) OR d.original_message_id = ANY(:ids))
ORDER BY m.sort_at, d.message_id, d.position
"""  # noqa: S608 - names of our own
)

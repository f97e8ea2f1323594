"""What a queue answers by itself: settings."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.core.clock import now
from app.core.errors import NotFound
from app.mime import sanitize_html
from app.outbound.identities import IdentityNotAllowed, identities_of
from app.outbound.variables import check_variables
from app.outbound.writing_models import QueueAcknowledgement
from app.outbound.writing_schemas import AcknowledgementSettings, QueueAcknowledgementOut
from app.tickets.models import Queue

#: What is proposed until somebody writes something better.
_SUBJECT = "Re: {{ticket.subject}}"
_BODY = (
    "<p>Hello {{customer.first_name}},</p><p>we have received your message and will answer it as soon as we can. Its "
    "number is {{ticket.code}}.</p><p>{{organization.name}}</p>"
)


class QueueNotFound(NotFound):
    """No such queue in this organisation."""

    code = "queue_not_found"
    title = "There is no such queue"


def list_settings(session: Session, organization_id: UUID) -> list[QueueAcknowledgementOut]:
    """Every queue by name with its settings; off, with a proposal, where nobody has set any. One query."""
    rows = session.execute(
        select(Queue.id, Queue.name, QueueAcknowledgement)
        .outerjoin(
            QueueAcknowledgement,
            (QueueAcknowledgement.organization_id == Queue.organization_id)
            & (QueueAcknowledgement.queue_id == Queue.id),
        )
        .where(Queue.organization_id == organization_id)
        .order_by(func.lower(Queue.name), Queue.id)
    ).all()
    return [
        QueueAcknowledgementOut(
            queue_id=queue_id,
            queue_name=name,
            updated_at=row.updated_at if row else None,
            **_shown(row).model_dump(),
        )
        for queue_id, name, row in rows
    ]


def read(session: Session, organization_id: UUID, queue_id: UUID) -> AcknowledgementSettings:
    """The queue's settings; off, with a proposal, where nobody has set any. Raises `QueueNotFound`."""
    _require(session, organization_id, queue_id)
    return _shown(session.get(QueueAcknowledgement, (organization_id, queue_id), populate_existing=True))


def _shown(row: QueueAcknowledgement | None) -> AcknowledgementSettings:
    if row is None:
        return AcknowledgementSettings(is_enabled=False, subject=_SUBJECT, body_html=_BODY)
    return AcknowledgementSettings(
        is_enabled=row.is_enabled,
        subject=row.subject,
        body_html=row.body_html,
        send_identity_id=row.send_identity_id,
    )


def change(
    session: Session, organization_id: UUID, queue_id: UUID, wanted: AcknowledgementSettings
) -> AcknowledgementSettings:
    """Keep the settings. Raises `QueueNotFound`, `UnknownVariable`, `IdentityNotAllowed`: nobody's own address answers
    for a queue."""
    _require(session, organization_id, queue_id)
    check_variables(wanted.subject, "subject")
    check_variables(wanted.body_html, "body_html")
    shared = {identity.id for identity, _ in identities_of(session, organization_id, None)}
    if wanted.send_identity_id is not None and wanted.send_identity_id not in shared:
        raise IdentityNotAllowed(errors=[{"loc": ["body", "send_identity_id"], "msg": "is not a shared address"}])
    values = {**wanted.model_dump(), "body_html": sanitize_html(wanted.body_html)}
    session.execute(
        insert(QueueAcknowledgement)
        .values(organization_id=organization_id, queue_id=queue_id, **values)
        .on_conflict_do_update(index_elements=["organization_id", "queue_id"], set_={**values, "updated_at": now()})
    )
    return read(session, organization_id, queue_id)


def _require(session: Session, organization_id: UUID, queue_id: UUID) -> None:
    if session.scalar(select(Queue.id).where(Queue.organization_id == organization_id, Queue.id == queue_id)) is None:
        raise QueueNotFound()

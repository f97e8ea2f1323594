"""What a processed copy says of itself: which message it stands for and why, and for whom it was."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.core.bulk import update_rows
from app.messages.canonical import Copy, ids_in_use

_FINISH = text(
    """
UPDATE message_occurrences o SET state = 'processed', message_id = row.message, dedupe_reason = row.reason,
    original_recipient = row.recipient, original_recipient_source = row.source,
    original_recipient_confidence = row.confidence, original_recipient_evidence = row.evidence,
    attempts = 0, error_code = NULL, error_detail = NULL, processed_at = now(), updated_at = now()
FROM json_to_recordset(CAST(:rows AS json)) AS row (id uuid, message uuid, reason varchar, recipient varchar,
     source varchar, confidence double precision, evidence jsonb)
WHERE o.organization_id = :o AND o.id = row.id
"""
)


def finish_copies(
    session: Session,
    organization_id: UUID,
    by_identity: Mapping[bytes, Sequence[Copy]],
    message_ids: Mapping[bytes, UUID],
    known: AbstractSet[bytes],
) -> None:
    """Mark the copies of a batch as processed. `message_ids`: the message of each identity; `known`: the identities
    that were stored before."""
    ids = [c.mail.message_id for members in by_identity.values() for c in members if c.mail.message_id]
    used = ids_in_use(session, organization_id, ids)
    rows = []
    for identity, members in by_identity.items():
        for number, copy in enumerate(members):
            others = used.get(copy.mail.message_id or "", set()) - {identity}
            rows.append(
                {
                    "id": copy.occurrence_id,
                    "message": message_ids[identity],
                    "reason": _dedupe_reason(copy, repeated=number > 0 or identity in known, others=bool(others)),
                    "recipient": copy.recipient.address,
                    "source": copy.recipient.source,
                    "confidence": copy.recipient.confidence,
                    "evidence": copy.recipient.as_json(),
                }
            )
    update_rows(session, _FINISH, rows, o=organization_id)


def _dedupe_reason(copy: Copy, *, repeated: bool, others: bool) -> str:
    """Why this copy became its message: what its identity rests on, and whether the id is used for other content."""
    if repeated:
        return "same_message_id_and_content" if copy.mail.message_id else "same_content"
    if others:
        return "message_id_reused_for_other_content"
    return "first_copy" if copy.mail.message_id else "first_copy_without_message_id"

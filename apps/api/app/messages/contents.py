"""What a message consists of: its bodies, what is searched of it, its files."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.core.bulk import insert_rows, update_rows
from app.core.ids import by_id, new_id
from app.core.words import vector
from app.messages.models import Attachment
from app.mime import ParsedMail

_SEARCHED_BODY = 150_000


def write_contents(
    session: Session, organization_id: UUID, mails: Mapping[UUID, ParsedMail], again: Collection[UUID]
) -> None:
    """Write the bodies of these messages; `again` are those that have some already. A plain insert is cheaper than
    one that looks for its own row first."""
    fresh: list[dict[str, Any]] = []
    stored: list[dict[str, Any]] = []
    for message_id, mail in sorted(mails.items(), key=by_id):
        (stored if message_id in again else fresh).append(
            {
                "organization_id": organization_id,
                "message_id": message_id,
                "body_text": mail.body_text,
                "body_html": mail.body_html,
                "new_ranges": [list(r) for r in mail.quote.new_ranges],
                "signature_range": list(mail.quote.signature) if mail.quote.signature else None,
                "inline_answers": mail.quote.inline_answers,
                "search": _search_vector(mail),
            }
        )
    update_rows(session, _INSERT_CONTENT, fresh)
    update_rows(session, _UPSERT_CONTENT, stored)


def _search_vector(mail: ParsedMail) -> str:
    """Subject A, people B, file names C, body D. Bounded, for PostgreSQL refuses vectors over 1 MB."""
    people = [mail.author, *((mail.from_,) if mail.from_ else ()), *mail.to, *mail.cc]
    return vector(
        (
            (mail.subject, "A"),
            (" ".join([f"{p.name} {p.email}" for p in people])[:20_000], "B"),
            (" ".join([a.filename for a in mail.attachments])[:5_000], "C"),
            (mail.body_text[:_SEARCHED_BODY], ""),
        )
    )


_CONTENT = """
INSERT INTO message_contents (organization_id, message_id, body_text, body_html, new_ranges, signature_range,
                              inline_answers, search)
SELECT organization_id, message_id, body_text, body_html, new_ranges, signature_range, inline_answers,
       CAST(search AS tsvector)
FROM json_to_recordset(CAST(:rows AS json)) AS row (organization_id uuid, message_id uuid, body_text text,
     body_html text, new_ranges jsonb, signature_range jsonb, inline_answers boolean, search text)
"""
_INSERT_CONTENT = text(_CONTENT)
_UPSERT_CONTENT = text(
    f"""{_CONTENT}
ON CONFLICT (organization_id, message_id) DO UPDATE SET
    body_text = excluded.body_text, body_html = excluded.body_html,
    new_ranges = excluded.new_ranges, signature_range = excluded.signature_range,
    inline_answers = excluded.inline_answers, search = excluded.search
"""
)


def write_attachments(
    session: Session, organization_id: UUID, mails: Mapping[UUID, ParsedMail], again: Collection[UUID]
) -> None:
    """Write what is known of the files of these messages; those of `again` are replaced."""
    if again:
        session.execute(
            text("DELETE FROM attachments WHERE organization_id = :o AND message_id = ANY(:ids)"),
            {"o": organization_id, "ids": list(again)},
        )
    rows = [
        {
            "organization_id": organization_id,
            "id": new_id(),
            "message_id": message_id,
            "part": attachment.part,
            "filename": attachment.filename,
            "content_type": attachment.content_type,
            "size": attachment.size,
            "sha256": attachment.sha256,
            "content_id": attachment.content_id,
            "is_inline": attachment.is_inline,
        }
        for message_id, mail in sorted(mails.items(), key=by_id)
        for attachment in mail.attachments
    ]
    insert_rows(session, Attachment, rows)

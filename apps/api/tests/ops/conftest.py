"""A store with a few mails in it, made by the real import and the real pipeline."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

import pytest

from app.core.db import transaction
from app.identity.enrol import ensure_member, ensure_organization, ensure_user
from app.identity.models import Role
from app.ingest.archive import ArchivedMail
from app.ingest.drain import process_waiting
from app.ingest.upload import archive_mailbox, import_entries


def organization(name: str, email: str = "ada@acme.test") -> UUID:
    """An organisation with an admin."""
    with transaction() as session:
        found = ensure_organization(session, name)
        ensure_member(session, found, ensure_user(session, email), Role.admin)
        return found.id


def raw_mail(number: int, message_id: str | None = None, body: str = "Hello") -> bytes:
    """A mail of its own conversation."""
    return (
        f"From: customer{number}@example.org\r\nTo: support@acme.test\r\nSubject: Question {number}\r\n"
        f"Message-ID: <{message_id or f'{number}@example.org'}>\r\nDate: Fri, 08 Jul 2011 12:08:00 +0000\r\n\r\n"
        f"{body} {number}\r\n"
    ).encode()


def receive(organization_id: UUID, mails: Sequence[bytes], *, process: bool = True) -> UUID:
    """Import mails and process them; the mailbox they lie in."""
    with transaction(organization_id) as session:
        mailbox_id = archive_mailbox(session, organization_id, "support@acme.test")
    import_entries(organization_id, mailbox_id, [ArchivedMail(raw, "test") for raw in mails])
    if process:
        process_waiting(organization_id)
    return mailbox_id


@pytest.fixture
def acme(database_url: str) -> UUID:
    """Acme, with three mails in three tickets."""
    organization_id = organization("Acme")
    receive(organization_id, [raw_mail(n) for n in range(3)])
    return organization_id

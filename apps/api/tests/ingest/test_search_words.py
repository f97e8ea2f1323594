"""What stands in a mail is found the way people type it."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.core.db import transaction
from app.core.ids import new_id
from app.search.condition import search_condition
from app.tickets.models import Ticket
from tests.ingest.store import Journal, mail, open_journal


@pytest.fixture
def journal(database_url: str) -> Journal:
    journal = open_journal()
    journal.receive(
        mail(message_id="cn@x", subject="=?utf-8?b?5YWz5LqO5Y+R56WoSU5WLTIwMjYtOTAxMzA=?=", body="Hello"),
        mail(message_id="es@x", subject="Other", body="La corrección de la factura", sender="Eva <eva@other.example>"),
    )
    return journal


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("关于发票", 1),
        ("发票", 1),
        ("票发", 0),
        ("INV-2026-90130", 1),
        ("subject:发票", 1),
        ("correccion", 1),
        ("corrección", 1),
        ("CORRECCIÓN factura", 1),
        ("korrektion", 0),
    ],
)
def test_search(journal: Journal, query: str, found: int) -> None:
    with transaction(journal.organization_id) as session:
        condition = search_condition(query, journal.organization_id, new_id())
        assert condition is not None
        assert len(session.scalars(select(Ticket.id).where(condition)).all()) == found

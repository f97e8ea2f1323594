"""Whatever a test did with the store, the invariants hold when it ends."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from uuid import UUID

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.core.db import transaction
from app.identity.models import Organization
from app.ops.invariants import CATALOGUE, INVARIANTS, Invariant
from app.ops.verify import SAMPLE, verify_blobs, verify_due, verify_placement


@pytest.fixture(autouse=True)
def check_invariants(request: pytest.FixtureRequest) -> Iterator[None]:
    """Verify the store at the teardown of every test that uses `database_url`, before its database is dropped. A test
    that breaks the store on purpose is marked ``corrupts_store``."""
    if "database_url" not in request.fixturenames or request.node.get_closest_marker("corrupts_store"):
        yield
        return
    request.getfixturevalue("database_url")
    yield
    assert not broken_rules()


def broken_rules() -> list[str]:
    """The names of the rules that do not hold: what `verify` finds, in one statement for each organisation, for there
    are many tests."""
    with transaction() as session:
        organizations = session.scalars(select(Organization.id)).all()
        broken = _broken(session, CATALOGUE, None)
    for organization_id in organizations:
        with transaction(organization_id) as session:
            broken += _broken(session, INVARIANTS, organization_id)
        checks = (verify_placement(organization_id), verify_due(organization_id), verify_blobs(organization_id, SAMPLE))
        broken += [check.name for check in checks if not check.ok]
    return broken


def _broken(session: Session, invariants: Sequence[Invariant], organization_id: UUID | None) -> list[str]:
    rules = (f"SELECT '{one.name}' WHERE EXISTS (SELECT FROM ({one.offenders}) offenders)" for one in invariants)
    return list(session.scalars(text(" UNION ALL ".join(rules)), {"o": organization_id}))

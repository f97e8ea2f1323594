"""Whatever a test did with the store, the invariants hold when it ends."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import select

from app.core.db import transaction
from app.identity.models import Organization
from app.ops.verify import verify


@pytest.fixture(autouse=True)
def check_invariants(request: pytest.FixtureRequest) -> Iterator[None]:
    """Verify the store at the teardown of every test that uses `database_url`, before its database is dropped. A test
    that breaks the store on purpose is marked ``corrupts_store``."""
    if "database_url" not in request.fixturenames or request.node.get_closest_marker("corrupts_store"):
        yield
        return
    request.getfixturevalue("database_url")
    yield
    with transaction() as session:
        organizations = session.scalars(select(Organization.id)).all()
    broken = [check for check in verify(organizations) if not check.ok]
    assert not broken, broken

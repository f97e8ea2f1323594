"""The database itself keeps organisations apart."""

from __future__ import annotations

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, ProgrammingError

from app.core.db import APP_ROLE, Base, transaction
from app.core.ids import new_id
from app.identity.models import Organization
from app.migrations.models import GLOBAL_TABLES, TENANT_TABLES
from app.tickets.models import Queue

Superuser = psycopg.Connection[tuple[object, ...]]


@pytest.fixture
def two_organizations(database_url: str) -> tuple[Organization, Organization]:
    with transaction() as session:
        first, second = Organization(name="First"), Organization(name="Second")
        session.add_all([first, second])
    for organization in (first, second):
        with transaction(organization.id) as session:
            session.add(Queue(organization_id=organization.id, name="Support"))
    return first, second


def test_every_table_is_global_by_name_or_guarded(superuser: Superuser) -> None:
    rows = superuser.execute(
        "SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace"
        " AND relrowsecurity AND relforcerowsecurity"
    ).fetchall()
    assert {r[0] for r in rows} == TENANT_TABLES
    assert set(Base.metadata.tables) == GLOBAL_TABLES | TENANT_TABLES


def test_without_an_organisation_every_tenant_table_reads_empty(
    two_organizations: tuple[Organization, Organization], superuser: Superuser
) -> None:
    assert superuser.execute("SELECT count(*) FROM queues").fetchone() == (2,)
    with transaction() as session:
        for table in sorted(TENANT_TABLES):
            assert session.execute(text(f"SELECT count(*) FROM {table}")).scalar_one() == 0, table


def test_the_role_owns_nothing_and_cannot_bypass(superuser: Superuser) -> None:
    assert superuser.execute(
        "SELECT rolsuper, rolbypassrls, rolcreaterole, rolcreatedb FROM pg_roles WHERE rolname = %s", [APP_ROLE]
    ).fetchone() == (False, False, False, False)
    owned = "SELECT count(*) FROM pg_class WHERE relowner = (SELECT oid FROM pg_roles WHERE rolname = %s)"
    assert superuser.execute(owned, [APP_ROLE]).fetchone() == (0,)
    with transaction() as session:
        assert session.execute(text("SELECT current_user")).scalar_one() == APP_ROLE


def test_another_organisations_rows_are_not_seen(two_organizations: tuple[Organization, Organization]) -> None:
    first, second = two_organizations
    with transaction(first.id) as session:
        seen = session.execute(text("SELECT organization_id FROM queues")).scalars().all()
    assert seen == [first.id]
    assert second.id not in seen


def test_a_row_for_another_organisation_is_refused(two_organizations: tuple[Organization, Organization]) -> None:
    first, second = two_organizations
    with pytest.raises(ProgrammingError, match="row-level security"), transaction(first.id) as session:
        session.add(Queue(organization_id=second.id, name="Theirs"))
    with transaction(first.id) as session:
        moved = session.execute(text("UPDATE queues SET name = 'x' WHERE organization_id = :o"), {"o": second.id})
        assert moved.rowcount == 0  # type: ignore[attr-defined]


def test_a_foreign_key_cannot_cross_organisations(
    two_organizations: tuple[Organization, Organization], superuser: Superuser
) -> None:
    first, second = two_organizations
    (theirs,) = superuser.execute("SELECT id FROM queues WHERE organization_id = %s", [second.id]).fetchone() or ()
    with pytest.raises(IntegrityError, match="foreign key"), transaction(first.id) as session:
        session.execute(
            text(
                "INSERT INTO routing_rules (organization_id, id, name, action_assign_queue_id) VALUES (:o, :i, 'r', :q)"
            ),
            {"o": first.id, "i": new_id(), "q": theirs},
        )


def test_every_foreign_key_between_tenant_tables_carries_the_organisation() -> None:
    for name in sorted(TENANT_TABLES):
        table = Base.metadata.tables[name]
        assert next(iter(table.primary_key.columns)).name == "organization_id", name
        for constraint in table.foreign_key_constraints:
            if constraint.referred_table.name in TENANT_TABLES:
                assert constraint.column_keys[0] == "organization_id", constraint


def test_unique_indexes_start_with_the_organisation() -> None:
    for name in sorted(TENANT_TABLES):
        for index in Base.metadata.tables[name].indexes:
            if index.unique:
                assert next(iter(index.columns)).name == "organization_id", index.name

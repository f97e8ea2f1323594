"""The database. Only this module and the job runner commit.

Every transaction takes the role `APP_ROLE`, which owns nothing and cannot bypass row-level security, and says for
whom it acts: ``app.organization_id`` (and ``app.user_id`` for a person's own memberships). Without an organisation
every tenant table reads empty. ``SET LOCAL`` statements, not ``set_config()``: they are bound to the transaction, so
PgBouncer in transaction mode is safe, and Citus propagates them to other nodes.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any
from uuid import UUID

from psycopg.abc import Buffer
from psycopg.types.array import ListDumper
from sqlalchemy import CursorResult, Engine, Executable, ForeignKeyConstraint, MetaData, Table, create_engine, event
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from app.core.embedded import database_url
from app.core.ids import new_id

APP_ROLE = "oss_ticketing_app"


class Base(DeclarativeBase):
    """Parent of every table."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class TenantRow:
    """A row of one organisation: primary key ``(organization_id, id)``, the shape that row-level security guards
    and that Citus can distribute."""

    organization_id: Mapped[UUID] = mapped_column(primary_key=True, sort_order=-20)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id, sort_order=-10)


def tenant_fk(
    column: str, target: str, *, ondelete: str | None = None, name: str | None = None
) -> ForeignKeyConstraint:
    """A foreign key within the organisation: ``(organization_id, column) → target(organization_id, id)``.

    ``ondelete="SET NULL"`` clears only `column`, for the organisation is part of the row's own key.
    """
    if ondelete == "SET NULL":
        ondelete = f"SET NULL ({column})"
    return ForeignKeyConstraint(
        ["organization_id", column], [f"{target}.organization_id", f"{target}.id"], ondelete=ondelete, name=name
    )


def owned_by_organization() -> ForeignKeyConstraint:
    """Every tenant table ends at an organisation."""
    return ForeignKeyConstraint(["organization_id"], ["organizations.id"], ondelete="CASCADE")


def table_of(model: type[Base]) -> Table:
    """The table of `model`, for statements that work on many rows at once."""
    table = model.__table__
    assert isinstance(table, Table)
    return table


def sqlalchemy_url(url: str) -> str:
    """`url` with the psycopg 3 driver named."""
    return "postgresql+psycopg://" + url.split("://", 1)[1]


def make_engine(url: str, **options: Any) -> Engine:
    """An engine for `url`. No server-side prepared statements: PgBouncer hands each transaction another backend."""
    settings: dict[str, Any] = {
        "pool_pre_ping": True,
        "pool_size": 10,
        "max_overflow": 10,
        "pool_recycle": 1800,
        # An error's text would otherwise carry addresses and subjects into the log.
        "hide_parameters": True,
        "connect_args": {"prepare_threshold": None, "connect_timeout": 10, "application_name": "oss-ticketing"},
    }
    engine = create_engine(sqlalchemy_url(url), **(settings | options))
    event.listen(engine, "connect", _adapt)
    return engine


class _IdsDumper(ListDumper):
    """Lists of ids are the parameter of nearly every statement; psycopg's own way looks at each for quotes."""

    def dump(self, obj: list[Any]) -> Buffer | None:
        if obj and type(obj[0]) is UUID:
            return f"{{{','.join([f'{one.int:032x}' for one in obj])}}}".encode()
        return super().dump(obj)


def _adapt(connection: Any, _record: object) -> None:
    connection.adapters.register_dumper(list, _IdsDumper)


@lru_cache(maxsize=1)
def get_engine() -> Engine:
    """The engine of this process."""
    return make_engine(database_url())


def _scope_sql(organization_id: UUID | None, user_id: UUID | None) -> str:
    # UUID() has validated the values, so they can stand in the statement.
    organization = str(UUID(str(organization_id))) if organization_id else ""
    user = str(UUID(str(user_id))) if user_id else ""
    return f"SET LOCAL app.organization_id = '{organization}'; SET LOCAL app.user_id = '{user}'"


def enter(session: Session, organization_id: UUID | None, user_id: UUID | None = None) -> None:
    """From here to the end of the transaction, act for this organisation (and person)."""
    session.flush()
    session.connection().exec_driver_sql(_scope_sql(organization_id, user_id))


_ROLE_SQL = f"SET LOCAL ROLE {APP_ROLE}; SET LOCAL TIME ZONE 'UTC'; "


@contextmanager
def transaction(
    organization_id: UUID | None = None, *, user_id: UUID | None = None, engine: Engine | None = None
) -> Iterator[Session]:
    """One transaction for one organisation: commits on leaving, rolls back on an exception."""
    with Session(engine or get_engine(), expire_on_commit=False) as session, session.begin():
        session.connection().exec_driver_sql(_ROLE_SQL + _scope_sql(organization_id, user_id))
        yield session


def rows_changed(session: Session, statement: Executable) -> int:
    """Execute an UPDATE or DELETE; how many rows it changed."""
    result = session.execute(statement)
    assert isinstance(result, CursorResult)
    return result.rowcount


def compiled(statement: Any) -> str:
    """The SQL of `statement`, for tests that assert query plans."""
    return str(statement.compile(dialect=postgresql.dialect(), compile_kwargs={"literal_binds": True}))  # type: ignore[no-untyped-call]

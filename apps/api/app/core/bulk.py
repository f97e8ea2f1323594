"""Many rows in one statement and one parameter: PostgreSQL reads them from JSON.

A statement per row costs a parse, a plan and a round trip each, which was most of the price of a mail.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import orjson
from sqlalchemy import TextClause, text
from sqlalchemy.orm import Session

from app.core.db import Base, table_of


def _plain(value: object) -> object:
    """Values that JSON does not know, in PostgreSQL's input syntax."""
    if isinstance(value, bytes):
        return "\\x" + value.hex()
    raise TypeError(f"{type(value).__name__} cannot be written in bulk")


def as_json(rows: Sequence[Mapping[str, Any]]) -> str:
    """`rows` as the parameter of a bulk statement."""
    return orjson.dumps(rows, default=_plain).decode("utf-8")


def insert_rows(session: Session, model: type[Base], rows: Sequence[Mapping[str, Any]], *, conflict: str = "") -> None:
    """Insert `rows`, which all have the same keys: column names. `conflict` is an ``ON CONFLICT`` clause."""
    if not rows:
        return
    table, columns = table_of(model).name, ", ".join(rows[0])
    session.execute(
        text(
            f"INSERT INTO {table} ({columns}) SELECT {columns}"  # noqa: S608 - names of our own
            f" FROM json_populate_recordset(NULL::{table}, CAST(:rows AS json)) {conflict}"
        ),
        {"rows": as_json(rows)},
    )


def update_rows(session: Session, statement: TextClause, rows: Sequence[Mapping[str, Any]], **values: Any) -> None:
    """Run `statement`, which reads its rows from ``json_to_recordset(CAST(:rows AS json))``."""
    if rows:
        session.execute(statement, values | {"rows": as_json(rows)})

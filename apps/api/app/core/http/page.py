"""The shape of every list."""

from __future__ import annotations

from typing import Annotated, Generic, TypeVar

from fastapi import Query
from pydantic import BaseModel, Field

Item = TypeVar("Item")


class Page(BaseModel, Generic[Item]):
    """One page of a list. ``next_cursor`` is opaque; null means that this was the last page."""

    items: list[Item]
    next_cursor: str | None = Field(default=None, json_schema_extra={"x-always": True})


Limit = Annotated[int, Query(ge=1, le=100, description="How many items at most")]
Cursor = Annotated[str | None, Query(max_length=1000, description="`next_cursor` of the page before")]

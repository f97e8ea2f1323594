"""Identifiers: UUIDv7 (RFC 9562 §5.7), so that primary keys grow with time and indexes stay dense."""

from __future__ import annotations

import os
import time
from uuid import UUID


def new_id() -> UUID:
    """A fresh UUIDv7: 48 bits of milliseconds since 1970, then 74 random bits."""
    milliseconds = time.time_ns() // 1_000_000
    value = (milliseconds & 0xFFFF_FFFF_FFFF) << 80 | int.from_bytes(os.urandom(10), "big")
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return UUID(int=value)


def by_id(item: tuple[UUID, object]) -> int:
    """Sorts items of a mapping by id: rows are locked in one order, and comparing UUIDs themselves is slow."""
    return item[0].int

"""Announce a change in the transaction that makes it: browsers hear of it only if it commits."""

from __future__ import annotations

import json
from collections.abc import Collection
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

CHANNEL = "oss_changes"
#: A batch that changes more than this sends one announcement without ids: readers fetch their list again anyway.
_MANY = 20


def announce(session: Session, organization_id: UUID, topic: str, ids: Collection[UUID]) -> None:
    """Tell who listens that these rows of `topic` (`app.realtime.stream.TOPICS`) changed. Never any content."""
    if not ids:
        return
    named: list[str | None] = [None] if len(ids) > _MANY else [str(i) for i in ids]
    payloads = [json.dumps({"organization_id": str(organization_id), "topic": topic, "id": i}) for i in named]
    session.execute(
        text("SELECT pg_notify(:channel, p) FROM unnest(CAST(:payloads AS text[])) p"),
        {"channel": CHANNEL, "payloads": payloads},
    )

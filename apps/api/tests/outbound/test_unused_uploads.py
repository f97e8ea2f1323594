"""Files that nobody sends go away after a day; those of drafts, replies and mails stay."""

from __future__ import annotations

import os
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

from obstore.store import MemoryStore

from app.core.clock import now
from app.core.ids import new_id
from app.core.settings import get_settings
from app.outbound.unused_uploads import clean_uploads, request_cleaning
from app.storage.blobs import BlobStore, LocalBlobs, ObjectBlobs, get_blob_store
from tests.outbound.desk import Desk


def _upload(desk: Desk, ticket_id: str, content: bytes) -> str:
    answer = desk.browser.post(f"/tickets/{ticket_id}/uploads?filename=a.bin", content=content)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


def _age(desk: Desk) -> None:
    """Everything lies here for two days."""
    desk.workspace.db.execute("UPDATE outbound_uploads SET created_at = created_at - interval '2 days'")
    for path in (get_settings().blob_dir / str(desk.organization_id)).rglob("*"):
        if path.is_file():
            os.utime(path, (time.time() - 2 * 86400,) * 2)


def _files(desk: Desk) -> dict[bytes, bool]:
    """What the uploads' rows name, and whether the bytes are there."""
    rows: list[Any] = desk.workspace.db.execute("SELECT sha256 FROM outbound_uploads").fetchall()
    return {bytes(row[0]): get_blob_store().exists(desk.organization_id, bytes(row[0])) for row in rows}


def test_only_what_nothing_uses_is_taken_away(desk: Desk) -> None:
    ticket_id = desk.customer_writes()
    unused, shared = _upload(desk, ticket_id, b"unused" * 99), _upload(desk, ticket_id, b"sent" * 99)
    drafted, sent = _upload(desk, ticket_id, b"drafted" * 99), _upload(desk, ticket_id, b"sent" * 99)
    desk.reply(ticket_id, attachment_ids=[sent])
    draft = {"body_html": "", "to_emails": [], "subject": "", "attachment_ids": [drafted]}
    assert desk.browser.request("PUT", f"/tickets/{ticket_id}/draft", json=draft).status_code == 200
    _age(desk)
    young = _upload(desk, ticket_id, b"young" * 99)
    before = _files(desk)
    assert clean_uploads(desk.organization_id, now()) == 3
    left = {str(row[0]) for row in desk.workspace.db.execute("SELECT id FROM outbound_uploads")}
    assert left.isdisjoint({unused, shared, sent}), "the reply has a row of its own for its file"
    assert {drafted, young} < left
    after = _files(desk)
    assert all(after.values())
    (gone,) = before.keys() - after.keys()
    assert not get_blob_store().exists(desk.organization_id, gone)
    desk.settle()
    assert desk.received()[0].get_content_type() == "multipart/mixed"
    assert clean_uploads(desk.organization_id, now()) == 0
    assert request_cleaning() == 1
    assert request_cleaning() == 0, "it waits already"


def _discards(store: BlobStore) -> None:
    organization_id = new_id()
    (key,) = store.put_many(organization_id, [b"bytes"])
    assert not store.discard(organization_id, key, now() - timedelta(hours=1)), "somebody has just put it"
    assert store.get(organization_id, key) == b"bytes"
    assert store.discard(organization_id, key, now() + timedelta(hours=1))
    assert not store.exists(organization_id, key)
    assert store.discard(organization_id, key, now() + timedelta(hours=1))
    assert store.put_many(organization_id, [b"bytes"]) == [key]
    assert store.get(organization_id, key) == b"bytes"


def test_bytes_are_removed_unless_they_were_put_lately(tmp_path: Path) -> None:
    _discards(LocalBlobs(tmp_path))
    _discards(ObjectBlobs(MemoryStore(), url_ttl_seconds=60))

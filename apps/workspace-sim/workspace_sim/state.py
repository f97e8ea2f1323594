"""`--state FILE`: mailboxes, tokens and customers kept in SQLite, so that a restarted simulator goes on where it was.

Each save writes only what changed since the last one. A reset of the world empties the file.
"""

import hashlib
import json
import sqlite3
import sys
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workspace_sim.mailbox.mailbox import Mailbox
from workspace_sim.mailbox.message import Change, Label, StoredMessage
from workspace_sim.oauth.store import Access, Refresh
from workspace_sim.traffic import Past
from workspace_sim.truth import Truth

if TYPE_CHECKING:
    from workspace_sim.world import World

_VERSION = 1
_SCHEMA = """
CREATE TABLE IF NOT EXISTS document (key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS body (hash TEXT PRIMARY KEY, data BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS message (mailbox TEXT, id TEXT, meta TEXT NOT NULL, head BLOB NOT NULL, body TEXT NOT NULL,
  PRIMARY KEY (mailbox, id));
CREATE TABLE IF NOT EXISTS change (mailbox TEXT, id TEXT, value TEXT NOT NULL, position INTEGER PRIMARY KEY);
CREATE TABLE IF NOT EXISTS customer (email TEXT PRIMARY KEY, name TEXT NOT NULL, bounces INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS customer_mail (email TEXT, number INTEGER, direction TEXT NOT NULL, date TEXT NOT NULL,
  raw BLOB NOT NULL, PRIMARY KEY (email, number));
CREATE TABLE IF NOT EXISTS truth (message_id TEXT PRIMARY KEY, conversation TEXT, kind TEXT, origin TEXT);
"""
_TABLES = ("document", "body", "message", "change", "customer", "customer_mail", "truth")
_META = ("thread_id", "seq", "internal_date", "history_id", "rfc_ids", "references", "subject", "from_text", "to_text")


class StateError(Exception):
    """The file is no state of this simulator."""


class StateFile:
    """One open state file. Not safe for two simulators at once: the second is refused."""

    def __init__(self, path: Path) -> None:
        try:
            self._db = sqlite3.connect(path, timeout=1, isolation_level=None, check_same_thread=False)
        except sqlite3.Error as error:
            raise StateError(f"{path}: {error}") from None
        try:
            version = self._open()
        except sqlite3.Error as error:
            self._db.close()
            raise StateError(f"{path}: {error}") from None
        if version not in (None, _VERSION):
            self._db.close()
            raise StateError(f"{path}: written by another version of the simulator")
        self._reset_count = -1
        self._messages: dict[str, dict[str, int]] = {}
        self._changes: dict[str, int] = {}
        self._customers: dict[str, int] = {}
        self._truth = 0
        self._bodies: set[str] = set()

    def _open(self) -> Any:
        """Lock the file for this process and lay the tables; the version found."""
        self._db.execute("PRAGMA locking_mode = EXCLUSIVE")
        self._db.execute("PRAGMA synchronous = OFF")
        self._db.execute("BEGIN EXCLUSIVE")
        self._db.execute("COMMIT")
        self._db.executescript(_SCHEMA)
        return self._document("version")

    def close(self) -> None:
        self._db.close()

    def load(self, world: "World") -> list[Past]:
        """Fill a fresh world; what was generated before and how far, nothing for a new file."""
        documents = {key: json.loads(value) for key, value in self._db.execute("SELECT key, value FROM document")}
        self._reset_count = world.resets
        if "version" not in documents:
            return []
        world.restarted(int(documents["restarts"]))
        _load_tokens(world, documents["tokens"])
        for email, meta in documents["mailboxes"].items():
            if email in world.mailboxes:
                self._load_mailbox(world.mailboxes[email], meta)
        self._load_customers(world)
        rows = self._db.execute("SELECT message_id, conversation, kind, origin FROM truth")
        world.truth.known = {row[0]: Truth(*row[1:]) for row in rows}
        self._truth = len(world.truth.known)
        return [Past(**past) for past in documents["pasts"]]

    def save(self, world: "World", pasts: list[Past]) -> None:
        """Write the difference in one transaction; after a failure the next save writes everything."""
        try:
            self._db.execute("BEGIN")
            self._write(world, pasts)
            self._db.execute("COMMIT")
        except sqlite3.Error as error:
            self._reset_count = -1
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
            sys.stderr.write(f"workspace-sim: state not saved: {error}\n")

    def _write(self, world: "World", pasts: list[Past]) -> None:
        if world.resets != self._reset_count:
            self._clear(world.resets)
        for box in world.mailboxes.values():
            self._save_messages(box)
            self._save_changes(box)
        self._save_customers(world)
        new = list(world.truth.known.items())[self._truth :]
        rows = ((i, t.conversation, t.kind, t.origin) for i, t in new)
        self._db.executemany("INSERT OR REPLACE INTO truth VALUES (?, ?, ?, ?)", rows)
        self._truth += len(new)
        documents = {
            "version": _VERSION,
            "restarts": world.restarts,
            "pasts": [asdict(past) for past in pasts],
            "tokens": _tokens(world),
            "mailboxes": {box.email: _mailbox_meta(box) for box in world.mailboxes.values()},
        }
        rows_of = ((key, json.dumps(value)) for key, value in documents.items())
        self._db.executemany("INSERT OR REPLACE INTO document VALUES (?, ?)", rows_of)

    def _document(self, key: str) -> Any:
        row = self._db.execute("SELECT value FROM document WHERE key = ?", (key,)).fetchone()
        return json.loads(row[0]) if row else None

    def _clear(self, resets: int) -> None:
        for table in _TABLES:
            self._db.execute(f"DELETE FROM {table}")  # noqa: S608 - constant names
        for known in (self._messages, self._changes, self._customers, self._bodies):
            known.clear()
        self._truth, self._reset_count = 0, resets

    def _save_messages(self, box: Mailbox) -> None:
        saved = self._messages.setdefault(box.email, {})
        for message in box.messages.values():
            if saved.get(message.id) != message.history_id:
                saved[message.id] = message.history_id
                meta = {name: getattr(message, name) for name in _META} | {"labels": sorted(message.labels)}
                row = (box.email, message.id, json.dumps(meta), message.head, self._body(message.body))
                self._db.execute("INSERT OR REPLACE INTO message VALUES (?, ?, ?, ?, ?)", row)
        if len(saved) > len(box.messages):
            for message_id in [i for i in saved if i not in box.messages]:
                del saved[message_id]
                self._db.execute("DELETE FROM message WHERE mailbox = ? AND id = ?", (box.email, message_id))

    def _body(self, data: bytes) -> str:
        digest = hashlib.sha256(data).hexdigest()
        if digest not in self._bodies:
            self._bodies.add(digest)
            self._db.execute("INSERT OR IGNORE INTO body VALUES (?, ?)", (digest, data))
        return digest

    def _save_changes(self, box: Mailbox) -> None:
        last = self._changes.get(box.email, 0)
        if last and last < box.history_floor:
            self._db.execute("DELETE FROM change WHERE mailbox = ?", (box.email,))
        fresh = (change for change in _after(box.history, last))
        rows = ((box.email, str(change.id), json.dumps(asdict(change))) for change in fresh)
        self._db.executemany("INSERT INTO change (mailbox, id, value) VALUES (?, ?, ?)", rows)
        self._changes[box.email] = box.history[-1].id if box.history else last

    def _save_customers(self, world: "World") -> None:
        for customer in world.customers.values():
            row = (customer.email, customer.name, customer.bounces)
            self._db.execute("INSERT OR REPLACE INTO customer VALUES (?, ?, ?)", row)
            for mail in customer.messages[self._customers.get(customer.email, 0) :]:
                values = (customer.email, mail.id, mail.direction, mail.date.isoformat(), mail.raw)
                self._db.execute("INSERT OR REPLACE INTO customer_mail VALUES (?, ?, ?, ?, ?)", values)
            self._customers[customer.email] = len(customer.messages)

    def _load_mailbox(self, box: Mailbox, meta: dict[str, Any]) -> None:
        bodies: dict[str, bytes] = {}
        saved = self._messages.setdefault(box.email, {})
        select = "SELECT m.id, m.meta, m.head, m.body, b.data FROM message m JOIN body b ON b.hash = m.body"
        for message_id, text, head, digest, data in self._db.execute(f"{select} WHERE m.mailbox = ?", (box.email,)):
            values = json.loads(text)
            values |= {"rfc_ids": tuple(values["rfc_ids"]), "references": tuple(values["references"])}
            values["labels"] = set(values["labels"])
            body = bodies.setdefault(digest, data)
            box.insert(StoredMessage(id=message_id, head=head, body=body, **values))
            saved[message_id] = values["history_id"]
            self._bodies.add(digest)
        for (text,) in self._db.execute("SELECT value FROM change WHERE mailbox = ? ORDER BY position", (box.email,)):
            value = json.loads(text)
            box.history.append(Change(**value | {k: tuple(value[k]) for k in ("labels", "changed")}))
        self._changes[box.email] = box.history[-1].id if box.history else 0
        box.history_id, box.history_floor = int(meta["history_id"]), int(meta["history_floor"])
        box.drafts = meta["drafts"]
        box.labels |= {label["id"]: Label(**label) for label in meta["labels"]}

    def _load_customers(self, world: "World") -> None:
        for email, name, bounces in self._db.execute("SELECT email, name, bounces FROM customer"):
            customer = world.customer(email)
            customer.name, customer.bounces = name, bool(bounces)
        rows = self._db.execute("SELECT email, direction, date, raw FROM customer_mail ORDER BY email, number")
        for email, direction, date, raw in rows:
            world.customer(email).add(raw, direction, datetime.fromisoformat(date))
        self._customers = {c.email: len(c.messages) for c in world.customers.values()}


def _after(history: list[Change], last: int) -> Iterable[Change]:
    return history[bisect_right(history, last, key=lambda change: change.id) :]


def _mailbox_meta(box: Mailbox) -> dict[str, Any]:
    return {
        "history_id": str(box.history_id),
        "history_floor": str(box.history_floor),
        "drafts": box.drafts,
        "labels": [asdict(label) for label in box.labels.values() if label.type == "user"],
    }


def _tokens(world: "World") -> dict[str, Any]:
    return {
        "refresh": [asdict(token) for token in world.tokens.refresh.values()],
        "access": [asdict(token) for token in world.tokens.access.values()],
        "granted": [[*pair, scopes] for pair, scopes in world.tokens.granted.items()],
    }


def _load_tokens(world: "World", value: dict[str, Any]) -> None:
    world.tokens.refresh = {token["token"]: Refresh(**token) for token in value["refresh"]}
    world.tokens.access = {token["token"]: Access(**token) for token in value["access"]}
    world.tokens.granted = {(client, email): scopes for client, email, scopes in value["granted"]}

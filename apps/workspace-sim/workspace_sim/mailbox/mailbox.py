"""The mailbox store. Every index is kept on write so that reads cost a page, not the mailbox."""

from bisect import bisect_left, insort
from collections.abc import Callable, Iterable
from random import Random

from workspace_sim.clock import Clock
from workspace_sim.mail import headers
from workspace_sim.mailbox.labels import system_labels
from workspace_sim.mailbox.message import Change, ChangeKind, Label, StoredMessage

THREAD_LIMIT = 100
"""Gmail starts a new conversation after 100 messages."""

Key = tuple[int, int, str]


class Mailbox:
    """Messages of one account. Ids and historyIds mean nothing outside it."""

    def __init__(self, email: str, rng: Random, clock: Clock, history_start: int) -> None:
        self.email = email
        self._rng = rng
        self._clock = clock
        self._last_id = 0x18C0000000000000 + rng.getrandbits(48)
        self._seq = 0
        self.messages: dict[str, StoredMessage] = {}
        self.order: list[Key] = []
        self.by_label: dict[str, list[Key]] = {}
        self.by_rfc_id: dict[str, list[str]] = {}
        self.threads: dict[str, list[str]] = {}
        self.labels: dict[str, Label] = system_labels()
        self.drafts: dict[str, str] = {}
        self.history: list[Change] = []
        self.history_id = history_start
        self.history_floor = history_start
        """Start ids below this are expired (404)."""
        self.on_change: Callable[[Change], None] = lambda change: None

    def new_id(self) -> str:
        """A fresh 16-digit hex id, increasing within the mailbox."""
        self._last_id += self._rng.randrange(1, 1 << 16)
        return f"{self._last_id:016x}"

    def add(
        self,
        head: bytes,
        body: bytes,
        labels: Iterable[str],
        internal_date: int | None = None,
        thread_id: str | None = None,
        *,
        auto_thread: bool = True,
    ) -> StoredMessage:
        """Store one message and record `messageAdded`. `internal_date` is in ms, default now."""
        self._seq += 1
        date = self._clock.ms() if internal_date is None else internal_date
        message = StoredMessage(self.new_id(), "", self._seq, set(labels), head, body, date)
        message.index_headers()
        if thread_id is None and auto_thread:
            thread_id = self._thread_for(message)
        message.thread_id = thread_id or message.id
        self.insert(message)
        self._record("messageAdded", message)
        return message

    def insert(self, message: StoredMessage) -> None:
        """Put a message into every index without a history record (also used when state is loaded)."""
        self.messages[message.id] = message
        insort(self.order, message.key)
        for label in message.labels:
            insort(self.by_label.setdefault(label, []), message.key)
        for rfc_id in message.rfc_ids:
            self.by_rfc_id.setdefault(rfc_id, []).append(message.id)
        self.threads.setdefault(message.thread_id, []).append(message.id)
        self._last_id = max(self._last_id, int(message.id, 16))
        self._seq = max(self._seq, message.seq)

    def delete(self, message_id: str) -> None:
        """Remove permanently and record `messageDeleted`; KeyError when absent."""
        message = self.messages.pop(message_id)
        _discard(self.order, message.key)
        for label in message.labels:
            _discard(self.by_label[label], message.key)
        for rfc_id in message.rfc_ids:
            self.by_rfc_id[rfc_id].remove(message_id)
        thread = self.threads[message.thread_id]
        thread.remove(message_id)
        if not thread:
            del self.threads[message.thread_id]
        self._record("messageDeleted", message)

    def change_labels(self, message_id: str, add: Iterable[str] = (), remove: Iterable[str] = ()) -> StoredMessage:
        """Add and remove labels, one record for each direction that changed something."""
        message = self.messages[message_id]
        gone = tuple(sorted(set(remove) & message.labels))
        new = tuple(sorted(set(add) - message.labels))
        for label in gone:
            message.labels.discard(label)
            _discard(self.by_label[label], message.key)
        for label in new:
            message.labels.add(label)
            insort(self.by_label.setdefault(label, []), message.key)
        if new:
            self._record("labelAdded", message, new)
        if gone:
            self._record("labelRemoved", message, gone)
        return message

    def find_rfc_id(self, rfc_id: str) -> list[StoredMessage]:
        return [self.messages[i] for i in self.by_rfc_id.get(rfc_id, [])]

    def expire_history(self) -> None:
        """Forget all history: every cursor issued until now answers 404."""
        self.history.clear()
        self.history_id += self._rng.randrange(2, 40)
        self.history_floor = self.history_id

    def _record(self, kind: ChangeKind, message: StoredMessage, changed: tuple[str, ...] = ()) -> None:
        self.history_id += self._rng.choice((1, 1, 1, 2, 3, 7, 19, 121))
        message.history_id = self.history_id
        change = Change(self.history_id, kind, message.id, message.thread_id, tuple(sorted(message.labels)), changed)
        self.history.append(change)
        self.on_change(change)

    def _thread_for(self, message: StoredMessage) -> str | None:
        """Gmail's rule since 2019: a referenced message here and the same subject."""
        subject = headers.base_subject(message.subject)
        for rfc_id in reversed(message.references):
            for parent in self.find_rfc_id(rfc_id):
                same = headers.base_subject(parent.subject) == subject
                if same and len(self.threads[parent.thread_id]) < THREAD_LIMIT:
                    return parent.thread_id
        return None


def _discard(keys: list[Key], key: Key) -> None:
    position = bisect_left(keys, key)
    if position < len(keys) and keys[position] == key:
        del keys[position]

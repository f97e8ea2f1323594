"""What became of a mailbox, in terms that do not depend on ids, times or the order of work."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, fields

from tests.faults.postgres import Connection


@dataclass(frozen=True)
class Outcome:
    """Everything that a fault must not change."""

    copies: dict[str, str]
    """Gmail id → state."""
    messages: dict[str, tuple[object, ...]]
    """Identity → what the message says and which raw bytes it stands for."""
    partition: frozenset[frozenset[str]]
    """Which copies (by Gmail id) ended in one ticket, or in one parked or dropped thread."""
    tickets: Counter[tuple[object, ...]]
    """Subject, requester, status, counts and dates of each ticket."""
    threads: dict[str, int]
    """Disposition → number of threads."""
    copies_of_messages: dict[str, str]
    """Gmail id → identity of its message."""

    def summary(self) -> str:
        """The figures."""
        tickets = sum(self.tickets.values())
        return f"{len(self.copies)} copies, {len(self.messages)} messages, {tickets} tickets, threads {self.threads}"

    def without(self, subjects: Collection[str]) -> Outcome:
        """The same without the tickets of these subjects and all that is in them alone."""
        dropped = {identity for identity, says in self.messages.items() if says[4] in subjects}
        copies = {name for name, identity in self.copies_of_messages.items() if identity in dropped}
        assert {frozenset(group & copies) for group in self.partition} <= {frozenset(), *self.partition}, "shared"
        tickets = Counter({ticket: n for ticket, n in self.tickets.items() if ticket[0] not in subjects})
        fewer = sum(self.tickets.values()) - sum(tickets.values())
        return Outcome(
            copies={name: state for name, state in self.copies.items() if name not in copies},
            messages={identity: says for identity, says in self.messages.items() if identity not in dropped},
            partition=frozenset(group for group in self.partition if not group & copies),
            tickets=tickets,
            threads=self.threads | {"ticketed": self.threads["ticketed"] - fewer},
            copies_of_messages={name: i for name, i in self.copies_of_messages.items() if name not in copies},
        )


def read_outcome(db: Connection) -> Outcome:
    """The outcome in a database with one organisation."""
    groups: dict[object, set[str]] = {}
    of: dict[str, str] = {}
    for name, identity, thread, ticket in db.execute(
        "SELECT o.gmail_message_id, encode(m.identity_key, 'hex'), m.thread_id, tm.ticket_id"
        " FROM message_occurrences o JOIN messages m ON m.id = o.message_id"
        " LEFT JOIN ticket_messages tm ON tm.message_id = m.id"
    ):
        groups.setdefault(ticket or thread, set()).add(str(name))
        of[str(name)] = str(identity)
    copies = db.execute("SELECT gmail_message_id, state FROM message_occurrences").fetchall()
    assert len({name for name, _ in copies}) == len(copies), "a Gmail id is recorded twice"
    messages = db.execute(
        "SELECT encode(identity_key, 'hex'), rfc_message_id, direction, classification, from_email, subject, snippet,"
        " sort_at, encode(raw_sha256, 'hex') FROM messages"
    ).fetchall()
    assert len({row[0] for row in messages}) == len(messages), "an identity has two messages"
    tickets = db.execute(
        "SELECT subject, requester_email, status, message_count, first_message_at, last_message_at, last_direction"
        " FROM tickets"
    )
    threads = db.execute("SELECT disposition, count(*) FROM threads GROUP BY 1").fetchall()
    return Outcome(
        copies={str(name): str(state) for name, state in copies},
        messages={str(row[0]): tuple(row[1:]) for row in messages},
        partition=frozenset(frozenset(group) for group in groups.values()),
        tickets=Counter(tuple(row) for row in tickets),
        threads={str(name): int(str(count)) for name, count in threads},
        copies_of_messages=of,
    )


def assert_same(found: Outcome, expected: Outcome) -> None:
    """`found` is `expected`; otherwise says which part differs and how many differ, not what mails say."""
    different = [f.name for f in fields(Outcome) if getattr(found, f.name) != getattr(expected, f.name)]
    assert not different, f"{different} differ: {found.summary()}, undisturbed: {expected.summary()}"

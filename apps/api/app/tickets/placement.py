"""Where each mail of a thread has its home. Pure.

A thread is what the machine found to be one conversation; it is never cut. What people decide lies above it: a *pin*
gives one mail a home of its own. A mail without a pin follows its nearest ancestor that is in the thread, so that the
answers to a mail that was moved go where it went. Without an ancestor, a mail that brings one of our tokens follows the
reply that gave it away, the last one before it; without that reply it has the ticket that the token names, if somebody
gave a mail of the thread to it. Every other mail has the thread's ticket.

The outcome is a function of mails, pins and the thread's ticket alone. So it does not matter in which order mails
arrive, and reading them again changes nothing.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Generic, TypeVar

#: Names a mail, and a ticket: UUIDs in the store, anything else in a table of tests.
M = TypeVar("M")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Placed(Generic[M, T]):
    """What placement needs to know of a mail."""

    id: M
    message_id: str | None
    ancestors: tuple[str, ...]
    """Message-IDs of the mails that it answers, the nearest first."""
    order: tuple[datetime, bytes]
    """Of mails that share a Message-ID the first by this is meant."""
    pin: T | None = None
    named: T | None = None
    """The one ticket that tokens of ours in it name; our own replies carry theirs."""
    is_ours: bool = False
    """Whether one of us wrote it."""


def nearest_first(in_reply_to: Sequence[str], references: Sequence[str]) -> tuple[str, ...]:
    """The ancestors that a mail names: In-Reply-To, then References from the last to the first."""
    return tuple(dict.fromkeys((*in_reply_to, *reversed(references))))


def parents(mails: Collection[Placed[M, T]]) -> dict[M, M]:
    """The mail among `mails` that each follows, where there is one: its nearest ancestor, else our last reply before it
    with the same token."""
    by_id: dict[str, Placed[M, T]] = {}
    replies: dict[T, list[Placed[M, T]]] = {}
    for mail in sorted(mails, key=_order):
        if mail.message_id is not None:
            by_id.setdefault(mail.message_id, mail)
        if mail.is_ours and mail.named is not None:
            replies.setdefault(mail.named, []).append(mail)
    found = {}
    for mail in mails:
        followed = next((by_id[a] for a in mail.ancestors if a != mail.message_id and a in by_id), None)
        if followed is None and mail.named in replies:
            before = bisect_left(replies[mail.named], mail.order, key=_order)
            followed = replies[mail.named][before - 1] if before else None
        if followed is not None:
            found[mail.id] = followed.id
    return found


def _order(mail: Placed[M, T]) -> tuple[datetime, bytes]:
    return mail.order


def place(mails: Collection[Placed[M, T]], default: T | None) -> dict[M, T | None]:
    """The home of each mail: its pin, else the home of the mail that it follows, else the ticket that it names, else
    `default` (also for mails that name each other in a circle)."""
    parent = parents(mails)
    home: dict[M, T | None] = {mail.id: mail.pin for mail in mails if mail.pin is not None}
    given = {mail.pin for mail in mails if mail.pin is not None}
    named = {mail.id: mail.named for mail in mails if mail.named in given}
    for mail in mails:
        path: list[M] = []
        on_path: set[M] = set()
        at: M | None = mail.id
        # A conversation may be thousands of answers deep: walked, not recursed.
        while at is not None and at not in home and at not in on_path:
            path.append(at)
            on_path.add(at)
            at = parent.get(at)
        decided = named.get(path[-1], default) if at is None else home.get(at, default)
        home.update(dict.fromkeys(path, decided))
    return home


def pins_for(
    mails: Collection[Placed[M, T]], default: T | None, present: Mapping[M, T | None], moved: Collection[M], target: T
) -> dict[M, T]:
    """The pins that bring `moved` to `target` and leave every other mail where it is at `present`: one for each moved
    mail, and one for each other that would else follow it."""
    pins: dict[M, T] = dict.fromkeys(moved, target)
    after = place([_pinned(mail, pins.get(mail.id, mail.pin)) for mail in mails], default)
    for mail in mails:
        here = present[mail.id]
        if mail.id not in pins and here is not None and after[mail.id] != here:
            pins[mail.id] = here
    return pins


def _pinned(mail: Placed[M, T], pin: T | None) -> Placed[M, T]:
    return replace(mail, pin=pin)

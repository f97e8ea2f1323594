"""To whom a reply goes, computed from evidence. Pure."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from app.core.signing import without_token


@dataclass(frozen=True, slots=True)
class Replied:
    """What a reply needs to know of the mail that it answers. Addresses are lower case, in the headers' order."""

    author: str
    reply_to: tuple[str, ...]
    to: tuple[str, ...]
    cc: tuple[str, ...]
    is_ours: bool
    """One of us wrote it: an answer continues to those it went to."""


@dataclass(frozen=True, slots=True)
class Recipients:
    """Of the reply."""

    to: tuple[str, ...]
    cc: tuple[str, ...]


def recipients_of(mail: Replied, *, ours: Collection[str], everybody: bool) -> Recipients:
    """The recipients of a reply, or of one to all. `ours` are the addresses that mean this system and not a person:
    identities, aliases, groups and journals; they are never answered to. The order of the headers is kept, nobody is
    named twice."""
    if mail.is_ours:
        to = _others(mail.to, ours)
        cc = _others(mail.cc, {*ours, *to}) if everybody else ()
        if not to:
            to, cc = cc[:1], cc[1:]
        return Recipients(to, cc)
    to = _others(mail.reply_to, ours) or _others((mail.author,), ours)
    if not everybody:
        return Recipients(to, ())
    # Who wrote the mail is answered also where Reply-To names only a mailing list beside it: that is Reply-To's say.
    cc = _others((*mail.to, *mail.cc), {*ours, *to})
    if not to:
        to, cc = cc[:1], cc[1:]
    return Recipients(to, cc)


def _others(addresses: Sequence[str], ours: Collection[str]) -> tuple[str, ...]:
    kept: dict[str, None] = {}
    for address in addresses:
        address = address.lower()
        if address and "@" in address and not _is_ours(address, ours):
            kept.setdefault(address)
    return tuple(kept)


def _is_ours(address: str, ours: Collection[str]) -> bool:
    """Also with a plus-part: ``support+anything@`` reaches the same mailbox."""
    if address in ours or without_token(address) in ours:
        return True
    local, _, domain = address.rpartition("@")
    return "+" in local and f"{local.partition('+')[0]}@{domain}" in ours

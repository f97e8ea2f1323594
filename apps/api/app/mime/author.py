"""Who wrote it. Google Groups rewrites From to "'Name' via Group <group@…>" when the sender's DMARC is strict;
the sender is then in X-Original-From, X-Original-Sender or Reply-To."""

from __future__ import annotations

import re

from app.mime.addresses import parse_list
from app.mime.fields import Fields
from app.mime.model import Address, Author
from app.mime.text import one_line
from app.mime.words import decode_header

# "via" in the interface languages of Groups' managers: "'Ann' via Support", "Ann über Support", "Ann par Support".
_VIA = re.compile(
    r"^(?P<name>.+?)\s+(?:via|über|per|par|por|poprzez|от имени|経由|через)\s+(?P<group>.+)$", re.IGNORECASE
)
_GROUP_HEADERS = ("x-google-group-id", "x-beenthere", "list-id", "mailing-list", "x-original-from", "x-original-sender")


def author_of(fields: Fields, from_: Address | None, reply_to: tuple[Address, ...]) -> Author:
    """The author, with where it was read from and the header values that say so."""
    shown = from_ or Address("", "")
    if not _rewritten(fields, shown):
        return Author(shown.email, shown.name, "from", {})
    evidence = {"From": one_line(decode_header(fields.get("from")), 500)}
    via = _VIA.match(shown.name)
    via_name = via["name"].strip(" '\"") if via else ""
    for source, header in (("x-original-from", "X-Original-From"), ("x-original-sender", "X-Original-Sender")):
        value = fields.get(source)
        found = next((one for one in parse_list(value, 5) if one.email), None) if value else None
        if found is not None and found.email != shown.email:
            evidence[header] = one_line(decode_header(value), 500)
            return Author(found.email, found.name or via_name, source, evidence)
    first = next((one for one in reply_to if one.email and one.email != shown.email), None)
    # The list's own address in Reply-To names no author.
    if first is not None and via is not None:
        evidence["Reply-To"] = one_line(decode_header(fields.get("reply-to")), 500)
        return Author(first.email, first.name or via_name, "reply-to", evidence)
    if via is not None:
        # The group's address stands where the author's did, and nothing says whose that was.
        return Author(shown.email, via_name, "group", evidence)
    return Author(shown.email, shown.name, "from", {})


def _rewritten(fields: Fields, shown: Address) -> bool:
    """Whether From shows the group, not a person: the list's address, or "via" beside group headers."""
    present = [name for name in _GROUP_HEADERS if name in fields.first]
    if not present or not shown.email:
        return False
    marks = b" ".join(fields.get(name) for name in ("x-beenthere", "mailing-list", "list-post", "list-id")).lower()
    if _VIA.match(shown.name):
        # "Ann via Shop <shop@elsewhere>" with a group's header is no rewriting unless the group is of that domain.
        domain = shown.email.rpartition("@")[2]
        return "x-google-group-id" in fields.first or domain.encode("utf-8", "replace") in marks
    return shown.email.encode("utf-8", "replace") in marks

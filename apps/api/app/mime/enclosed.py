"""Which message a report is about: the ids and recipients of the one it brings back, wherever it put them.

Never by subject: anybody may use one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from app.mime.addresses import normal_spec, parse_list
from app.mime.budget import Meter
from app.mime.fields import Fields, split_block
from app.mime.model import Kind
from app.mime.msgids import ids_in, own_id
from app.mime.parts import Part
from app.mime.reports import report_fields

#: Mail that tells what became of another one.
REPORTS = frozenset({Kind.BOUNCE, Kind.RECEIPT, Kind.COMPLAINT})
_WHOLE = frozenset({"message/rfc822", "message/global", "message/rfc822-headers", "text/rfc822-headers",
                    "message/global-headers", "message/partial"})  # fmt: skip
_MACHINE = frozenset({"message/delivery-status", "message/global-delivery-status", "message/feedback-report",
                      "message/disposition-notification"})  # fmt: skip
_TEXT_ID = re.compile(r"^[ \t>|]{0,20}Message-I[dD][ \t]*:\s{0,20}(<[^<>\s]{3,900}>|[^\s<>]{1,300}@[^\s<>]{1,300})",
                      re.MULTILINE | re.IGNORECASE)  # fmt: skip
_TEXT_TO = re.compile(r"^[ \t>|]{0,20}(?:To|Cc)[ \t]*:[ \t]*(\S.{0,2000})$", re.MULTILINE)
_JSON_ID = re.compile(r'"messageId\\?"\s*:\s*\\?"([^"\\]{3,900})')
_MAX_IDS = 10


@dataclass(frozen=True, slots=True)
class Enclosed:
    """The message that came back: its Message-IDs, the surest first, and the addresses it was sent to."""

    ids: tuple[str, ...]
    recipients: frozenset[str]


def enclosed_message(fields: Fields, leaves: list[Part], text: str, meter: Meter) -> Enclosed:
    """What the report says of the message that it is about."""
    ids: dict[str, None] = {}
    recipients: set[str] = set()
    for leaf in leaves:
        if leaf.content_type in _WHOLE:
            head = _head(leaf, meter)
            if found := own_id(head.get("message-id")):
                ids[found] = None
            recipients.update(a.email for name in ("to", "cc") for v in head.all(name)[:5] for a in parse_list(v, 100))
    for leaf in leaves:
        if leaf.content_type in _MACHINE:
            _from_machine(report_fields(leaf.content(meter)), ids, recipients)
    for name in ("x-original-message-id", "original-message-id", "x-ms-exchange-message-sent-message-id"):
        ids.update(dict.fromkeys(ids_in(fields.get(name))))
    searched = text[:500_000]
    for match in _TEXT_ID.finditer(searched):
        ids.update(dict.fromkeys(ids_in(match[1].encode("utf-8", "replace"))))
    if not recipients:
        for match in _TEXT_TO.finditer(searched):
            recipients.update(a.email for a in parse_list(match[1].encode("utf-8", "replace"), 100))
    if "notificationType" in searched:
        ids.update(dict.fromkeys(i for m in _JSON_ID.finditer(searched) if (i := _ses_id(m[1]))))
    for name in ("in-reply-to", "references"):
        ids.update(dict.fromkeys(reversed(ids_in(fields.get(name)))))
    ids.pop(own_id(fields.get("message-id")) or "", None)
    return Enclosed(tuple(ids)[:_MAX_IDS], frozenset(one for one in recipients if one))


def _head(leaf: Part, meter: Meter) -> Fields:
    content = leaf.content(meter)[:262_144].lstrip(b"\r\n")
    return split_block(content, 0, len(content), Meter(meter.budget))[0]


def _from_machine(blocks: list[dict[str, str]], ids: dict[str, None], recipients: set[str]) -> None:
    for block in blocks[:50]:
        for name in ("original-message-id", "x-original-message-id", "original-message-id-header"):
            ids.update(dict.fromkeys(ids_in(block.get(name, "").encode("utf-8", "replace"))))
        if address := normal_spec(block.get("original-rcpt-to", "").strip("<> ")):
            recipients.add(address)


def _ses_id(text: str) -> str:
    """SES makes the Message-ID out of its own id and its host's name."""
    found = ids_in(text.encode("utf-8", "replace")) if "@" in text else ()
    return found[0] if found else ""

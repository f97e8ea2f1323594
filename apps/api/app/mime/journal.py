"""Exchange journal reports (MS-XJRNL): the envelope as lines of text around the original mail."""

from __future__ import annotations

import re
from dataclasses import dataclass

from app.mime import charset
from app.mime.addresses import normal_spec
from app.mime.budget import Meter
from app.mime.parts import Part

_LINE = re.compile(r"^\s*(To|Cc|Bcc|Recipient|On-Behalf-Of|Sender|Subject|Message-Id)\s*:\s*(.*)$", re.IGNORECASE)
_MAX_RECIPIENTS = 2000


@dataclass(frozen=True, slots=True)
class Report:
    """The enclosed mail's bytes and the envelope recipients, the report's order, each once."""

    inner: bytes
    recipients: tuple[str, ...]


def unwrap(root: Part, meter: Meter) -> Report | None:
    """The report in `root`, or None when it is no journal report. All forms name "X-MS-Journal-Report"."""
    if "x-ms-journal-report" not in root.fields.first or not root.children:
        return None
    inner = next((one for one in root.children if one.content_type in ("message/rfc822", "message/global")), None)
    if inner is None:
        return None
    recipients: dict[str, None] = {}
    for part in root.children:
        if part.content_type == "text/plain":
            text, _ = charset.decode(part.content(meter)[:1_000_000], part.parameters.get("charset"))
            for address in _recipients(text):
                recipients[address] = None
            break
    return Report(inner.content(meter), tuple(recipients)[:_MAX_RECIPIENTS])


def _recipients(text: str) -> list[str]:
    """Addresses of the To, Cc, Bcc and Recipient lines; "Expanded:" and "Forwarded:" tell the way, and count too."""
    out: list[str] = []
    for line in text.splitlines():
        match = _LINE.match(line)
        if match is None or match[1].lower() in ("sender", "subject", "message-id", "on-behalf-of"):
            continue
        for piece in match[2].split(","):
            label, colon, rest = piece.partition(":")
            address = normal_spec((rest if colon else label).strip().strip("<>"))
            if address:
                out.append(address)
    return out

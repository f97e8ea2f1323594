"""The machine-readable part of reports: blocks of fields apart by blank lines (RFC 3464, 8098, 5965)."""

from __future__ import annotations

from dataclasses import dataclass

from app.mime.text import one_line
from app.mime.words import decode_header

_MAX_BLOCKS = 200


@dataclass(frozen=True, slots=True)
class DeliveryReport:
    """Per-message fields and one dictionary per recipient; names lower-case, `action` lower-case."""

    message: dict[str, str]
    recipients: tuple[dict[str, str], ...]


def report_fields(content: bytes) -> list[dict[str, str]]:
    """The blocks of a report as dictionaries of lower-case name to one-line value (the first of each name)."""
    blocks: list[dict[str, str]] = []
    current: dict[str, str] = {}
    last = ""
    for line in content[:1_000_000].splitlines():
        if not line.strip():
            if current:
                blocks.append(current)
                if len(blocks) >= _MAX_BLOCKS:
                    return blocks
            current, last = {}, ""
        elif line[:1] in b" \t" and last:
            current[last] = one_line(f"{current[last]} {decode_header(line)}", 1000)
        else:
            name, colon, value = line.partition(b":")
            if colon:
                last = name.decode("latin-1").strip().lower()[:100]
                current.setdefault(last, one_line(decode_header(value), 1000))
    if current:
        blocks.append(current)
    return blocks


def read_delivery_report(content: bytes) -> DeliveryReport:
    """A message/delivery-status body. A block is a recipient's when it has Final-Recipient, Action or Status."""
    message: dict[str, str] = {}
    recipients = []
    for block in report_fields(content):
        if "final-recipient" in block or "action" in block or ("status" in block and "reporting-mta" not in block):
            if "action" in block:
                block["action"] = block["action"].lower().split()[0] if block["action"].strip() else ""
            recipients.append(block)
        else:
            message.update(block)
    return DeliveryReport(message, tuple(recipients))

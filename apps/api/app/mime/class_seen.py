"""What the rules of classification look at."""

from __future__ import annotations

from dataclasses import dataclass

from app.mime.budget import Meter
from app.mime.fields import Fields
from app.mime.model import Address
from app.mime.parts import Part
from app.mime.text import one_line
from app.mime.words import decode_header


@dataclass(frozen=True, slots=True)
class Seen:
    """What the rules look at."""

    fields: Fields
    root: Part
    leaves: list[Part]
    from_: Address | None
    subject: str
    body_text: str
    meter: Meter

    def value(self, name: str) -> str:
        """First value of a header, one line, bounded."""
        raw = self.fields.get(name)
        return one_line(decode_header(raw), 300) if raw else ""

    def has(self, name: str) -> bool:
        """Whether the header is there."""
        return name in self.fields.first

    def part_of(self, *kinds: str) -> Part | None:
        """First leaf of one of the content types."""
        return next((leaf for leaf in self.leaves if leaf.content_type in kinds), None)

    def report_type(self) -> str:
        """report-type of a multipart/report, lower-case, or ""."""
        if self.root.content_type != "multipart/report":
            return ""
        return self.root.parameters.get("report-type", "").lower()

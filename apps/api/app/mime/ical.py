"""iCalendar as components and properties (RFC 5545 §3.1, §3.6): unfolded, split, bounded. Total."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from app.mime import charset
from app.mime.text import one_line, well_formed

MAX_BYTES = 512 * 1024
MAX_LINES = 5000
_MAX_DEPTH = 6
_MAX_VALUE = 4000
_ESCAPED = re.compile(r"\\([\\;,nN])")
_PARAMETER = re.compile(r';([A-Za-z-]{1,40})=(?:"([^"]{0,200})"|([^;:]{0,200}))')


@dataclass(frozen=True, slots=True)
class Property:
    """One content line. `name` in upper case, parameters as written."""

    name: str
    parameters: str
    value: str

    def parameter(self, name: str) -> str:
        """The parameter's value, "" when it is not there."""
        return next(
            (one[2] or one[3] or "" for one in _PARAMETER.finditer(self.parameters) if one[1].upper() == name), ""
        )


@dataclass(slots=True)
class Component:
    """VCALENDAR, VEVENT, VTIMEZONE and their like; `name` in upper case."""

    name: str
    properties: list[Property] = field(default_factory=list)
    children: list[Component] = field(default_factory=list)

    def first(self, name: str) -> Property | None:
        """The first property of this name."""
        return next(self.every(name), None)

    def every(self, name: str) -> Iterator[Property]:
        """The properties of this name, in their order."""
        return (one for one in self.properties if one.name == name)

    def named(self, name: str) -> list[Component]:
        """The components of this name at any depth, in their order."""
        return [found for one in self.children for found in ([one] if one.name == name else one.named(name))]


def lines_of(content: bytes) -> list[str]:
    """The content lines, folded ones joined."""
    text, _ = charset.decode(content[:MAX_BYTES], "utf-8")
    return re.sub(r"\r?\n[ \t]", "", well_formed(text)).splitlines()[:MAX_LINES]


def read_components(content: bytes) -> Component:
    """A component that holds all of `content`. What is not closed ends with the text."""
    root = Component("")
    open_ = [root]
    for line in lines_of(content):
        one = property_of(line)
        if one.name == "BEGIN" and len(open_) <= _MAX_DEPTH:
            made = Component(one.value.strip().upper()[:40])
            open_[-1].children.append(made)
            open_.append(made)
        elif one.name == "END":
            name = one.value.strip().upper()
            if any(component.name == name for component in open_[1:]):
                while open_.pop().name != name:
                    pass
        elif one.name:
            open_[-1].properties.append(one)
    return root


def property_of(line: str) -> Property:
    """A content line; a colon in quotes separates nothing. A line without a name is one whose name is ""."""
    quoted = False
    for at, char in enumerate(line[:2000]):
        if char == '"':
            quoted = not quoted
        elif char == ":" and not quoted:
            name, semicolon, parameters = line[:at].partition(";")
            return Property(name.upper(), semicolon + parameters, line[at + 1 : at + 1 + _MAX_VALUE])
    return Property("", "", "")


def words(one: Property | None, limit: int) -> str:
    """A text value on one line, unescaped; "" when it is not there."""
    value = one.value[: limit * 2] if one else ""
    return one_line(_ESCAPED.sub(lambda match: " " if match[1] in "nN" else match[1], value), limit)


def address(one: Property | None) -> tuple[str, str]:
    """(name, address) of a CAL-ADDRESS, each "" when it is not there."""
    if one is None:
        return "", ""
    return one_line(one.parameter("CN"), 200), one_line(re.sub(r"^mailto:", "", one.value.strip(), flags=re.I), 320)

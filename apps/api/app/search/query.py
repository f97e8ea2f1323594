"""The search language. Pure: text in, a tree out.

    query  = any*                        all of them
    any    = part ("or" part)*           one of them; "or" binds tighter than standing side by side
    part   = ["-"] (filter | text | "(" query ")")      "-" turns it round
    filter = name ":" value              from: to: cc: subject: status: is: assignee: tag: queue: priority: has:
                                         before: after:
    text   = word | '"' phrase '"'       a word may end in "*"

Values may be quoted. Words are what the mails of a ticket say; a word of the form T-000123 is a ticket's code. A
parenthesis inside a word belongs to it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TypeAlias

from app.search.terms import InvalidQuery, Term, filter_term, text_term

MAX_TERMS = 40
MAX_DEPTH = 10


@dataclass(frozen=True, slots=True)
class All:
    """All of its parts hold; without any it says nothing."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Either:
    """One of its parts holds."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """What it turns round does not hold."""

    part: Node


Node: TypeAlias = "All | Either | Not | Term"

_TOKEN = re.compile(
    r"""
    (?P<minus>-?)
    (?: (?P<opening>\()
      | (?:(?P<name>[A-Za-z]+):(?=\S))? (?:"(?P<quoted>[^"]*)(?P<end>"?) | (?P<bare>[^\s"]+))
    )
    """,
    re.VERBOSE,
)
_NEEDS_SIDES = "“or” needs something on either side"


def parse_query(query: str) -> All:
    """The tree of `query`. Raises `InvalidQuery`."""
    if "\0" in query:
        raise InvalidQuery("A search cannot hold a NUL", query.index("\0") + 1)
    return _Reader(query).read()


@dataclass(slots=True)
class _Level:
    """What has been read inside one pair of parentheses (or outside of all): groups of which all must hold."""

    opened_at: int
    negated: bool = False
    groups: list[list[Node]] = field(default_factory=list)
    joining: int | None = None
    """Where an "or" stands whose right side has not come yet."""

    def add(self, node: Node) -> None:
        if self.joining is not None:
            self.groups[-1].append(node)
            self.joining = None
        else:
            self.groups.append([node])

    def join(self, position: int) -> None:
        if not self.groups or self.joining is not None:
            raise InvalidQuery(_NEEDS_SIDES, position, 2, '"or"')
        self.joining = position

    def close(self) -> All:
        if self.joining is not None:
            raise InvalidQuery(_NEEDS_SIDES, self.joining, 2, '"or"')
        return All(tuple(group[0] if len(group) == 1 else Either(tuple(group)) for group in self.groups))


class _Reader:
    def __init__(self, query: str) -> None:
        self.query = query
        self.levels = [_Level(1)]
        self.terms = 0

    def read(self) -> All:
        position = 0
        while position < len(self.query):
            if self.query[position].isspace():
                position += 1
            elif self.query[position] == ")" and len(self.levels) > 1:
                position += 1
                self._close(position)
            else:
                position = self._token(position)
        if len(self.levels) > 1:
            opened = self.levels[-1].opened_at
            rest = self.query[opened - 1 :]
            raise InvalidQuery("The parenthesis is never closed", opened, len(rest), f"{rest})")
        return self.levels[0].close()

    def _token(self, position: int) -> int:
        """Read one token at `position`; where the next begins."""
        match = _TOKEN.match(self.query, position)
        assert match is not None, "a quotation mark begins a phrase, a parenthesis a group, anything else a word"
        if match["opening"] is not None:
            if len(self.levels) > MAX_DEPTH:
                raise InvalidQuery(f"Parentheses may stand {MAX_DEPTH} deep at most", position + 1)
            self.levels.append(_Level(match.start("opening") + 1, bool(match["minus"])))
            return match.end()
        bare = match["bare"]
        closing = 0 if bare is None else self._closing(bare)
        if (
            bare is not None
            and not match["minus"]
            and not match["name"]
            and bare[: len(bare) - closing].lower() == "or"
        ):
            self.levels[-1].join(position + 1)
            return match.end() - closing
        self.terms += 1
        if self.terms > MAX_TERMS:
            raise InvalidQuery(f"A search may have {MAX_TERMS} terms at most", position + 1)
        term = self._term(match, position + 1, closing)
        self.levels[-1].add(Not(term) if match["minus"] else term)
        return match.end() - closing

    def _closing(self, word: str) -> int:
        """How many of the parentheses that end `word` close groups; those that it opened itself are its own."""
        trailing = len(word) - len(word.rstrip(")"))
        own = word.count("(") - (word.count(")") - trailing)
        return min(max(trailing - max(own, 0), 0), len(self.levels) - 1)

    def _term(self, match: re.Match[str], position: int, closing: int) -> Term:
        quoted = match["quoted"] is not None
        if quoted and not match["end"]:
            phrase = f'"{match["quoted"]}'
            raise InvalidQuery("The quotation mark is never closed", match.start("quoted"), len(phrase), f'{phrase}"')
        value = match["quoted"] if quoted else match["bare"][: len(match["bare"]) - closing]
        # What is pointed at begins behind the minus, so that the correction keeps it.
        begins = position + len(match["minus"])
        if match["name"] is None:
            return text_term(value, begins, quoted=quoted)
        return filter_term(match["name"], value, begins, quoted=quoted)

    def _close(self, position: int) -> None:
        level = self.levels.pop()
        inner = level.close()
        if not inner.parts:
            raise InvalidQuery(
                "There is nothing between the parentheses", level.opened_at, position - level.opened_at + 1
            )
        node: Node = inner.parts[0] if len(inner.parts) == 1 else inner
        self.levels[-1].add(Not(node) if level.negated else node)

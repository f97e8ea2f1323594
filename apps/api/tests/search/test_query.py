"""The search language, as text and tree."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.search.query import All, Either, Node, Not, parse_query
from app.search.terms import InvalidQuery, Term

pytestmark = pytest.mark.quick


def _shown(node: Node) -> str:
    """The tree in one line: `a & b` all of, `a | b` one of, `!a` turned round; groups in parentheses."""
    match node:
        case Term():
            value = f"{node.value:%Y-%m-%d}" if isinstance(node.value, datetime) else node.value
            return f"{node.field.value}{'*' if node.is_prefix else ''}={value}"
        case Not(part):
            return f"!{_shown(part)}"
        case All(parts):
            return f"({' & '.join(map(_shown, parts))})"
        case Either(parts):
            return f"({' | '.join(map(_shown, parts))})"


@pytest.mark.parametrize(
    ("query", "tree"),
    [
        ("", "()"),
        ("   ", "()"),
        ("printer fire", "(text=printer & text=fire)"),
        ('"printer on fire"', "(text=printer on fire)"),
        ("-printer", "(!text=printer)"),
        ('-"on fire"', "(!text=on fire)"),
        ("print*", "(text*=print)"),
        ("a b or c", "(text=a & (text=b | text=c))"),
        ("a OR b or -c", "((text=a | text=b | !text=c))"),
        ('"or"', "(text=or)"),
        ("-or", "(!text=or)"),
        ("from:Carla@customer.test", "(from=Carla@customer.test)"),
        ('FROM:"Carla C"', "(from=Carla C)"),
        ("cc:boss", "(cc=boss)"),
        ("-status:closed", "(!status=closed)"),
        ("status:NEW or status:open", "((status=new | status=open))"),
        ("assignee:me assignee:none", "(assignee=me & assignee=none)"),
        ("is:unread is:open -is:read", "(is=unread & is=open & !is=read)"),
        ("tag:vip queue:billing priority:high", "(tag=vip & queue=billing & priority=high)"),
        ("after:2026-01-31", "(after=2026-01-31)"),
        ("before:2026/01/31", "(before=2026-01-31)"),
        ("t-123", "(code=T-123)"),
        ("https://acme.test/a?b=c", "(text=https://acme.test/a?b=c)"),
        ("12:30", "(text=12:30)"),
        ("carla@customer.test", "(text=carla@customer.test)"),
        ("Re: fire", "(text=Re: & text=fire)"),
        ('"from:me"', "(text=from:me)"),
        ("re-open", "(text=re-open)"),
        ("(a b) or c", "(((text=a & text=b) | text=c))"),
        ("(a or b) c", "((text=a | text=b) & text=c)"),
        ("-(a or tag:b)", "(!(text=a | tag=b))"),
        ("((a))", "(text=a)"),
        ("(tag:a (b or c))", "((tag=a & (text=b | text=c)))"),
        ("call f(x) now", "(text=call & text=f(x) & text=now)"),
        ("(see f(x))", "((text=see & text=f(x)))"),
    ],
)
def test_what_it_means(query: str, tree: str) -> None:
    assert _shown(parse_query(query)) == tree


@pytest.mark.parametrize(
    ("query", "position", "word"),
    [
        ('printer "on fire', 9, "never closed"),
        ("a colour:red", 3, "no filter"),
        ("a or", 3, "either side"),
        ("or a", 1, "either side"),
        ("a or or b", 6, "either side"),
        ("status:done", 1, "takes new, open"),
        ("a is:lost", 3, "takes unread"),
        ("-colour:red", 2, "no filter"),
        ("(a b", 1, "parenthesis is never closed"),
        ("a () b", 3, "nothing between"),
        ("(a or)", 4, "either side"),
        ("from:(a or b)", 1, "takes one value"),
        ("(" * 11 + "a" + ")" * 11, 11, "10 deep"),
        ("has:teeth", 1, "takes attachment"),
        ("before:yesterday", 1, "2026-01-31"),
        ("assignee:bob", 1, "e-mail address"),
        ("a from: b", 3, "needs a value"),
        ('from:""', 1, "needs a value"),
        ("fire !!!", 6, "nothing to search"),
        ("a -", 3, "nothing to search"),
        ("*", 1, "nothing to search"),
        ("x " * 41, 81, "40 terms"),
    ],
)
def test_a_mistake_is_named_with_its_position(query: str, position: int, word: str) -> None:
    with pytest.raises(InvalidQuery) as caught:
        parse_query(query)
    assert word in caught.value.detail
    assert caught.value.errors is not None
    assert caught.value.errors[0]["position"] == position


@pytest.mark.parametrize(
    ("query", "instead"),
    [
        ("form:carla", "from:carla"),
        ("colour:red", '"colour:red"'),
        ("status:opne", "status:open"),
        ("is:unraed", "is:unread"),
        ("tag:", "tag:vip"),
        ('"on fire', '"on fire"'),
        ("(a b", "(a b)"),
        ("assignee:bob", "assignee:me"),
    ],
)
def test_what_to_write_instead_is_understood(query: str, instead: str) -> None:
    with pytest.raises(InvalidQuery) as caught:
        parse_query(query)
    assert caught.value.errors is not None
    assert caught.value.errors[0]["instead"] == instead
    parse_query(instead)


_FRAGMENTS = [
    "from:",
    "is:",
    "or",
    "-",
    "(",
    ")",
    '"',
    "a",
    "T-1",
    "tag:x",
    "status:open",
    "before:2026-01-01",
    "*",
    " ",
    "\0",
    "ü",
]


@given(st.text(max_size=60) | st.lists(st.sampled_from(_FRAGMENTS), max_size=30).map("".join))
def test_any_text_is_understood_or_refused_with_its_place(query: str) -> None:
    try:
        parse_query(query)
    except InvalidQuery as refused:
        (error,) = refused.errors or []
        assert 1 <= error["position"] <= len(query) + 1
        assert error["length"] >= 1
        assert error["msg"]

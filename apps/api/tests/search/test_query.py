"""The search language, as text and tree."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.search.query import Field, Group, InvalidQuery, Term, parse_query

pytestmark = pytest.mark.quick


def _terms(query: str) -> list[list[tuple[str, object]]]:
    return [
        [(("-" if t.negated else "") + t.field.value + ("*" if t.is_prefix else ""), t.value) for t in group]
        for group in parse_query(query)
    ]


@pytest.mark.parametrize(
    ("query", "terms"),
    [
        ("", []),
        ("   ", []),
        ("printer fire", [[("text", "printer")], [("text", "fire")]]),
        ('"printer on fire"', [[("text", "printer on fire")]]),
        ("-printer", [[("-text", "printer")]]),
        ('-"on fire"', [[("-text", "on fire")]]),
        ("print*", [[("text*", "print")]]),
        ("a b or c", [[("text", "a")], [("text", "b"), ("text", "c")]]),
        ("a OR b or -c", [[("text", "a"), ("text", "b"), ("-text", "c")]]),
        ('"or"', [[("text", "or")]]),
        ("from:Carla@customer.test", [[("from", "Carla@customer.test")]]),
        ('FROM:"Carla C"', [[("from", "Carla C")]]),
        ("-status:closed", [[("-status", "closed")]]),
        ("status:NEW or status:open", [[("status", "new"), ("status", "open")]]),
        ("assignee:me assignee:none", [[("assignee", "me")], [("assignee", "none")]]),
        ("has:attachment is:unassigned", [[("has", "attachment")], [("is", "unassigned")]]),
        ("tag:vip queue:billing priority:high", [[("tag", "vip")], [("queue", "billing")], [("priority", "high")]]),
        ("after:2026-01-31", [[("after", datetime(2026, 1, 31, tzinfo=UTC))]]),
        ("before:2026/01/31", [[("before", datetime(2026, 1, 31, tzinfo=UTC))]]),
        ("t-123", [[("code", "T-123")]]),
        ("https://acme.test/a?b=c", [[("text", "https://acme.test/a?b=c")]]),
        ("12:30", [[("text", "12:30")]]),
        ("carla@customer.test", [[("text", "carla@customer.test")]]),
        ("Re: fire", [[("text", "Re:")], [("text", "fire")]]),
        ('"from:me"', [[("text", "from:me")]]),
        ("re-open", [[("text", "re-open")]]),
    ],
)
def test_what_it_means(query: str, terms: list[list[tuple[str, object]]]) -> None:
    assert _terms(query) == terms


@pytest.mark.parametrize(
    ("query", "position", "word"),
    [
        ('printer "on fire', 9, "never closed"),
        ("a colour:red", 3, "no filter"),
        ("a or", 3, "either side"),
        ("or a", 1, "either side"),
        ("a or or b", 6, "either side"),
        ("status:done", 1, "takes new, open"),
        ("a is:lost", 3, "takes unassigned"),
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


@given(st.text(max_size=60) | st.text(alphabet='ab -":or*frmT1', max_size=40))
def test_any_text_is_understood_or_refused(query: str) -> None:
    position = 1
    groups: tuple[Group, ...] = ()
    try:
        groups = parse_query(query)
    except InvalidQuery as error:
        position = (error.errors or [{}])[0]["position"]
    assert 1 <= position <= len(query) + 1
    assert all(isinstance(term, Term) and term.field in Field for group in groups for term in group)

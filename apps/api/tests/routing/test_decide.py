"""Routing decisions as a table."""

from __future__ import annotations

from uuid import UUID

import pytest

from app.messages.models import Direction
from app.routing.decide import Facts, Rule, decide, matches
from app.tickets.models import TicketStatus

pytestmark = pytest.mark.quick

QUEUE, PERSON = UUID(int=7), UUID(int=8)
IN, OUT = Direction.inbound, Direction.outbound


def rule(number: int = 1, **fields: object) -> Rule:
    return Rule(id=UUID(int=number), name=f"rule {number}", priority=int(str(fields.pop("priority", 100))), **fields)  # type: ignore[arg-type]


def facts(recipient: str | None = "support@acme.example", sender: str = "ada@c.example", way: Direction = IN) -> Facts:
    return Facts(recipient, sender, way)


@pytest.mark.parametrize(
    ("pattern", "value", "expected"),
    [
        ("support@*", "SUPPORT@acme.example", True),
        ("support@acme.example", "support@acme.example", True),
        ("support@acme.example", "xsupport@acme.example", False),
        ("s?les@*", "sales@acme.example", True),
        ("s?les@*", "saales@acme.example", False),
        ("a.b@*", "aXb@acme.example", False),
        ("[ab]@x", "a@x", False),
        ("[ab]@x", "[ab]@x", True),
        ("*", None, True),
        ("support@*", None, False),
        ("a*", "a\nb", True),
    ],
)
def test_patterns_are_shell_style_and_literal_elsewhere(pattern: str, value: str | None, expected: bool) -> None:
    assert matches(pattern, value) is expected


def test_an_empty_allowlist_allows_everything() -> None:
    assert decide(facts(), [], []).allowlisted


def test_off_the_allowlist_is_spam_whatever_the_rules_say() -> None:
    decision = decide(facts("other@acme.example"), ["support@*"], [rule(assign_queue_id=QUEUE)])
    assert (decision.allowlisted, decision.status, decision.rule) == (False, TicketStatus.spam, None)


def test_an_unknown_recipient_is_not_hidden() -> None:
    assert decide(facts(None), ["support@*"], []).allowlisted


def test_for_our_own_mail_the_allowlist_speaks_of_the_sender() -> None:
    assert decide(facts("ada@c.example", "support@acme.example", OUT), ["support@*"], []).allowlisted
    assert not decide(facts("ada@c.example", "boss@acme.example", OUT), ["support@*"], []).allowlisted


def test_the_lowest_priority_number_that_matches_decides() -> None:
    rules = [rule(1, priority=20, assign_queue_id=QUEUE), rule(2, priority=10, assign_user_id=PERSON)]
    decision = decide(facts(), [], rules)
    assert decision.rule is rules[1]
    assert (decision.user_id, decision.queue_id) == (PERSON, None)


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"recipient_pattern": "billing@*"}, False),
        ({"recipient_pattern": "support@*", "sender_domain_pattern": "c.example"}, True),
        ({"recipient_pattern": "support@*", "sender_domain_pattern": "d.example"}, False),
        ({"sender_email_pattern": "ada@*"}, True),
        ({"direction": OUT}, False),
        ({"direction": IN}, True),
        ({}, True),
    ],
)
def test_all_conditions_of_a_rule_must_hold(fields: dict[str, object], expected: bool) -> None:
    assert (decide(facts(), [], [rule(**fields)]).rule is not None) is expected


def test_actions() -> None:
    assert decide(facts(), [], [rule(drop=True)]).drop
    assert decide(facts(), [], [rule(auto_close=True)]).status is TicketStatus.closed
    assert decide(facts(), [], [rule(set_status=TicketStatus.pending)]).applied_actions() == {"set_status": "pending"}

"""Which queue, assignee and status a new ticket gets. Pure: the simulator and the pipeline call the same function."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from uuid import UUID

from app.messages.models import Direction
from app.tickets.models import TicketStatus


@dataclass(frozen=True, slots=True)
class Rule:
    """A routing rule as `decide` needs it; None matches everything or changes nothing."""

    id: UUID
    name: str
    priority: int
    recipient_pattern: str | None = None
    sender_email_pattern: str | None = None
    sender_domain_pattern: str | None = None
    direction: Direction | None = None
    assign_queue_id: UUID | None = None
    assign_user_id: UUID | None = None
    set_status: TicketStatus | None = None
    drop: bool = False
    auto_close: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """What is routed: the address it was for, who wrote it, and which way it went."""

    recipient: str | None
    sender_email: str
    direction: Direction


@dataclass(frozen=True, slots=True)
class Decision:
    """What becomes of the ticket, and why."""

    allowlisted: bool
    rule: Rule | None
    drop: bool
    queue_id: UUID | None
    user_id: UUID | None
    status: TicketStatus | None
    explanation: str

    def applied_actions(self) -> dict[str, Any]:
        """The actions that take effect, for people and for the event."""
        actions: dict[str, Any] = {}
        if self.drop:
            actions["drop"] = True
        if self.queue_id:
            actions["assign_queue_id"] = str(self.queue_id)
        if self.user_id:
            actions["assign_user_id"] = str(self.user_id)
        if self.status:
            actions["set_status"] = self.status.value
        return actions


@lru_cache(maxsize=4096)
def _pattern(pattern: str) -> re.Pattern[str]:
    """Shell-style: ``*`` and ``?``, everything else literal, case-insensitive."""
    translated = "".join(".*" if c == "*" else "." if c == "?" else re.escape(c) for c in pattern)
    return re.compile(rf"(?is:\A{translated}\Z)")


def matches(pattern: str, value: str | None) -> bool:
    """Whether `value` is what `pattern` describes. An unknown value matches only ``*``."""
    return _pattern(pattern.strip()).match(value or "") is not None


def decide(facts: Facts, allowlist: Sequence[str], rules: Sequence[Rule]) -> Decision:
    """Allow-list first, then the first enabled rule that matches, lower priority number first.

    The allow-list speaks of *our* address in the conversation: the recipient of mail to us, the sender of mail from
    us. An empty one allows everything, and so does not knowing the recipient: nothing is hidden for lack of evidence.
    """
    ours = facts.recipient if facts.direction is Direction.inbound else facts.sender_email
    allowed = not allowlist or ours is None or any(matches(pattern, ours) for pattern in allowlist)
    if not allowed:
        return Decision(
            False, None, False, None, None, TicketStatus.spam, f"{ours} is not on the allow-list: marked as spam"
        )
    for rule in sorted(rules, key=lambda r: (r.priority, r.id)):
        if _rule_matches(rule, facts):
            status = TicketStatus.closed if rule.auto_close else rule.set_status
            return Decision(
                True,
                rule,
                rule.drop,
                rule.assign_queue_id,
                rule.assign_user_id,
                status,
                f"Rule “{rule.name}” is the first that matches",
            )
    return Decision(True, None, False, None, None, None, "No rule matches: the ticket stays unassigned")


def _rule_matches(rule: Rule, facts: Facts) -> bool:
    if rule.direction is not None and rule.direction is not facts.direction:
        return False
    if rule.recipient_pattern is not None and not matches(rule.recipient_pattern, facts.recipient):
        return False
    if rule.sender_email_pattern is not None and not matches(rule.sender_email_pattern, facts.sender_email):
        return False
    domain = facts.sender_email.rpartition("@")[2]
    return rule.sender_domain_pattern is None or matches(rule.sender_domain_pattern, domain)

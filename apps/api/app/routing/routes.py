"""HTTP of routing, for admins."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter, status

from app.core.http.page import Page
from app.identity.access import AdminCaller, OrgSession
from app.routing import allowlist, rules
from app.routing.apply import load_policy
from app.routing.decide import Facts
from app.routing.schemas import (
    AllowlistEntryOut,
    AllowlistEntryPatch,
    AppliedActions,
    MatchedRule,
    NewAllowlistEntry,
    NewRule,
    RuleOut,
    RulePatch,
    Simulated,
    Simulation,
)
from app.tickets.models import TicketStatus

router = APIRouter(prefix="/tickets/routing", tags=["routing"])


@router.get("/allowlist")
def list_allowlist(caller: AdminCaller, session: OrgSession) -> Page[AllowlistEntryOut]:
    """The allow-list, all on one page. Without an enabled entry everything is allowed."""
    rows = allowlist.list_entries(session, caller.organization_id)
    return Page(items=[AllowlistEntryOut.model_validate(row) for row in rows])


@router.post("/allowlist", status_code=status.HTTP_201_CREATED)
def create_allowlist_entry(body: NewAllowlistEntry, caller: AdminCaller, session: OrgSession) -> AllowlistEntryOut:
    """Allow another pattern."""
    return AllowlistEntryOut.model_validate(allowlist.add_entry(session, caller.organization_id, body))


@router.patch("/allowlist/{entry_id:uuid}")
def change_allowlist_entry(
    entry_id: UUID, body: AllowlistEntryPatch, caller: AdminCaller, session: OrgSession
) -> AllowlistEntryOut:
    """Change an entry."""
    return AllowlistEntryOut.model_validate(allowlist.change_entry(session, caller.organization_id, entry_id, body))


@router.delete("/allowlist/{entry_id:uuid}", status_code=status.HTTP_204_NO_CONTENT)
def delete_allowlist_entry(entry_id: UUID, caller: AdminCaller, session: OrgSession) -> None:
    """Remove an entry."""
    allowlist.remove_entry(session, caller.organization_id, entry_id)


@router.get("/rules")
def list_rules(caller: AdminCaller, session: OrgSession) -> Page[RuleOut]:
    """The rules in the order in which they are tried, all on one page."""
    rows = rules.list_rules(session, caller.organization_id)
    return Page(items=[RuleOut.model_validate(row) for row in rows])


@router.post("/rules", status_code=status.HTTP_201_CREATED)
def create_rule(body: NewRule, caller: AdminCaller, session: OrgSession) -> RuleOut:
    """A new rule. It routes tickets that are made from now on."""
    return RuleOut.model_validate(rules.add_rule(session, caller.organization_id, body))


@router.patch("/rules/{rule_id:uuid}")
def change_rule(rule_id: UUID, body: RulePatch, caller: AdminCaller, session: OrgSession) -> RuleOut:
    """Change a rule."""
    return RuleOut.model_validate(rules.change_rule(session, caller.organization_id, rule_id, body))


@router.delete("/rules/{rule_id:uuid}", status_code=status.HTTP_204_NO_CONTENT)
def delete_rule(rule_id: UUID, caller: AdminCaller, session: OrgSession) -> None:
    """Remove a rule."""
    rules.remove_rule(session, caller.organization_id, rule_id)


@router.post("/simulate")
def simulate_routing(body: Simulation, caller: AdminCaller, session: OrgSession) -> Simulated:
    """What the present allow-list and rules would do with a mail: the same decision that real mail gets."""
    policy = load_policy(session, caller.organization_id)
    decision = policy.decide(Facts(body.recipient or None, body.sender_email, body.direction))
    rule = decision.rule
    return Simulated(
        allowlisted=decision.allowlisted,
        would_mark_spam=decision.status is TicketStatus.spam,
        matched_rule=MatchedRule(id=rule.id, name=rule.name, priority=rule.priority) if rule else None,
        applied_actions=AppliedActions.model_validate(decision.applied_actions()),
        explanation=decision.explanation,
    )

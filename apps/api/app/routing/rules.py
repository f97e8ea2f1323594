"""The routing rules that people keep."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.errors import NotFound
from app.routing.models import RoutingRule
from app.routing.schemas import NewRule, RulePatch
from app.tickets.changes import check_assignees


def list_rules(session: Session, organization_id: UUID) -> list[RoutingRule]:
    """The rules in the order in which they are tried."""
    mine = select(RoutingRule).where(RoutingRule.organization_id == organization_id)
    return list(session.scalars(mine.order_by(RoutingRule.priority, RoutingRule.id)))


def add_rule(session: Session, organization_id: UUID, new: NewRule) -> RoutingRule:
    """A new rule. Raises `NotAssignable`."""
    values = new.model_dump()
    _check(session, organization_id, values)
    rule = RoutingRule(organization_id=organization_id, **values)
    session.add(rule)
    session.flush()
    session.refresh(rule)
    return rule


def change_rule(session: Session, organization_id: UUID, rule_id: UUID, patch: RulePatch) -> RoutingRule:
    """Change what `patch` sets. Raises `NotFound`, `NotAssignable`."""
    rule = _rule(session, organization_id, rule_id)
    values = patch.model_dump(exclude_unset=True)
    _check(session, organization_id, values)
    for name, value in values.items():
        setattr(rule, name, value)
    session.flush()
    return rule


def remove_rule(session: Session, organization_id: UUID, rule_id: UUID) -> None:
    """Remove a rule; what it did stays. Raises `NotFound`."""
    session.delete(_rule(session, organization_id, rule_id))


def _check(session: Session, organization_id: UUID, values: dict[str, Any]) -> None:
    check_assignees(
        session,
        organization_id,
        user=("action_assign_user_id", values.get("action_assign_user_id")),
        queue=("action_assign_queue_id", values.get("action_assign_queue_id")),
    )


def _rule(session: Session, organization_id: UUID, rule_id: UUID) -> RoutingRule:
    found = session.get(RoutingRule, (organization_id, rule_id))
    if found is None:
        raise NotFound()
    return found

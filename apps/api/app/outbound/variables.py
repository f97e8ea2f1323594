"""``{{variables}}`` in canned replies and acknowledgements: a closed list of names, filled with escaped text. Nothing
is evaluated, so a template can do no more than name a fact."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.errors import Invalid
from app.identity.models import Organization, User
from app.tickets.models import Ticket

_VARIABLE = re.compile(r"\{\{\s*([a-zA-Z_.]{1,60})\s*\}\}")
NAMES = (
    "customer.name",
    "customer.first_name",
    "customer.email",
    "ticket.code",
    "ticket.subject",
    "agent.name",
    "agent.first_name",
    "agent.email",
    "organization.name",
    "identity.email",
    "identity.name",
)


class UnknownVariable(Invalid):
    """A template names a variable that there is not."""

    code = "unknown_variable"
    title = "The text names a variable that does not exist"


def check_variables(template: str, field: str) -> None:
    """Refuse (`UnknownVariable`) a template that names something else than `NAMES`."""
    unknown = sorted({name for name in _VARIABLE.findall(template) if name not in NAMES})
    if unknown:
        message = f"unknown: {', '.join(unknown)}; known: {', '.join(NAMES)}"
        raise UnknownVariable(f"{field}: {message}", errors=[{"loc": ["body", field], "msg": message}])


def fill(template: str, values: Mapping[str, str], *, as_html: bool) -> tuple[str, list[str]]:
    """`template` with its variables filled in, and those that have no value (they become empty)."""
    missing: dict[str, None] = {}

    def value(match: re.Match[str]) -> str:
        text = values.get(match[1], "")
        if not text:
            missing.setdefault(match[1])
        return escape(text) if as_html else text

    return _VARIABLE.sub(value, template), list(missing)


def values_of(
    session: Session,
    ticket: Ticket,
    *,
    user_id: UUID | None,
    identity_email: str = "",
    identity_name: str = "",
) -> dict[str, str]:
    """The facts of a ticket that variables can name. `user_id` writes; None where nobody does."""
    user = session.get(User, user_id) if user_id else None
    organization = session.scalar(select(Organization.name).where(Organization.id == ticket.organization_id))
    return {
        "customer.name": ticket.requester_name,
        "customer.first_name": first_name(ticket.requester_name),
        "customer.email": ticket.requester_email,
        "ticket.code": ticket.ticket_code,
        "ticket.subject": ticket.subject,
        "agent.name": user.name if user else "",
        "agent.first_name": first_name(user.name) if user else "",
        "agent.email": user.email if user else "",
        "organization.name": organization or "",
        "identity.email": identity_email,
        "identity.name": identity_name,
    }


def first_name(name: str) -> str:
    """The given name, as far as a display name tells: also of ``Family, Given``."""
    if "@" in name:
        return ""
    given = name.partition(",")[2].strip() or name.strip()
    return given.split()[0] if given.split() else ""

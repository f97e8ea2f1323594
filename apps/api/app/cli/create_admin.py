"""`oss-ticketing create-admin`: the first person of an organisation, or one more admin."""

from __future__ import annotations

import re
from typing import Annotated

import typer
from sqlalchemy import update

from app.cli.console import out
from app.core.db import transaction
from app.identity.enrol import ensure_member, ensure_organization, ensure_user
from app.identity.models import Membership, Role

_ADDRESS = re.compile(r"[^@\s]{1,64}@[^@\s.]+(\.[^@\s.]+)*", re.ASCII)


def mail_address(value: str) -> str:
    """A mail address in lower case; wrong usage otherwise."""
    address = value.strip().lower()
    if not _ADDRESS.fullmatch(address) or len(address) > 254:
        raise typer.BadParameter(f"'{value}' is not a mail address")
    return address


def organization_name(value: str) -> str:
    """A name of 1 to 200 characters; wrong usage otherwise."""
    if not 1 <= len(value.strip()) <= 200:
        raise typer.BadParameter("an organisation's name has 1 to 200 characters")
    return value.strip()


def create_admin(
    email: Annotated[str, typer.Argument(callback=mail_address, help="The person's mail address.")],
    organization: Annotated[
        str, typer.Option(callback=organization_name, help="The organisation; it is created when there is none.")
    ],
    name: Annotated[str, typer.Option(help="The person's name.")] = "",
) -> None:
    """Make a person an admin of an organisation, creating what is missing. Running it again changes nothing."""
    with transaction() as session:
        user = ensure_user(session, email, name)
        found = ensure_organization(session, organization)
        if ensure_member(session, found, user, Role.admin) is not Role.admin:
            mine = (Membership.organization_id == found.id) & (Membership.user_id == user.id)
            session.execute(update(Membership).where(mine).values(role=Role.admin))
    out.print(f"[green]ok[/] {email} is an admin of {found.name} ({found.id})")

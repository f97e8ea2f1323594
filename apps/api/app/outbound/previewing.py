"""What a template would say: its variables by name, and its text filled with a made-up customer."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.core.clock import now
from app.identity.access import Caller
from app.identity.models import User
from app.mime import sanitize_html
from app.outbound.bodies import text_of
from app.outbound.identities import default_identity, identities_of
from app.outbound.variables import NAMES, check_variables, fill, values_of
from app.outbound.writing_schemas import Previewed, PreviewOf, VariableOut
from app.tickets.models import Ticket
from app.tickets.opening import ticket_code


def list_variables(session: Session, caller: Caller) -> list[VariableOut]:
    """Every variable that a text may name, with what it would be for the caller and a made-up customer."""
    values = _example(session, caller, automatic=False)
    return [
        VariableOut(name=name, example=values[name], in_acknowledgements=not name.startswith("agent."))
        for name in NAMES
    ]


def preview(session: Session, caller: Caller, wanted: PreviewOf) -> Previewed:
    """A template with its variables filled in, as the caller would send it to a made-up customer; nobody writes an
    automatic one. Raises `UnknownVariable`."""
    check_variables(wanted.subject, "subject")
    check_variables(wanted.body_html, "body_html")
    values = _example(session, caller, automatic=wanted.is_acknowledgement)
    subject, absent = fill(wanted.subject, values, as_html=False)
    html, missing = fill(sanitize_html(wanted.body_html), values, as_html=True)
    return Previewed(
        subject=subject, body_html=html, body_text=text_of(html), missing=list(dict.fromkeys([*absent, *missing]))
    )


def _example(session: Session, caller: Caller, *, automatic: bool) -> dict[str, str]:
    user = session.get(User, caller.user_id)
    rows = identities_of(session, caller.organization_id, None if automatic else caller.user_id)
    identity = default_identity(session, caller.organization_id, None, rows)
    # Never added to the session: it is only asked for its facts.
    ticket = Ticket(
        organization_id=caller.organization_id,
        ticket_code=ticket_code(123),
        subject="My order",
        requester_name="Ada Lovelace",
        requester_email="ada@customer.example",
        created_at=now(),
    )
    return values_of(
        session,
        ticket,
        user_id=user.id if user and not automatic else None,
        identity_email=identity.email if identity else "",
        identity_name=identity.display_name if identity else "",
    )

"""HTTP of what an organisation promises: who works with tickets may read it, admins write it."""

from __future__ import annotations

from fastapi import APIRouter

from app.identity.access import AdminCaller, OrgSession, ViewerCaller
from app.tickets import sla
from app.tickets.sla_schemas import SlaIn, SlaOut

router = APIRouter(tags=["sla"])


@router.get("/sla")
def get_sla(caller: ViewerCaller, session: OrgSession) -> SlaOut:
    """Business hours, and within which time answers are promised."""
    return sla.read_sla(session, caller.organization_id)


@router.put("/sla")
def replace_sla(body: SlaIn, caller: AdminCaller, session: OrgSession) -> SlaOut:
    """Replace all of it. The due times of tickets that wait follow within moments. 409 `sla_changed` when somebody else
    has written since the `updated_at` that the body names."""
    return sla.write_sla(session, caller.organization_id, body)

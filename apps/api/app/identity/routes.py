"""HTTP of identity: sign-in, the caller, members, the organisation, API tokens."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter, Request, Response, status

from app.core.http.page import Page
from app.core.settings import get_settings
from app.identity import api_tokens, members, sign_in
from app.identity.access import AdminCaller, OrgSession, ViewerCaller
from app.identity.cookies import clear_session_cookie, set_csrf_cookie, set_session_cookie
from app.identity.csrf import new_csrf_token
from app.identity.schemas import (
    ApiTokenOut,
    AuthOptions,
    CreatedApiToken,
    CsrfToken,
    DevLogin,
    Me,
    MemberOut,
    NewApiToken,
    OrganizationOut,
    OrganizationPatch,
    SessionOut,
    SignedIn,
    SwitchOrganization,
    UserOut,
)

router = APIRouter(tags=["identity"])


@router.get("/auth/options")
def auth_options() -> AuthOptions:
    """Which ways to sign in there are."""
    return AuthOptions(dev_login=get_settings().allow_dev_login)


@router.get("/auth/csrf")
def csrf_token(request: Request, response: Response) -> CsrfToken:
    """The CSRF token of this browser, made if it has none yet."""
    token = request.cookies.get(get_settings().csrf_cookie_name) or new_csrf_token()
    set_csrf_cookie(response, token)
    return CsrfToken(csrf_token=token)


@router.post("/auth/dev/login")
def dev_login(body: DevLogin, response: Response) -> SignedIn:
    """Sign in by address alone. Only where ``ALLOW_DEV_LOGIN`` is on; creates what is missing."""
    signed_in = sign_in.dev_sign_in(body.email, body.organization_name)
    # A new CSRF token as well: one planted before the sign-in is worth nothing after it.
    token = new_csrf_token()
    set_session_cookie(response, signed_in.token)
    set_csrf_cookie(response, token)
    return SignedIn(
        user=UserOut.model_validate(signed_in.user),
        organization=OrganizationOut.model_validate(signed_in.organization),
        role=signed_in.role,
        session=SessionOut.model_validate(signed_in.session),
        csrf_token=token,
    )


@router.post("/auth/logout", status_code=status.HTTP_204_NO_CONTENT)
def logout(request: Request, response: Response) -> None:
    """Sign out. Also right when the session has ended already."""
    token = request.cookies.get(get_settings().session_cookie_name)
    if token:
        sign_in.sign_out(token)
    clear_session_cookie(response)


@router.post("/auth/switch-org")
def switch_organization(body: SwitchOrganization, caller: ViewerCaller, session: OrgSession) -> Me:
    """Act for another of the caller's organisations from now on."""
    moved = sign_in.switch_organization(session, caller, body.organization_id)
    return members.describe_caller(session, moved)


@router.get("/me")
def me(caller: ViewerCaller, session: OrgSession) -> Me:
    """Who is signed in."""
    return members.describe_caller(session, caller)


@router.get("/members")
def list_members(caller: ViewerCaller, session: OrgSession) -> Page[MemberOut]:
    """The users of the organisation, all on one page."""
    return Page(items=members.list_members(session, caller.organization_id))


@router.get("/organization")
def get_organization(caller: ViewerCaller, session: OrgSession) -> OrganizationOut:
    """The caller's organisation."""
    return OrganizationOut.model_validate(members.get_organization(session, caller.organization_id))


@router.patch("/organization")
def change_organization(body: OrganizationPatch, caller: AdminCaller, session: OrgSession) -> OrganizationOut:
    """Rename it, or set its own mail domains (which decide whether a mail is inbound or outbound)."""
    return OrganizationOut.model_validate(members.change_organization(session, caller.organization_id, body))


@router.get("/api-tokens")
def list_api_tokens(caller: AdminCaller, session: OrgSession) -> Page[ApiTokenOut]:
    """The organisation's API tokens, without their text."""
    rows = api_tokens.list_tokens(session, caller.organization_id)
    return Page(items=[ApiTokenOut.model_validate(row) for row in rows])


@router.post("/api-tokens", status_code=status.HTTP_201_CREATED)
def create_api_token(body: NewApiToken, caller: AdminCaller, session: OrgSession) -> CreatedApiToken:
    """A key for scripts that acts as the caller. Its text is in this answer and nowhere else."""
    row, token = api_tokens.create_token(session, caller, body.name, body.expires_in_days)
    return CreatedApiToken(**ApiTokenOut.model_validate(row).model_dump(), token=token)


@router.delete("/api-tokens/{token_id}", status_code=status.HTTP_204_NO_CONTENT)
def revoke_api_token(token_id: UUID, caller: AdminCaller, session: OrgSession) -> None:
    """End a token."""
    api_tokens.revoke_token(session, caller.organization_id, token_id)

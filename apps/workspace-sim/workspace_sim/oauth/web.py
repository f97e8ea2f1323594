"""The HTTP side of OAuth: consent page, token, revoke, keys, discovery, user info."""

import base64
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, unquote_plus, urlencode, urlsplit

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from workspace_sim import errors
from workspace_sim.directory import Account
from workspace_sim.errors import GoogleError, OAuthError
from workspace_sim.faults import ERRORS
from workspace_sim.gmail.dispatch import Answer, as_json, authorise, damaged
from workspace_sim.oauth import keys, pages, scopes, tokens
from workspace_sim.oauth.store import CODE_SECONDS, Code
from workspace_sim.wire import WireResponse

if TYPE_CHECKING:
    from workspace_sim.world import World

Params = dict[str, str]


def world_of(request: Request) -> "World":
    world: World = request.app.state.world
    return world


async def form(request: Request) -> list[tuple[str, str]]:
    return parse_qsl((await request.body()).decode("utf-8", "replace"), keep_blank_values=True)


async def authorize(request: Request) -> Response:
    """GET shows the consent page or approves by itself; POST is the person's answer."""
    world = world_of(request)
    params = dict(parse_qsl(request.url.query, keep_blank_values=True))
    problem = _problem(world, params)
    if problem:
        return HTMLResponse(pages.refusal(*problem), 400)
    requested = params["scope"].split()
    if request.method == "POST":
        answer = await form(request)
        account = world.directory.account(dict(answer).get("account", ""))
        if dict(answer).get("decision") != "allow" or account is None:
            return _back(params, {"error": "access_denied"})
        ticked = [value for key, value in answer if key == "scope"]
        return _approve(world, params, account, [s for s in requested if s in scopes.SIGN_IN or s in ticked])
    return _without_page(world, params, requested) or HTMLResponse(pages.consent(world, params, requested))


def _without_page(world: "World", params: Params, requested: list[str]) -> Response | None:
    if "sim_deny" in params:
        return _back(params, {"error": params["sim_deny"] or "access_denied"})
    hint = params.get("login_hint", "")
    account = world.directory.account(params.get("sim_account", ""))
    if account is None and world.settings.auto_consent:
        account = _hinted(world, hint)
    if account:
        allowed = params.get("sim_scopes")
        chosen = (
            [s for s in requested if s in scopes.SIGN_IN or s in allowed.split()] if allowed is not None else requested
        )
        return _approve(world, params, account, chosen)
    if "none" in params.get("prompt", "").split():
        return _back(params, {"error": "interaction_required"})
    return None


def _hinted(world: "World", hint: str) -> Account | None:
    by_sub = next((a for a in world.directory.accounts.values() if a.sub == hint), None)
    return by_sub or world.directory.account(hint)


def _problem(world: "World", params: Params) -> tuple[str, str] | None:
    """The errors that Google shows on its own page and never redirects."""
    client = world.clients.get(params.get("client_id", ""))
    redirect = params.get("redirect_uri", "")
    if client is None:
        return "invalid_client", "The OAuth client was not found."
    parsed = urlsplit(redirect)
    bad = not parsed.scheme or not parsed.netloc or parsed.fragment or "*" in redirect
    if bad or not redirect.startswith(client.redirect_uri_prefixes):
        return (
            "redirect_uri_mismatch",
            f"The redirect URI in the request, {redirect}, does not match the ones authorized.",
        )
    if params.get("response_type") != "code":
        return "invalid_request", "Only response_type=code is supported."
    requested = params.get("scope", "").split()
    if not requested:
        return "invalid_request", "Missing required parameter: scope"
    unknown = [s for s in requested if s not in scopes.KNOWN]
    if unknown:
        return "invalid_scope", f"Some requested scopes were invalid: {unknown}"
    if params.get("code_challenge_method", "S256") not in ("S256", "plain"):
        return "invalid_request", "Invalid code_challenge_method."
    return None


def _approve(world: "World", params: Params, account: Account, chosen: list[str]) -> Response:
    if not chosen:
        return _back(params, {"error": "access_denied"})
    client_id = params["client_id"]
    before = world.tokens.granted.get((client_id, account.email))
    granted = scopes.canonical(chosen)
    if params.get("include_granted_scopes") == "true" and before:
        granted = list(dict.fromkeys([*granted, *before]))
    first = before is None or "consent" in params.get("prompt", "").split()
    world.tokens.granted[client_id, account.email] = list(dict.fromkeys([*(before or []), *granted]))
    challenge = params.get("code_challenge", "")
    code = Code(
        client_id,
        params["redirect_uri"],
        account.email,
        granted,
        world.clock.timestamp() + CODE_SECONDS,
        params.get("access_type") == "offline" and first,
        challenge,
        params.get("code_challenge_method", "plain"),
        params.get("nonce", ""),
    )
    answer = {"code": world.tokens.issue_code(code), "scope": " ".join(granted), "authuser": "0"}
    return _back(params, answer | {"hd": account.email.rpartition("@")[2], "prompt": "consent"})


def _back(params: Params, answer: Params) -> Response:
    state = {"state": params["state"]} if "state" in params else {}
    redirect = params["redirect_uri"]
    separator = "&" if "?" in redirect else "?"
    return RedirectResponse(redirect + separator + urlencode(state | answer), 302)


async def token(request: Request) -> Response:
    """POST token; faults are drawn for the method name "oauth.token"."""
    world = world_of(request)
    kind = world.faults.pick("oauth.token", "*")
    try:
        if kind in ("invalid_grant", "invalid_rapt"):
            subtype = "invalid_rapt" if kind == "invalid_rapt" else ""
            raise OAuthError(400, "invalid_grant", "Token has been expired or revoked.", subtype)
        if kind == "invalid_client":
            raise OAuthError(401, "invalid_client", "Unauthorized")
        if kind in ERRORS:
            raise ERRORS[kind](world.clock)
        if kind:
            return WireResponse(world, Answer(200, b"", wire="hang") if kind == "hang" else damaged(kind))
        answer = tokens.respond(world, _basic(request) | dict(await form(request)))
    except (OAuthError, GoogleError) as error:
        return JSONResponse(error.body, error.code)
    return JSONResponse(answer, headers={"cache-control": "no-store"})


def _basic(request: Request) -> Params:
    """client_secret_basic (RFC 6749 §2.3.1): the client's id and secret in the Authorization header."""
    scheme, _, value = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return {}
    try:
        client_id, _, secret = base64.b64decode(value, validate=True).decode().partition(":")
    except ValueError:
        return {}
    return {"client_id": unquote_plus(client_id), "client_secret": unquote_plus(secret)}


async def revoke(request: Request) -> Response:
    world = world_of(request)
    value = request.query_params.get("token") or dict(await form(request)).get("token", "")
    if not world.tokens.revoke(value):
        return JSONResponse({"error": "invalid_token", "error_description": "Token expired or revoked"}, 400)
    return JSONResponse({})


async def certs(request: Request) -> Response:
    return JSONResponse(keys.jwks(), headers={"cache-control": "public, max-age=3600"})


async def discovery(request: Request) -> Response:
    base = str(request.base_url).rstrip("/")
    document: dict[str, Any] = {
        "issuer": keys.ISSUER,
        "authorization_endpoint": f"{base}/o/oauth2/v2/auth",
        "token_endpoint": f"{base}/token",
        "revocation_endpoint": f"{base}/revoke",
        "userinfo_endpoint": f"{base}/v1/userinfo",
        "jwks_uri": f"{base}/oauth2/v3/certs",
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "scopes_supported": ["openid", "email", "profile"],
        "token_endpoint_auth_methods_supported": ["client_secret_post", "client_secret_basic"],
        "code_challenge_methods_supported": ["plain", "S256"],
        "grant_types_supported": ["authorization_code", "refresh_token", tokens.JWT_BEARER],
    }
    return JSONResponse(document)


async def userinfo(request: Request) -> Response:
    """OIDC shape on /v1/userinfo, Google's older shape (`id`, `verified_email`) on /oauth2/v2/userinfo."""
    world = world_of(request)
    headers = {k.lower(): v for k, v in request.headers.items()}
    try:
        access, account = authorise(world, headers, list(request.query_params.multi_items()))
        if not {"openid", "email", "profile", scopes.CANONICAL["email"]} & set(access.scopes):
            raise errors.insufficient_scope("UserInfo")
    except GoogleError as error:
        return WireResponse(world, as_json(error.code, error.body))
    names = ("sub", "email_verified") if request.url.path.startswith("/v1/") else ("id", "verified_email")
    hd = account.email.rpartition("@")[2]
    return JSONResponse({names[0]: account.sub, "email": account.email, names[1]: True, "name": account.name, "hd": hd})


async def tokeninfo(request: Request) -> Response:
    world = world_of(request)
    access = world.tokens.live_access(request.query_params.get("access_token", ""))
    if access is None:
        return JSONResponse({"error": "invalid_token", "error_description": "Invalid Value"}, 400)
    seconds = int(access.expires - world.clock.timestamp())
    account = world.directory.accounts[access.email]
    return JSONResponse(
        {
            "issued_to": access.client_id,
            "audience": access.client_id,
            "user_id": account.sub,
            "scope": " ".join(access.scopes),
            "expires_in": seconds,
            "email": account.email,
            "verified_email": True,
            "access_type": "offline" if access.refresh else "online",
        }
    )

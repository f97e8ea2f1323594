"""The token endpoint: authorization_code, refresh_token and jwt-bearer (domain-wide delegation)."""

import json
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import RSAKey

from workspace_sim.errors import OAuthError
from workspace_sim.oauth import keys
from workspace_sim.oauth.scopes import BASE
from workspace_sim.oauth.store import Access
from workspace_sim.settings import Client

if TYPE_CHECKING:
    from workspace_sim.world import World

JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer"
_UNAUTHORIZED = (
    "Client is unauthorized to retrieve access tokens using this method, or client not authorized for any of the "
    "scopes requested."
)


@dataclass(slots=True)
class ServiceAccount:
    """A service account with the scopes an admin authorised for domain-wide delegation."""

    email: str
    client_id: str
    public_key: RSAKey
    scopes: frozenset[str]


def respond(world: "World", form: dict[str, str]) -> dict[str, Any]:
    """The JSON of a token response; OAuthError for every refusal."""
    grant = form.get("grant_type", "")
    if grant == JWT_BEARER:
        return _delegated(world, form.get("assertion", ""))
    client = _client(world, form)
    if grant == "authorization_code":
        return _from_code(world, client, form)
    if grant == "refresh_token":
        return _from_refresh(world, client, form)
    raise OAuthError(400, "unsupported_grant_type", f"Invalid grant_type: {grant}")


def _client(world: "World", form: dict[str, str]) -> Client:
    client = world.clients.get(form.get("client_id", ""))
    if client is None:
        raise OAuthError(401, "invalid_client", "The OAuth client was not found.")
    if not secrets.compare_digest(client.secret.encode(), form.get("client_secret", "").encode()):
        raise OAuthError(401, "invalid_client", "Unauthorized")
    return client


def _from_code(world: "World", client: Client, form: dict[str, str]) -> dict[str, Any]:
    code = world.tokens.redeem_code(
        form.get("code", ""), client.client_id, form.get("redirect_uri", ""), form.get("code_verifier", "")
    )
    refresh = world.tokens.issue_refresh(client.client_id, code.email, code.scopes) if code.offline else None
    access = world.tokens.issue_access(client.client_id, code.email, code.scopes, refresh.token if refresh else None)
    answer = _answer(world, access)
    if refresh:
        answer["refresh_token"] = refresh.token
        if refresh.expires:
            answer["refresh_token_expires_in"] = round(refresh.expires - world.clock.timestamp())
    if "openid" in code.scopes:
        answer["id_token"] = id_token(world, access, code.nonce)
    return answer


def _from_refresh(world: "World", client: Client, form: dict[str, str]) -> dict[str, Any]:
    refresh = world.tokens.live_refresh(form.get("refresh_token", ""), client.client_id)
    access = world.tokens.issue_access(client.client_id, refresh.email, refresh.scopes, refresh.token)
    answer = _answer(world, access)
    if "openid" in refresh.scopes:
        answer["id_token"] = id_token(world, access, "")
    return answer


def _answer(world: "World", access: Access) -> dict[str, Any]:
    return {
        "access_token": access.token,
        "expires_in": round(access.expires - world.clock.timestamp()),
        "scope": " ".join(access.scopes),
        "token_type": "Bearer",
    }


def id_token(world: "World", access: Access, nonce: str) -> str:
    """OpenID Connect id_token with the claims Google sends."""
    account = world.directory.accounts[access.email]
    now = int(world.clock.timestamp())
    claims: dict[str, Any] = {
        "iss": keys.ISSUER,
        "azp": access.client_id,
        "aud": access.client_id,
        "sub": account.sub,
        "hd": account.email.rpartition("@")[2],
        "at_hash": keys.at_hash(access.token),
        "iat": now,
        "exp": now + 3600,
    }
    if {"email", BASE + "userinfo.email"} & set(access.scopes):
        claims |= {"email": account.email, "email_verified": True}
    if {"profile", BASE + "userinfo.profile"} & set(access.scopes):
        given, _, family = account.name.partition(" ")
        claims |= {"name": account.name, "given_name": given, "family_name": family}
    return keys.sign(claims | ({"nonce": nonce} if nonce else {}))


def _delegated(world: "World", assertion: str) -> dict[str, Any]:
    claims, service = _assertion(world, assertion)
    now = world.clock.timestamp()
    issued, expires = claims.get("iat"), claims.get("exp")
    if not isinstance(issued, int | float) or not isinstance(expires, int | float):
        raise OAuthError(400, "invalid_grant", "Invalid JWT: iat and exp are required.")
    if issued > now + 60 or expires < now or expires > issued + 3600:
        text = (
            "Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe. "
            "Check your iat and exp values in the JWT claim."
        )
        raise OAuthError(400, "invalid_grant", text)
    scopes = str(claims.get("scope", "")).split()
    if not scopes or not set(scopes) <= service.scopes:
        raise OAuthError(401, "unauthorized_client", _UNAUTHORIZED)
    account = world.directory.account(str(claims.get("sub", "")))
    if account is None:
        raise OAuthError(400, "invalid_request", "Invalid principal")
    access = world.tokens.issue_access(service.client_id, account.email, scopes, None)
    answer = _answer(world, access)
    del answer["scope"]
    return answer


def _assertion(world: "World", assertion: str) -> tuple[dict[str, Any], ServiceAccount]:
    try:
        payload = assertion.split(".")[1]
        claims = json.loads(keys.unpadded(payload))
        service = world.service_accounts.get(claims.get("iss", ""))
    except (IndexError, ValueError, AttributeError):
        raise OAuthError(400, "invalid_request", "Bad JWT assertion") from None
    if service is None:
        raise OAuthError(400, "invalid_grant", "Invalid grant: account not found")
    try:
        jwt.decode(assertion, service.public_key, algorithms=["RS256"])
    except JoseError:
        raise OAuthError(400, "invalid_grant", "Invalid JWT Signature.") from None
    if claims.get("aud") not in world.token_audiences:
        raise OAuthError(400, "invalid_grant", "Invalid JWT: Failed audience check.")
    return claims, service

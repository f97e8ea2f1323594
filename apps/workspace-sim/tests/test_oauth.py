"""The consent, the code exchange, refresh, revocation and the id_token."""

import base64
import hashlib
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import KeySet

from workspace_sim.oauth.scopes import METADATA, READONLY, SEND
from workspace_sim.testing import SimServer

REDIRECT = "http://localhost:8000/callback"
VERIFIER = "a" * 43 + "-._~"


def authorize(sim: SimServer, **changes: str) -> httpx.Response:
    challenge = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).decode().rstrip("=")
    params = {
        "client_id": sim.client.client_id,
        "redirect_uri": REDIRECT,
        "response_type": "code",
        "scope": f"openid email {READONLY}",
        "state": "s1",
        "nonce": "n1",
        "access_type": "offline",
        "code_challenge": challenge,
        "code_challenge_method": "S256",
        **changes,
    }
    return sim.admin.get("/o/oauth2/v2/auth", params={k: v for k, v in params.items() if v})


def returned(answer: httpx.Response) -> dict[str, str]:
    assert answer.status_code == 302, answer.text
    assert answer.headers["location"].startswith(REDIRECT)
    return dict(parse_qsl(urlsplit(answer.headers["location"]).query))


def exchange(sim: SimServer, **changes: str) -> httpx.Response:
    form = {
        "client_id": sim.client.client_id,
        "client_secret": sim.client.secret,
        "grant_type": "authorization_code",
        "redirect_uri": REDIRECT,
        "code_verifier": VERIFIER,
        **changes,
    }
    return sim.admin.post("/token", data={k: v for k, v in form.items() if v})


def connect(sim: SimServer, **changes: str) -> dict[str, Any]:
    code = returned(authorize(sim, sim_account="journal@acme.example", **changes))["code"]
    answer = exchange(sim, code=code)
    assert answer.status_code == 200, answer.text
    tokens: dict[str, Any] = answer.json()
    return tokens


def refresh(sim: SimServer, token: str) -> httpx.Response:
    return exchange(sim, grant_type="refresh_token", refresh_token=token, redirect_uri="", code_verifier="")


def profile(sim: SimServer, token: str) -> httpx.Response:
    return sim.admin.get("/gmail/v1/users/me/profile", headers={"authorization": f"Bearer {token}"})


def test_code_flow_gives_tokens_and_a_verifiable_id_token(sim: SimServer) -> None:
    back = returned(authorize(sim, sim_account="journal@acme.example"))
    assert back["state"] == "s1"
    tokens = exchange(sim, code=back["code"]).json()
    assert tokens["token_type"] == "Bearer"
    assert 3590 <= tokens["expires_in"] <= 3600
    assert set(tokens["scope"].split()) == {"openid", "https://www.googleapis.com/auth/userinfo.email", READONLY}
    assert profile(sim, tokens["access_token"]).json()["emailAddress"] == "journal@acme.example"
    keys = KeySet.import_key_set(sim.admin.get("/oauth2/v3/certs").json())
    claims = jwt.decode(tokens["id_token"], keys, algorithms=["RS256"]).claims
    assert claims["iss"] == "https://accounts.google.com"
    assert claims["aud"] == sim.client.client_id
    assert claims["nonce"] == "n1"
    assert claims["email"] == "journal@acme.example"
    assert claims["hd"] == "acme.example"
    assert claims["sub"].isdigit()


def test_refresh_token_comes_once_and_does_not_rotate(sim: SimServer) -> None:
    first = connect(sim)
    assert "refresh_token" not in connect(sim)
    again = connect(sim, prompt="consent")
    assert again["refresh_token"] != first["refresh_token"]
    answer = refresh(sim, first["refresh_token"]).json()
    assert "refresh_token" not in answer
    assert profile(sim, answer["access_token"]).status_code == 200


@pytest.mark.parametrize(
    ("changes", "status", "error"),
    [
        ({"code_verifier": "wrong" * 10}, 400, "invalid_grant"),
        ({"code_verifier": ""}, 400, "invalid_grant"),
        ({"redirect_uri": "http://localhost:8000/other"}, 400, "redirect_uri_mismatch"),
        ({"client_secret": "bad"}, 401, "invalid_client"),
        ({"client_id": "nobody"}, 401, "invalid_client"),
        ({"grant_type": "password"}, 400, "unsupported_grant_type"),
    ],
)
def test_exchange_refusals(sim: SimServer, changes: dict[str, str], status: int, error: str) -> None:
    code = returned(authorize(sim, sim_account="journal@acme.example"))["code"]
    answer = exchange(sim, code=code, **changes)
    assert (answer.status_code, answer.json()["error"]) == (status, error)


def test_a_code_works_once_and_expires(sim: SimServer) -> None:
    code = returned(authorize(sim, sim_account="journal@acme.example"))["code"]
    assert exchange(sim, code=code).status_code == 200
    assert exchange(sim, code=code).json()["error"] == "invalid_grant"
    late = returned(authorize(sim, sim_account="journal@acme.example"))["code"]
    sim.post("/sim/clock", {"advance_seconds": 700})
    assert exchange(sim, code=late).json() == {"error": "invalid_grant", "error_description": "Bad Request"}


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"client_id": "unknown"}, "invalid_client"),
        ({"redirect_uri": "https://evil.example/cb"}, "redirect_uri_mismatch"),
        ({"redirect_uri": "http://localhost:8000/cb#x"}, "redirect_uri_mismatch"),
        ({"redirect_uri": "http://localhost.evil.example/cb"}, "redirect_uri_mismatch"),
        ({"response_type": "token"}, "invalid_request"),
        ({"scope": ""}, "invalid_request"),
        ({"scope": "https://www.googleapis.com/auth/nonsense"}, "invalid_scope"),
    ],
)
def test_bad_requests_stay_on_the_page(sim: SimServer, changes: dict[str, str], error: str) -> None:
    answer = authorize(sim, sim_account="journal@acme.example", **changes)
    assert answer.status_code == 400
    assert error in answer.text
    assert "location" not in answer.headers


def test_the_page_lets_a_person_choose_account_and_scopes(sim: SimServer) -> None:
    page = authorize(sim, scope=f"openid {READONLY} {SEND}")
    assert page.status_code == 200
    assert "alice@acme.example" in page.text
    assert "View your email messages and settings" in page.text
    form = {"account": "alice@acme.example", "scope": [SEND], "decision": "allow"}
    back = returned(sim.admin.post(page.url, data=form))
    assert set(back["scope"].split()) == {"openid", SEND}
    token = exchange(sim, code=back["code"]).json()["access_token"]
    refused = profile(sim, token)
    assert refused.status_code == 403
    assert refused.json()["error"]["details"][0]["reason"] == "ACCESS_TOKEN_SCOPE_INSUFFICIENT"
    denied = returned(sim.admin.post(page.url, data={"account": "alice@acme.example", "decision": "deny"}))
    assert denied == {"state": "s1", "error": "access_denied"}


def test_consent_without_a_page(sim: SimServer) -> None:
    assert authorize(sim, login_hint="alice@acme.example").status_code == 200
    sim.admin.patch("/sim/settings", json={"auto_consent": True}).raise_for_status()
    assert "code" in returned(authorize(sim, login_hint="alice@acme.example"))
    partial = returned(authorize(sim, sim_account="bob@acme.example", sim_scopes="none"))
    assert READONLY not in partial["scope"]
    assert returned(authorize(sim, sim_deny="access_denied"))["error"] == "access_denied"
    assert returned(authorize(sim, prompt="none"))["error"] == "interaction_required"


def test_revoking_either_token_ends_both(sim: SimServer) -> None:
    for which in ("access_token", "refresh_token"):
        tokens = connect(sim, prompt="consent")
        assert sim.admin.post("/revoke", data={"token": tokens[which]}).status_code == 200
        assert profile(sim, tokens["access_token"]).status_code == 401
        assert refresh(sim, tokens["refresh_token"]).json()["error"] == "invalid_grant"
    assert sim.admin.post("/revoke", data={"token": "nothing"}).status_code == 400


def test_access_tokens_expire_by_the_clock(sim: SimServer) -> None:
    tokens = connect(sim)
    sim.post("/sim/clock", {"advance_seconds": 3700})
    answer = profile(sim, tokens["access_token"])
    assert answer.status_code == 401
    assert answer.json()["error"]["errors"][0]["reason"] == "authError"
    assert refresh(sim, tokens["refresh_token"]).status_code == 200


def test_refresh_tokens_die_as_at_google(sim: SimServer) -> None:
    sim.admin.patch("/sim/settings", json={"testing_mode": True}).raise_for_status()
    short = connect(sim)
    assert short["refresh_token_expires_in"] == 7 * 86_400
    sim.post("/sim/clock", {"advance_seconds": 7 * 86_400 + 60})
    assert refresh(sim, short["refresh_token"]).json()["error_description"] == "Token has been expired or revoked."
    sim.admin.patch("/sim/settings", json={"testing_mode": False, "refresh_tokens_per_user": 2}).raise_for_status()
    three = [connect(sim, prompt="consent")["refresh_token"] for _ in range(3)]
    assert [refresh(sim, token).status_code for token in three] == [400, 200, 200]
    sim.post("/sim/tokens/revoke", {"email": "journal@acme.example", "how": "password_change"})
    assert refresh(sim, three[2]).status_code == 400


def test_token_endpoint_faults(sim: SimServer) -> None:
    tokens = connect(sim)
    script = [{"kind": "500", "method": "oauth.token"}, {"kind": "invalid_grant", "method": "oauth.token"}]
    sim.post("/sim/faults", {"script": script})
    assert refresh(sim, tokens["refresh_token"]).status_code == 500
    assert refresh(sim, tokens["refresh_token"]).json()["error"] == "invalid_grant"
    assert refresh(sim, tokens["refresh_token"]).status_code == 200


def test_discovery_userinfo_and_tokeninfo(sim: SimServer) -> None:
    document = sim.admin.get("/.well-known/openid-configuration").json()
    assert document["token_endpoint"] == f"{sim.url}/token"
    token = connect(sim)["access_token"]
    headers = {"authorization": f"Bearer {token}"}
    modern = sim.admin.get("/v1/userinfo", headers=headers).json()
    older = sim.admin.get("/oauth2/v2/userinfo", headers=headers).json()
    assert modern["sub"] == older["id"]
    assert modern["email_verified"] is older["verified_email"] is True
    info = sim.admin.get("/oauth2/v2/tokeninfo", params={"access_token": token}).json()
    assert info["email"] == "journal@acme.example"
    assert READONLY in info["scope"]


def test_incremental_consent_adds_earlier_scopes(sim: SimServer) -> None:
    connect(sim)
    back = returned(authorize(sim, sim_account="journal@acme.example", scope=METADATA, include_granted_scopes="true"))
    assert {METADATA, READONLY} <= set(back["scope"].split())
    assert parse_qs(urlsplit(REDIRECT).query) == {}


def test_client_may_authenticate_by_basic(sim: SimServer) -> None:
    token = connect(sim)["refresh_token"]
    form = {"grant_type": "refresh_token", "refresh_token": token}
    good = sim.admin.post("/token", data=form, auth=(sim.client.client_id, sim.client.secret))
    bad = sim.admin.post("/token", data=form, auth=(sim.client.client_id, "wrong"))
    assert (good.status_code, bad.status_code) == (200, 401)

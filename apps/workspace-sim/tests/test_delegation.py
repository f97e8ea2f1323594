"""Domain-wide delegation: a signed JWT for an access token."""

import time
from typing import Any

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import RSAKey

from workspace_sim.oauth.scopes import MODIFY, READONLY
from workspace_sim.testing import SimServer

EMAIL = "sync@workspace-sim.iam.gserviceaccount.com"


@pytest.fixture
def key_file(sim: SimServer) -> dict[str, Any]:
    answer: dict[str, Any] = sim.post("/sim/service-accounts", {"email": EMAIL, "scopes": [READONLY]})
    return answer


def ask(sim: SimServer, key_file: dict[str, Any], **changes: Any) -> httpx.Response:
    now = int(time.time())
    claims = {
        "iss": key_file["client_email"],
        "sub": "bob@acme.example",
        "scope": READONLY,
        "aud": key_file["token_uri"],
        "iat": now,
        "exp": now + 3600,
        **changes,
    }
    assertion = jwt.encode({"alg": "RS256"}, claims, RSAKey.import_key(key_file["private_key"]))
    form = {"grant_type": "urn:ietf:params:oauth:grant-type:jwt-bearer", "assertion": assertion}
    return sim.admin.post("/token", data=form)


def test_a_service_account_opens_a_mailbox(sim: SimServer, key_file: dict[str, Any]) -> None:
    answer = ask(sim, key_file).json()
    assert set(answer) == {"access_token", "expires_in", "token_type"}
    headers = {"authorization": f"Bearer {answer['access_token']}"}
    assert sim.admin.get("/gmail/v1/users/me/profile", headers=headers).json()["emailAddress"] == "bob@acme.example"
    other = sim.admin.get("/gmail/v1/users/alice@acme.example/profile", headers=headers)
    assert other.status_code == 403
    assert other.json()["error"]["message"] == "Delegation denied for alice@acme.example"


@pytest.mark.parametrize(
    ("changes", "status", "error"),
    [
        ({"scope": MODIFY}, 401, "unauthorized_client"),
        ({"sub": "nobody@acme.example"}, 400, "invalid_request"),
        ({"iss": "other@x.example"}, 400, "invalid_grant"),
        ({"aud": "https://elsewhere.example"}, 400, "invalid_grant"),
        ({"iat": 1, "exp": 3601}, 400, "invalid_grant"),
        ({"exp": 9_999_999_999}, 400, "invalid_grant"),
    ],
)
def test_refusals(sim: SimServer, key_file: dict[str, Any], changes: dict[str, Any], status: int, error: str) -> None:
    answer = ask(sim, key_file, **changes)
    assert (answer.status_code, answer.json()["error"]) == (status, error)


def test_a_foreign_key_does_not_sign(sim: SimServer, key_file: dict[str, Any]) -> None:
    foreign = RSAKey.generate_key(2048).as_pem(private=True).decode()
    assert ask(sim, key_file | {"private_key": foreign}).json()["error_description"] == "Invalid JWT Signature."

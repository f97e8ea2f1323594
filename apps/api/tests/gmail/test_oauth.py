"""Consent: the way there, the way back, and every way it can go wrong."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit
from uuid import UUID, uuid4

import pytest

from app.core.settings import get_settings
from app.gmail import signatures
from app.identity.models import Role
from tests.api import Browser, SignIn, assert_problem, set_role
from tests.gmail.workspace import JOURNAL, Workspace

READONLY = "https://www.googleapis.com/auth/gmail.readonly"


def nothing_is_stored(workspace: Workspace) -> bool:
    row = workspace.db.execute(
        "SELECT (SELECT count(*) FROM mailboxes) + (SELECT count(*) FROM mailbox_credentials) "
        "+ (SELECT count(*) FROM procrastinate_jobs) + (SELECT count(*) FROM oauth_states)"
    ).fetchone()
    return row == (0,)


def test_the_authorization_url(workspace: Workspace, admin: Browser) -> None:
    url = urlsplit(workspace.start(admin))
    query = {key: values[0] for key, values in parse_qs(url.query).items()}
    assert query["response_type"] == "code"
    assert query["access_type"] == "offline"
    assert "consent" in query["prompt"].split()
    assert query["code_challenge_method"] == "S256"
    assert len(query["code_challenge"]) == 43
    assert {"openid", "email", READONLY} == set(query["scope"].split())
    assert query["redirect_uri"] == "http://localhost:8000/mailboxes/gmail/oauth/callback"
    assert len(query["state"]) >= 40
    assert len(query["nonce"]) >= 40
    row = workspace.db.execute(
        "SELECT encode(state_hash, 'escape') || encode(code_verifier_sealed, 'escape') FROM oauth_states"
    )
    assert query["state"] not in str(row.fetchone())


def test_a_consent_connects_a_mailbox(workspace: Workspace, admin: Browser) -> None:
    mailbox_id = workspace.connect(admin)
    row = workspace.mailbox()
    assert (row["id"], row["email"], row["status"]) == (str(mailbox_id), JOURNAL, "connected")
    assert row["google_sub"] == workspace.sim.world.directory.accounts[JOURNAL].sub
    jobs = workspace.db.execute("SELECT task_name FROM procrastinate_jobs ORDER BY id").fetchall()
    assert ("mailbox_backfill",) in jobs
    assert admin.get("/organization").json()["domains"] == ["acme.example"]
    stored = workspace.db.execute(
        "SELECT refresh_token_sealed, access_token_sealed FROM mailbox_credentials"
    ).fetchone()
    assert stored is not None
    tokens = [*workspace.sim.world.tokens.refresh, *workspace.sim.world.tokens.access]
    assert tokens
    assert all(token.encode() not in bytes(sealed) for token in tokens for sealed in stored)  # type: ignore[call-overload]


def test_sealed_tokens_do_not_open_in_another_row(workspace: Workspace, admin: Browser) -> None:
    first = workspace.connect(admin)
    second = workspace.connect(admin, "alice@acme.example")
    workspace.db.execute(
        "UPDATE mailbox_credentials c SET access_token_sealed = o.access_token_sealed, "
        "refresh_token_sealed = o.refresh_token_sealed FROM mailbox_credentials o "
        "WHERE c.mailbox_id = %s AND o.mailbox_id = %s",
        (second, first),
    )
    answer = admin.get(f"/mailboxes/{second}/connectivity").json()
    assert (answer["status"], answer["error"]["code"]) == ("error", "undecryptable_secret")


def test_the_state_works_once(workspace: Workspace, admin: Browser) -> None:
    callback = workspace.authorize(workspace.start(admin))
    assert "mailbox_id" in workspace.finish(admin, callback)
    assert workspace.finish(admin, callback) == {"error": "state_invalid"}


def test_the_state_belongs_to_the_session_that_began_it(
    workspace: Workspace, admin: Browser, sign_in: SignIn, stranger: Browser
) -> None:
    for other in (stranger, sign_in("eve@acme.test", role=Role.admin)):
        callback = workspace.authorize(workspace.start(admin))
        assert workspace.finish(other, callback) == {"error": "state_invalid"}
        assert workspace.finish(admin, callback) == {"error": "state_invalid"}, "and it is spent"
    assert nothing_is_stored(workspace)


def test_a_browser_that_is_not_signed_in(workspace: Workspace, admin: Browser) -> None:
    callback = workspace.authorize(workspace.start(admin))
    admin.client.cookies.clear()
    assert workspace.finish(admin, callback) == {"error": "state_invalid"}


def test_an_admin_who_was_demoted_meanwhile(workspace: Workspace, admin: Browser) -> None:
    callback = workspace.authorize(workspace.start(admin))
    set_role(admin.organization_id, admin.user_id, Role.agent)
    assert workspace.finish(admin, callback) == {"error": "state_invalid"}


def test_the_state_ends_after_ten_minutes(workspace: Workspace, admin: Browser) -> None:
    callback = workspace.authorize(workspace.start(admin))
    workspace.db.execute("UPDATE oauth_states SET expires_at = expires_at - interval '10 minutes'")
    assert workspace.finish(admin, callback) == {"error": "state_expired"}
    assert nothing_is_stored(workspace)


def test_a_key_that_was_changed_meanwhile(workspace: Workspace, admin: Browser) -> None:
    callback = workspace.authorize(workspace.start(admin))
    workspace.db.execute("UPDATE oauth_states SET code_verifier_sealed = 'nonsense'")
    assert workspace.finish(admin, callback) == {"error": "state_invalid"}


def test_a_forged_callback(workspace: Workspace, admin: Browser) -> None:
    for query in ("", "state=", "state=forged&code=x", "state=%FF%00&code=%00", "error=access_denied"):
        assert workspace.finish(admin, f"/mailboxes/gmail/oauth/callback?{query}") == {"error": "state_invalid"}


def test_access_denied(workspace: Workspace, admin: Browser) -> None:
    assert workspace.consent(admin, sim_deny="access_denied") == {"error": "access_denied"}
    assert nothing_is_stored(workspace)


def test_scenario_38_a_partial_grant_connects_nothing(workspace: Workspace, admin: Browser) -> None:
    assert workspace.consent(admin, sim_scopes="openid email") == {"error": "scope_missing"}
    assert nothing_is_stored(workspace)


def test_scenario_37_another_account_is_refused_on_reconnect(workspace: Workspace, admin: Browser) -> None:
    mailbox_id = workspace.connect(admin)
    before = workspace.db.execute("SELECT refresh_token_sealed FROM mailbox_credentials").fetchone()
    assert workspace.consent(admin, "alice@acme.example", mailbox_id=mailbox_id) == {"error": "wrong_account"}
    assert workspace.db.execute("SELECT refresh_token_sealed FROM mailbox_credentials").fetchone() == before
    assert workspace.mailbox()["email"] == JOURNAL


def test_connecting_again_renews_the_grant_and_keeps_the_cursor(workspace: Workspace, admin: Browser) -> None:
    workspace.put(3)
    mailbox_id = workspace.connect(admin)
    workspace.drain()
    cursor = workspace.sync()["history_id"]
    assert workspace.connect(admin) == mailbox_id
    assert workspace.sync()["history_id"] == cursor
    assert workspace.sync()["backfill_state"] == "done"
    workspace.put(1, first=50)
    workspace.poll()
    assert workspace.stored() == workspace.truth()


def test_a_code_that_is_wrong(workspace: Workspace, admin: Browser) -> None:
    callback = urlsplit(workspace.authorize(workspace.start(admin)))
    state = parse_qs(callback.query)["state"][0]
    assert workspace.finish(admin, f"{callback.path}?state={state}&code=4/forged") == {"error": "token_exchange_failed"}
    assert nothing_is_stored(workspace)


def test_a_stolen_code_without_the_verifier_is_worthless(
    workspace: Workspace, admin: Browser, stranger: Browser
) -> None:
    victim = parse_qs(urlsplit(workspace.authorize(workspace.start(admin))).query)
    attacker = parse_qs(urlsplit(workspace.start(stranger)).query)
    callback = f"/mailboxes/gmail/oauth/callback?state={attacker['state'][0]}&code={victim['code'][0]}"
    assert workspace.finish(stranger, callback) == {"error": "token_exchange_failed"}


@pytest.mark.parametrize(
    ("setting", "value", "error"),
    [
        ("GOOGLE_TOKEN_URL", "http://127.0.0.1:9/token", "google_unreachable"),
        ("GOOGLE_JWKS_URL", "http://127.0.0.1:9/certs", "google_unreachable"),
        ("GMAIL_API_URL", "http://127.0.0.1:9", "google_unreachable"),
        ("GOOGLE_CLIENT_SECRET", "wrong", "not_configured"),
    ],
)
def test_google_cannot_be_asked(
    workspace: Workspace, admin: Browser, monkeypatch: pytest.MonkeyPatch, setting: str, value: str, error: str
) -> None:
    callback = workspace.authorize(workspace.start(admin))
    monkeypatch.setenv(setting, value)
    get_settings.cache_clear()
    assert workspace.finish(admin, callback) == {"error": error}
    assert nothing_is_stored(workspace)


def test_no_client_is_configured(workspace: Workspace, admin: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOOGLE_CLIENT_ID", "")
    get_settings.cache_clear()
    problem = assert_problem(admin.post("/mailboxes/gmail/journal/oauth/start"), 409, "not_configured")
    assert "GOOGLE_CLIENT_ID" in problem["detail"]


def test_an_id_token_that_is_not_for_us(workspace: Workspace, admin: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    from workspace_sim.oauth import keys

    sign = keys.sign
    wrong: list[dict[str, object]] = [
        {"aud": "another-client"},
        {"iss": "https://evil.example"},
        {"exp": 1_000_000},
        {"nonce": "another"},
        {"sub": None},
    ]
    for changed in wrong:
        monkeypatch.setattr(keys, "sign", lambda claims, changed=changed: sign({**claims, **changed}))
        assert workspace.consent(admin) == {"error": "token_exchange_failed"}, changed
    assert nothing_is_stored(workspace)


def test_an_id_token_of_another_key(workspace: Workspace, admin: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    from joserfc import jwt
    from joserfc.jwk import RSAKey
    from workspace_sim.oauth import keys

    forged = RSAKey.generate_key(2048, auto_kid=True)
    for kid in (forged.kid, keys.signing_key().kid):
        monkeypatch.setattr(
            keys, "sign", lambda claims, kid=kid: jwt.encode({"alg": "RS256", "kid": kid}, claims, forged)
        )
        assert workspace.consent(admin) == {"error": "token_exchange_failed"}
    monkeypatch.setattr(keys, "sign", lambda claims: jwt.encode({"alg": "none"}, claims, None, algorithms=["none"]))
    assert "error" in workspace.consent(admin)


def test_no_refresh_token(workspace: Workspace, admin: Browser) -> None:
    url = workspace.start(admin).replace("access_type=offline", "access_type=online")
    assert workspace.finish(admin, workspace.authorize(url)) == {"error": "no_refresh_token"}


def test_the_same_mailbox_in_two_organisations(workspace: Workspace, admin: Browser, stranger: Browser) -> None:
    workspace.put(3)
    first, second = workspace.connect(admin), workspace.connect(stranger)
    assert first != second
    workspace.drain()
    rows = workspace.db.execute(
        "SELECT organization_id, count(*) FROM message_occurrences WHERE state = 'fetched' GROUP BY 1"
    ).fetchall()
    assert sorted(rows) == sorted([(admin.organization_id, 3), (stranger.organization_id, 3)])
    assert_problem(stranger.get(f"/mailboxes/{first}"), 404)


def test_several_journals_of_one_organisation(workspace: Workspace, admin: Browser) -> None:
    ids = {workspace.connect(admin), workspace.connect(admin, "alice@acme.example")}
    assert {UUID(m["id"]) for m in admin.get("/mailboxes").json()["items"]} == ids


def test_only_admins_connect(workspace: Workspace, admin: Browser, sign_in: SignIn) -> None:
    for email, role in (("ben@acme.test", Role.agent), ("vera@acme.test", Role.viewer)):
        other = sign_in(email, role=role)
        assert_problem(other.post("/mailboxes/gmail/journal/oauth/start"), 403)


def test_reconnecting_what_is_not_there(workspace: Workspace, admin: Browser, stranger: Browser) -> None:
    theirs = workspace.connect(stranger)
    for mailbox_id in (uuid4(), theirs):
        answer = admin.post("/mailboxes/gmail/journal/oauth/start", json={"mailbox_id": str(mailbox_id)})
        assert_problem(answer, 404, "mailbox_not_found")


def test_keys_are_asked_for_again_when_google_changed_them(
    workspace: Workspace, admin: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    from joserfc.jwk import KeySet, RSAKey

    old = KeySet([RSAKey.generate_key(2048, auto_kid=True)])
    monkeypatch.setitem(signatures._keys, get_settings().google_jwks_url, (-1000.0, old))
    monkeypatch.setattr(signatures, "_KEYS_LAST_SECONDS", 1e12)
    assert "mailbox_id" in workspace.consent(admin)

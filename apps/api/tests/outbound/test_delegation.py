"""Sending through the service account of the installation."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.core.settings import get_settings
from app.gmail.delegation import SCOPES
from tests.api import Browser, assert_problem
from tests.outbound.desk import ALICE, Desk


@pytest.fixture
def delegated(bare_desk: Desk, quick_looks: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """The simulator's service account may act for alice@ alone."""
    spec = {"email": "oss@project.iam.gserviceaccount.com", "scopes": list(SCOPES)}
    key = tmp_path / "key.json"
    key.write_text(json.dumps(bare_desk.sim.post("/sim/service-accounts", spec)))
    monkeypatch.setenv("GOOGLE_SERVICE_ACCOUNT_FILE", str(key))
    monkeypatch.setenv("GOOGLE_DELEGATED_SUBJECTS", f"{ALICE}, other@acme.example")
    monkeypatch.setenv("GOOGLE_TOKEN_URL", json.loads(key.read_text())["token_uri"])
    get_settings.cache_clear()
    return bare_desk


def test_a_reply_leaves_without_anybody_s_consent(delegated: Desk) -> None:
    answer = delegated.browser.post("/mailboxes/gmail/sending/delegated", json={"email": ALICE})
    assert answer.status_code == 201, answer.text
    ticket_id = delegated.customer_writes()
    delegated.sim.post("/sim/tokens/revoke", {"email": ALICE, "how": "expire_access"})
    reply_id = delegated.reply(ticket_id)["message_id"]
    delegated.settle()
    assert delegated.state(ticket_id, reply_id)["state"] == "observed"


def test_only_listed_addresses_and_only_the_organisation_s_own(
    delegated: Desk, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def connect(email: str, browser: Browser = delegated.browser) -> object:
        return browser.post("/mailboxes/gmail/sending/delegated", json={"email": email})

    assert_problem(connect("bob@acme.example"), 403, "subject_not_allowed")  # type: ignore[arg-type]
    refused = assert_problem(connect("other@acme.example"), 409, "delegation_refused")  # type: ignore[arg-type]
    assert "PRIVATE" not in json.dumps(refused)
    monkeypatch.setenv("GOOGLE_SERVICE_ACCOUNT_FILE", __file__)
    get_settings.cache_clear()
    assert_problem(connect(ALICE), 409, "delegation_refused")  # type: ignore[arg-type]
    assert "PRIVATE KEY" not in capsys.readouterr().out


def test_with_several_organisations_an_entry_names_its_own(
    delegated: Desk, stranger: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    for browser in (stranger, delegated.browser):
        answer = browser.post("/mailboxes/gmail/sending/delegated", json={"email": ALICE})
        assert_problem(answer, 403, "subject_not_allowed")
    monkeypatch.setenv("GOOGLE_DELEGATED_SUBJECTS", f"{delegated.organization_id}:{ALICE}")
    get_settings.cache_clear()
    assert delegated.browser.post("/mailboxes/gmail/sending/delegated", json={"email": ALICE}).status_code == 201
    assert_problem(stranger.post("/mailboxes/gmail/sending/delegated", json={"email": ALICE}), 403)

"""A restarted simulator keeps its mailboxes, cursors, tokens and customers."""

import base64
import time
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.mails import listed, mail, raw_of
from workspace_sim.cli import main
from workspace_sim.oauth.scopes import MAIL
from workspace_sim.testing import SimServer


def picture(sim: SimServer) -> dict[str, Any]:
    """Everything that should survive."""
    boxes = [sim.admin.get(f"/sim/mailboxes/{b['email']}", params={"hashes": 1}).json() for b in _boxes(sim)]
    customers = sim.admin.get("/sim/customers").json()
    mails = [sim.admin.get(f"/sim/customers/{c['email']}/messages", params={"raw": 1}).json() for c in customers]
    return {"boxes": boxes, "customers": customers, "mails": mails, "truth": sim.admin.get("/sim/truth").json()}


def _boxes(sim: SimServer) -> list[dict[str, Any]]:
    return list(sim.admin.get("/sim/mailboxes").json())


def change_things(sim: SimServer, alice: httpx.Client) -> None:
    for number in range(5):
        sim.deliver("ann@cust.example", "support@acme.example", mail(number), conversation=f"c{number}")
    first, second = listed(alice)[:2]
    alice.post(f"messages/{first}/trash").raise_for_status()
    alice.delete(f"messages/{second}").raise_for_status()
    label = alice.post("labels", json={"name": "Kept"}).json()["id"]
    alice.post(f"messages/{first}/modify", json={"addLabelIds": [label]}).raise_for_status()
    raw = base64.urlsafe_b64encode(mail(77, sender="alice@acme.example", to="ann@cust.example")).decode()
    alice.post("drafts", json={"message": {"raw": raw}}).raise_for_status()
    alice.post("messages/send", json={"raw": raw}).raise_for_status()


def test_a_restart_changes_nothing(tmp_path: Path) -> None:
    state = tmp_path / "sim.sqlite"
    with SimServer(state=state) as sim:
        refresh = sim.post("/sim/tokens", {"email": "alice@acme.example", "scopes": [MAIL], "offline": True})
        with sim.gmail("alice@acme.example", MAIL) as alice:
            start = alice.get("profile").json()["historyId"]
            change_things(sim, alice)
            history = alice.get("history", params={"startHistoryId": start}).json()
            drafts, labels = alice.get("drafts").json(), alice.get("labels").json()
            authorization = alice.headers["authorization"]
        before = picture(sim)
    for _ in range(2):
        with SimServer(state=state) as sim:
            assert picture(sim) == before
            with sim.gmail("alice@acme.example", MAIL) as alice:
                alice.headers["authorization"] = authorization
                assert alice.get("history", params={"startHistoryId": start}).json() == history
                assert alice.get("drafts").json() == drafts
                assert alice.get("labels").json() == labels
            form = {"client_id": sim.client.client_id, "client_secret": sim.client.secret}
            form |= {"grant_type": "refresh_token", "refresh_token": refresh["refresh_token"]}
            assert sim.admin.post("/token", data=form).status_code == 200


def test_new_mail_after_a_restart_gets_new_ids_and_joins_its_thread(tmp_path: Path) -> None:
    state = tmp_path / "sim.sqlite"
    with SimServer(state=state) as sim:
        sim.deliver("ann@cust.example", "alice@acme.example", mail(1))
    with SimServer(state=state) as sim, sim.gmail("alice@acme.example") as alice:
        reply = mail(2, subject="Re: Broken pump", extra="In-Reply-To: <m1@cust.example>\n")
        sim.deliver("ann@cust.example", "alice@acme.example", reply)
        assert sim.deliver("ann@cust.example", "alice@acme.example", mail(1))["copies"] == []
        messages = alice.get("messages").json()["messages"]
        assert len({m["id"] for m in messages}) == 2
        assert len({m["threadId"] for m in messages}) == 1
        assert raw_of(alice, messages[1]["id"]).endswith(mail(1))


def test_ids_do_not_repeat_after_a_restart(tmp_path: Path) -> None:
    raw = base64.urlsafe_b64encode(mail(1, sender="alice@acme.example", to="ann@cust.example")).decode()
    for _ in range(3):
        with SimServer(state=tmp_path / "sim.sqlite") as sim, sim.gmail("alice@acme.example", MAIL) as alice:
            alice.post("messages/send", json={"raw": raw}).raise_for_status()
            items = sim.admin.get("/sim/customers/ann@cust.example/messages").json()["items"]
    assert len({m["message_id"] for m in items}) == 3


def test_a_reset_empties_the_file(tmp_path: Path) -> None:
    state = tmp_path / "sim.sqlite"
    with SimServer(state=state) as sim:
        sim.deliver("ann@cust.example", "alice@acme.example", mail(1))
    with SimServer(state=state) as sim:
        sim.post("/sim/reset")
        sim.deliver("ann@cust.example", "alice@acme.example", mail(2))
        before = picture(sim)
    with SimServer(state=state) as sim:
        assert picture(sim) == before


def test_a_file_of_something_else_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    other = tmp_path / "other"
    other.write_text("this is no database, only text that is long enough to be read as one" * 20)
    assert main(["serve", "--port", "0", "--state", str(other)]) == 1
    (line,) = capsys.readouterr().err.strip().splitlines()
    assert "--state" in line
    assert "not a database" in line


def test_one_simulator_at_a_time(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    state = tmp_path / "sim.sqlite"
    with SimServer(state=state):
        assert main(["serve", "--port", "0", "--state", str(state)]) == 1
    assert "database is locked" in capsys.readouterr().err


def test_generation_goes_on_where_it_stopped(tmp_path: Path) -> None:
    """Killed in the middle or not: the same mail in the end, each once."""
    counts = []
    for name, stops in (("whole", 0), ("stopped", 3)):
        state = tmp_path / name
        with SimServer(state=state, company=True) as sim:
            sim.post("/sim/clock", {"set": "2026-11-01T00:00:00+00:00", "freeze": True})
            sim.post("/sim/generate", {"messages": 200})
            if not stops:
                until_done(sim)
        for _ in range(stops):
            with SimServer(state=state, company=True) as sim:
                assert 0 < sim.admin.get("/sim/traffic").json()["wanted"] <= 200
        with SimServer(state=state, company=True) as sim:
            until_done(sim)
            truth = sim.admin.get("/sim/truth").json()["items"]
            counts.append(({i["message_id"] for i in truth if "SMTPIN" not in i["message_id"]}, len(_customers(sim))))
    assert counts[0] == counts[1]
    assert len(counts[0][0]) > 150


def _customers(sim: SimServer) -> list[str]:
    """Every mail that a customer wrote or got."""
    emails = [c["email"] for c in sim.admin.get("/sim/customers").json()]
    boxes = [sim.admin.get(f"/sim/customers/{email}/messages").json()["items"] for email in emails]
    return [m["subject"] for box in boxes for m in box]


def until_done(sim: SimServer) -> None:
    deadline = time.monotonic() + 30
    while sim.admin.get("/sim/traffic").json()["generating"]:
        assert time.monotonic() < deadline
        time.sleep(0.02)

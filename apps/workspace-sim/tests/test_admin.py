"""The admin API: delivery, statistics, truth, customers, reset, and clear refusals."""

import hashlib

import httpx
import pytest

from tests.mails import fill, listed, mail, raw_of
from workspace_sim.admin.guard import is_loopback
from workspace_sim.testing import SimServer


def test_statistics_for_completeness_checks(sim: SimServer, journal: httpx.Client) -> None:
    ids = fill(sim, 3)
    stats = sim.admin.get("/sim/mailboxes/journal@acme.example", params={"hashes": 1}).json()
    assert stats["ids"] == ids
    assert stats["messages"] == 3
    assert stats["history_id"] == journal.get("profile").json()["historyId"]
    assert stats["labels"]["INBOX"] == 3
    assert stats["sha256"][ids[0]] == hashlib.sha256(raw_of(journal, ids[0])).hexdigest()
    assert {box["email"] for box in sim.admin.get("/sim/mailboxes").json()} >= {"journal@acme.example"}


def test_truth_follows_added_ids_and_replies(sim: SimServer) -> None:
    sim.deliver("ann@cust.example", "support@acme.example", mail(message_id=""), conversation="c1", kind="human")
    items = sim.admin.get("/sim/truth").json()["items"]
    assert {(i["conversation"], i["kind"], i["origin"]) for i in items} == {("c1", "human", "customer")}
    assert len(items) == 2
    box = sim.admin.get("/sim/customers/ann@cust.example/messages").json()["items"]
    assert len(box) == 1


def test_rfc822_body_and_date(sim: SimServer, journal: httpx.Client) -> None:
    answer = sim.admin.post(
        "/sim/deliver",
        content=mail(),
        headers={"content-type": "message/rfc822"},
        params={
            "sender": "ann@cust.example",
            "recipient": ["support@acme.example"],
            "date": "2026-01-02T03:04:05+00:00",
        },
    )
    assert answer.status_code == 200
    (copy,) = listed(journal)
    date = int(journal.get(f"messages/{copy}").json()["internalDate"])
    assert 0 <= date - 1_767_323_045_000 < 1500


def test_a_customer_writes_and_answers(sim: SimServer, journal: httpx.Client) -> None:
    url = "/sim/customers/ann@cust.example"
    first = sim.post(f"{url}/send", {"to": "support@acme.example", "subject": "Grüße", "text": "Hallo"})
    reply = mail(5, sender="alice@acme.example", to="ann@cust.example", extra=f"In-Reply-To: {first['message_id']}\n")
    sim.deliver("alice@acme.example", "ann@cust.example", reply)
    answer = sim.post(f"{url}/send", {"text": "Thank you", "reply_to_message": 2})
    items = sim.admin.get(f"{url}/messages").json()["items"]
    assert [m["direction"] for m in items] == ["sent", "received", "sent"]
    assert {m["thread"] for m in items} == {1}
    assert items[2]["references"] == [first["message_id"], "<m5@cust.example>"]
    assert b"> The pump is broken." in sim.admin.get(f"{url}/messages/3/raw").content
    truth = {i["message_id"]: i["conversation"] for i in sim.admin.get("/sim/truth").json()["items"]}
    assert truth[answer["message_id"]]
    assert len(listed(journal)) == 3


def test_reset_empties_everything(sim: SimServer) -> None:
    token = sim.token()
    fill(sim, 2)
    sim.admin.patch("/sim/settings", json={"latency_ms": 1}).raise_for_status()
    sim.post("/sim/clock", {"advance_seconds": 86_400, "freeze": True})
    sim.post("/sim/faults", {"rates": {"500": 1.0}})
    status = sim.post("/sim/reset")
    assert status["messages"] == 0
    assert sim.admin.get("/sim/settings").json()["latency_ms"] == 0
    assert sim.admin.get("/sim/faults").json()["rates"] == {}
    assert sim.admin.get("/gmail/v1/users/me/profile", headers={"authorization": f"Bearer {token}"}).status_code == 401


def test_accounts_and_groups(sim: SimServer) -> None:
    sim.post("/sim/accounts", {"email": "dora@acme.example", "name": "Dora", "aliases": ["help@acme.example"]})
    sim.post("/sim/groups", {"email": "team@acme.example", "members": ["dora@acme.example"]})
    copies = sim.deliver("a@b.example", "team@acme.example", mail())["copies"]
    assert copies[0]["mailbox"] == "dora@acme.example"
    again = sim.admin.post("/sim/accounts", json={"email": "help@acme.example"})
    assert again.status_code == 400
    assert "exists already" in again.json()["error"]
    assert {a["email"] for a in sim.admin.get("/sim/accounts").json()} >= {"dora@acme.example", "alice@acme.example"}


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("POST", "/sim/deliver", {"recipients": ["x"], "raw": ""}, 400),
        ("POST", "/sim/deliver", {"recipients": ["a@b.c"]}, 400),
        ("POST", "/sim/deliver", {"recipients": ["a@b.c"], "raw_base64": "***"}, 400),
        ("POST", "/sim/deliver", {"recipients": ["a@b.c"], "raw": "", "date": "soon"}, 400),
        ("POST", "/sim/deliver", {"recipients": ["a@b.c"], "raw": "", "date": "2026-01-01T00:00:00"}, 400),
        ("POST", "/sim/clock", {"set": "x"}, 400),
        ("POST", "/sim/clock", {"advance_seconds": "x"}, 400),
        ("PATCH", "/sim/settings", {"nonsense": 1}, 400),
        ("PATCH", "/sim/settings", {"latency_ms": -1}, 400),
        ("PATCH", "/sim/settings", {"dedupe_by_message_id": "maybe"}, 400),
        ("PATCH", "/sim/settings", {"auto_consent": 1}, 400),
        ("POST", "/sim/generate", {"messages": 0}, 400),
        ("POST", "/sim/generate", {"messages": 5}, 409),
        ("POST", "/sim/traffic", {"per_minute": 5}, 409),
        ("POST", "/sim/tokens", {"email": "nobody@acme.example", "scopes": ["x"]}, 404),
        ("POST", "/sim/tokens/revoke", {"email": "a@b.c", "how": "x"}, 400),
        ("GET", "/sim/mailboxes/nobody@acme.example", None, 404),
        ("GET", "/sim/customers/nobody@x.example/messages", None, 404),
        ("POST", "/sim/customers/alice@acme.example/send", {"to": "bob@acme.example", "text": "x"}, 400),
        ("POST", "/sim/customers/ann@cust.example/send", {"to": "nonsense", "text": "x"}, 400),
        ("POST", "/sim/customers/ann@cust.example/send", {"text": "x", "reply_to_message": 9}, 400),
    ],
)
def test_refusals_are_one_clear_line(sim: SimServer, method: str, path: str, body: object, status: int) -> None:
    answer = sim.admin.request(method, path, json=body)
    assert answer.status_code == status, answer.text
    assert answer.json()["error"]


def test_bodies_that_are_no_json(sim: SimServer) -> None:
    assert sim.admin.post("/sim/clock", content=b"{").json()["error"] == "the body is not valid JSON"
    assert sim.admin.post("/sim/clock", content=b"[]").json()["error"] == "the body must be a JSON object"


@pytest.mark.parametrize(("host", "loopback"), [("127.0.0.1", True), ("::1", True), ("10.0.0.1", False), ("x", False)])
def test_loopback(host: str, loopback: bool) -> None:
    assert is_loopback(host) is loopback

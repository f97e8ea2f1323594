"""watch, Pub/Sub pull and push with OIDC tokens, drops, duplicates and forgeries."""

import base64
import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import httpx
import pytest
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from tests.mails import error, mail
from workspace_sim.testing import SimServer

TOPIC = "projects/demo/topics/gmail"
SUBSCRIPTION = "projects/demo/subscriptions/gmail-sub"


class Receiver:
    """An HTTP endpoint that records pushes and answers with `status`."""

    def __init__(self) -> None:
        self.got: list[tuple[str, dict[str, Any]]] = []
        self.status = 204
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                outer.got.append((self.headers.get("authorization", ""), json.loads(body)))
                self.send_response(outer.status)
                self.send_header("content-length", "0")
                self.end_headers()

            def log_message(self, *args: object) -> None:
                """Quiet."""

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/push"

    def wait(self, count: int) -> None:
        deadline = time.monotonic() + 5
        while len(self.got) < count and time.monotonic() < deadline:
            time.sleep(0.01)
        assert len(self.got) >= count


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    endpoint = Receiver()
    thread = threading.Thread(target=endpoint.server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield endpoint
    endpoint.server.shutdown()
    endpoint.server.server_close()
    thread.join()


def watch(client: httpx.Client, topic: str = TOPIC, **more: object) -> httpx.Response:
    return client.post("watch", json={"topicName": topic, **more})


def pull(sim: SimServer) -> list[dict[str, Any]]:
    answer = sim.admin.post(f"/v1/{SUBSCRIPTION}:pull", json={"maxMessages": 100})
    answer.raise_for_status()
    return list(answer.json().get("receivedMessages", []))


def data(message: dict[str, Any]) -> dict[str, Any]:
    value: dict[str, Any] = json.loads(base64.urlsafe_b64decode(message["data"]))
    return value


def test_watch_pull_and_acknowledge(sim: SimServer, journal: httpx.Client) -> None:
    sim.post("/sim/pubsub", {"topic": TOPIC, "subscription": SUBSCRIPTION})
    armed = watch(journal).json()
    assert int(armed["expiration"]) > time.time() * 1000 + 6 * 86_400_000
    assert armed["historyId"] == journal.get("profile").json()["historyId"]
    sim.post("/sim/clock", {"advance_seconds": 2})
    sim.deliver("ann@cust.example", "support@acme.example", mail())
    got = pull(sim)
    assert [data(m["message"])["emailAddress"] for m in got] == ["journal@acme.example"] * 2
    assert data(got[1]["message"])["historyId"] > data(got[0]["message"])["historyId"]
    assert pull(sim) == []
    sim.admin.post(f"/v1/{SUBSCRIPTION}:acknowledge", json={"ackIds": [got[0]["ackId"]]}).raise_for_status()
    sim.post("/sim/clock", {"advance_seconds": 20})
    assert [m["message"]["messageId"] for m in pull(sim)] == [got[1]["message"]["messageId"]]
    assert sim.admin.post("/v1/projects/x/subscriptions/none:pull", json={}).status_code == 404


def test_more_than_one_a_second_is_dropped(sim: SimServer, journal: httpx.Client) -> None:
    sim.post("/sim/pubsub", {"topic": TOPIC, "subscription": SUBSCRIPTION})
    sim.post("/sim/clock", {"freeze": True})
    watch(journal).raise_for_status()
    for number in range(5):
        sim.deliver("ann@cust.example", "support@acme.example", mail(number))
    assert len(pull(sim)) == 1
    assert sim.admin.get("/sim/status").json()["pubsub"]["dropped"] == 5


def test_watch_refusals_and_stop(sim: SimServer, journal: httpx.Client) -> None:
    assert error(watch(journal, "nonsense"))[0] == 400
    watch(journal).raise_for_status()
    assert watch(journal).status_code == 200
    assert error(watch(journal, "projects/demo/topics/other"))[2].startswith("Only one user push notification client")
    assert journal.post("stop").status_code == 204
    assert watch(journal, "projects/demo/topics/other").status_code == 200
    sim.admin.patch("/sim/settings", json={"strict_topics": True}).raise_for_status()
    journal.post("stop").raise_for_status()
    assert error(watch(journal, "projects/demo/topics/unknown"))[0] == 404


def test_expired_watch_and_label_filter_are_silent(sim: SimServer, alice: httpx.Client) -> None:
    sim.post("/sim/pubsub", {"topic": TOPIC, "subscription": SUBSCRIPTION})
    watch(alice, labelIds=["SPAM"], labelFilterBehavior="INCLUDE").raise_for_status()
    assert len(pull(sim)) == 1
    sim.post("/sim/clock", {"advance_seconds": 5})
    sim.deliver("ann@cust.example", "alice@acme.example", mail(1))
    assert pull(sim) == []
    sim.deliver("ann@cust.example", "alice@acme.example", mail(2), spam=True)
    assert len(pull(sim)) == 1
    sim.post("/sim/clock", {"advance_seconds": 8 * 86_400})
    sim.deliver("ann@cust.example", "alice@acme.example", mail(3), spam=True)
    assert [m for m in pull(sim) if data(m["message"])["historyId"] > 5_000_100] == []


def test_push_carries_a_verifiable_token_and_retries(sim: SimServer, journal: httpx.Client, receiver: Receiver) -> None:
    receiver.status = 500
    spec = {
        "topic": TOPIC,
        "subscription": SUBSCRIPTION,
        "push_endpoint": receiver.url,
        "audience": "https://me.example",
    }
    sim.post("/sim/pubsub", spec)
    watch(journal).raise_for_status()
    receiver.wait(1)
    receiver.status = 204
    receiver.wait(2)
    authorization, body = receiver.got[1]
    assert body == receiver.got[0][1]
    assert body["subscription"] == SUBSCRIPTION
    assert data(body["message"])["emailAddress"] == "journal@acme.example"
    keys = KeySet.import_key_set(sim.admin.get("/oauth2/v3/certs").json())
    claims = jwt.decode(authorization.removeprefix("Bearer "), keys, algorithms=["RS256"]).claims
    assert claims["aud"] == "https://me.example"
    assert claims["email_verified"] is True
    assert claims["email"].endswith("gserviceaccount.com")


@pytest.mark.parametrize("forge", ["signature", "audience", "email", "expired", "missing"])
def test_forged_pushes(sim: SimServer, receiver: Receiver, forge: str) -> None:
    sim.post(
        "/sim/pubsub", {"topic": TOPIC, "subscription": SUBSCRIPTION, "push_endpoint": receiver.url, "forge": forge}
    )
    sim.post("/sim/pubsub/notify", {"email": "nobody@acme.example", "history_id": 3})
    receiver.wait(1)
    authorization, body = receiver.got[0]
    assert data(body["message"]) == {"emailAddress": "nobody@acme.example", "historyId": 3}
    if forge == "missing":
        assert authorization == ""
        return
    keys = KeySet.import_key_set(sim.admin.get("/oauth2/v3/certs").json())
    try:
        claims = jwt.decode(authorization.removeprefix("Bearer "), keys, algorithms=["RS256"]).claims
    except (JoseError, ValueError):
        assert forge == "signature"
        return
    wrong = {
        "audience": claims["aud"] != receiver.url,
        "email": claims["email"] == "attacker@evil.example",
        "expired": claims["exp"] < time.time(),
        "signature": False,
    }
    assert wrong[forge]


def test_duplicate_and_dropped_notifications(sim: SimServer, journal: httpx.Client) -> None:
    sim.post("/sim/pubsub", {"topic": TOPIC, "subscription": SUBSCRIPTION})
    sim.post("/sim/faults", {"push_duplicate_rate": 1.0})
    watch(journal).raise_for_status()
    assert len(pull(sim)) == 2
    sim.post("/sim/faults", {"push_drop_rate": 1.0})
    watch(journal).raise_for_status()
    assert pull(sim) == []

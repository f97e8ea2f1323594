"""Quota, concurrency and the fault menu on the wire."""

import concurrent.futures
import json
import time

import httpx
import pytest

from tests.mails import error, fill
from workspace_sim.faults import KINDS
from workspace_sim.testing import SimServer


def script(sim: SimServer, *kinds: str, method: str = "messages.list") -> None:
    sim.post("/sim/faults", {"script": [{"kind": kind, "method": method} for kind in kinds]})


def test_quota_runs_out_and_comes_back(sim: SimServer, journal: httpx.Client) -> None:
    sim.post("/sim/clock", {"freeze": True})
    sim.admin.patch("/sim/settings", json={"quota_units_per_minute": 12}).raise_for_status()
    assert [journal.get("messages").status_code for _ in range(4)] == [200, 200, 403, 429]
    sim.admin.patch("/sim/settings", json={"quota_style": "403"}).raise_for_status()
    status, reason, message = error(journal.get("messages"))
    assert (status, reason) == (403, "rateLimitExceeded")
    assert "Queries per minute per user" in message
    assert journal.get("profile").status_code == 200
    with sim.gmail("alice@acme.example") as other:
        assert other.get("messages").status_code == 200
    sim.post("/sim/clock", {"advance_seconds": 61})
    assert journal.get("messages").status_code == 200


@pytest.mark.parametrize(
    ("kind", "status", "reason"),
    [
        ("401", 401, "authError"),
        ("403_quota", 403, "rateLimitExceeded"),
        ("403_user_rate", 403, "userRateLimitExceeded"),
        ("403_daily", 403, "dailyLimitExceeded"),
        ("403_domain_policy", 403, "domainPolicy"),
        ("403_not_configured", 403, "accessNotConfigured"),
        ("429", 429, "rateLimitExceeded"),
        ("429_concurrent", 429, "rateLimitExceeded"),
        ("429_retry_after", 429, "userRateLimitExceeded"),
        ("500", 500, "backendError"),
        ("503", 503, "backendError"),
        ("400_precondition", 400, "failedPrecondition"),
        ("400_page_token", 400, "invalidArgument"),
    ],
)
def test_error_kinds_hit_once(sim: SimServer, journal: httpx.Client, kind: str, status: int, reason: str) -> None:
    script(sim, kind)
    assert error(journal.get("messages"))[:2] == (status, reason)
    assert journal.get("messages").status_code == 200


def test_retry_after_names_a_time(sim: SimServer, journal: httpx.Client) -> None:
    sim.post("/sim/clock", {"freeze": True, "set": "2026-08-22T18:22:08.763+00:00"})
    script(sim, "429_retry_after")
    with sim.gmail() as fresh:
        assert error(fresh.get("messages"))[2] == "User-rate limit exceeded.  Retry after 2026-08-22T18:22:38.763Z"


def test_html_and_broken_bodies(sim: SimServer, journal: httpx.Client) -> None:
    fill(sim, 5)
    script(sim, "502_html", "503_html", "html_200", "empty_200", "truncated")
    answers = [journal.get("messages") for _ in range(5)]
    assert [a.status_code for a in answers] == [502, 503, 200, 200, 200]
    assert all("html" in a.headers["content-type"] for a in answers[:3])
    assert answers[3].content == b""
    with pytest.raises(json.JSONDecodeError):
        answers[4].json()
    assert len(journal.get("messages").json()["messages"]) == 5


@pytest.mark.parametrize(("kind", "failure"), [("reset", httpx.ReadError), ("cut", httpx.RemoteProtocolError)])
def test_broken_connections(sim: SimServer, journal: httpx.Client, kind: str, failure: type[Exception]) -> None:
    fill(sim, 5)
    script(sim, kind)
    with pytest.raises(failure):
        journal.get("messages")
    assert journal.get("messages").status_code == 200


def test_hang_and_slow(sim: SimServer, journal: httpx.Client) -> None:
    sim.post("/sim/faults", {"hang_seconds": 30, "slow_seconds": 0.2})
    script(sim, "hang", "slow")
    with pytest.raises(httpx.ReadTimeout):
        journal.get("messages", timeout=0.2)
    begin = time.monotonic()
    assert journal.get("messages").status_code == 200
    assert time.monotonic() - begin >= 0.2


def test_a_slow_answer_comes_when_fewer_seconds_are_asked_for(sim: SimServer, journal: httpx.Client) -> None:
    sim.post("/sim/faults", {"slow_seconds": 60})
    script(sim, "slow")
    with concurrent.futures.ThreadPoolExecutor(1) as pool:
        answer = pool.submit(journal.get, "messages", timeout=30)
        assert not concurrent.futures.wait([answer], 0.1).done
        sim.post("/sim/faults", {"slow_seconds": 0})
        assert answer.result(20).status_code == 200


def test_concurrent_requests_are_capped(sim: SimServer, journal: httpx.Client) -> None:
    sim.admin.patch("/sim/settings", json={"max_concurrent_requests": 3, "latency_ms": 200}).raise_for_status()
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        statuses = sorted(pool.map(lambda _: journal.get("profile").status_code, range(8)))
    assert statuses == [200] * 3 + [429] * 5
    assert journal.get("profile").status_code == 200


def test_ambient_faults_repeat_with_the_seed(sim: SimServer, journal: httpx.Client) -> None:
    def run() -> list[int]:
        sim.post("/sim/faults", {"seed": 9, "rates": {"429": 0.2, "500": 0.2}, "methods": ["getProfile"]})
        return [journal.get("profile").status_code for _ in range(40)]

    first = run()
    assert {200, 429, 500} == set(first)
    assert run() == first
    assert all(journal.get("messages").status_code == 200 for _ in range(5))
    assert sim.admin.delete("/sim/faults").json()["rates"] == {}
    assert all(journal.get("profile").status_code == 200 for _ in range(10))


def test_raw_faults(sim: SimServer, journal: httpx.Client) -> None:
    (known,) = fill(sim, 1)
    script(sim, "raw_missing", "raw_broken", method="messages.get")
    assert "raw" not in journal.get(f"messages/{known}", params={"format": "raw"}).json()
    assert journal.get(f"messages/{known}", params={"format": "raw"}).json()["raw"].startswith("%")


@pytest.mark.parametrize(
    "spec",
    [
        {"rates": {"429": 2}},
        {"rates": {"nonsense": 0.1}},
        {"rates": 5},
        {"nonsense": 1},
        {"script": [{"kind": "nonsense"}]},
        {"script": [{"kind": "500", "often": 3}]},
        {"batch_part_kinds": ["reset"]},
        {"seed": "x"},
        {"seed": 4, "empty_page_rate": -1},
    ],
)
def test_bad_specifications_change_nothing(sim: SimServer, spec: dict[str, object]) -> None:
    before = sim.admin.get("/sim/faults").json()
    answer = sim.admin.post("/sim/faults", json=spec)
    assert answer.status_code == 400
    assert answer.json()["error"]
    assert sim.admin.get("/sim/faults").json() == before


def test_every_kind_has_an_effect(sim: SimServer) -> None:
    """No kind of the menu is a silent no-op: each changes one of the calls it is made for."""
    with sim.gmail() as client:
        fill(sim, 3)
        start = int(client.get("profile").json()["historyId"]) - 1_000
        sim.admin.patch("/sim/settings", json={"quota_units_per_minute": 100_000}).raise_for_status()
        sim.post("/sim/faults", {"hang_seconds": 0.05, "slow_seconds": 0.3})
        known = client.get("messages").json()["messages"][0]["id"]
        silent = [kind for kind in sorted(KINDS) if not _effect(sim, client, kind, known, max(start, 5_000_000))]
    assert silent == []


def _effect(sim: SimServer, client: httpx.Client, kind: str, known: str, start: int) -> bool:
    if kind in ("invalid_grant", "invalid_client", "invalid_rapt"):
        sim.post("/sim/faults", {"script": [{"kind": kind, "method": "oauth.token"}]})
        form = {"grant_type": "refresh_token", "refresh_token": "x", **_client(sim)}
        return (
            "error" in sim.admin.post("/token", data=form).json() and not sim.admin.get("/sim/faults").json()["script"]
        )
    path = {
        "empty_page": f"history?startHistoryId={start}",
        "backward_id": f"history?startHistoryId={start}",
        "duplicate_records": f"history?startHistoryId={start}",
        "raw_missing": f"messages/{known}?format=raw",
        "raw_broken": f"messages/{known}?format=raw",
        "shuffle": "messages",
        "duplicate": "messages",
    }.get(kind, "messages")
    plain = client.get(path)
    outcomes = []
    for _ in range(6):  # a shuffle of three may draw the old order
        sim.post("/sim/faults", {"script": [{"kind": kind}]})
        begin = time.monotonic()
        try:
            answer = client.get(path)
            outcomes.append(
                answer.status_code != 200 or answer.content != plain.content or time.monotonic() - begin > 0.25
            )
        except httpx.HTTPError:
            outcomes.append(True)
        if kind == "revoke":
            client.headers["authorization"] = f"Bearer {sim.token()}"
        if outcomes[-1]:
            return True
    return False


def _client(sim: SimServer) -> dict[str, str]:
    return {"client_id": sim.client.client_id, "client_secret": sim.client.secret}

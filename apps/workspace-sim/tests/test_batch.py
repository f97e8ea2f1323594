"""The batch endpoint on its three URLs: order, Content-IDs, faults of parts and of the whole."""

import json
import re
from typing import Any

import httpx
import pytest

from tests.mails import error, fill
from workspace_sim.testing import SimServer


def body(requests: list[tuple[str, str]], headers: str = "") -> bytes:
    parts = [
        f"--b1\r\nContent-Type: application/http\r\nContent-ID: <{name}>\r\n\r\nGET {path}\r\n{headers}\r\n"
        for name, path in requests
    ]
    return ("\r\n".join(parts) + "\r\n--b1--\r\n").encode()


def post(client: httpx.Client, url: str, content: bytes) -> httpx.Response:
    return client.post(url, content=content, headers={"content-type": 'multipart/mixed; boundary="b1"'})


def parts(answer: httpx.Response) -> list[tuple[str, int, dict[str, Any]]]:
    """(Content-ID, status, JSON) of every part in the order sent."""
    assert answer.status_code == 200, answer.text
    boundary = answer.headers["content-type"].partition("boundary=")[2]
    found = []
    for piece in answer.text.split(f"--{boundary}")[1:-1]:
        identity = re.search(r"Content-ID: <(.*?)>", piece)
        status = re.search(r"HTTP/1.1 (\d+)", piece)
        assert identity
        assert status
        found.append((identity[1], int(status[1]), json.loads(piece[piece.index("{") :])))
    return found


def gets(ids: list[str]) -> list[tuple[str, str]]:
    return [(f"item-{i}", f"/gmail/v1/users/me/messages/{i}?format=minimal") for i in ids]


@pytest.mark.parametrize("path", ["/batch/gmail/v1", "/batch"])
def test_parts_come_back_shuffled_and_named(sim: SimServer, journal: httpx.Client, path: str) -> None:
    ids = fill(sim, 12)
    got = parts(post(journal, sim.url + path, body(gets(ids))))
    assert {name: value["id"] for name, _, value in got} == {f"response-item-{i}": i for i in ids}
    assert [value["id"] for _, _, value in got] != ids


def test_inner_errors_in_an_outer_200(sim: SimServer, journal: httpx.Client) -> None:
    (known,) = fill(sim, 1)
    requests = [
        *gets([known, "18c0000000000000"]),
        ("bad", "/gmail/v1/users/me/messages/zz"),
        ("odd", "/gmail/v1/users/bob@x.y/profile"),
    ]
    status = {name: code for name, code, _ in parts(post(journal, f"{sim.url}/batch", body(requests)))}
    assert status == {
        f"response-item-{known}": 200,
        "response-item-18c0000000000000": 404,
        "response-bad": 400,
        "response-odd": 403,
    }


def test_authorization_may_sit_on_the_parts(sim: SimServer) -> None:
    (known,) = fill(sim, 1)
    inner = f"Authorization: Bearer {sim.token()}\r\n"
    answer = sim.admin.post(
        "/batch/gmail/v1", content=body(gets([known]), inner), headers={"content-type": "multipart/mixed; boundary=b1"}
    )
    assert parts(answer)[0][1] == 200
    outer = sim.admin.post(
        "/batch/gmail/v1",
        content=body(gets([known])),
        headers={"content-type": "multipart/mixed; boundary=b1", "authorization": "Bearer wrong"},
    )
    assert outer.status_code == 401


def test_limits_and_malformed_bodies(sim: SimServer, journal: httpx.Client) -> None:
    many = post(journal, f"{sim.url}/batch", body(gets(["18c0000000000000"] * 101)))
    assert error(many)[2] == "Inner request count exceeds the limit. Received: 101, Limit: 100"
    assert post(journal, f"{sim.url}/batch", b"").status_code == 400
    assert post(journal, f"{sim.url}/batch", b"--b1\r\nnothing--b1--").status_code == 400
    assert journal.post(f"{sim.url}/batch", json={}).status_code == 400


def test_post_parts(sim: SimServer, journal: httpx.Client) -> None:
    from workspace_sim.oauth.scopes import MODIFY

    (known,) = fill(sim, 1)
    content = (
        "--b1\r\nContent-Type: application/http\r\nContent-ID: <p>\r\n\r\n"
        f"POST /gmail/v1/users/me/messages/{known}/modify HTTP/1.1\r\nContent-Type: application/json\r\n\r\n"
        '{"addLabelIds":["STARRED"]}\r\n--b1--'
    )
    with sim.gmail("journal@acme.example", MODIFY) as client:
        ((_, status, value),) = parts(post(client, f"{sim.url}/batch", content.encode()))
    assert status == 200
    assert "STARRED" in value["labelIds"]


def test_faults_of_parts(sim: SimServer, journal: httpx.Client) -> None:
    ids = fill(sim, 60)
    sim.post("/sim/faults", {"seed": 2, "batch_part_rate": 0.3, "batch_missing_rate": 0.1})
    first = parts(post(journal, f"{sim.url}/batch", body(gets(ids))))
    statuses = {code for _, code, _ in first}
    assert {200, 429, 500, 503} == statuses
    assert 45 <= len(first) < 60
    sim.post("/sim/faults", {"seed": 2})
    second = parts(post(journal, f"{sim.url}/batch", body(gets(ids))))
    assert [(n, c) for n, c, _ in second] == [(n, c) for n, c, _ in first]


def test_concurrency_cap_inside_a_batch(sim: SimServer, journal: httpx.Client) -> None:
    ids = fill(sim, 20)
    sim.admin.patch("/sim/settings", json={"batch_concurrency": 8}).raise_for_status()
    got = parts(post(journal, f"{sim.url}/batch", body(gets(ids))))
    assert sorted(code for _, code, _ in got) == [200] * 8 + [429] * 12
    refused = next(value for _, code, value in got if code == 429)
    assert refused["error"]["message"] == "Too many concurrent requests for user"


def test_faults_of_the_whole_batch(sim: SimServer, journal: httpx.Client) -> None:
    ids = fill(sim, 2)
    kinds = ["401", "429_retry_after", "503_html", "truncated", "reset"]
    sim.post("/sim/faults", {"script": [{"kind": kind, "method": "batch"} for kind in kinds]})
    answers = [post(journal, f"{sim.url}/batch", body(gets(ids))) for _ in range(4)]
    assert [a.status_code for a in answers] == [401, 429, 503, 200]
    assert not answers[3].text.rstrip().endswith("--")
    with pytest.raises(httpx.HTTPError):
        post(journal, f"{sim.url}/batch", body(gets(ids)))
    assert len(parts(post(journal, f"{sim.url}/batch", body(gets(ids))))) == 2


def test_each_part_costs_its_units(sim: SimServer, journal: httpx.Client) -> None:
    ids = fill(sim, 10)
    sim.admin.patch("/sim/settings", json={"quota_units_per_minute": 100}).raise_for_status()
    statuses = [code for _, code, _ in parts(post(journal, f"{sim.url}/batch", body(gets(ids))))]
    assert statuses.count(200) == 5
    assert {403, 429} == set(statuses) - {200}

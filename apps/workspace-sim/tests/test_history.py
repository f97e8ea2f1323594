"""history.list: types, gaps, paging, expiry and its faults."""

from itertools import pairwise
from typing import Any

import httpx
import pytest

from tests.mails import error, fill, mail
from workspace_sim.oauth.scopes import MAIL
from workspace_sim.testing import SimServer

BOX = "/sim/mailboxes/journal@acme.example"


def changes(client: httpx.Client, start: str | int, **params: Any) -> list[dict[str, Any]]:
    """All records after `start`, over every page; stops after 50 pages."""
    records: list[dict[str, Any]] = []
    token = ""
    for _ in range(50):
        page = {"pageToken": token} if token else {}
        answer = client.get("history", params={"startHistoryId": start, **params, **page})
        answer.raise_for_status()
        records += answer.json().get("history", [])
        token = answer.json().get("nextPageToken", "")
        if not token:
            return records
    raise AssertionError("no end of pages")


def now(client: httpx.Client) -> str:
    return str(client.get("profile").json()["historyId"])


def test_every_type_of_record(sim: SimServer, journal: httpx.Client) -> None:
    start = now(journal)
    first, second = fill(sim, 2)
    sim.admin.patch(f"{BOX}/messages/{first}", json={"add": ["TRASH"], "remove": ["INBOX"]}).raise_for_status()
    sim.admin.delete(f"{BOX}/messages/{second}").raise_for_status()
    records = changes(journal, start)
    kinds = [key for record in records for key in record if key not in ("id", "messages")]
    assert kinds == ["messagesAdded", "messagesAdded", "labelsAdded", "labelsRemoved", "messagesDeleted"]
    assert records[2]["labelsAdded"][0]["labelIds"] == ["TRASH"]
    assert records[4]["messagesDeleted"][0]["message"]["id"] == second
    ids = [int(record["id"]) for record in records]
    assert ids == sorted(ids)
    assert changes(journal, ids[-1]) == []
    assert [r["id"] for r in changes(journal, ids[1])] == [str(i) for i in ids[2:]]
    assert [list(r)[2] for r in changes(journal, start, historyTypes=["labelAdded", "messageDeleted"])] == [
        "labelsAdded",
        "messagesDeleted",
    ]


def test_ids_have_gaps(sim: SimServer, journal: httpx.Client) -> None:
    start = now(journal)
    fill(sim, 60)
    ids = [int(record["id"]) for record in changes(journal, start, maxResults=7)]
    assert len(ids) == 60
    assert len({b - a for a, b in pairwise(ids)}) > 3


def test_nothing_new_omits_history(journal: httpx.Client) -> None:
    start = now(journal)
    assert journal.get("history", params={"startHistoryId": start}).json() == {"historyId": start}


def test_ids_beyond_53_bits(sim: SimServer) -> None:
    sim.post("/sim/reset", {"history_start": "18446744073709000000"})
    with sim.gmail() as client:
        start = now(client)
        assert start == "18446744073709000000"
        fill(sim, 1)
        assert len(changes(client, start)) == 1


@pytest.mark.parametrize(
    "params", [{}, {"startHistoryId": "0"}, {"startHistoryId": "abc"}, {"startHistoryId": str(1 << 64)}]
)
def test_invalid_start(journal: httpx.Client, params: dict[str, str]) -> None:
    answer = journal.get("history", params=params)
    assert error(answer) == (400, "invalidArgument", "Missing/invalid parameter: startHistoryId")


def test_expired_history_is_404(sim: SimServer, journal: httpx.Client) -> None:
    start = now(journal)
    fill(sim, 3)
    sim.post(f"{BOX}/expire-history")
    assert error(journal.get("history", params={"startHistoryId": start}))[:2] == (404, "notFound")
    assert journal.get("history", params={"startHistoryId": now(journal)}).status_code == 200
    assert journal.get("history", params={"startHistoryId": 1}).status_code == 404


def test_expired_on_the_second_page(sim: SimServer, journal: httpx.Client) -> None:
    start = now(journal)
    fill(sim, 5)
    sim.post("/sim/faults", {"script": [{"kind": "expired", "method": "history.list", "skip": 1}]})
    first = journal.get("history", params={"startHistoryId": start, "maxResults": 2})
    assert first.status_code == 200
    token = first.json()["nextPageToken"]
    assert journal.get("history", params={"startHistoryId": start, "pageToken": token}).status_code == 404


def test_empty_pages_with_a_token_lose_nothing(sim: SimServer, journal: httpx.Client) -> None:
    start = now(journal)
    ids = fill(sim, 30)
    sim.post("/sim/faults", {"empty_page_rate": 0.5, "seed": 5})
    empty = [
        answer
        for answer in (journal.get("history", params={"startHistoryId": start}).json() for _ in range(10))
        if "history" not in answer
    ]
    assert empty
    assert all("nextPageToken" in answer for answer in empty)
    records = changes(journal, start, maxResults=10)
    assert [r["messages"][0]["id"] for r in records] == ids


def test_disorder_faults(sim: SimServer, journal: httpx.Client) -> None:
    start = now(journal)
    fill(sim, 10)
    kinds = ["backward_id", "duplicate_records", "shuffle"]
    sim.post("/sim/faults", {"script": [{"kind": k, "method": "history.list"} for k in kinds]})
    backward, doubled, shuffled = (journal.get("history", params={"startHistoryId": start}).json() for _ in range(3))
    assert int(backward["historyId"]) < int(start)
    assert len(doubled["history"]) == 20
    ids = [int(r["id"]) for r in shuffled["history"]]
    assert sorted(ids) != ids
    assert len(ids) == 10


def test_drafts_churn(sim: SimServer) -> None:
    import base64

    with sim.gmail("alice@acme.example", MAIL) as alice:
        start = now(alice)
        raw = base64.urlsafe_b64encode(mail(sender="alice@acme.example", to="ann@cust.example")).decode()
        draft = alice.post("drafts", json={"message": {"raw": raw}}).json()
        saved = alice.put(f"drafts/{draft['id']}", json={"message": {"raw": raw}}).json()
        assert saved["id"] == draft["id"]
        assert saved["message"]["id"] != draft["message"]["id"]
        sent = alice.post("drafts/send", json={"id": draft["id"]}).json()
        assert sent["labelIds"] == ["SENT"]
        assert sent["id"] not in (draft["message"]["id"], saved["message"]["id"])
        kinds = [key for record in changes(alice, start) for key in record if key not in ("id", "messages")]
        assert kinds == ["messagesAdded", "messagesAdded", "messagesDeleted", "messagesAdded", "messagesDeleted"]
        assert "drafts" not in alice.get("drafts").json()

"""messages.list: paging, hidden labels, the search subset, and faults of lists."""

import httpx
import pytest

from tests.mails import error, fill, listed, mail
from workspace_sim.testing import SimServer


def test_pages_cover_everything_once(sim: SimServer, journal: httpx.Client) -> None:
    ids = fill(sim, 25)
    assert listed(journal, maxResults=10) == ids[::-1]
    first = journal.get("messages", params={"maxResults": 10}).json()
    assert first["resultSizeEstimate"] != 25
    assert len(first["messages"]) == 10
    assert set(first["messages"][0]) == {"id", "threadId"}


def test_mail_that_arrives_while_paging_shifts_nothing_away(sim: SimServer, journal: httpx.Client) -> None:
    ids = fill(sim, 10)
    first = journal.get("messages", params={"maxResults": 5}).json()
    sim.deliver("x@cust.example", "support@acme.example", mail(99))
    rest = journal.get("messages", params={"maxResults": 50, "pageToken": first["nextPageToken"]}).json()
    seen = {m["id"] for m in first["messages"] + rest["messages"]}
    assert set(ids) <= seen


def test_empty_mailbox_omits_keys(journal: httpx.Client) -> None:
    assert journal.get("messages").json() == {"resultSizeEstimate": 0}


@pytest.mark.parametrize(
    "params", [{"pageToken": "rubbish"}, {"maxResults": "0"}, {"maxResults": "x"}, {"q": "after:soon"}]
)
def test_bad_parameters(journal: httpx.Client, params: dict[str, str]) -> None:
    assert error(journal.get("messages", params=params))[0] == 400


def test_spam_and_trash_are_hidden(sim: SimServer, journal: httpx.Client) -> None:
    kept, spam, trash = fill(sim, 3)
    sim.admin.patch(f"/sim/mailboxes/journal@acme.example/messages/{spam}", json={"add": ["SPAM"], "remove": ["INBOX"]})
    sim.admin.patch(f"/sim/mailboxes/journal@acme.example/messages/{trash}", json={"add": ["TRASH"]})
    assert listed(journal) == [kept]
    assert set(listed(journal, includeSpamTrash="true")) == {kept, spam, trash}
    assert set(listed(journal, q="in:anywhere")) == {kept, spam, trash}
    assert listed(journal, labelIds="SPAM", includeSpamTrash="true") == [spam]
    assert listed(journal, q="in:trash") == [trash]


def test_search(sim: SimServer, journal: httpx.Client) -> None:
    fill(sim, 3)
    special = mail(50, sender="Zoe <zoe@other.example>", subject="Invoice 7")
    sim.deliver("zoe@other.example", "billing@acme.example", special)
    (found,) = listed(journal, q="rfc822msgid:m50@cust.example")
    assert listed(journal, q="rfc822msgid:<m50@cust.example>") == [found]
    assert listed(journal, q="from:zoe") == [found]
    assert listed(journal, q='subject:"invoice 7"') == [found]
    assert listed(journal, q="to:nobody subject:invoice") == []
    assert found not in listed(journal, q="-from:zoe")
    assert len(listed(journal, q="-in:chats")) == 4
    assert listed(journal, q="rfc822msgid:none@x") == []


def test_date_bounds(sim: SimServer, journal: httpx.Client) -> None:
    ids = fill(sim, 5)
    dates = [
        int(journal.get(f"messages/{i}", params={"format": "minimal"}).json()["internalDate"]) // 1000 for i in ids
    ]
    assert listed(journal, q=f"after:{dates[2]}") == ids[:1:-1]
    assert listed(journal, q=f"before:{dates[2]}") == ids[1::-1]
    assert listed(journal, q=f"after:{dates[1]} before:{dates[3]}") == ids[2:0:-1]
    assert len(listed(journal, q="after:2026/09/30")) == 5


def test_shuffled_and_repeated_items(sim: SimServer, journal: httpx.Client) -> None:
    ids = fill(sim, 40)
    sim.post("/sim/faults", {"shuffle_lists": True, "list_duplicate_rate": 1.0, "seed": 3})
    got = listed(journal, maxResults=20)
    assert len(got) == 42
    assert set(got) == set(ids)
    assert got != ids[::-1]

"""messages.send in its three encodings, what Gmail changes on the way, insert and import, faults of sending."""

import base64
import json
from typing import Any

import httpx
import pytest

from tests.mails import error, header, listed, mail, raw_of
from workspace_sim.oauth.scopes import MAIL, SEND
from workspace_sim.testing import SimServer


def outgoing(extra: str = "", **changes: Any) -> bytes:
    return mail(9, **{"sender": "Alice <alice@acme.example>", "to": "ann@cust.example", "extra": extra, **changes})


def send(client: httpx.Client, raw: bytes, **more: str) -> httpx.Response:
    return client.post("messages/send", json={"raw": base64.urlsafe_b64encode(raw).decode(), **more})


def inbox(sim: SimServer, email: str = "ann@cust.example") -> list[dict[str, Any]]:
    answer = sim.admin.get(f"/sim/customers/{email}/messages", params={"raw": 1})
    return [] if answer.status_code == 404 else list(answer.json()["items"])


def test_send_rewrites_the_message_id_and_hides_bcc(sim: SimServer, alice: httpx.Client) -> None:
    answer = send(alice, outgoing("Bcc: secret@other.example\nX-OSS-Ref: abc\n"))
    assert answer.json()["labelIds"] == ["SENT"]
    kept = raw_of(alice, answer.json()["id"])
    (new_id,) = header(kept, "Message-ID")
    assert new_id.endswith("@mail.gmail.com>")
    assert header(kept, "Bcc") == ["secret@other.example"]
    assert "gmailapi.google.com with HTTPREST" in header(kept, "Received")[0]
    (got,) = inbox(sim)
    (hidden,) = inbox(sim, "secret@other.example")
    assert got["message_id"] == hidden["message_id"] == new_id
    assert header(got["raw"].encode(), "Bcc") == []
    assert header(got["raw"].encode(), "X-OSS-Ref") == ["abc"]


def test_send_reaches_the_journal_and_colleagues(sim: SimServer, alice: httpx.Client, journal: httpx.Client) -> None:
    send(alice, outgoing("Cc: bob@acme.example\n")).raise_for_status()
    (copy,) = listed(journal)
    raw = raw_of(journal, copy)
    assert header(raw, "Delivered-To") == ["journal@acme.example"]
    assert header(raw, "X-Gm-Original-To")[0] in ("ann@cust.example", "bob@acme.example")
    with sim.gmail("bob@acme.example") as bob:
        (own,) = listed(bob, labelIds="INBOX")
        assert header(raw_of(bob, own), "Message-ID") == header(raw, "Message-ID")


def test_base64_without_padding_and_rubbish(alice: httpx.Client) -> None:
    unpadded = base64.urlsafe_b64encode(outgoing(text="xx")).decode().rstrip("=")
    assert alice.post("messages/send", json={"raw": unpadded}).status_code == 200
    assert error(alice.post("messages/send", json={"raw": "%%%"}))[0] == 400
    assert error(alice.post("messages/send", json={}))[0] == 400
    assert error(alice.post("messages/send", content=b"{nope"))[1] == "parseError"
    assert error(send(alice, mail(to="undisclosed-recipients:;")))[2] == "Recipient address required"


def test_media_and_multipart_uploads(sim: SimServer, alice: httpx.Client) -> None:
    url = f"{sim.url}/upload/gmail/v1/users/me/messages/send"
    media = alice.post(
        url, content=outgoing(), params={"uploadType": "media"}, headers={"content-type": "message/rfc822"}
    )
    thread = media.json()["threadId"]
    related = (
        b"--r1\r\nContent-Type: application/json; charset=UTF-8\r\n\r\n"
        + json.dumps({"threadId": thread}).encode()
        + b"\r\n--r1\r\nContent-Type: message/rfc822\r\n\r\n"
        + outgoing("In-Reply-To: <m9@cust.example>\n", subject="Re: Broken pump")
        + b"\r\n--r1--\r\n"
    )
    headers = {"content-type": "multipart/related; boundary=r1"}
    multipart = alice.post(url, content=related, params={"uploadType": "multipart"}, headers=headers)
    assert multipart.json()["threadId"] == thread
    assert [m["subject"] for m in inbox(sim)] == ["Broken pump", "Re: Broken pump"]
    wrong = alice.post(url, content=b"x", params={"uploadType": "media"}, headers={"content-type": "text/plain"})
    assert wrong.status_code == 400


def test_threading_rules(sim: SimServer, alice: httpx.Client) -> None:
    first = send(alice, outgoing()).json()
    reply = outgoing("In-Reply-To: <m9@cust.example>\n", subject="Re: Broken pump")
    assert send(alice, reply).json()["threadId"] != first["threadId"]
    assert send(alice, reply, threadId=first["threadId"]).json()["threadId"] == first["threadId"]
    assert send(alice, outgoing(subject="Other"), threadId=first["threadId"]).json()["threadId"] != first["threadId"]
    before = len(inbox(sim))
    assert error(send(alice, reply, threadId="18c0000000000000"))[:2] == (404, "notFound")
    assert len(inbox(sim)) == before


def test_from_is_limited_to_accepted_identities(sim: SimServer, alice: httpx.Client) -> None:
    sim.admin.patch("/sim/accounts/alice@acme.example", json={"send_as": {"old@acme.example": "pending"}})
    senders = ["Help <support@acme.example>", "Old <old@acme.example>", "Boss <boss@elsewhere.example>"]
    for sender in senders:
        send(alice, outgoing(sender=sender)).raise_for_status()
    assert [m["from"] for m in inbox(sim)] == [
        "Help <support@acme.example>",
        "Old <alice@acme.example>",
        "Boss <alice@acme.example>",
    ]


def test_send_scope_cannot_read_back(sim: SimServer) -> None:
    with sim.gmail("alice@acme.example", SEND) as client:
        sent = send(client, outgoing()).json()["id"]
        assert client.get(f"messages/{sent}").status_code == 403


def test_outcome_unknown_faults(sim: SimServer, alice: httpx.Client) -> None:
    kinds = ["500", "500_after", "429_sending", "thread_rejected", "reset_after", "hang_after", "reset", "slow"]
    script = [{"kind": k, "method": "messages.send"} for k in kinds]
    sim.post("/sim/faults", {"script": script, "hang_seconds": 20, "slow_seconds": 0.01})
    assert [send(alice, outgoing()).status_code for _ in range(4)] == [500, 500, 429, 404]
    assert len(inbox(sim)) == 1
    with pytest.raises(httpx.HTTPError):
        send(alice, outgoing())
    assert len(inbox(sim)) == 2
    with pytest.raises(httpx.ReadTimeout):
        alice.post("messages/send", json={"raw": base64.urlsafe_b64encode(outgoing()).decode()}, timeout=0.2)
    assert len(inbox(sim)) == 3
    with pytest.raises(httpx.HTTPError):
        send(alice, outgoing())
    assert len(inbox(sim)) == 3
    assert send(alice, outgoing()).status_code == 200


def test_revoked_midway(sim: SimServer, alice: httpx.Client) -> None:
    sim.post("/sim/faults", {"script": [{"kind": "revoke", "method": "messages.send"}]})
    assert send(alice, outgoing()).status_code == 401
    assert send(alice, outgoing()).status_code == 401
    assert inbox(sim) == []


def test_daily_limit(sim: SimServer, alice: httpx.Client) -> None:
    sim.admin.patch("/sim/settings", json={"sending_limit_per_day": 2}).raise_for_status()
    answers = [send(alice, outgoing()) for _ in range(3)]
    assert [a.status_code for a in answers] == [200, 200, 429]
    assert error(answers[2])[2].endswith("(Mail sending)")
    sim.post("/sim/clock", {"advance_seconds": 86_500})
    with sim.gmail("alice@acme.example", MAIL) as later:
        assert send(later, outgoing()).status_code == 200


def test_bounce_comes_back_and_is_journaled(sim: SimServer, alice: httpx.Client, journal: httpx.Client) -> None:
    sim.admin.put("/sim/customers/gone@cust.example", json={"bounces": True}).raise_for_status()
    sent = send(alice, outgoing(to="gone@cust.example")).json()["id"]
    (message_id,) = header(raw_of(alice, sent), "Message-ID")
    (dsn,) = listed(alice, q="from:mailer-daemon")
    raw = raw_of(alice, dsn)
    assert header(raw, "In-Reply-To") == [message_id]
    assert header(raw, "X-Failed-Recipients") == ["gone@cust.example"]
    assert b"Status: 5.1.1" in raw
    assert len(listed(journal)) == 2


def test_insert_and_import(sim: SimServer, alice: httpx.Client) -> None:
    encoded = base64.urlsafe_b64encode(mail(1)).decode()
    inserted = alice.post("messages", json={"raw": encoded, "labelIds": ["INBOX"]}).json()
    assert raw_of(alice, inserted["id"]) == mail(1)
    imported = alice.post("messages/import", json={"raw": base64.urlsafe_b64encode(mail(2)).decode()}).json()
    date = int(alice.get(f"messages/{imported['id']}").json()["internalDate"])
    assert date == 1_793_610_000_000
    alice.post(f"messages/{imported['id']}/trash").raise_for_status()
    again = alice.post(
        "messages/import", json={"raw": base64.urlsafe_b64encode(mail(2)).decode(), "labelIds": ["STARRED"]}
    )
    assert again.json() == {"id": imported["id"], "threadId": imported["threadId"], "labelIds": ["STARRED"]}
    assert inbox(sim) == []


def test_drafts_list_and_delete(alice: httpx.Client) -> None:
    encoded = base64.urlsafe_b64encode(outgoing()).decode()
    ids = [alice.post("drafts", json={"message": {"raw": encoded}}).json()["id"] for _ in range(3)]
    assert {d["id"] for d in alice.get("drafts").json()["drafts"]} == set(ids)
    assert alice.get(f"drafts/{ids[0]}").json()["message"]["labelIds"] == ["DRAFT"]
    assert alice.delete(f"drafts/{ids[0]}").status_code == 204
    assert alice.get(f"drafts/{ids[0]}").status_code == 404
    assert alice.post("drafts/send", json={"id": "r0"}).status_code == 404

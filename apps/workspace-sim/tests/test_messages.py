"""Profile, get in its formats, attachments, labels, trash and delete."""

import base64
from email.message import EmailMessage

import httpx
import pytest

from tests.mails import error, fill, header, mail, raw_of
from workspace_sim.oauth.scopes import LABELS, MAIL, METADATA, MODIFY, READONLY, SEND
from workspace_sim.testing import SimServer


def put(sim: SimServer, raw: bytes, mailbox: str = "alice@acme.example") -> str:
    answer = sim.admin.post(f"/sim/mailboxes/{mailbox}/messages", content=raw)
    answer.raise_for_status()
    return str(answer.json()["id"])


def test_profile_counts(sim: SimServer, journal: httpx.Client) -> None:
    fill(sim, 3)
    profile = journal.get("profile").json()
    assert profile["messagesTotal"] == 3
    assert profile["threadsTotal"] == 3
    assert isinstance(profile["historyId"], str)
    assert int(profile["historyId"]) > 5_000_000


@pytest.mark.parametrize(
    "raw", [mail(), mail().replace(b"\r\n", b"\n"), b"no header at all", b"\x00\xff\xfe: \x00\n\n\xff"]
)
def test_raw_is_the_exact_bytes_in_padded_base64url(sim: SimServer, alice: httpx.Client, raw: bytes) -> None:
    answer = alice.get(f"messages/{put(sim, raw)}", params={"format": "raw"}).json()
    assert base64.urlsafe_b64decode(answer["raw"]) == raw
    assert "payload" not in answer
    assert isinstance(answer["internalDate"], str)
    assert answer["sizeEstimate"] == len(raw)
    assert alice.get(f"messages/{answer['id']}").status_code == 200


def test_formats(sim: SimServer, alice: httpx.Client) -> None:
    message_id = put(sim, mail(text="Tom & Jerry <here>"))
    minimal = alice.get(f"messages/{message_id}", params={"format": "minimal"}).json()
    assert "payload" not in minimal
    assert minimal["snippet"] == "Tom &amp; Jerry &lt;here&gt;"
    wanted = {"format": "metadata", "metadataHeaders": ["message-id", "SUBJECT"]}
    metadata = alice.get(f"messages/{message_id}", params=wanted).json()
    assert {h["name"] for h in metadata["payload"]["headers"]} == {"Message-ID", "Subject"}
    assert "body" not in metadata["payload"]
    full = alice.get(f"messages/{message_id}").json()
    assert base64.urlsafe_b64decode(full["payload"]["body"]["data"]).strip() == b"Tom & Jerry <here>"
    assert error(alice.get(f"messages/{message_id}", params={"format": "odd"}))[:2] == (400, "invalidArgument")


def test_full_tree_and_attachment(sim: SimServer, alice: httpx.Client) -> None:
    message = EmailMessage()
    message["Subject"] = "Grüße"
    message["Message-ID"] = "<att@cust.example>"
    message.set_content("plain äöü", charset="iso-8859-1")
    message.add_alternative("<p>html</p>", subtype="html")
    message.add_attachment(b"\x00\x01PDF", maintype="application", subtype="pdf", filename="Rechnung.pdf")
    message_id = put(sim, message.as_bytes())
    payload = alice.get(f"messages/{message_id}").json()["payload"]
    assert payload["mimeType"] == "multipart/mixed"
    alternative, attached = payload["parts"]
    assert [p["partId"] for p in alternative["parts"]] == ["0.0", "0.1"]
    assert base64.urlsafe_b64decode(alternative["parts"][0]["body"]["data"]).decode().strip() == "plain äöü"
    assert attached["filename"] == "Rechnung.pdf"
    got = alice.get(f"messages/{message_id}/attachments/{attached['body']['attachmentId']}").json()
    assert base64.urlsafe_b64decode(got["data"]) == b"\x00\x01PDF"
    assert got["size"] == 5
    again = alice.get(f"messages/{message_id}").json()["payload"]["parts"][1]["body"]["attachmentId"]
    assert again != attached["body"]["attachmentId"]
    assert alice.get(f"messages/{message_id}/attachments/nonsense").status_code == 400


def test_unknown_and_malformed_ids(alice: httpx.Client) -> None:
    assert error(alice.get("messages/18c0000000000001")) == (404, "notFound", "Requested entity was not found.")
    assert error(alice.get("messages/not-an-id")) == (400, "invalidArgument", "Invalid id value")
    assert alice.get("nothing/here").status_code == 404


def test_mailboxes_are_isolated(sim: SimServer, alice: httpx.Client, journal: httpx.Client) -> None:
    message_id = put(sim, mail(), "journal@acme.example")
    assert alice.get(f"messages/{message_id}").status_code == 404
    assert journal.get(f"messages/{message_id}").status_code == 200


def test_modify_trash_and_delete(sim: SimServer, alice: httpx.Client) -> None:
    message_id = put(sim, mail())
    change = {"addLabelIds": ["STARRED"], "removeLabelIds": ["UNREAD"]}
    assert alice.post(f"messages/{message_id}/modify", json=change).json()["labelIds"] == ["INBOX", "STARRED"]
    assert "TRASH" in alice.post(f"messages/{message_id}/trash").json()["labelIds"]
    assert "TRASH" not in alice.post(f"messages/{message_id}/untrash").json()["labelIds"]
    assert alice.delete(f"messages/{message_id}").status_code == 204
    assert alice.get(f"messages/{message_id}").status_code == 404
    assert alice.delete(f"messages/{message_id}").status_code == 404


@pytest.mark.parametrize(
    "body",
    [{}, {"addLabelIds": ["nope"]}, {"addLabelIds": ["SENT"]}, {"addLabelIds": ["SPAM"], "removeLabelIds": ["SPAM"]}],
)
def test_bad_label_changes_change_nothing(sim: SimServer, alice: httpx.Client, body: dict[str, list[str]]) -> None:
    message_id = put(sim, mail())
    before = alice.get("profile").json()["historyId"]
    assert alice.post(f"messages/{message_id}/modify", json=body).status_code == 400
    assert alice.get("profile").json()["historyId"] == before


def test_batch_modify_and_delete(sim: SimServer, alice: httpx.Client) -> None:
    ids = fill(sim, 3, "alice@acme.example")
    assert alice.post("messages/batchModify", json={"ids": ids, "addLabelIds": ["STARRED"]}).status_code == 204
    assert all("STARRED" in alice.get(f"messages/{i}").json()["labelIds"] for i in ids)
    assert alice.post("messages/batchDelete", json={"ids": ids[:2]}).status_code == 204
    assert alice.get("profile").json()["messagesTotal"] == 1
    assert error(alice.post("messages/batchDelete", json={"ids": ["1"] * 1001}))[0] == 400


def test_user_labels(sim: SimServer, alice: httpx.Client) -> None:
    message_id = put(sim, mail())
    label = alice.post("labels", json={"name": "Urgent"}).json()
    assert label["type"] == "user"
    assert error(alice.post("labels", json={"name": "urgent"}))[0] == 409
    alice.post(f"messages/{message_id}/modify", json={"addLabelIds": [label["id"]]}).raise_for_status()
    assert alice.get(f"labels/{label['id']}").json()["messagesTotal"] == 1
    assert alice.patch(f"labels/{label['id']}", json={"name": "Hot"}).json()["name"] == "Hot"
    assert {"INBOX", "SPAM", label["id"]} <= {item["id"] for item in alice.get("labels").json()["labels"]}
    assert alice.delete(f"labels/{label['id']}").status_code == 204
    assert label["id"] not in alice.get(f"messages/{message_id}").json()["labelIds"]
    assert error(alice.delete("labels/INBOX"))[0] == 400


@pytest.mark.parametrize(
    ("scope", "method", "path", "allowed"),
    [
        (READONLY, "GET", "settings/sendAs", True),
        (READONLY, "POST", "messages/1/trash", False),
        (READONLY, "DELETE", "messages/1", False),
        (MODIFY, "DELETE", "messages/1", False),
        (MAIL, "DELETE", "messages/1", True),
        (METADATA, "GET", "messages/1/attachments/x", False),
        (METADATA, "GET", "history?startHistoryId=5000000", True),
        (SEND, "GET", "profile", False),
        (SEND, "POST", "messages/send", True),
        (LABELS, "GET", "labels", True),
        (LABELS, "GET", "messages", False),
    ],
)
def test_scopes(sim: SimServer, scope: str, method: str, path: str, allowed: bool) -> None:
    with sim.gmail("alice@acme.example", scope) as client:
        answer = client.request(method, path)
        if allowed:
            assert answer.status_code != 403
        else:
            assert error(answer) == (403, "insufficientPermissions", "Request had insufficient authentication scopes.")


def test_metadata_scope_gives_no_bodies_and_no_search(sim: SimServer) -> None:
    message_id = put(sim, mail())
    with sim.gmail("alice@acme.example", METADATA) as client:
        for form in ("full", "raw"):
            assert client.get(f"messages/{message_id}", params={"format": form}).status_code == 403
        assert header_names(client.get(f"messages/{message_id}", params={"format": "metadata"})) >= {"Subject"}
        assert client.get("messages", params={"q": "in:inbox"}).status_code == 403
        assert client.get("messages").status_code == 200


def header_names(answer: httpx.Response) -> set[str]:
    return {h["name"] for h in answer.json()["payload"]["headers"]}


def test_missing_and_wrong_credentials(sim: SimServer) -> None:
    path = "/gmail/v1/users/me/profile"
    assert error(sim.admin.get(path))[:2] == (401, "required")
    wrong = sim.admin.get(path, headers={"authorization": "Bearer nonsense"})
    assert error(wrong)[:2] == (401, "authError")
    assert wrong.json()["error"]["errors"][0]["location"] == "Authorization"


def test_gmail_off_and_suspended(sim: SimServer, alice: httpx.Client) -> None:
    sim.admin.patch("/sim/accounts/alice@acme.example", json={"gmail_enabled": False}).raise_for_status()
    assert error(alice.get("profile")) == (400, "failedPrecondition", "Mail service not enabled")
    sim.admin.patch("/sim/accounts/alice@acme.example", json={"gmail_enabled": True, "suspended": True})
    assert alice.get("profile").status_code == 401


def test_partial_responses(sim: SimServer, journal: httpx.Client) -> None:
    fill(sim, 2)
    answer = journal.get("messages", params={"fields": "messages/id,nextPageToken"}).json()
    assert set(answer) == {"messages"}
    assert set(answer["messages"][0]) == {"id"}
    assert journal.get("profile", params={"fields": "a("}).status_code == 400


def test_thread_of_two(sim: SimServer, alice: httpx.Client) -> None:
    put(sim, mail(1))
    put(sim, mail(2, subject="Re: Broken pump", extra="In-Reply-To: <m1@cust.example>\n"))
    other = put(sim, mail(3, subject="Another", extra="In-Reply-To: <m1@cust.example>\n"))
    threads = alice.get("threads").json()["threads"]
    assert len(threads) == 2
    pair = next(t["id"] for t in threads if t["id"] != other)
    got = alice.get(f"threads/{pair}", params={"format": "metadata"}).json()
    assert len(got["messages"]) == 2
    assert len(alice.post(f"threads/{pair}/trash").json()["messages"]) == 2
    assert alice.delete(f"threads/{pair}").status_code == 204
    assert alice.get(f"threads/{pair}").status_code == 404


def test_send_as(sim: SimServer, alice: httpx.Client) -> None:
    sim.admin.patch("/sim/accounts/alice@acme.example", json={"send_as": {"old@acme.example": "pending"}})
    identities = {i["sendAsEmail"]: i for i in alice.get("settings/sendAs").json()["sendAs"]}
    assert identities["alice@acme.example"]["isPrimary"] is True
    assert "verificationStatus" not in identities["alice@acme.example"]
    assert identities["support@acme.example"]["verificationStatus"] == "accepted"
    assert identities["old@acme.example"]["verificationStatus"] == "pending"
    assert alice.get("settings/sendAs/none@acme.example").status_code == 404
    assert raw_of(alice, put(sim, mail())) == mail()
    assert header(mail(), "subject") == ["Broken pump"]

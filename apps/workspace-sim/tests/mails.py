"""Raw mails for tests."""

import re

import httpx

from workspace_sim.testing import SimServer


def mail(
    number: int = 1,
    *,
    sender: str = "Ann Ash <ann@cust.example>",
    to: str = "support@acme.example",
    subject: str = "Broken pump",
    extra: str = "",
    text: str = "The pump is broken.",
    message_id: str | None = None,
) -> bytes:
    """A plain RFC 5322 message with CRLF."""
    identity = f"<m{number}@cust.example>" if message_id is None else message_id
    line = f"Message-ID: {identity}\n" if identity else ""
    source = (
        f"From: {sender}\nTo: {to}\nSubject: {subject}\n{line}{extra}Date: Mon, 2 Nov 2026 09:00:00 +0000\n\n{text}\n"
    )
    return source.replace("\n", "\r\n").encode()


def fill(sim: SimServer, count: int, mailbox: str = "journal@acme.example") -> list[str]:
    """Put `count` plain mails into one mailbox, oldest first; their ids."""
    ids = []
    for number in range(count):
        answer = sim.admin.post(
            f"/sim/mailboxes/{mailbox}/messages",
            content=mail(number, subject=f"Mail {number}"),
            params={"date": f"2026-10-{1 + number // 60 % 28:02d}T10:{number % 60:02d}:00+00:00"},
        )
        answer.raise_for_status()
        ids.append(answer.json()["id"])
    return ids


def raw_of(client: httpx.Client, message_id: str) -> bytes:
    """The raw bytes of a message through the API."""
    import base64

    answer = client.get(f"messages/{message_id}", params={"format": "raw"})
    answer.raise_for_status()
    return base64.urlsafe_b64decode(answer.json()["raw"])


def header(raw: bytes, name: str) -> list[str]:
    """Every value of a header, unfolded."""
    head = re.split(rb"\r?\n\r?\n", raw, maxsplit=1)[0].decode()
    flat = re.sub(r"\r?\n[ \t]+", " ", head)
    return [line.partition(":")[2].strip() for line in flat.splitlines() if line.lower().startswith(name.lower() + ":")]


def error(answer: httpx.Response) -> tuple[int, str, str]:
    """(HTTP status, reason, message) of a Google error."""
    body = answer.json()["error"]
    assert body["code"] == answer.status_code
    return answer.status_code, body["errors"][0]["reason"], body["message"]


def listed(client: httpx.Client, **params: str | int | bool) -> list[str]:
    """All ids of messages.list, over every page."""
    ids: list[str] = []
    token = ""
    while True:
        page = {"pageToken": token} if token else {}
        answer = client.get("messages", params={**params, **page})
        answer.raise_for_status()
        ids += [m["id"] for m in answer.json().get("messages", [])]
        token = answer.json().get("nextPageToken", "")
        if not token:
            return ids

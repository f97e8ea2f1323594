"""Connects the sample company's mailboxes, the way a person does: sign in, connect, consent at Google."""

import urllib.parse
from typing import Any

from support.console import Problem
from support.forms import agree
from support.stack import Stack
from support.web_client import WebClient

ADMIN_EMAIL = "admin@acme.example"
ORGANIZATION = "Acme Robotics"
JOURNAL_EMAIL = "journal@acme.example"
# Who may write as support@ and info@, and who as billing@ and sales@.
SENDING_EMAILS = ("maya@acme.example", "tomas@acme.example")
_MOST_STEPS = 10
# What the sample company promises, so that its list shows what is due and what is late.
_OFFICE = [{"weekday": weekday, "start": "08:00", "end": "18:00"} for weekday in range(5)]
PROMISES = {
    "business_hours": {
        "time_zone": "Europe/Berlin",
        "weekly": [*_OFFICE, {"weekday": 5, "start": "09:00", "end": "13:00"}],
        "holidays": ["2026-12-25", "2026-12-26", "2027-01-01"],
    },
    "policies": [
        {
            "queue_id": None,
            "targets": [
                {"priority": "urgent", "first_response_minutes": 60, "next_response_minutes": 120},
                {"priority": "high", "first_response_minutes": 240, "next_response_minutes": 240},
                {"priority": "normal", "first_response_minutes": 480, "next_response_minutes": 600},
                {"priority": "low", "first_response_minutes": 1200, "next_response_minutes": None},
            ],
        }
    ],
}


def sign_in(client: WebClient, api: str) -> None:
    client.api("GET", f"{api}/auth/csrf")
    client.api("POST", f"{api}/auth/dev/login", {"email": ADMIN_EMAIL, "organization_name": ORGANIZATION})


def connect_journal(stack: Stack) -> None:
    """Connects the journal, and the mailbox that answers leave through, unless they are connected and still answer, and
    promises response times, unless some are promised. Raises `Problem` when it cannot."""
    client = WebClient()
    sign_in(client, stack.api_url)
    try:
        mailboxes = client.api("GET", f"{stack.api_url}/mailboxes")["items"]
        for kind, email in (("journal", JOURNAL_EMAIL), *(("sending", email) for email in SENDING_EMAILS)):
            of_kind = [box for box in mailboxes if box["kind"] == kind and (kind == "journal" or box["email"] == email)]
            if not any(_is_connected(client, stack.api_url, mailbox) for mailbox in of_kind):
                start = client.api("POST", f"{stack.api_url}/mailboxes/gmail/{kind}/oauth/start")
                _consent(client, stack, start["authorization_url"], email)
        if not client.api("GET", f"{stack.api_url}/sla")["policies"]:
            client.api("PUT", f"{stack.api_url}/sla", PROMISES)
    finally:
        client.api("POST", f"{stack.api_url}/auth/logout")


def _is_connected(client: WebClient, api: str, mailbox: dict[str, Any]) -> bool:
    try:
        answer = client.api("GET", f"{api}/mailboxes/{mailbox['id']}/connectivity")
    except Problem:
        return False
    return not answer.get("error") and answer.get("profile_email") is not None


def _consent(client: WebClient, stack: Stack, authorization_url: str, email: str) -> None:
    """Follows the simulator's pages and redirects until ours says that the mailbox is connected."""
    joint = "&" if "?" in authorization_url else "?"
    method, url, fields = "get", f"{authorization_url}{joint}login_hint={urllib.parse.quote(email)}", ""
    for _ in range(_MOST_STEPS):
        if method == "post":
            status, headers, page = client.open(url, data=fields.encode())
        else:
            status, headers, page = client.open(f"{url}?{fields}" if fields else url)
        if status in (301, 302, 303, 307, 308):
            method, url, fields = "get", urllib.parse.urljoin(url, headers.get("Location", "")), ""
            if urllib.parse.urlsplit(url).path == "/mailboxes/connected":
                return _check_result(url)
            continue
        answer = agree(page, url, email) if status == 200 else None
        if answer is None:
            raise Problem(f"The mailbox was not connected: {url.partition('?')[0]} answered {status}.")
        method, url, fields = answer
    raise Problem("The mailbox was not connected: the consent pages did not come to an end.")


def _check_result(url: str) -> None:
    query = urllib.parse.parse_qs(urllib.parse.urlsplit(url).query)
    if "error" in query:
        raise Problem(f"The mailbox was not connected: {query['error'][0]}.")

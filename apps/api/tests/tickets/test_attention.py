"""Who follows a ticket, what members are told, and who is there at this moment."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest

from app.core.db import transaction
from app.core.ids import new_id
from app.messages.models import Direction
from app.tickets.activity import SPEAKS, refresh_tickets
from app.tickets.markdown import render_note
from app.tickets.models import Ticket
from app.tickets.notifications import tell_of_mail
from app.tickets.schedule import tend_tickets
from tests.api import Browser, assert_problem
from tests.factories.mail import Mail, make_thread
from tests.factories.tickets import add_mail, make_ticket

NOW = datetime.now(UTC)


def _told(browser: Browser) -> list[tuple[str, int]]:
    return [(one["kind"], one["count"]) for one in browser.get("/notifications?unread=true").json()["items"]]


def _followers(browser: Browser, ticket_id: UUID) -> set[str]:
    return {one["user_id"] for one in browser.get(f"/tickets/{ticket_id}").json()["followers"]}


def _receive(organization_id: UUID, ticket_id: UUID, *mails: Mail) -> None:
    with transaction(organization_id) as session:
        ticket = session.get_one(Ticket, (organization_id, ticket_id))
        thread = make_thread(session, organization_id, ticket_id)
        ids = [add_mail(session, ticket, mail, thread) for mail in mails]
        refresh_tickets(session, organization_id, [ticket_id])
        tell_of_mail(session, organization_id, ids, SPEAKS)


def test_a_note_calls_members_and_tells_who_follows(agent: Browser, admin: Browser, viewer: Browser) -> None:
    ticket_id = make_ticket(agent.organization_id)
    assert viewer.request("PUT", f"/tickets/{ticket_id}/followers/me").status_code == 200
    body = {"body_markdown": "@ada please look, @adam not", "mentioned_user_ids": [str(admin.user_id)]}
    name = admin.me["user"]["name"]
    body["body_markdown"] = f"@{name} please look, @{name}x not"
    note = agent.post(f"/tickets/{ticket_id}/notes", json=body).json()
    assert note["mentions"] == [{"user_id": str(admin.user_id), "name": name}]
    assert note["body_html"] == f'<p><strong class="mention">@{name}</strong> please look, @{name}x not</p>\n'
    assert (_told(admin), _told(viewer), _told(agent)) == ([("mention", 1)], [("note", 1)], [])
    assert _followers(agent, ticket_id) == {str(one.user_id) for one in (agent, admin, viewer)}
    (line,) = admin.get("/notifications").json()["items"]
    assert line["actor"]["user_id"] == str(agent.user_id)
    assert (line["ticket_id"], line["note_id"]) == (str(ticket_id), note["id"])
    assert line["excerpt"].startswith(f"@{name} please")
    agent.post(f"/tickets/{ticket_id}/notes", json=body)
    assert _told(admin) == [("mention", 2)]


def test_a_note_calls_nobody_from_elsewhere(agent: Browser, stranger: Browser) -> None:
    ticket_id = make_ticket(agent.organization_id)
    for user_id in (stranger.user_id, uuid4()):
        body = {"body_markdown": "Look", "mentioned_user_ids": [str(user_id)]}
        assert_problem(agent.post(f"/tickets/{ticket_id}/notes", json=body), 404, "member_not_found")
        assert_problem(agent.request("PUT", f"/tickets/{ticket_id}/followers/{user_id}"), 404, "member_not_found")
    assert agent.get(f"/tickets/{ticket_id}").json()["notes"] == []
    assert_problem(stranger.request("PUT", f"/tickets/{ticket_id}/followers/me"), 404, "ticket_not_found")
    assert_problem(stranger.post(f"/tickets/{ticket_id}/presence", json=_beat("viewing")), 404, "ticket_not_found")


def test_following_is_everybodys_own_choice(agent: Browser, admin: Browser, viewer: Browser) -> None:
    ticket_id = make_ticket(agent.organization_id)
    path = f"/tickets/{ticket_id}/followers"
    agent.request("PUT", f"{path}/{admin.user_id}")
    agent.request("PUT", f"{path}/me")
    agent.request("PUT", f"{path}/me")
    assert _followers(agent, ticket_id) == {str(agent.user_id), str(admin.user_id)}
    assert_problem(viewer.delete(f"{path}/{admin.user_id}"), 403, "only_yourself")
    left = admin.delete(f"{path}/me").json()["items"]
    assert [one["user_id"] for one in left] == [str(agent.user_id)]


def test_who_is_given_a_ticket_is_told_and_who_takes_it_is_not(agent: Browser, admin: Browser) -> None:
    ticket_id = make_ticket(agent.organization_id)
    agent.patch(f"/tickets/{ticket_id}", json={"assignee_user_id": str(admin.user_id)})
    admin.patch(f"/tickets/{ticket_id}", json={"assignee_user_id": None})
    admin.patch(f"/tickets/{ticket_id}", json={"assignee_user_id": str(admin.user_id)})
    assert (_told(admin), _told(agent)) == ([("assigned", 1)], [])
    assert _followers(agent, ticket_id) == {str(admin.user_id)}


def test_fresh_mail_is_told_to_followers_but_its_writer(agent: Browser, admin: Browser) -> None:
    org = agent.organization_id
    ticket_id, other = make_ticket(org), make_ticket(org)
    for browser in (agent, admin):
        browser.request("PUT", f"/tickets/{ticket_id}/followers/me")
    ours = Mail(at=NOW, direction=Direction.outbound, from_email=admin.me["user"]["email"])
    _receive(org, ticket_id, ours)
    assert (_told(agent), _told(admin)) == ([("reply", 1)], [])
    _receive(org, ticket_id, Mail(at=NOW, from_name="Carla"), Mail(at=NOW - timedelta(seconds=9)))
    _receive(org, ticket_id, Mail(at=NOW - timedelta(days=2)))
    _receive(org, other, Mail(at=NOW))
    assert (_told(agent), _told(admin)) == ([("reply", 2)], [("reply", 1)])
    assert admin.get("/notifications").json()["items"][0]["writer"] == "Carla"


def test_notifications_are_counted_paged_and_read(agent: Browser, admin: Browser) -> None:
    tickets = [make_ticket(agent.organization_id) for _ in range(3)]
    for ticket_id in tickets:
        agent.patch(f"/tickets/{ticket_id}", json={"assignee_user_id": str(admin.user_id)})
    first = admin.get("/notifications?limit=2").json()
    rest = admin.get(f"/notifications?limit=2&cursor={first['next_cursor']}").json()
    shown = [one["ticket_id"] for one in first["items"] + rest["items"]]
    assert shown == [str(one) for one in reversed(tickets)]
    assert rest["next_cursor"] is None
    assert admin.get("/notifications/count").json() == {"unread": 3}

    def read(**which: Any) -> int:
        left: int = admin.post("/notifications/read", json=which).json()["unread"]
        return left

    foreign = {"ids": [first["items"][0]["id"]]}
    assert agent.post("/notifications/read", json=foreign).json() == {"unread": 0}
    assert read(ids=[first["items"][0]["id"]]) == 2
    assert read(ticket_id=shown[1]) == 1
    assert read() == 0
    assert len(admin.get("/notifications").json()["items"]) == 3
    assert_problem(admin.get("/notifications?cursor=nonsense"), 422, "invalid_cursor")


def test_a_snoozed_ticket_that_is_back_is_told_to_who_put_it_off(agent: Browser, admin: Browser) -> None:
    ticket_id = make_ticket(agent.organization_id)
    tomorrow = NOW + timedelta(days=1)
    agent.patch(f"/tickets/{ticket_id}", json={"snoozed_until": tomorrow.isoformat()})
    assert tend_tickets(tomorrow) == 1
    assert (_told(agent), _told(admin)) == ([("woken", 1)], [])


def _beat(state: str | None, client: UUID | None = None) -> dict[str, Any]:
    return {"client_id": str(client or new_id()), "state": state}


def test_presence_is_what_the_windows_of_others_say(
    agent: Browser, admin: Browser, superuser: psycopg.Connection[tuple[object, ...]]
) -> None:
    ticket_id = make_ticket(agent.organization_id)
    path, window = f"/tickets/{ticket_id}/presence", new_id()

    def others() -> list[tuple[str, str]]:
        items = agent.post(path, json=_beat("viewing")).json()["items"]
        assert agent.get("/presence").json()["items"] == items
        return [(one["user_id"], one["state"]) for one in items]

    assert others() == []
    assert len(admin.post(path, json=_beat("viewing", window)).json()["items"]) == 1
    admin.post(path, json=_beat("viewing"))
    admin.post(path, json=_beat("replying", window))
    assert others() == [(str(admin.user_id), "replying")]
    admin.post(path, json=_beat(None, window))
    assert others() == [(str(admin.user_id), "viewing")]
    superuser.execute("UPDATE ticket_presence SET seen_at = now() - interval '41 seconds'")
    assert others() == []
    tend_tickets(NOW)
    assert superuser.execute("SELECT count(DISTINCT user_id) FROM ticket_presence").fetchone() == (1,)
    assert_problem(admin.post(path, json=_beat("sleeping")), 422, "invalid")


@pytest.mark.parametrize(
    ("markdown", "names", "expected"),
    [
        ("Ask @Ann Lee", ["Ann", "Ann Lee"], '<p>Ask <strong class="mention">@Ann Lee</strong></p>\n'),
        ("`@Ann` <b>@Ann</b>", ["Ann"], None),
        ("@A<x>&", ["A<x>&"], '<p><strong class="mention">@A&lt;x&gt;&amp;</strong></p>\n'),
        ("@Ann", [], "<p>@Ann</p>\n"),
    ],
)
def test_who_is_called_is_marked(markdown: str, names: list[str], expected: str | None) -> None:
    html = render_note(markdown, names)
    if expected is None:
        assert "<code>@Ann</code>" in html
        assert "<b>" not in html
    else:
        assert html == expected

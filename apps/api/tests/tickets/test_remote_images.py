"""Remote images over HTTP: only what a mail holds, only for who may read it, only for a while."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from sqlalchemy import update

from app.core.clock import now
from app.core.db import transaction
from app.core.settings import get_settings
from app.messages.models import Message
from app.remote.fetch import RemoteFailed, RemoteImage
from app.tickets import remote_images
from tests.api import Browser, assert_problem
from tests.factories.mail import Mail
from tests.factories.tickets import make_ticket

URL = "https://pictures.example/a.png?b=1&c=%20"
HTML = (
    '<p>Hi</p><img src="https://pictures.example/a.png?b=1&amp;c=%20"><img src="cid:x">'
    '<img src="http://127.0.0.1/"><img src="https://pictures.example/a.png?b=1&amp;c=%20">'
)


@pytest.fixture
def fetched(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every address that is fetched, from a server that has an image everywhere."""
    asked: list[str] = []

    async def fetch_image(url: str, **_: Any) -> RemoteImage:
        asked.append(url)
        if "away" in url:
            raise RemoteFailed()
        return RemoteImage(b"GIF89a...", "image/gif")

    monkeypatch.setattr(remote_images.fetch, "fetch_image", fetch_image)
    return asked


def _mail(browser: Browser, html: str = HTML, **fields: Any) -> str:
    ticket_id = make_ticket(browser.organization_id, [Mail(html=html, **fields)])
    (message,) = browser.get(f"/tickets/{ticket_id}").json()["messages"]
    return f"/tickets/{ticket_id}/messages/{message['id']}"


def _path(browser: Browser, mail: str) -> str:
    path: str = browser.get(f"{mail}/remote-images").json()["items"][0]["path"]
    return path


def test_each_image_is_listed_once_under_a_signed_path(viewer: Browser, fetched: list[str]) -> None:
    mail = _mail(viewer)
    items = viewer.get(f"{mail}/remote-images").json()["items"]
    assert [item["url"] for item in items] == [URL, "http://127.0.0.1/"]
    assert all(item["path"].startswith(f"{mail}/remote?u=") for item in items)
    assert fetched == [], "listing asks no other server"


def test_an_image_comes_with_walls_around_it(viewer: Browser, fetched: list[str]) -> None:
    answer = viewer.get(_path(viewer, _mail(viewer)))
    assert answer.status_code == 200
    assert answer.content == b"GIF89a..."
    assert answer.headers["content-type"] == "image/gif"
    assert answer.headers["content-disposition"].startswith('inline; filename="image.gif"')
    assert answer.headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"] == "private, max-age=3600"
    assert answer.headers["cross-origin-resource-policy"] == "same-origin"
    assert fetched == [URL]


def _changed(path: str, **changes: str) -> str:
    split = urlsplit(path)
    query = {name: values[0] for name, values in parse_qs(split.query).items()} | changes
    return f"{split.path}?{urlencode(query)}"


def test_only_what_was_signed_is_fetched(agent: Browser, fetched: list[str]) -> None:
    mail, other = _mail(agent), _mail(agent)
    path = _path(agent, mail)
    for forged in (
        _changed(path, u="https://evil.example/"),
        _changed(path, e="99999999999"),
        _changed(path, s="x" * 43),
        _changed(path, s=""),
        _changed(path, s="ü"),
        other + "/remote?" + path.partition("?")[2],
    ):
        assert_problem(agent.get(forged), 403, "remote_not_granted")
    for unreadable in (f"{mail}/remote", _changed(path, e="soon"), _changed(path, e="-1"), _changed(path, s="x" * 999)):
        assert_problem(agent.get(unreadable), 422, "invalid")
    assert fetched == []
    assert agent.get(path).status_code == 200


def test_a_path_holds_for_a_while(agent: Browser, fetched: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    path = _path(agent, _mail(agent))
    for later, status in ((timedelta(minutes=59), 200), (timedelta(hours=2, seconds=1), 403)):
        at = now() + later
        monkeypatch.setattr(remote_images, "now", lambda at=at: at)
        assert agent.get(path).status_code == status


def test_nobody_else_gets_it(agent: Browser, stranger: Browser, new_browser: Any, fetched: list[str]) -> None:
    mail = _mail(agent)
    path = _path(agent, mail)
    assert_problem(new_browser().get(path), 401)
    assert_problem(stranger.get(path), 404, "ticket_not_found")
    assert_problem(stranger.get(f"{mail}/remote-images"), 404, "ticket_not_found")
    body = {"always": True}
    assert_problem(stranger.request("PUT", f"{mail}/remote-images/sender", json=body), 404, "ticket_not_found")
    elsewhere = make_ticket(agent.organization_id)
    assert_problem(agent.get(path.replace(mail.split("/")[2], str(elsewhere))), 404, "message_not_found")
    assert fetched == []


def test_an_address_inside_is_refused(agent: Browser) -> None:
    mail = _mail(agent)
    inside = agent.get(f"{mail}/remote-images").json()["items"][1]["path"]
    assert_problem(agent.get(inside), 422, "remote_refused")


def test_a_server_that_fails_is_a_clear_problem(agent: Browser, fetched: list[str]) -> None:
    mail = _mail(agent, '<img src="https://away.example/a.png">')
    assert_problem(agent.get(_path(agent, mail)), 502, "remote_failed")


def test_the_operator_turns_it_off(agent: Browser, fetched: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    mail = _mail(agent)
    path = _path(agent, mail)
    assert agent.get("/tickets/remote-images").json() == {"enabled": True, "senders": []}
    off = get_settings().model_copy(update={"remote_images": False})
    monkeypatch.setattr(remote_images, "get_settings", lambda: off)
    assert_problem(agent.get(path), 403, "remote_images_off")
    assert_problem(agent.get(f"{mail}/remote-images"), 403, "remote_images_off")
    assert agent.get("/tickets/remote-images").json()["enabled"] is False
    assert fetched == []


def test_a_person_trusts_a_sender_and_no_more(viewer: Browser, agent: Browser) -> None:
    mail = _mail(viewer, from_email="shop@pictures.example")
    for _ in range(2):
        answer = viewer.request("PUT", f"{mail}/remote-images/sender", json={"always": True})
        assert answer.json() == {"enabled": True, "senders": ["shop@pictures.example"]}
    assert viewer.get("/tickets/remote-images").json()["senders"] == ["shop@pictures.example"]
    assert agent.get("/tickets/remote-images").json()["senders"] == []
    answer = viewer.request("PUT", f"{mail}/remote-images/sender", json={"always": False})
    assert answer.json()["senders"] == []


def test_the_person_is_trusted_and_not_the_group_that_passed_the_mail_on(agent: Browser) -> None:
    mail = _mail(agent, from_email="support@acme.test")
    author = {"email": "shop@pictures.example", "name": "Shop", "source": "x-original-from", "evidence": {}}
    with transaction(agent.organization_id) as session:
        session.execute(update(Message).values(author=author))
    answer = agent.request("PUT", f"{mail}/remote-images/sender", json={"always": True})
    assert answer.json()["senders"] == ["shop@pictures.example"]
    answer = agent.request("PUT", f"{mail}/remote-images/sender", json={"always": False})
    assert answer.json()["senders"] == []


def test_the_list_of_senders_ends(agent: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remote_images, "MOST_SENDERS", 1)
    for email, status in (("a@x.example", 200), ("b@x.example", 409)):
        mail = _mail(agent, from_email=email)
        assert agent.request("PUT", f"{mail}/remote-images/sender", json={"always": True}).status_code == status


def test_a_mail_without_images_or_html(agent: Browser) -> None:
    assert agent.get(f"{_mail(agent, '<p>x</p>')}/remote-images").json() == {"items": []}
    plain = make_ticket(agent.organization_id)
    (message,) = agent.get(f"/tickets/{plain}").json()["messages"]
    assert agent.get(f"/tickets/{plain}/messages/{message['id']}/remote-images").json() == {"items": []}

"""Attachments and raw mails: files from strangers, never pages of ours."""

from __future__ import annotations

import hashlib
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from app.core.db import transaction
from app.core.http.disposition import disposition, safe_filename
from app.messages.models import Message
from app.storage.blobs import get_blob_store
from app.tickets import files
from tests.api import Browser, assert_problem
from tests.factories.mail import File, Mail
from tests.factories.pictures import gif, jpeg, png, webp
from tests.factories.tickets import make_ticket

PNG = png(2, 2)
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def _attached(browser: Browser, file: File) -> str:
    ticket_id = make_ticket(browser.organization_id, [Mail(files=[file])])
    (message,) = browser.get(f"/tickets/{ticket_id}").json()["messages"]
    return f"/tickets/{ticket_id}/attachments/{message['attachments'][0]['id']}/download"


def test_an_attachment_is_a_file(viewer: Browser) -> None:
    answer = viewer.get(_attached(viewer, File("Rechnung März.pdf", b"%PDF-1.7", "application/pdf")))
    assert answer.content == b"%PDF-1.7"
    assert answer.headers["content-type"] == "application/pdf"
    assert (
        answer.headers["content-disposition"]
        == "attachment; filename=\"Rechnung Marz.pdf\"; filename*=UTF-8''Rechnung%20M%C3%A4rz.pdf"
    )
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-security-policy"].startswith("sandbox;")
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("file", "content_type"),
    [
        (File("a.html", b"<script>alert(1)</script>", "text/html"), "application/octet-stream"),
        (File("a.svg", SVG, "image/svg+xml"), "application/octet-stream"),
        (File("a.xml", b"<x/>", "application/xhtml+xml"), "application/octet-stream"),
        (File("a.js", b"1", "text/javascript"), "application/octet-stream"),
        (File("a.pdf", b"%PDF-1.7", "application/pdf"), "application/pdf"),
        (File("a.svgz", b"\x1f\x8b", "image/svg+xml-compressed"), "application/octet-stream"),
        (File("a.mht", b"MIME-Version: 1.0", "multipart/related"), "application/octet-stream"),
        (File("a.xsl", b"<x/>", "text/xsl"), "application/octet-stream"),
        (File("a.gif", b"<svg/>", "image/gif"), "image/gif"),
        (File("a", b"1", "text/plain\r\nx-evil: 1"), "application/octet-stream"),
        (File("a.jpg", b"1", "IMAGE/JPG; name=x"), "image/jpeg"),
        (File("a.png", SVG, "image/png"), "image/png"),
    ],
)
def test_what_a_browser_might_run_stays_a_file_even_inline(agent: Browser, file: File, content_type: str) -> None:
    answer = agent.get(_attached(agent, file), params={"inline": "1"})
    assert answer.status_code == 200
    assert answer.headers["content-type"].partition(";")[0] == content_type
    assert answer.headers["content-disposition"].startswith("attachment;")
    assert "x-evil" not in answer.headers


def test_what_is_shown_is_called_what_its_bytes_are(agent: Browser) -> None:
    path = _attached(agent, File("a.html", PNG, "text/html"))
    assert agent.get(path, params={"inline": "1"}).headers["content-type"] == "image/png"
    assert agent.get(path).headers["content-type"] == "application/octet-stream"


@pytest.mark.parametrize(
    ("content_type", "content"),
    [
        ("image/png", PNG),
        ("image/jpeg", jpeg(2, 2)),
        ("image/gif", gif(2, 2)),
        ("image/webp", webp(2, 2)),
    ],
)
def test_a_real_image_is_shown_in_place(agent: Browser, content_type: str, content: bytes) -> None:
    path = _attached(agent, File("picture", content, content_type, is_inline=True))
    shown = agent.get(path, params={"inline": "1"})
    assert shown.content == content
    assert shown.headers["content-type"] == content_type
    assert shown.headers["content-disposition"].startswith("inline;")
    assert shown.headers["cross-origin-resource-policy"] == "cross-origin"
    assert agent.get(path).headers["content-disposition"].startswith("attachment;")


def test_an_image_that_would_unpack_to_gigabytes_is_not_shown_in_place(agent: Browser) -> None:
    path = _attached(agent, File("bomb.png", png(60_000, 60_000), "image/png", is_inline=True))
    assert_problem(agent.get(path, params={"inline": "1"}), 422, "too_large_to_show")
    assert agent.get(path).content == png(60_000, 60_000)


def test_where_the_store_has_an_address_it_is_redirected_to(agent: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    path = _attached(agent, File("picture.png", PNG, "image/png"))

    class Signed:
        """A store that serves what it has under addresses of its own."""

        def __init__(self) -> None:
            self._blobs = get_blob_store()

        def __getattr__(self, name: str) -> Any:
            return getattr(self._blobs, name)

        def download_url(self, organization_id: UUID, sha256: bytes) -> str:
            return f"https://blobs.test/{sha256.hex()}?signature=1"

    monkeypatch.setattr(files, "get_blob_store", Signed)
    key = hashlib.sha256(PNG).digest()
    assert not get_blob_store().exists(agent.organization_id, key)
    for _ in range(2):
        answer = agent.get(path)
        assert answer.status_code == 302
        assert answer.headers["location"] == f"https://blobs.test/{key.hex()}?signature=1"
        assert get_blob_store().get(agent.organization_id, key) == PNG
    assert agent.get(path, params={"inline": "1"}).content == PNG


def test_raw_is_the_mail_byte_for_byte(agent: Browser) -> None:
    ticket_id = make_ticket(agent.organization_id)
    with transaction(agent.organization_id) as session:
        stored = session.scalars(select(Message.raw_sha256)).one()
    (message,) = agent.get(f"/tickets/{ticket_id}").json()["messages"]
    answer = agent.get(f"/tickets/{ticket_id}/messages/{message['id']}/raw")
    assert answer.headers["content-type"] == "message/rfc822"
    assert answer.headers["content-disposition"].startswith('attachment; filename="T-000001-')
    assert hashlib.sha256(answer.content).digest() == stored
    assert b"Subject: The printer is on fire\r\n" in answer.content


def test_what_belongs_to_another_ticket_is_not_there(agent: Browser) -> None:
    path = _attached(agent, File("a.txt", b"a", "text/plain"))
    other = make_ticket(agent.organization_id)
    attachment = path.split("/")[4]
    assert_problem(agent.get(f"/tickets/{other}/attachments/{attachment}/download"), 404, "attachment_not_found")
    assert_problem(agent.get(f"/tickets/{other}/attachments/{uuid4()}/download"), 404, "attachment_not_found")
    assert_problem(agent.get(f"/tickets/{other}/messages/{uuid4()}/raw"), 404, "message_not_found")


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("a.pdf", "a.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\x\\a.doc", "a.doc"),
        ("\u202egpj.exe", "gpj.exe"),
        ('a"b\r\nc.txt', "a_bc.txt"),
        (".htaccess", "htaccess"),
        ("..", "attachment"),
        ("..\\..\\x.txt", "x.txt"),
        ("CON", "_CON"),
        ("nul.txt", "_nul.txt"),
        ("com1 .pdf", "_com1 .pdf"),
        ("lpt³", "_lpt³"),
        ("console.log", "console.log"),
        ("a.txt:stream", "a.txt_stream"),
        ("a.exe. . .", "a.exe"),
        ("\u2066a\u2069\u200b.pdf", "a.pdf"),
        ("a\u2028b\x00c\x7fd.txt", "abcd.txt"),
        ("", "attachment"),
        ("///", "attachment"),
        ("x" * 300 + ".pdf", "x" * 160 + ".pdf"),
    ],
)
def test_a_safe_name(name: str, safe: str) -> None:
    assert safe_filename(name) == safe


def test_a_device_in_wide_letters_is_none_in_ascii_either() -> None:
    assert 'filename="_CON.txt"' in disposition("ＣＯＮ.txt")


@pytest.mark.parametrize("name", ['a"b', "a\\b", "a;b", "写真.png", "100%.txt", "a'b*c", "\ud800.txt", "é" * 400])
def test_the_header_is_always_latin_and_whole(name: str) -> None:
    header = disposition(name)
    header.encode("ascii")
    assert header.count('"') == 2
    assert not any(ord(c) < 32 for c in header)

"""A look at an attachment: what hostile files get, and what honest ones."""

from __future__ import annotations

import pytest

from app.tickets import preview
from app.tickets.files import TooLargeToShow
from tests.api import Browser, assert_problem
from tests.factories.mail import File, Mail
from tests.factories.pictures import gif, png
from tests.factories.tickets import make_ticket

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!doctype html><script>alert(1)</script>"


def _paths(browser: Browser, *files: File) -> list[str]:
    ticket_id = make_ticket(browser.organization_id, [Mail(files=list(files))])
    (message,) = browser.get(f"/tickets/{ticket_id}").json()["messages"]
    return [f"/tickets/{ticket_id}/attachments/{one['id']}" for one in message["attachments"]]


@pytest.mark.parametrize(
    ("name", "declared", "content", "kind"),
    [
        ("a.png", "image/png", png(2, 2), "image/png"),
        ("a.png", "image/svg+xml", png(2, 2), "image/png"),
        ("a.pdf", "text/html", b"%PDF-1.7 <script>", "application/pdf"),
        # A picture that is a page or a PDF as well is a picture.
        ("a.html", "text/html", gif(2, 2) + HTML, "image/gif"),
        ("a.pdf", "application/pdf", gif(2, 2) + b"%PDF-1.7", "image/gif"),
        # What only calls itself a picture or a PDF is neither, and no page.
        ("a.png", "image/png", SVG, None),
        ("a.png", "image/png", HTML, None),
        ("a.pdf", "application/pdf", HTML, None),
        ("a.pdf", "application/pdf", b"\n%PDF-1.7", None),
        ("a.exe", "application/octet-stream", b"MZ\0\0", None),
        ("a.txt", "text/plain", b"MZ\0\0", None),
        ("a.zip", "text/plain", b"PK\3\4" + bytes(range(1, 32)) * 9, None),
        # Pages are their source, as text.
        ("a.svg", "image/svg+xml", SVG, "text/plain; charset=utf-8"),
        ("a.html", "text/html", HTML, "text/plain; charset=utf-8"),
        ("a.log", "application/octet-stream", b"x", "text/plain; charset=utf-8"),
    ],
)
def test_it_is_what_its_bytes_are(name: str, declared: str, content: bytes, kind: str | None) -> None:
    if kind is None:
        with pytest.raises(preview.NoPreview):
            preview.preview_of(content, name, declared)
    else:
        assert preview.preview_of(content, name, declared).content_type == kind


@pytest.mark.parametrize(
    "content", [png(60_000, 60_000), gif(65_535, 65_535), b"\xff\xd8\xff\xe0", b"%PDF-" + b"1" * preview.MOST_BYTES]
)
def test_what_is_too_large_or_does_not_say_how_large_it_is_stays_a_file(content: bytes) -> None:
    with pytest.raises(TooLargeToShow):
        preview.preview_of(content, "a", "image/png")


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("Grüße\r\nan alle\x0bhier".encode(), "Grüße\nan alle\nhier"),
        ("Grüße".encode("utf-8-sig"), "Grüße"),
        ("\ufeffGrüße €".encode("utf-16-le"), "Grüße €"),
        ("\ufeffGrüße".encode("utf-32-be"), "Grüße"),
        ("Grüße €".encode("cp1252"), "Grüße €"),
        ("\ufeff\ud800x".encode("utf-16-le", "surrogatepass"), "\ufffdx"),
    ],
)
def test_text_is_read_in_its_charset(content: bytes, text: str) -> None:
    assert preview.preview_of(content, "a.txt", "text/plain").content.decode() == text


def test_a_long_text_is_cut(viewer: Browser) -> None:
    long = File("a.txt", b"0123456789\n" * 60_000, "text/plain")
    (path,) = _paths(viewer, long)
    answer = viewer.get(f"{path}/preview")
    assert len(answer.content) == preview.MOST_TEXT_BYTES
    assert answer.headers["x-preview-cut"] == "true"
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"


def test_an_opened_address_is_a_file_all_the_same(viewer: Browser, stranger: Browser) -> None:
    picture, page, binary = _paths(
        viewer, File("a.png", png(2, 2), "image/png"), File("a.html", HTML, "text/html"), File("a.bin", b"\0", "a/b")
    )
    for path, kind in ((picture, "image/png"), (page, "text/plain; charset=utf-8")):
        answer = viewer.get(f"{path}/preview")
        assert (answer.headers["content-type"], answer.headers["x-preview-cut"]) == (kind, "false")
        assert answer.headers["content-disposition"].startswith("attachment;")
        assert answer.headers["content-security-policy"].startswith("sandbox;")
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["cross-origin-resource-policy"] == "same-origin"
    assert_problem(viewer.get(f"{binary}/preview"), 422, "no_preview")
    for what in ("preview", "calendar"):
        assert_problem(stranger.get(f"{picture}/{what}"), 404, "ticket_not_found")
        other = make_ticket(viewer.organization_id)
        assert_problem(viewer.get(f"/tickets/{other}/attachments/{picture[-36:]}/{what}"), 404, "attachment_not_found")


def test_a_calendar_is_read_out_of_the_mail(viewer: Browser) -> None:
    lines = (
        b"BEGIN:VCALENDAR\r\nMETHOD:%b\r\nBEGIN:VEVENT\r\nUID:1\r\nSEQUENCE:%b\r\nSUMMARY:Lunch\r\n"
        b"DTSTART;TZID=Europe/Berlin:20260703T100000\r\nRRULE:FREQ=WEEKLY\r\n"
        b"ATTENDEE;PARTSTAT=ACCEPTED;CN=Ben:mailto:ben@acme.test\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    )
    kinds = {(b"REQUEST", b"0"): "invitation", (b"REQUEST", b"1"): "update", (b"CANCEL", b"1"): "cancelled",
             (b"REPLY", b"0"): "answer", (b"COUNTER", b"0"): "proposal", (b"X", b"0"): "event"}  # fmt: skip
    paths = _paths(viewer, *[File(f"{n}.ics", lines % key, "text/calendar") for n, key in enumerate(kinds)])
    found = [viewer.get(f"{path}/calendar").json() for path in paths]
    assert [one["events"][0]["kind"] for one in found] == list(kinds.values())
    assert found[0] == {
        "event_count": 1,
        "events": [
            {
                "kind": "invitation", "uid": "1", "summary": "Lunch", "location": "", "end": None, "occurrence": None,
                "organizer": None, "attendee_count": 1,
                "start": {"date": None, "at": "2026-07-03T08:00:00Z", "local": None, "zone": "Europe/Berlin"},
                "recurrence": {"frequency": "weekly", "interval": 1, "weekdays": [], "count": None, "until": None,
                               "exact": True},
                "attendees": [{"name": "Ben", "email": "ben@acme.test", "answer": "accepted", "optional": False}],
            }
        ],
    }  # fmt: skip

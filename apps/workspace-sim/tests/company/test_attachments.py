"""Attached files are what their type says."""

import csv
import struct
import zipfile
import zlib
from io import BytesIO, StringIO

import pytest

from tests.company.test_generate import NOW
from workspace_sim.company.attachments import attach, docx, pdf, png
from workspace_sim.company.facts import make_facts
from workspace_sim.company.headers import filename_parameter
from workspace_sim.company.seeds import stream


def chunks(data: bytes) -> dict[bytes, bytes]:
    found, at = {}, 8
    while at < len(data):
        (size,) = struct.unpack(">I", data[at : at + 4])
        kind, body = data[at + 4 : at + 8], data[at + 8 : at + 8 + size]
        assert struct.unpack(">I", data[at + 8 + size : at + 12 + size])[0] == zlib.crc32(kind + body)
        found[kind] = body
        at += 12 + size
    return found


def test_png_is_valid() -> None:
    data = png(320, 200, 3)
    assert data.startswith(b"\x89PNG\r\n\x1a\n")
    found = chunks(data)
    width, height, depth, colour = struct.unpack(">IIBB", found[b"IHDR"][:10])
    assert (width, height, depth, colour) == (320, 200, 8, 3)
    pixels = zlib.decompress(found[b"IDAT"])
    assert len(pixels) == 200 * 321
    assert max(pixels) < len(found[b"PLTE"]) // 3


def test_pdf_cross_references_point_at_objects() -> None:
    data = pdf(("Invoice (1)", "Größe"), 2)
    assert data.startswith(b"%PDF-1.4")
    assert data.rstrip().endswith(b"%%EOF")
    start = int(data.rsplit(b"startxref\n", 1)[1].split(b"\n")[0])
    assert data[start : start + 4] == b"xref"
    entries = data[start:].split(b"\n")[3:9]
    for number, entry in enumerate(entries, 1):
        offset = int(entry[:10])
        assert data[offset:].startswith(b"%d 0 obj" % number)


def test_docx_opens_as_a_package() -> None:
    package = zipfile.ZipFile(BytesIO(docx(("Service & more", "a < b"))))
    assert package.testzip() is None
    assert "Service &amp; more" in package.read("word/document.xml").decode()


@pytest.mark.parametrize("kind", ["photo", "screenshot", "log", "csv", "cv", "contract", "invoice", "quote", "label"])
def test_same_seed_same_file(kind: str) -> None:
    facts = make_facts(stream(1), "en", "GB", NOW)
    first, second = (attach(kind, stream(2), facts, "Ann Lee") for _ in range(2))
    assert first == second
    assert first.data


def test_csv_is_rectangular() -> None:
    facts = make_facts(stream(1), "en", "GB", NOW)
    rows = list(csv.reader(StringIO(attach("csv", stream(2), facts, "").data.decode()), delimiter=";"))
    assert {len(row) for row in rows} == {4}


def test_filename_beyond_ascii_is_rfc_2231() -> None:
    assert filename_parameter("filename", "Größe.pdf").endswith("filename*=utf-8''Gr%C3%B6%C3%9Fe.pdf")

"""Small files people attach: valid PDF, PNG, CSV, ICS, DOCX and text. The same arguments give the same bytes."""

import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping
from functools import lru_cache
from io import BytesIO
from random import Random

from workspace_sim.company.letter import Attachment
from workspace_sim.company.seeds import stream

_Maker = Callable[[Random, Mapping[str, str], str], Attachment]
_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@lru_cache(maxsize=16)
def _letterhead(variant: int) -> bytes:
    """Compressed grey pixels of 200 x 120, the picture at the top of a document."""
    rng = stream(variant, "letterhead")
    table = bytes(255 - (b & 7) * (2 + variant % 5) for b in range(256))
    return zlib.compress(rng.randbytes(200 * 120).translate(table), 1)


def pdf(lines: tuple[str, ...], variant: int = 0) -> bytes:
    """A one-page PDF 1.4 with a letterhead picture and a correct cross-reference table."""
    picture = _letterhead(variant)
    shown = "".join(f"({line.replace(chr(92), '').replace('(', '').replace(')', '')}) Tj 0 -16 Td\n" for line in lines)
    content = f"q 200 0 0 120 350 700 cm /Im1 Do Q\nBT /F1 12 Tf 60 680 Td\n{shown}ET\n".encode("cp1252", "replace")
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> /XObject << /Im1 6 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n" % len(content) + content + b"endstream",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        b"<< /Type /XObject /Subtype /Image /Width 200 /Height 120 /ColorSpace /DeviceGray /BitsPerComponent 8 "
        b"/Filter /FlateDecode /Length %d >>\nstream\n" % len(picture) + picture + b"\nendstream",
    )
    out, offsets = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n"), []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 7\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer\n<< /Size 7 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % start
    return bytes(out)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


@lru_cache(maxsize=64)
def png(width: int, height: int, variant: int) -> bytes:
    """A palette PNG with bands of colour and a little grain, so that its size is like a photo's."""
    rng = stream(variant, "png", width, height)
    base = [rng.randrange(40, 216) for _ in range(3)]
    palette = bytes(min(255, max(0, base[c] + (i - 8) * (9 + c))) for i in range(16) for c in range(3))
    tables = [bytes((shade + (b & 3 if b < 90 else 0)) & 15 for b in range(256)) for shade in range(12)]
    rows = bytearray()
    for y in range(height):
        rows += b"\0" + rng.randbytes(width).translate(tables[y * 12 // height])
    header = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", header)
        + _chunk(b"PLTE", palette)
        + _chunk(b"IDAT", zlib.compress(bytes(rows), 1))
        + _chunk(b"IEND", b"")
    )


def docx(paragraphs: tuple[str, ...]) -> bytes:
    """A minimal WordprocessingML package."""
    escaped = (p.replace("&", "&amp;").replace("<", "&lt;") for p in paragraphs)
    text = "".join(f"<w:p><w:r><w:t>{p}</w:t></w:r></w:p>" for p in escaped)
    files = {
        "[Content_Types].xml": '<?xml version="1.0" encoding="UTF-8"?><Types '
        'xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{_DOCX}.main+xml"/></Types>',
        "_rels/.rels": '<?xml version="1.0" encoding="UTF-8"?><Relationships '
        'xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="rId1" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
        'Target="word/document.xml"/></Relationships>',
        "word/document.xml": '<?xml version="1.0" encoding="UTF-8"?><w:document '
        'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        f"<w:body>{text}</w:body></w:document>",
    }
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for name, body in files.items():
            package.writestr(zipfile.ZipInfo(name, (2024, 1, 1, 0, 0, 0)), body)
    return buffer.getvalue()


def _photo(rng: Random, facts: Mapping[str, str], who: str) -> Attachment:
    names = (f"IMG_{rng.randrange(1000, 9999)}.png", f"photo {facts['serial']}.png", f"{facts['order']} damage.png")
    return Attachment(rng.choice(names), "image/png", png(rng.choice((480, 640)), 400, rng.randrange(8)))


def _screenshot(rng: Random, facts: Mapping[str, str], who: str) -> Attachment:
    name = f"Screenshot 20{rng.randrange(10, 23)}{rng.randrange(10, 59)}.png"
    return Attachment(name, "image/png", png(480, 270, rng.randrange(8)))


def _document(title: str, filename: str, *rows: str) -> _Maker:
    def make(rng: Random, facts: Mapping[str, str], who: str) -> Attachment:
        filled = (row.format(who=who, **facts) for row in (title, "Acme Robotics", "", *rows))
        return Attachment(filename.format(**facts), "application/pdf", pdf(tuple(filled), rng.randrange(6)))

    return make


def _log(rng: Random, facts: Mapping[str, str], who: str) -> Attachment:
    states = (
        "axis 2 homing",
        "heartbeat ok",
        f"{facts['error']} raised",
        "retrying in 5 s",
        f"GET {facts['endpoint']} {facts['http']}",
    )
    rows = (
        f"{10 + i // 60}:{i % 60:02}:{rng.randrange(10, 60)}.{rng.randrange(100, 999)} "
        f"{facts['serial']} {rng.choice(('INFO', 'INFO', 'WARN', 'ERROR'))} {rng.choice(states)}"
        for i in range(rng.randrange(30, 120))
    )
    return Attachment(f"{facts['serial']}.log", "text/plain", "\r\n".join(rows).encode() + b"\r\n")


def _csv(rng: Random, facts: Mapping[str, str], who: str) -> Attachment:
    rows = ["register;name;type;unit"]
    names = ("job_number", "state", "speed", "torque", "position_x", "position_y", "temperature", "error_code")
    rows += (
        f"{4200 + i};{names[i % len(names)]}_{i // len(names)};uint16;{rng.choice(('-', 'mm', '%'))}" for i in range(40)
    )
    return Attachment(
        f"{facts['product'].replace(' ', '_')}_{facts['firmware']}.csv", "text/csv", "\r\n".join(rows).encode()
    )


def _cv(rng: Random, facts: Mapping[str, str], who: str) -> Attachment:
    rows = (
        f"Curriculum vitae: {who}",
        f"Application as {facts['job']}",
        "2021-today  Controls engineer",
        "2016-2021  BSc Mechatronics",
    )
    if rng.random() < 0.4:
        return Attachment(f"CV {who}.docx", _DOCX, docx(rows))
    return Attachment(f"CV {who}.pdf", "application/pdf", pdf(rows))


def _contract(rng: Random, facts: Mapping[str, str], who: str) -> Attachment:
    rows = (
        "Service agreement",
        f"between Acme Robotics and {who}",
        f"Device: {facts['product']}, {facts['serial']}",
        "Section 7: response times",
    )
    return Attachment("Service agreement.docx", _DOCX, docx(rows))


_MAKERS: dict[str, _Maker] = {
    "photo": _photo,
    "screenshot": _screenshot,
    "log": _log,
    "csv": _csv,
    "cv": _cv,
    "contract": _contract,
    "invoice": _document("Invoice {invoice}", "{invoice}.pdf", "Order {order}", "1 x {product}", "Total {amount}"),
    "credit-note": _document("Credit note for {invoice}", "Credit note {invoice}.pdf", "Reference {po}", "- {amount}"),
    "quote": _document("Quotation", "Quote {product}.pdf", "{qty} x {product}", "Total {amount}", "Valid for 30 days"),
    "purchase-order": _document("Purchase order {po}", "{po}.pdf", "{qty} x {part}", "Issued by {who}"),
    "label": _document("Return label", "return-label-{order}.pdf", "RMA {order}", "Tracking {tracking}"),
    "manual": _document("Installation guide {product}", "{product} guide.pdf", "1. Switch off", "2. Remove the cover"),
    "certificate": _document("Certificate of training", "certificate.pdf", "{product}, operator level", "{date2}"),
    "letter": _document("To whom it may concern", "{order} statement.pdf", "Reference {order}", "{product}, {serial}"),
}


def attach(kind: str, rng: Random, facts: Mapping[str, str], who: str) -> Attachment:
    """A file of the named kind about the conversation's facts. `who` is the sender's name."""
    return _MAKERS[kind](rng, facts, who)

"""Turns a letter into the bytes its writer's mail program would hand to SMTP."""

import uuid
from base64 import b64encode
from random import Random

from workspace_sim.company import html_styles
from workspace_sim.company.clients import CLIENTS, LEGACY_CHARSETS, Client, charset_of
from workspace_sim.company.headers import (
    address_list,
    date_header,
    filename_parameter,
    fold,
    id_list,
    mailbox,
    unstructured,
)
from workspace_sim.company.letter import Attachment, Letter, Sent
from workspace_sim.company.mime import CRLF, Part, base64_lines, multipart, random_hex, text_part
from workspace_sim.company.quoting import quoted_text

_FILETIME_EPOCH = 116_444_736_000_000_000
"""1970-01-01 in 100 ns since 1601."""
_MAX_QUOTED_HTML = 60_000


def wrap(text: str, width: int, *, flowed: bool) -> str:
    """Break running text at `width`; flowed lines keep the space at a soft break (RFC 3676)."""
    if not width:
        return text
    soft = " \n" if flowed else "\n"
    return "\n".join(line if len(line) <= width else _wrap_line(line, width, soft) for line in text.split("\n"))


def _wrap_line(line: str, width: int, soft: str) -> str:
    lines: list[str] = []
    current = ""
    for word in line.split(" "):
        if current and len(current) + 1 + len(word) > width:
            lines.append(current)
            current = word
        else:
            current = f"{current} {word}" if current else word
    return soft.join([*lines, current])


def plain_body(letter: Letter, client: Client) -> str:
    """The plain-text view: new text, signature, history."""
    writer = letter.writer
    text = wrap("\n\n".join(letter.paragraphs), client.wrap, flowed=client.flowed)
    if letter.inline is not None:
        text += (
            f"\n\n[image: {letter.inline.filename}]"
            if client.html == "gmail"
            else f"\n\n[cid:{letter.inline.filename}]"
        )
    if writer.mobile_line:
        text += f"\n\n{writer.mobile_line}"
    elif writer.signature:
        delimiter = "" if client.key in ("outlook", "apple-mail", "yahoo") else "-- \n"
        text += "\n\n" + delimiter + "\n".join(writer.signature)
    if writer.disclaimer:
        text += "\n\n" + wrap(writer.disclaimer, client.wrap, flowed=client.flowed)
    if letter.parent is not None:
        text += "\n\n" + quoted_text(client, writer, letter.parent, forward=letter.forward)
    return text + "\n"


def thread_index(parent: bytes, letter: Letter, rng: Random) -> bytes:
    """[MS-OXOMSG] §2.2.1.3: 22 bytes for the first mail, 5 more for each answer."""
    ticks = int(letter.date.timestamp() * 10_000_000) + _FILETIME_EPOCH
    if not parent:
        return ticks.to_bytes(8)[:6] + rng.randbytes(16)
    started = int.from_bytes(parent[:6] + b"\0\0")
    delta = max(0, ticks - started) >> 18
    return parent + (delta & 0x7FFFFFFF).to_bytes(4) + rng.randbytes(1)


def _boundary(client: Client, rng: Random) -> str:
    match client.html:
        case "gmail":
            return f"000000000000{random_hex(rng, 16)}"
        case "word" | "outlook-mobile":
            stem = random_hex(rng, 16).upper()
            return f"_{rng.randrange(2, 9):03}_{stem}{stem[:8]}AM0PR05MB_"
        case "apple":
            return (
                f"Apple-Mail={'-'}{uuid.UUID(int=rng.getrandbits(128))}".replace("=-", "-")
                .upper()
                .replace("APPLE-MAIL", "Apple-Mail")
            )
        case "thunderbird" | "":
            return f"------------{random_hex(rng, 24)}"
    return f"----=_Part_{rng.randrange(10**6)}_{rng.randrange(10**9)}.{rng.randrange(10**12)}"


def _file_part(file: Attachment, *, cid: str = "") -> Part:
    headers = [("Content-Type", f"{file.content_type}{filename_parameter('name', file.filename)}")]
    disposition = "inline" if cid else "attachment"
    headers.append(("Content-Disposition", f"{disposition}{filename_parameter('filename', file.filename)}"))
    headers.append(("Content-Transfer-Encoding", "base64"))
    if cid:
        headers.append(("Content-ID", f"<{cid}>"))
    return Part(headers, base64_lines(file.data))


def body_part(letter: Letter, client: Client, rng: Random) -> tuple[Part, str, str]:
    """(MIME tree, plain text, inner HTML)."""
    charset = charset_of(client, letter.writer.language)
    text_encoding = client.text_encoding
    if client.key == "legacy":
        text_encoding = LEGACY_CHARSETS[letter.writer.language][1]
    text = plain_body(letter, client)
    extra = "; format=flowed" if client.flowed else ""
    part = text_part(text, "plain", charset, text_encoding, extra)
    if not client.html:
        return _with_files(part, letter, client, rng), text, ""
    pictures: list[Part] = []
    images = logo = ""
    if letter.inline is not None:
        cid = (
            f"{random_hex(rng, 12)}@{letter.inline.filename}" if client.html == "word" else f"ii_{random_hex(rng, 12)}"
        )
        images = html_styles.picture(cid, letter.inline.filename)
        pictures.append(_file_part(letter.inline, cid=cid))
    if letter.writer.logo:
        cid = f"image001.png@01DB{random_hex(rng, 4).upper()}.{random_hex(rng, 8).upper()}"
        logo = html_styles.picture(cid, "logo", 120)
        pictures.append(_file_part(Attachment("image001.png", "image/png", letter.writer.logo), cid=cid))
    inner = html_styles.inner(letter, client, images, logo)
    html = text_part(html_styles.document(client, inner, charset), "html", charset, client.html_encoding)
    if pictures and client.html == "apple":
        html = multipart("related", _boundary(client, rng), [html, *pictures], extra='type="text/html";\r\n\t')
        pictures = []
    tree = multipart("alternative", _boundary(client, rng), [part, html])
    if pictures:
        kind = 'type="multipart/alternative";\r\n\t' if client.html == "word" else ""
        tree = multipart("related", _boundary(client, rng), [tree, *pictures], extra=kind)
    kept = inner if len(inner) < _MAX_QUOTED_HTML else ""
    return _with_files(tree, letter, client, rng), text, kept


def _with_files(tree: Part, letter: Letter, client: Client, rng: Random) -> Part:
    files = [_file_part(file) for file in letter.attachments]
    if letter.inline is not None and not client.html:
        files.append(_file_part(letter.inline))
    if not files:
        return tree
    preamble = b"This is a multi-part message in MIME format.\r\n" if client.html in ("thunderbird", "") else b""
    return multipart("mixed", _boundary(client, rng), [tree, *files], preamble)


def _fields(letter: Letter, client: Client, index: bytes, rng: Random) -> dict[str, str]:
    writer = letter.writer
    charset = charset_of(client, writer.language)
    subject = unstructured("Subject", letter.subject, charset)
    fields = {
        "From": mailbox(writer.name, writer.address, charset),
        "To": address_list(letter.to, charset),
        "Cc": address_list(letter.cc, charset) if letter.cc else "",
        "Subject": subject,
        "Date": date_header(letter.date, writer.utc_offset),
        "Message-ID": letter.message_id,
        "In-Reply-To": letter.in_reply_to,
        "References": id_list(letter.references),
        "MIME-Version": "1.0 (Mac OS X Mail 16.0 \\(3774.600.62\\))" if client.key == "apple-mail" else "1.0",
    }
    if client.block_quote:
        topic = (
            letter.subject.partition(": ")[2]
            if letter.parent is not None and ": " in letter.subject
            else letter.subject
        )
        fields |= {
            "Thread-Topic": unstructured("Thread-Topic", topic, charset),
            "Thread-Index": fold("Thread-Index", b64encode(index).decode("ascii")),
            "Accept-Language": f"{writer.language}, en-US",
            "Content-Language": writer.language,
            "X-MS-Has-Attach": "yes" if letter.attachments or letter.inline else "",
            "X-MS-TNEF-Correlator": "",
        }
    if client.mailer:
        fields[client.mailer_header] = rng.choice(client.mailer)
    if client.key == "legacy":
        fields["X-Mailer"] = LEGACY_CHARSETS[writer.language][2]
    return fields


def compose(letter: Letter, rng: Random) -> tuple[bytes, Sent]:
    """(raw mail, what later mails need to know of it)."""
    client = CLIENTS[letter.writer.client]
    index = (
        thread_index(letter.parent.thread_index if letter.parent else b"", letter, rng) if client.block_quote else b""
    )
    part, text, inner = body_part(letter, client, rng)
    fields = _fields(letter, client, index, rng)
    spelling = dict(client.header_names)
    written = dict(part.headers)
    order = [*client.order, *(name for name in (*fields, *letter_names(letter)) if name not in client.order)]
    extra = dict(letter.extra_headers)
    lines: list[str] = []
    for name in order:
        value = written.pop(name, None) or fields.get(name) or extra.get(name)
        if value or (name.startswith("X-MS-") and name in fields):
            lines.append(f"{spelling.get(name, name)}: {value or ''}".rstrip(" "))
    lines += (f"{name}: {value}" for name, value in written.items())
    raw = "\r\n".join(lines).encode("utf-8") + CRLF + CRLF + part.content()
    sent = Sent(
        letter.message_id,
        letter.references,
        letter.subject,
        letter.date,
        letter.writer.mailbox,
        letter.to,
        letter.cc,
        text,
        inner,
        index,
    )
    return raw, sent


def letter_names(letter: Letter) -> list[str]:
    return [name for name, _ in letter.extra_headers]

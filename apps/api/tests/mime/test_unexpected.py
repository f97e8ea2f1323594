"""Collections without expectations: each mail read sensibly, and nothing of it lost.

The witness is the standard library's parser: what it finds in a mail (subject, sender, date, files, texts) we have too.
"""

from __future__ import annotations

import email
import email.policy
import re
from collections.abc import Iterator
from email.message import EmailMessage, Message

import pytest

from app.mime import ParsedMail, parse_mail
from tests.mime.corpus import mail_files, require_corpus
from tests.mime.scores import Score

pytestmark = pytest.mark.quick
# UTF-8 read as Latin-1 or cp1252: two letters that no language writes one after the other.
_MOJIBAKE = re.compile("Ã[\u0080-\u00bf¤¶¼Ÿ„–œ©¨]|â€[™œ\x9d“”¦]|Â[ «»°]")
_WORD = re.compile(r"[^\W_]{4,}")
_SOURCES = ("mikel-mail", "cpython", "nodemailer-mailparser", "postal-mime", "flanker", "sisimai")


@pytest.mark.parametrize("source", _SOURCES)
def test_read_sensibly(source: str, record_property: pytest.RecordProperty) -> None:
    score = Score(f"{source}-read")
    folder = require_corpus()
    for path in mail_files(folder):
        if path.relative_to(folder).parts[0] != source:
            continue
        raw = path.read_bytes()
        mail = parse_mail(raw)
        score.mails += 1
        for fact, theirs, ours in _facts(raw, mail):
            score.add(f"{path.relative_to(folder / source).as_posix()} {fact}", theirs, ours)
    score.settle(record_property)


def _facts(raw: bytes, mail: ParsedMail) -> Iterator[tuple[str, object, object]]:
    witness = email.message_from_bytes(raw, policy=email.policy.compat32)
    if str(witness.get("subject", "")).strip():
        yield "has a subject", True, bool(mail.subject)
        yield "subject is decoded", False, "=?" in mail.subject and "?=" in mail.subject
    if "@" in str(witness.get("from", "")):
        yield "has a sender", True, mail.from_ is not None and "@" in mail.from_.email
    if str(witness.get("date", "")).strip():
        yield "has a date", True, mail.date is not None
    shown = f"{mail.subject} {mail.body_text}"
    yield "no mojibake", None, (found := _MOJIBAKE.search(shown)) and found[0]
    if "bad_charset_bytes" not in mail.defects and b"\xef\xbf\xbd" not in raw:
        yield "no replacement characters", False, "\ufffd" in shown
    names = {_plain(attachment.filename) for attachment in mail.attachments}
    files = {attachment.content.replace(b"\r\n", b"\n").strip() for attachment in mail.attachments}
    text = f"{mail.body_text}\n{mail.body_html or ''}\n" + "\n".join(
        attachment.content.decode("utf-8", "replace") for attachment in mail.attachments
    )
    words = set(_WORD.findall(text.lower()))
    joined = "".join(text.lower().split())
    for number, leaf in enumerate(_leaves(witness), 1):
        name = _name_of(leaf)
        if name:
            yield f"file {number} is named", _plain(name), _plain(name) if _plain(name) in names else sorted(names)
        content = leaf.get_payload(decode=True)
        if not isinstance(content, bytes) or not content.strip():
            continue
        if leaf.get_content_maintype() == "text":
            # Other charsets' words are compared by the collections that say what they are.
            plain = content.isascii() and b"\x1b" not in content
            given = set(_WORD.findall(content.decode("ascii").lower())) if plain else set()
            yield f"text {number} is there", [], [word for word in sorted(given - words) if word not in joined][:5]
        else:
            yield f"file {number} is there", True, content.replace(b"\r\n", b"\n").strip() in files


def _leaves(message: Message) -> Iterator[Message]:
    """Leaves but for what is inside enclosed messages, which stay whole with us."""
    if message.get_content_type() == "message/rfc822" or not message.is_multipart():
        yield message
        return
    for part in message.get_payload():
        if isinstance(part, Message):
            yield from _leaves(part)


def _name_of(leaf: Message) -> str:
    try:
        return EmailMessage.get_filename(leaf) or ""
    except (LookupError, UnicodeError, TypeError):
        return ""


def _plain(name: str) -> str:
    """A file name as both would write it."""
    name = str(email.header.make_header(email.header.decode_header(name))) if "=?" in name else name
    return re.sub(r"\W+", "", re.split(r"[/\\]", name)[-1]).lower()

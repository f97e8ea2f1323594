"""One mail from bytes to values. Pure and total: whatever the bytes, a ParsedMail comes out, never an exception."""

from __future__ import annotations

import re
from hashlib import sha256

from app.mime import bodies, journal, parts
from app.mime.addresses import parse_list
from app.mime.attachments import collect
from app.mime.author import author_of
from app.mime.budget import DEFAULT_BUDGET, Budget, Meter
from app.mime.class_seen import Seen
from app.mime.classify import classify
from app.mime.containers import SMIME, TNEF, opened
from app.mime.dates import parse_date
from app.mime.deliveries import read_deliveries, read_receipt
from app.mime.enclosed import REPORTS, enclosed_message
from app.mime.fields import Fields, decoded
from app.mime.fingerprint import attachment_hashes, fingerprint_of
from app.mime.footers import footer_start
from app.mime.model import Address, Author, Classification, Delivery, Kind, ParsedMail, Quote
from app.mime.msgids import google_added, ids_in, own_id, thread_index
from app.mime.quotes import find_quote
from app.mime.subjects import base_of
from app.mime.text import one_line, squeeze, well_formed, without_bidi
from app.mime.words import decode_header

# Raised whenever the same bytes may give another result, so that a replay knows what to read again.
PARSER_VERSION = 8
MAX_SUBJECT_CHARS = 1000
SNIPPET_CHARS = 200
_MBOX_LINE = re.compile(rb"\A(?:[ \t]*\r?\n)*(?:>?From (?![ \t]*:)[^\n]*\n)?")


def parse_mail(raw: bytes, *, budget: Budget = DEFAULT_BUDGET) -> ParsedMail:
    """The mail in `raw` (RFC 5322 bytes; CRLF, LF or CR line ends). Never raises; oddities are in `defects`."""
    meter = Meter(budget)
    try:
        return _parse(raw, meter)
    except Exception:
        # The last guard of "never fatal": the mail is kept and shown as text, and the defect says so.
        meter.defect("parser_failed")
        return _as_text(raw, meter)


def _parse(raw: bytes, meter: Meter) -> ParsedMail:
    root = root_of(raw, meter)
    report = journal.unwrap(root, meter)
    if report is None:
        return _understood(root, meter, False, ())
    return _understood(root_of(report.inner, meter), meter, True, report.recipients)


def root_of(raw: bytes, meter: Meter) -> parts.Part:
    """The MIME tree of a message, behind blank lines and an mbox "From " line that precede it."""
    raw = _with_line_ends(raw, meter)
    return parts.read_tree(raw, _MBOX_LINE.match(raw).end(), meter)  # type: ignore[union-attr]  # matches b"" too


def _with_line_ends(raw: bytes, meter: Meter) -> bytes:
    """`raw`, with its line ends made LF when it has bare CRs only (old Macintosh mail)."""
    if b"\n" not in raw[:65536] and b"\r" in raw:
        meter.defect("bare_cr")
        return raw.replace(b"\r", b"\n")
    return raw


def _understood(root: parts.Part, meter: Meter, is_report: bool, recipients: tuple[str, ...]) -> ParsedMail:
    root = opened(root, meter)
    fields = root.fields
    leaves = parts.leaves(root)
    chosen = bodies.select(root)
    read = bodies.read(chosen, meter)
    attachments = collect(chosen.attachments, read, meter)
    _label_crypto(root, leaves, read.text, meter)
    addresses = {name: _addresses(fields, name, meter) for name in ("from", "sender", "reply-to", "to", "cc", "bcc")}
    from_ = _first(addresses["from"])
    subject = squeeze(one_line(without_bidi(fields.text("subject")), MAX_SUBJECT_CHARS))
    subject_base, is_reply, is_forward = base_of(subject)
    # A damaged first Date has been seen above a whole one.
    date = next((found for value in fields.all("date")[:5] if (found := parse_date(decode_header(value)))), None)
    if date is None:
        meter.defect("bad_date" if fields.get("date") else "missing_date")
    message_id, google_id = _identifiers(fields, meter)
    author = author_of(fields, from_, addresses["reply-to"])
    own_end = footer_start(read.text)
    quote = find_quote(read.text, own_end)
    classification = classify(Seen(fields, root, leaves, from_, subject, read.text, meter))
    deliveries, about_ids = _reported(classification.kind, fields, leaves, read.text, meter)
    hashes = attachment_hashes(attachments, frozenset(leaf.number for leaf in leaves if leaf.keeps_bytes()))
    return ParsedMail(
        headers=decoded(fields, meter),
        header_keys=tuple([key for _, key, _ in fields.items]),
        message_id=message_id,
        google_added_id=google_id,
        in_reply_to=ids_in(fields.get("in-reply-to")),
        references=ids_in(b" ".join(fields.all("references"))),
        thread_index=thread_index(fields.get("thread-index")) if "thread-index" in fields.first else None,
        from_=from_,
        sender=_first(addresses["sender"]),
        reply_to=addresses["reply-to"],
        to=addresses["to"],
        cc=addresses["cc"],
        bcc=addresses["bcc"],
        author=author,
        subject=subject,
        subject_base=subject_base,
        is_reply=is_reply,
        is_forward=is_forward,
        date=date,
        body_text=read.text,
        body_html=read.html,
        quote=quote,
        snippet=_snippet(read.text, quote),
        attachments=attachments,
        classification=classification,
        fingerprint=fingerprint_of(author, date, subject_base, read.text, hashes),
        defects=tuple(meter.words),
        journal_report=is_report,
        journal_recipients=recipients,
        deliveries=deliveries,
        about_ids=about_ids,
    )


def _reported(
    kind: Kind, fields: Fields, leaves: list[parts.Part], text: str, meter: Meter
) -> tuple[tuple[Delivery, ...], tuple[str, ...]]:
    """Of a report: what became of a message at each recipient, and the ids of that message."""
    if kind not in REPORTS:
        return (), ()
    about = enclosed_message(fields, leaves, text, meter)
    if kind is Kind.BOUNCE:
        return read_deliveries(fields, leaves, text, about, meter), about.ids
    return read_receipt(leaves, text, meter) if kind is Kind.RECEIPT else (), about.ids


def _addresses(fields: Fields, name: str, meter: Meter) -> tuple[Address, ...]:
    """Mailboxes of a header; To, Cc and Bcc may be repeated, of From and its like the first counts."""
    if name not in fields.first:
        return ()
    values = fields.all(name) if name in ("to", "cc", "bcc") else [fields.get(name)]
    found: tuple[Address, ...] = ()
    for value in values[:20]:
        label = None if value.isascii() else fields.charset()
        found += parse_list(value, meter.budget.addresses + 1, label)
    if len(found) > meter.budget.addresses:
        meter.defect("over_budget:addresses")
    return found[: meter.budget.addresses]


def _first(found: tuple[Address, ...]) -> Address | None:
    return next((one for one in found if one.email), found[0] if found else None)


def _identifiers(fields: Fields, meter: Meter) -> tuple[str | None, str | None]:
    """(the sender's Message-ID or None, the id Google put in its place or None)."""
    shown = own_id(fields.get("message-id"))
    original = own_id(fields.get("x-google-original-message-id"))
    if original is not None and original != shown:
        return (None, shown) if google_added(original) else (original, shown)
    if google_added(shown):
        return None, shown
    if shown is None:
        meter.defect("bad_message_id" if fields.get("message-id") else "missing_message_id")
    return shown, None


def _label_crypto(root: parts.Part, leaves: list[parts.Part], text: str, meter: Meter) -> None:
    """Note what is signed or encrypted. Such parts are kept whole; reading them needs keys we do not have."""
    for leaf in leaves:
        kind = leaf.content_type
        if kind in SMIME:
            signed = "signed" in leaf.parameters.get("smime-type", "") or "smime_signed" in meter.words
            meter.defect("smime_signed" if signed else "smime_encrypted")
        elif kind in ("application/pkcs7-signature", "application/x-pkcs7-signature"):
            meter.defect("smime_signed")
        elif kind == "application/pgp-encrypted":
            meter.defect("pgp_encrypted")
        elif kind == "application/pgp-signature":
            meter.defect("pgp_signed")
        elif kind in TNEF:
            meter.defect("tnef")
        elif kind == "message/partial":
            meter.defect("partial_message")
        elif kind == "message/external-body":
            meter.defect("external_body")
    if "-----BEGIN PGP MESSAGE-----" in text:
        meter.defect("pgp_encrypted")


#: Where Outlook's text part stands for an inline picture.
_PICTURE = re.compile(r"\[cid:[^\]\n]{0,200}\]")


def _snippet(text: str, quote: Quote) -> str:
    new = " ".join(text[start : min(end, start + 1000)] for start, end in quote.new_ranges[:5])
    shown = _PICTURE.sub(" ", new if new.strip() else text[:1000])
    return squeeze(one_line(shown, 2000))[:SNIPPET_CHARS].rstrip()


def _as_text(raw: bytes, meter: Meter) -> ParsedMail:
    """The mail as one text, for the case that understanding it failed."""
    text = well_formed(raw[: meter.budget.body_chars].decode("utf-8", "replace"))
    return ParsedMail(
        headers=(), header_keys=(), message_id=None, google_added_id=None, in_reply_to=(), references=(),
        thread_index=None, from_=None, sender=None, reply_to=(), to=(), cc=(), bcc=(), author=Author("", "", "from",
        {}), subject="", subject_base="", is_reply=False, is_forward=False, date=None, body_text=text, body_html=None,
        quote=Quote(((0, len(text)),), None, False), snippet=squeeze(one_line(text[:1000], 1000))[:SNIPPET_CHARS],
        attachments=(), classification=Classification(Kind.HUMAN, "The mail could not be read.", {}, 0.1),
        fingerprint=sha256(raw).digest(), defects=tuple(meter.words), journal_report=False, journal_recipients=(),
    )  # fmt: skip


def identity_key(mail: ParsedMail) -> bytes:
    """32 bytes that are the same for the N copies of one mail: over the Message-ID (if any) and the fingerprint."""
    return sha256((mail.message_id or "").encode("utf-8", "replace") + b"\0" + mail.fingerprint).digest()

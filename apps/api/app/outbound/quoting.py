"""Subjects and quoted history of replies and forwards. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape

from app.mime.subjects import base_of

_LONGEST_QUOTE = 400_000


@dataclass(frozen=True, slots=True)
class Quoted:
    """The mail that is quoted. `html` is sanitised."""

    author: str
    """Name and address, for people."""
    date: datetime | None
    subject: str
    to: tuple[str, ...]
    cc: tuple[str, ...]
    text: str
    html: str | None


def reply_subject(subject: str) -> str:
    """`subject` with one "Re:" in front; a reply prefix of any language counts as one, for mail clients and Gmail keep
    the conversation together by the rest, which is not touched."""
    subject = " ".join(subject.split())
    _, is_reply, _ = base_of(subject)
    return subject if is_reply else f"Re: {subject}".rstrip()


def forward_subject(subject: str) -> str:
    """`subject` with one "Fwd:" in front."""
    subject = " ".join(subject.split())
    _, _, is_forward = base_of(subject)
    return subject if is_forward else f"Fwd: {subject}".rstrip()


def quote_html(mail: Quoted, *, forward: bool) -> str:
    """The history as Gmail marks it, so that every client folds it."""
    body = mail.html if mail.html else f'<div style="white-space:pre-wrap">{escape(mail.text, quote=False)}</div>'
    body = outgoing_images(body[:_LONGEST_QUOTE]) if len(body) <= _LONGEST_QUOTE else _as_text(mail.text)
    if forward:
        lines = "<br>".join(f"{name}: {escape(value, quote=False)}" for name, value in _forwarded(mail))
        intro = f"---------- Forwarded message ---------<br>{lines}<br><br>"
        return f'<div class="gmail_quote"><div class="gmail_attr" dir="ltr">{intro}</div>{body}</div>'
    attribution = escape(_attribution(mail), quote=False)
    return (
        f'<div class="gmail_quote"><div class="gmail_attr" dir="ltr">{attribution}<br></div>'
        '<blockquote class="gmail_quote" style="margin:0 0 0 0.8ex;border-left:1px solid rgb(204,204,204);'
        f'padding-left:1ex">{body}</blockquote></div>'
    )


def quote_text(mail: Quoted, *, forward: bool) -> str:
    """The history of the text alternative."""
    text = mail.text[:_LONGEST_QUOTE].rstrip()
    if forward:
        lines = "\n".join(f"{name}: {value}" for name, value in _forwarded(mail))
        return f"---------- Forwarded message ---------\n{lines}\n\n{text}"
    quoted = "\n".join(
        ">" if not line else f">{line}" if line.startswith(">") else f"> {line}" for line in text.split("\n")
    )
    return f"{_attribution(mail)}\n{quoted}"


def _as_text(text: str) -> str:
    return f'<div style="white-space:pre-wrap">{escape(text[:_LONGEST_QUOTE], quote=False)}</div>'


def _attribution(mail: Quoted) -> str:
    when = f"{mail.date.astimezone(UTC):%a, %d %b %Y at %H:%M} UTC " if mail.date else ""
    return f"On {when}{mail.author} wrote:".replace("On  ", "On ")


def _forwarded(mail: Quoted) -> list[tuple[str, str]]:
    lines = [("From", mail.author)]
    if mail.date:
        lines.append(("Date", f"{mail.date.astimezone(UTC):%a, %d %b %Y at %H:%M} UTC"))
    lines += [("Subject", mail.subject), ("To", ", ".join(mail.to))]
    return [*lines, ("Cc", ", ".join(mail.cc))] if mail.cc else lines


_WAITING = re.compile(r' data-remote-src="')


def outgoing_images(html: str) -> str:
    """Sanitised HTML whose remote images load again: for the recipient to decide, as in every mail."""
    return _WAITING.sub(' src="', html)

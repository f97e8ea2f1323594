"""The two bodies of a mail of ours. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from app.mime import sanitize_html
from app.mime.html_text import html_to_text
from app.outbound.quoting import outgoing_images


@dataclass(frozen=True, slots=True)
class Bodies:
    """``html`` None: a mail of text alone."""

    text: str
    html: str | None


@dataclass(frozen=True, slots=True)
class Below:
    """What is put below what was written."""

    html: str
    text: str


def bodies_of(text: str, html: str | None, below: list[Below]) -> Bodies:
    """The bodies as they are sent. HTML is sanitised, for what leaves in the organisation's name must be harmless too;
    a missing text is made of it."""
    clean = outgoing_images(sanitize_html(html)) if html is not None and html.strip() else None
    written = text.replace("\r\n", "\n").strip("\n")
    if clean is not None and not written.strip():
        written = text_of(clean)
    whole_text = "\n\n".join([written, *(part.text for part in below if part.text)])
    if clean is not None:
        clean = "<br>".join([f'<div dir="auto">{clean}</div>', *(part.html for part in below if part.html)])
    return Bodies(whole_text, clean)


def signature(html: str) -> Below | None:
    """A signature as it stands below the text, or None when there is none."""
    text = text_of(html).strip()
    if not text and "<img" not in html:
        return None
    return Below(f'<div class="gmail_signature">{outgoing_images(html)}</div>', f"-- \n{text}")


def text_of(html: str) -> str:
    """The text alternative of sanitised HTML."""
    return html_to_text(html).strip("\n")


def text_as_html(text: str) -> str:
    """Plain text that looks the same as HTML."""
    return f'<div style="white-space:pre-wrap">{escape(text, quote=False)}</div>'

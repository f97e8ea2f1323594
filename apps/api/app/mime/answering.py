"""What a mail says against being answered by a machine, beside what class it is of (RFC 3834 §2, MS-OXCMAIL)."""

from __future__ import annotations

from app.mime.class_words import DAEMON, NO_REPLY
from app.mime.model import ParsedMail

_SUPPRESSING = frozenset({"all", "autoreply", "oof"})


def asks_for_no_machine(mail: ParsedMail) -> str | None:
    """One sentence that names the header, or None when nothing is said."""
    asked = (mail.header("x-auto-response-suppress") or "").lower().replace(";", ",")
    if _SUPPRESSING & {word.strip() for word in asked.split(",")}:
        return "X-Auto-Response-Suppress asks for no automatic answer."
    submitted = (mail.header("auto-submitted") or "no").lower()
    if not submitted.startswith("no"):
        return "Auto-Submitted says that a program sent it."
    if (mail.header("return-path") or "").replace(" ", "") == "<>":
        return "Its return path is empty, as that of automatic mail."
    if mail.header("x-loop") is not None:
        return "X-Loop says that a program has handled it."
    if (mail.header("precedence") or "").lower() in ("bulk", "junk", "auto_reply"):
        return "Precedence says that it went out in bulk."
    email = mail.author.email
    if not email:
        return "It names no address to answer."
    if NO_REPLY.match(email) or DAEMON.match(email):
        return "Its sender wants no answers."
    return None

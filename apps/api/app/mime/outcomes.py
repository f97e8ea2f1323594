"""Hard, soft or delayed: by the action, the enhanced status (RFC 3463), the SMTP reply, at last by words."""

from __future__ import annotations

import re

from app.mime.model import Outcome

# Not inside a number with more dots: 5.1.1.2 is an address of a host or a version.
_STATUS = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?!\.?\d)")
_REPLY = re.compile(r"(?<![\d.#-])([45])[0-7]\d(?=[ \t-])(?!-?\d)")
_FOR_GOOD = re.compile(
    r"(?:user|mailbox|account|recipient|address|host|domain)[^.\n]{0,40}(?:unknown|not found|does not exist|doesn.t "
    r"exist|invalid|disabled|inactive)|(?:unknown|no such|invalid|bad) (?:user|recipient|mailbox|address|host|"
    r"domain)|does not exist|permanent|"
    r"not (?:a valid|listed in)|n.existe pas|existiert nicht|no existe|存在しません|не существует",
    re.IGNORECASE,
)
_FOR_NOW = re.compile(
    r"(?:mailbox|account|quota)[^.\n]{0,30}(?:full|exceeded|over)|over ?quota|quota exceeded|temporar|try again later|"
    r"timed? ?out|insufficient (?:disk|storage)",
    re.IGNORECASE,
)
_STILL_TRIED = re.compile(
    r"has been delayed|delivery (?:is )?delayed|will (?:keep trying|continue to (?:try|attempt)|be retried)|"
    r"(?:you do not|no) need to (?:do anything|resend|retry)|warning message only|no action is required on your part",
    re.IGNORECASE,
)


def status_in(text: str) -> str:
    """The first enhanced status in `text`, or ""."""
    match = _STATUS.search(text)
    return match[0] if match else ""


def outcome_of(action: str, status: str, words: str) -> Outcome:
    """What became of it. `action` is RFC 3464's or "", `status` an enhanced status or "", `words` what was said."""
    if action in ("delivered", "relayed", "expanded"):
        return Outcome.DELIVERED
    if action == "delayed" or (action != "failed" and _STILL_TRIED.search(words)):
        return Outcome.DELAYED
    by_class = {"5": Outcome.HARD, "4": Outcome.SOFT}
    if status[:1] in by_class:
        return by_class[status[0]]
    reply = _REPLY.search(words)
    if reply:
        return by_class[reply[1]]
    if _FOR_NOW.search(words):
        return Outcome.SOFT
    return Outcome.HARD if _FOR_GOOD.search(words) else Outcome.UNKNOWN

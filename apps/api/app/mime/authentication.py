"""What Google's own check said of a mail's sender (RFC 8601). Headers further down are the sender's to forge."""

from __future__ import annotations

import re

from app.mime.model import ParsedMail

_RESULTS = ("authentication-results", "arc-authentication-results")
_ARC_INSTANCE = re.compile(r"^\s*i=\d+\s*;\s*")
_DMARC = re.compile(r"\bdmarc\s*=\s*([a-z]+)", re.IGNORECASE)
_BY_GOOGLE = "mx.google.com"


def dmarc_failed(mail: ParsedMail) -> bool:
    """Whether Google's newest verdict on the mail is that its From is not what it says. False without a verdict.

    Google puts its results above what came with the mail, and takes out those that bear its own name (§5), so the
    topmost one of that name is Google's.
    """
    for name, value in mail.headers:
        if name.lower() not in _RESULTS:
            continue
        told = _ARC_INSTANCE.sub("", value).strip()
        if told.split(";", 1)[0].strip().lower().split(" ")[0] != _BY_GOOGLE:
            return False
        verdict = _DMARC.search(told)
        return verdict is not None and verdict[1].lower() == "fail"
    return False

"""Subjects without the prefixes that replies, forwards and lists add, in the languages mail clients use."""

from __future__ import annotations

import re

from app.mime.text import squeeze

# "vs" is Finnish for an answer and Danish for a forward; the Finnish reading is the commoner.
_REPLY = (
    "re|aw|antw|antwort|sv|vs|svar|res|rif|r|odp|ynt|yan|yanıt|bls|rép|atb|ats|vá|отв|ответ|відп|απ|σχετ|הב|תשובה|رد|"
    "回复|回覆|答复|答覆|返信|회신|답장|reply|odpověď|odg"
)
_FORWARD = (
    "fwd?|wg|tr|rv|vb|vl|enc|i|pd|doorst|doorgestuurd|továbbítás|továbbított|videresendt|vidarebefordrat|välitetty|reenv|"
    "ilt|trs|pdl|fs|forward|weitergeleitet|переслано|пересл|прд|προωθ|הועבר|إعادة توجيه|"
    "转发|轉寄|轉發|転送|전달|přep|přeposláno"
)
_PREFIX = re.compile(
    rf"^\s*(?:(?P<reply>{_REPLY})|(?P<forward>{_FORWARD}))(?:\s*[\[(]\d{{1,3}}[\])]|\^\d{{1,3}}|\*\d{{1,3}}|\d{{1,2}})?\s*[:\uff1a]\s*",
    re.IGNORECASE,
)
# Ambiguous letters count as a prefix only where nothing but a prefix starts like that.
# Lists tag in brackets; gateways shout about spam and outside senders.
_TAG = re.compile(
    r"^\s*(?:\[[^\[\]]{1,60}\]|\*{2,5}\s?(?:spam|suspected spam|virus|external|extern)\s?\*{2,5}|\(external\)|"
    r"(?:external|extern|ext)\s?:)\s*",
    re.IGNORECASE,
)
_TRAILING_FORWARD = re.compile(r"\s*\((?:fwd|fw|forwarded|weitergeleitet|wg)\)\s*$", re.IGNORECASE)
_MAX_ROUNDS = 40


def base_of(subject: str) -> tuple[str, bool, bool]:
    """(subject without prefixes and list tags, casefolded; says reply; says forward). The outermost prefix decides."""
    text = squeeze(subject[:2000])
    reply = forward = False
    for _ in range(_MAX_ROUNDS):
        match = _PREFIX.match(text)
        if match:
            if not (reply or forward):
                reply, forward = match["reply"] is not None, match["forward"] is not None
            text = text[match.end() :]
            continue
        tag = _TAG.match(text)
        # A subject that is a tag only keeps it: it is all that tells it apart.
        if tag and tag.end() < len(text):
            text = text[tag.end() :]
            continue
        break
    trailing = _TRAILING_FORWARD.search(text)
    if trailing and trailing.start():
        text = text[: trailing.start()]
        forward = forward or not reply
    return squeeze(text).casefold(), reply, forward

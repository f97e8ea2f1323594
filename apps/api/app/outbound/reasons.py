"""Why a reply waits, or failed, where Gmail itself did not say: named, with what a person can do."""

from __future__ import annotations

from enum import StrEnum


class Waiting(StrEnum):
    """Why it is not sent yet."""

    send_at = "send_at"
    outcome_unknown = "outcome_unknown"
    quota = "quota"
    sent_again = "sent_again"


class Failed(StrEnum):
    """Why it will not be sent unless somebody does something."""

    never_accepted = "never_accepted"
    refused = "refused_by_gmail"
    too_large = "too_large"
    identity_not_verified = "identity_not_verified"
    author = "author_may_not_send"
    internal = "internal_error"


WAITING_ACTIONS: dict[str, str] = {
    Waiting.send_at: "Nothing to do: it is sent at its time. Until then it can be taken back.",
    Waiting.outcome_unknown: "Nothing to do: Gmail did not say whether it took the mail, so the Sent folder is "
    "searched before anything is sent again.",
    Waiting.quota: "Nothing to do: this mailbox has used its Gmail quota for the moment.",
    Waiting.sent_again: "Nothing to do: Gmail did not say whether it took the mail, and it is not in the Sent folder. "
    "It is looked for once more and then sent again; it cannot be taken back, for it may have left.",
    Failed.never_accepted: "Gmail answered none of several attempts, and the mail is not in the Sent folder. Try "
    "again.",
    Failed.refused: "Gmail refused this mail. Check its recipients and files, then try again.",
    Failed.too_large: "Gmail refused this mail for its size. Take it back, remove files and send it again.",
    Failed.identity_not_verified: "Gmail no longer lets the mailbox send from this address. Confirm it in Gmail, "
    "refresh the list of addresses, then try again.",
    Failed.author: "Its author may no longer send for this organisation. Retry sends it in your name; as a draft it "
    "becomes yours.",
    Failed.internal: "Something went wrong here before the mail was handed to Gmail. The dead letters under Operations "
    "say what. Take it back and change it, or try again.",
}

#: Where an earlier attempt had no answer, whatever the last one failed for.
MAY_HAVE_LEFT = (
    " An attempt had no answer: the mail may have left, though it was not in the Sent folder. Trying again looks there "
    "first; what you send anew from a draft may be a second one."
)

"""Gmail's system labels (guide "Manage labels") and which of them a client may set."""

from workspace_sim.mailbox.message import Label

SYSTEM_IDS = (
    "CHAT",
    "SENT",
    "INBOX",
    "IMPORTANT",
    "TRASH",
    "DRAFT",
    "SPAM",
    "CATEGORY_FORUMS",
    "CATEGORY_UPDATES",
    "CATEGORY_PERSONAL",
    "CATEGORY_PROMOTIONS",
    "CATEGORY_SOCIAL",
    "STARRED",
    "UNREAD",
)
NOT_APPLICABLE_BY_HAND = frozenset({"SENT", "DRAFT", "CHAT"})
HIDDEN_BY_DEFAULT = frozenset({"SPAM", "TRASH"})
MAX_LABELS = 10_000


def system_labels() -> dict[str, Label]:
    return {i: Label(i, i, "system", "hide", "labelHide") for i in SYSTEM_IDS}

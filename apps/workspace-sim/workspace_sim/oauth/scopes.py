"""Scopes the consent page knows, with the sentence it shows for each."""

BASE = "https://www.googleapis.com/auth/"
MAIL = "https://mail.google.com/"
READONLY = BASE + "gmail.readonly"
METADATA = BASE + "gmail.metadata"
MODIFY = BASE + "gmail.modify"
COMPOSE = BASE + "gmail.compose"
SEND = BASE + "gmail.send"
INSERT = BASE + "gmail.insert"
LABELS = BASE + "gmail.labels"
SETTINGS = BASE + "gmail.settings.basic"
SHARING = BASE + "gmail.settings.sharing"

SIGN_IN = {"openid", "email", "profile", BASE + "userinfo.email", BASE + "userinfo.profile"}
CANONICAL = {"email": BASE + "userinfo.email", "profile": BASE + "userinfo.profile"}
MEANING = {
    MAIL: "Read, compose, send and permanently delete all your email from Gmail",
    READONLY: "View your email messages and settings",
    METADATA: "View your email message metadata such as labels and headers, but not the email body",
    MODIFY: "Read, compose and send emails from your Gmail account",
    COMPOSE: "Manage drafts and send emails",
    SEND: "Send email on your behalf",
    INSERT: "Add emails into your Gmail mailbox",
    LABELS: "See and edit your email labels",
    SETTINGS: "See, edit, create or change your email settings and filters in Gmail",
    SHARING: "Manage your sensitive mail settings, including who can manage your mail",
}
KNOWN = SIGN_IN | set(MEANING)


def canonical(scopes: list[str]) -> list[str]:
    """Scopes as token responses name them, each once."""
    return list(dict.fromkeys(CANONICAL.get(scope, scope) for scope in scopes))

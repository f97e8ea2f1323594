"""Reply and forward prefixes as programs and languages write them."""

from workspace_sim.company.clients import Client

_OUTLOOK_REPLY = {
    "de": "AW",
    "en": "RE",
    "fr": "RE",
    "es": "RE",
    "ja": "RE",
    "zh": "答复",
    "ru": "RE",
    "ar": "RE",
    "he": "RE",
}
_OUTLOOK_FORWARD = {"de": "WG", "en": "FW", "fr": "TR", "es": "RV", "ja": "FW", "zh": "转发", "ru": "FW"}
_LEGACY_REPLY = {"de": "AW", "zh": "回复"}
_ANY = ("re: ", "aw: ", "答复: ", "回复: ", "sv: ")


def reply_subject(subject: str, client: Client, language: str, country: str = "") -> str:
    """Outlook replaces a known prefix with its own; the others leave a `Re:` and put theirs before anything else."""
    if client.key == "outlook":
        prefix = "SV" if country == "SE" else _OUTLOOK_REPLY[language]
        bare = subject
        while bare.lower().startswith(_ANY):
            bare = bare.partition(": ")[2]
        return f"{prefix}: {bare}"
    prefix = _LEGACY_REPLY.get(language, "Re") if client.key == "legacy" else "Re"
    return subject if subject.startswith((f"{prefix}: ", "Re: ", "RE: ")) else f"{prefix}: {subject}"


def forward_subject(subject: str, client: Client, language: str) -> str:
    prefix = _OUTLOOK_FORWARD.get(language, "FW") if client.block_quote else "Fwd"
    return f"{prefix}: {subject}"

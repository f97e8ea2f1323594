"""The mail programs people write with: what gives each away in the bytes."""

import uuid
from base64 import b32encode
from dataclasses import dataclass
from datetime import datetime
from random import Random
from typing import Literal

HtmlStyle = Literal["gmail", "word", "outlook-mobile", "apple", "thunderbird", "yahoo", ""]


@dataclass(frozen=True, slots=True)
class Client:
    key: str
    html: HtmlStyle
    """How its HTML looks; empty for plain text only."""
    order: tuple[str, ...]
    """The order it writes header fields in."""
    text_encoding: str
    html_encoding: str
    charset: str = "utf-8"
    flowed: bool = False
    block_quote: bool = False
    """Quotes below a From/Sent/To/Subject block instead of `> ` (Outlook)."""
    mailer: tuple[str, ...] = ()
    mailer_header: str = "X-Mailer"
    wrap: int = 0
    """Column its plain text is broken at; 0 leaves paragraphs on one line."""
    header_names: tuple[tuple[str, str], ...] = ()
    """Fields it spells in its own way."""


_GMAIL = ("MIME-Version", "References", "In-Reply-To", "From", "Date", "Message-ID", "Subject", "To", "Cc")
_EXCHANGE = (
    "From", "To", "Cc", "Subject", "Thread-Topic", "Thread-Index", "Date", "Message-ID", "References", "In-Reply-To",
    "Accept-Language", "Content-Language", "X-MS-Has-Attach", "X-MS-TNEF-Correlator", "Content-Type", "MIME-Version",
)  # fmt: skip
_APPLE = (
    "From",
    "Content-Type",
    "MIME-Version",
    "Subject",
    "Message-ID",
    "References",
    "In-Reply-To",
    "To",
    "Cc",
    "Date",
    "X-Mailer",
)
_MOZILLA = (
    "Message-ID",
    "Date",
    "MIME-Version",
    "User-Agent",
    "Subject",
    "Content-Language",
    "To",
    "Cc",
    "References",
    "From",
    "In-Reply-To",
)
_YAHOO = ("Date", "From", "To", "Cc", "Message-ID", "In-Reply-To", "References", "Subject", "MIME-Version")
_OLD = ("From", "To", "Cc", "References", "In-Reply-To", "Subject", "Date", "Message-ID", "MIME-Version")
_MOZILLA_AGENTS = (
    "Mozilla Thunderbird",
    "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Thunderbird/128.6.0",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:115.0) Gecko/20100101 Thunderbird/115.13.0",
)

CLIENTS: dict[str, Client] = {
    client.key: client
    for client in (
        Client("gmail", "gmail", _GMAIL, "auto", "auto", wrap=76),
        Client("outlook", "word", _EXCHANGE, "quoted-printable", "quoted-printable", "windows-1252", block_quote=True),
        Client("outlook-mobile", "outlook-mobile", _EXCHANGE, "base64", "base64", block_quote=True),
        Client(
            "apple-mail", "apple", _APPLE, "quoted-printable", "quoted-printable", flowed=True,
            mailer=("Apple Mail (2.3774.600.62)", "Apple Mail (2.3826.300.87)", "Apple Mail (2.3654.120.0.1.15)"),
            header_names=(("Message-ID", "Message-Id"), ("MIME-Version", "Mime-Version")),
        ),
        Client(
            "iphone", "apple", _APPLE, "quoted-printable", "quoted-printable",
            mailer=("iPhone Mail (21H16)", "iPhone Mail (22C152)", "iPhone Mail (20G81)"),
            header_names=(("Message-ID", "Message-Id"), ("MIME-Version", "Mime-Version")),
        ),
        Client(
            "thunderbird", "thunderbird", _MOZILLA, "8bit", "8bit", flowed=True, wrap=72,
            mailer=_MOZILLA_AGENTS, mailer_header="User-Agent",
        ),
        Client(
            "thunderbird-plain", "", _MOZILLA, "8bit", "8bit", flowed=True, wrap=72,
            mailer=_MOZILLA_AGENTS, mailer_header="User-Agent",
        ),
        Client("yahoo", "yahoo", _YAHOO, "auto", "quoted-printable", mailer=("WebService/1.1.22806 YMailNovation",)),
        Client("samsung", "gmail", _OLD, "base64", "base64", wrap=0),
        Client("legacy", "", _OLD, "auto", "auto", "iso-8859-1", wrap=72),
    )
}  # fmt: skip

# Old programs write the charset of their region; (charset, transfer encoding, X-Mailer)
LEGACY_CHARSETS = {
    "en": ("iso-8859-1", "7bit", "Roundcube Webmail/1.3.17"),
    "de": ("windows-1252", "quoted-printable", "Microsoft Windows Live Mail 16.4.3505.912"),
    "fr": ("iso-8859-15", "8bit", "SquirrelMail/1.4.22"),
    "es": ("windows-1252", "quoted-printable", "KMail/4.14.10"),
    "ja": ("iso-2022-jp", "7bit", "Becky! ver. 2.75.04 [ja]"),
    "ru": ("koi8-r", "8bit", "The Bat! (v7.4.16) Professional"),
    "zh": ("gb2312", "base64", "Foxmail 7.2.25.254[cn]"),
    "ar": ("windows-1256", "base64", "Microsoft Outlook Express 6.00.2900.5931"),
    "he": ("windows-1255", "quoted-printable", "Microsoft Outlook Express 6.00.2900.5931"),
}
_OUTLOOK_CHARSETS = {
    "ja": "iso-2022-jp",
    "zh": "gb2312",
    "ru": "koi8-r",
    "he": "windows-1255",
    "ar": "windows-1256",
}


def charset_of(client: Client, language: str) -> str:
    """The charset this client writes the language in."""
    if client.key == "legacy":
        return LEGACY_CHARSETS[language][0]
    if client.key == "outlook":
        return _OUTLOOK_CHARSETS.get(language, client.charset)
    return client.charset


def message_id(client: str, address: str, moment: datetime, rng: Random) -> str:
    """A Message-ID in the style of the client. The address's domain makes up the right side where clients use it."""
    domain = address.rpartition("@")[2]
    bits = rng.getrandbits(128)
    if client == "gmail":
        left = f"CA{rng.choice('+FEHKLMOPD')}{b32encode(bits.to_bytes(16)).decode().rstrip('=').lower()}"
        return f"<{left}{rng.choice('-=_')}{rng.getrandbits(40):08x}@mail.gmail.com>"
    if client in ("outlook", "outlook-mobile"):
        site = rng.choice(("AM", "DB", "VI", "PH", "BY", "SJ"))
        pod = f"{site}{rng.randrange(10)}PR{rng.randrange(10, 20)}MB{rng.randrange(1000, 9999)}"
        return f"<{pod}{bits:032X}@{pod}.eurprd{rng.randrange(10, 20)}.prod.outlook.com>"
    if client == "yahoo":
        return f"<{rng.randrange(10**8, 2 * 10**9)}.{bits % 10**7}.{int(moment.timestamp() * 1000)}@mail.yahoo.com>"
    if client in ("apple-mail", "iphone"):
        return f"<{str(uuid.UUID(int=bits)).upper()}@{domain}>"
    if client == "samsung":
        left = b32encode(bits.to_bytes(16)).decode().rstrip("=").lower()
        return f"<{left}.{int(moment.timestamp() * 1000)}@email.android.com>"
    if client == "legacy":
        return f"<{moment:%Y%m%d%H%M%S}.{bits % 16**8:08X}.{bits >> 100:04X}@{domain}>"
    return f"<{uuid.UUID(int=bits)}@{domain}>"

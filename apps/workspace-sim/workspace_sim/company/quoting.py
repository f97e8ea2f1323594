"""How programs and languages introduce the mail they quote, and how they mark it."""

from datetime import datetime
from html import escape

from workspace_sim.company.clients import Client
from workspace_sim.company.facts import MONTHS
from workspace_sim.company.headers import local
from workspace_sim.company.letter import Mailbox, Sent, Writer

_SHORT_DAYS = {
    "en": "Mon Tue Wed Thu Fri Sat Sun",
    "de": "Mo. Di. Mi. Do. Fr. Sa. So.",
    "fr": "lun. mar. mer. jeu. ven. sam. dim.",
    "es": "lun mar mié jue vie sáb dom",
    "ja": "月 火 水 木 金 土 日",
    "ru": "пн вт ср чт пт сб вс",
    "zh": "周一 周二 周三 周四 周五 周六 周日",
    "ar": "الاثنين الثلاثاء الأربعاء الخميس الجمعة السبت الأحد",
    "he": "ב׳ ג׳ ד׳ ה׳ ו׳ ש׳ א׳",
}
_LONG_DAYS = {
    "en": "Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
    "de": "Montag Dienstag Mittwoch Donnerstag Freitag Samstag Sonntag",
    "fr": "lundi mardi mercredi jeudi vendredi samedi dimanche",
    "es": "lunes martes miércoles jueves viernes sábado domingo",
}
_DAYS = {language: tuple(words.split()) for language, words in _SHORT_DAYS.items()}
_FULL_DAYS = {language: tuple(words.split()) for language, words in _LONG_DAYS.items()}
# From, Sent, To, Cc, Subject
_BLOCK_LABELS = {
    "en": ("From", "Sent", "To", "Cc", "Subject"),
    "de": ("Von", "Gesendet", "An", "Cc", "Betreff"),
    "fr": ("De", "Envoyé", "À", "Cc", "Objet"),
    "es": ("De", "Enviado el", "Para", "CC", "Asunto"),
    "ja": ("差出人", "送信日時", "宛先", "CC", "件名"),
    "ru": ("От", "Отправлено", "Кому", "Копия", "Тема"),
    "zh": ("发件人", "发送时间", "收件人", "抄送", "主题"),
    "ar": ("من", "تاريخ الإرسال", "إلى", "نسخة", "الموضوع"),
    "he": ("מאת", "נשלח", "אל", "עותק", "נושא"),
}
_ORIGINAL = {
    "en": "-----Original Message-----",
    "de": "-----Ursprüngliche Nachricht-----",
    "fr": "-----Message d'origine-----",
    "es": "-----Mensaje original-----",
}


_FRENCH_MONTHS = ("janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc.")


def _month(language: str, t: datetime, letters: int) -> str:
    if language == "fr":
        return _FRENCH_MONTHS[t.month - 1]
    name = MONTHS[language][t.month - 1]
    return name[:letters] + ("." if language in ("de", "ru") and len(name) > letters else "")


def _clock(t: datetime) -> str:
    return f"{t.hour % 12 or 12}:{t.minute:02} {'AM' if t.hour < 12 else 'PM'}"


def gmail_attribution(language: str, t: datetime, who: str) -> str:
    """Gmail's `On … wrote:` in the language of the writer's account. `who` is `Name <address>`."""
    weekday = _DAYS[language][t.weekday()]
    hm = f"{t.hour:02}:{t.minute:02}"
    match language:
        case "de":
            return f"Am {weekday}, {t.day}. {_month('de', t, 3)} {t.year} um {hm} Uhr schrieb {who}:"
        case "fr":
            return f"Le {weekday} {t.day} {_month('fr', t, 4)} {t.year} à {hm}, {who} a écrit :"
        case "es":
            return f"El {weekday}, {t.day} {_month('es', t, 3)} {t.year} a las {t.hour}:{t.minute:02}, {who} escribió:"
        case "ja":
            return f"{t.year}年{t.month}月{t.day}日({weekday}) {t.hour}:{t.minute:02} {who}:"
        case "zh":
            return f"{who} 于{t.year}年{t.month}月{t.day}日{weekday} {hm}写道:"
        case "ru":
            return f"{weekday}, {t.day} {_month('ru', t, 3)} {t.year} г. в {hm}, {who}:"
        case "ar":
            return f"في {weekday}، {t.day} {_month('ar', t, 9)} {t.year} في {hm} تمت كتابة ما يلي بواسطة {who}:"
        case "he":
            return f"\u202bבתאריך יום {weekday}, {t.day} {_month('he', t, 9)} {t.year} ב-{hm} מאת {who}:\u202c"
    return f"On {weekday}, {_month('en', t, 3)} {t.day}, {t.year} at {_clock(t)} {who} wrote:"


def plain_attribution(language: str, t: datetime, who: str, *, apple: bool) -> str:
    """Apple Mail's and Thunderbird's line. `who` is the name, for Apple with the address."""
    hm = f"{t.hour:02}:{t.minute:02}"
    match language:
        case "de":
            return f"Am {t.day:02}.{t.month:02}.{t.year if apple else t.year % 100} um {hm} schrieb {who}:"
        case "fr":
            return (
                f"Le {t.day} {_month('fr', t, 4)} {t.year} à {hm}, {who} a écrit :"
                if apple
                else (f"Le {t.day:02}/{t.month:02}/{t.year} à {hm}, {who} a écrit :")
            )
        case "es":
            return f"El {t.day}/{t.month}/{t.year % 100} a las {hm}, {who} escribió:"
        case "ja":
            return (
                f"{t.year}/{t.month:02}/{t.day:02} {hm}、{who}のメール:"
                if apple
                else f"On {t.year}/{t.month:02}/{t.day:02} {hm}, {who} wrote:"
            )
        case "zh":
            return f"{t.year}年{t.month}月{t.day}日 {hm}，{who} 写道："
        case "ru":
            return f"{t.day:02}.{t.month:02}.{t.year} {hm}, {who} пишет:"
        case "he":
            return f"ב-{t.day}.{t.month}.{t.year}, בשעה {hm}, {who} כתב/ה:"
        case "ar":
            return f"في {t.day}/{t.month}/{t.year} {hm}، كتب {who}:"
    if apple:
        return f"On {t.day} {_month('en', t, 3)} {t.year}, at {hm}, {who} wrote:"
    return f"On {t.month}/{t.day}/{t.year % 100} {_clock(t)}, {who} wrote:"


def _outlook_date(language: str, t: datetime) -> str:
    days, hm = _FULL_DAYS.get(language), f"{t.hour:02}:{t.minute:02}"
    if language == "de" and days:
        return f"{days[t.weekday()]}, {t.day}. {MONTHS['de'][t.month - 1]} {t.year} {hm}"
    if language in ("fr", "es") and days:
        joiner = " de " if language == "es" else " "
        return (
            f"{days[t.weekday()]}{',' if language == 'es' else ''} "
            f"{t.day}{joiner}{MONTHS[language][t.month - 1]}{joiner}{t.year} {hm}"
        )
    if language == "en" and days:
        return f"{days[t.weekday()]}, {MONTHS['en'][t.month - 1]} {t.day}, {t.year} {_clock(t)}"
    return f"{t.year}-{t.month:02}-{t.day:02} {hm}"


def _named(person: Mailbox) -> str:
    name, address = person
    return f"{name} <{address}>" if name else address


def block(language: str, parent: Sent, offset: int) -> list[tuple[str, str]]:
    """Outlook's label and value lines above a quoted mail."""
    labels = _BLOCK_LABELS[language]
    t = local(parent.date, offset)
    rows = [
        (labels[0], _named(parent.author)),
        (labels[1], _outlook_date(language, t)),
        (labels[2], "; ".join(map(_named, parent.to))),
        (labels[3], "; ".join(map(_named, parent.cc))),
        (labels[4], parent.subject),
    ]
    return [row for row in rows if row[1]]


def forward_rows(parent: Sent, offset: int) -> list[tuple[str, str]]:
    """The lines Gmail puts between its forward marker and the mail."""
    t = local(parent.date, offset)
    date = f"{_DAYS['en'][t.weekday()]}, {_month('en', t, 3)} {t.day}, {t.year} at {_clock(t)}"
    rows = [
        ("From", _named(parent.author)),
        ("Date", date),
        ("Subject", parent.subject),
        ("To", ", ".join(map(_named, parent.to))),
        ("Cc", ", ".join(map(_named, parent.cc))),
    ]
    return [row for row in rows if row[1]]


def attribution(client: Client, writer: Writer, parent: Sent) -> str:
    """The line `client` puts above its quote of `parent`."""
    t = local(parent.date, writer.utc_offset)
    if client.html in ("gmail", "yahoo") or client.key == "samsung":
        return gmail_attribution(writer.language, t, _named(parent.author))
    apple = client.html == "apple"
    who = _named(parent.author) if apple else parent.author[0] or parent.author[1]
    return plain_attribution(writer.language, t, who, apple=apple)


def quote_lines(text: str) -> str:
    """`text` with `> ` before every line; deeper levels without the space (RFC 3676 §4.5)."""
    return "\n".join(">" + line if line.startswith(">") else "> " + line if line else ">" for line in text.split("\n"))


def quoted_text(client: Client, writer: Writer, parent: Sent, *, forward: bool) -> str:
    """The plain-text history below a reply or a forward."""
    body = parent.text.rstrip("\n")
    if client.block_quote:
        bar = "________________________________" if client.key == "outlook-mobile" else ""
        rows = "\n".join(f"{label}: {value}" for label, value in block(writer.language, parent, writer.utc_offset))
        marker = bar or _ORIGINAL.get(writer.language, "")
        return f"{marker}\n{rows}\n\n{body}".lstrip("\n")
    if forward:
        rows = "\n".join(f"{label}: {value}" for label, value in forward_rows(parent, writer.utc_offset))
        return f"---------- Forwarded message ---------\n{rows}\n\n\n{body}"
    return f"{attribution(client, writer, parent)}\n{quote_lines(body)}"


def inner_html(parent: Sent) -> str:
    """The quoted mail's HTML; made from its text when it had none."""
    return parent.html or escape(parent.text.rstrip("\n"), quote=False).replace("\n", "<br>\r\n")

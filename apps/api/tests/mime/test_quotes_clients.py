"""How mail programs introduce what they quote: as many as there are, and the simulator's writers in nine languages."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from workspace_sim.company import compose, generate, sample_company

from app.mime import parse_mail
from app.mime.quotes import find_quote

pytestmark = pytest.mark.quick
_BLOCK = (
    "From: Ann Lee <ann@customer.example>\nSent: Tuesday, March 3, 2026 10:00 AM\nTo: Support\nSubject: Printer\n\nOld"
)
HISTORY = {
    "proton": "On Tuesday, March 3rd, 2026 at 10:00 AM, Ann Lee <ann@customer.example> wrote:\n\n> Old",
    "zoho": "---- On Tue, 03 Mar 2026 10:00:00 +0100 Ann Lee <ann@customer.example> wrote ---\n\nOld",
    "gmx": "Gesendet: Dienstag, 3. März 2026 um 10:00 Uhr\nVon: \"Ann Lee\" <ann@customer.example>\n"
           "An: s@acme.example\nBetreff: Drucker\nOld",
    "lotus notes": "From:\tAnn Lee <ann@customer.example>\nTo:\tsupport@acme.example\nDate:\t03.03.2026 10:00\n"
                   "Subject:\tPrinter\n\nOld",
    "qq": "------------------&nbsp;原始邮件&nbsp;------------------\n发件人: \"Ann\" <ann@customer.example>;\n"
          "发送时间: 2026年3月3日(星期二) 上午10:00\n收件人: \"Support\" <s@acme.example>;\n主题: 打印机\n\nOld",
    "netease": "在 2026-03-03 10:00:00，\"Ann\" <ann@customer.example> 写道：\n\nOld",
    "samsung": "-------- Original message --------\nFrom: Ann Lee <ann@customer.example>\nDate: 03/03/2026 10:00\n"
               "To: s@acme.example\nSubject: Printer\n\nOld",
    "samsung german": "-------- Ursprüngliche Nachricht --------\nVon: Ann Lee <ann@customer.example>\n"
                      "Datum: 03.03.26 10:00\nOld",
    "mail.ru": "Вторник, 3 марта 2026, 10:00 +03:00 от Ann Lee <ann@customer.example>:\n>Old",
    "yandex": "03.03.2026, 10:00, \"Ann Lee\" <ann@customer.example>:\n> Old",
    "owa": "________________________________\n" + _BLOCK,
    "outlook mobile": "Get Outlook for iOS<https://aka.ms/o0ukef>\n________________________________\n" + _BLOCK,
    "windows mail": "Sent from Mail for Windows\n\n" + _BLOCK,
    "blackberry": "-----Original Message-----\n" + _BLOCK,
    "outlook bold": "*From:* Ann Lee <ann@customer.example>\n*Sent:* Tuesday, March 3, 2026 10:00 AM\n*To:* Support\n"
                    "*Subject:* Printer\n\nOld",
    "outlook dutch": "Van: Ann Lee <ann@customer.example>\nVerzonden: dinsdag 3 maart 2026 10:00\nAan: Support\n"
                     "Onderwerp: Printer\n\nOld",
    "outlook italian": "Da: Ann Lee <ann@customer.example>\nInviato: martedì 3 marzo 2026 10:00\nA: Support\n"
                       "Oggetto: Stampante\n\nOld",
    "outlook polish": "Od: Ann Lee <ann@customer.example>\nWysłano: wtorek, 3 marca 2026 10:00\nDo: Support\n"
                      "Temat: Drukarka\n\nOld",
    "outlook portuguese": "De: Ann Lee <ann@customer.example>\nEnviada em: terça-feira, 3 de março de 2026 10:00\n"
                          "Para: Support\nAssunto: Impressora\n\nOld",
    "outlook swedish": "Från: Ann Lee <ann@customer.example>\nSkickat: den 3 mars 2026 10:00\nTill: Support\n"
                       "Ämne: Skrivare\n\nOld",
    "outlook czech": "Od: Ann Lee <ann@customer.example>\nOdesláno: úterý 3. března 2026 10:00\nKomu: Support\n"
                     "Předmět: Tiskárna\n\nOld",
    "outlook korean": "보낸 사람: Ann Lee <ann@customer.example>\n보낸 날짜: 2026년 3월 3일 화요일 10:00\n"
                      "받는 사람: Support\n"
                      "제목: 프린터\n\nOld",
    "yahoo": "    On Tuesday, March 3, 2026 at 10:00:00 AM GMT+1, Ann Lee <ann@customer.example> wrote:  \n \n Old",
    "gmail wrapped": "On Tue, Mar 3, 2026 at 10:00 AM Ann Lee A Long Name <\nann@customer.example> wrote:\n\n> Old",
    "apple": "> On 3 Mar 2026, at 10:00, Ann Lee <ann@customer.example> wrote:\n> \n> Old",
    "gmail hungarian": "Ann Lee <ann@customer.example> ezt írta (időpont: 2026. márc. 3., K, 10:00):\n\n> Old",
    "gmail turkish": "Ann Lee <ann@customer.example>, 3 Mar 2026 Sal, 10:00 tarihinde şunu yazdı:\n\n> Old",
    "gmail korean": "2026년 3월 3일 (화) 오전 10:00, Ann Lee <ann@customer.example>님이 작성:\n\n> Old",
    "thunderbird danish": "Den 03-03-2026 kl. 10:00 skrev Ann Lee:\n> Old",
    "forwarded": "---------- Forwarded message ---------\nFrom: Ann Lee <ann@customer.example>\nDate: Tue, 3 Mar 2026\n"
                 "Subject: Printer\nTo: <s@acme.example>\n\nOld",
}  # fmt: skip


@pytest.mark.parametrize("name", HISTORY)
def test_history_is_found(name: str) -> None:
    text = f"It works now.\nThank you: Bo\n\n{HISTORY[name]}".replace("&nbsp;", "\xa0")
    quote = find_quote(text)
    assert [text[start:end] for start, end in quote.new_ranges] == ["It works now.\nThank you: Bo"]


@pytest.mark.parametrize(
    "text",
    [
        "From: the factory\nThe printer came late.",
        "He wrote: it burns.\nI wrote: call them.",
        "On Monday we start.\nNote:\nbring paper",
        "Please send it\nTo: Bo\nthanks",
        "-- is no signature when words follow",
        "The dates:\n3.3.2026 10:00, room 5:\nAnn comes",
    ],
)
def test_words_that_only_look_like_it_are_the_authors(text: str) -> None:
    quote = find_quote(text)
    assert [text[start:end] for start, end in quote.new_ranges] == [text]
    assert quote.signature is None


def test_every_client_of_the_simulator(monkeypatch: pytest.MonkeyPatch) -> None:
    written: dict[str, tuple[str, str]] = {}
    plain_body = compose.plain_body

    def recorded(letter: compose.Letter, client: compose.Client) -> str:
        text = plain_body(letter, client)
        if letter.parent is not None and not letter.forward:
            history = compose.quoted_text(client, letter.writer, letter.parent, forward=False)
            written["".join(text.split())] = (text[: text.rindex(history)], f"{client.key}/{letter.writer.language}")
        return text

    monkeypatch.setattr(compose, "plain_body", recorded)
    now = datetime(2026, 3, 3, tzinfo=UTC)
    wrong, kinds, checked = [], set(), 0
    for generated in list(generate(sample_company(), seed=4, messages=1200, now=now)):
        mail = parse_mail(generated.raw)
        new, kind = written.get("".join(mail.body_text.split()), ("", ""))
        if not kind:
            continue
        checked += 1
        kinds.add(kind)
        ranges = [*mail.quote.new_ranges, *([mail.quote.signature] if mail.quote.signature else [])]
        found = "".join(mail.body_text[start:end] for start, end in ranges)
        if found.split() != new.split() and "".join(found.split()) != "".join(new.split()):
            wrong.append(kind)
    assert checked > 500
    assert len(kinds) > 20
    assert wrong == []

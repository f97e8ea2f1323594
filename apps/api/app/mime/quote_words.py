"""What mail clients write around quotes, by language. Seen in real mail; each line a family of clients."""

from __future__ import annotations

import re

# The verb that ends an attribution: "On Mon, Jan 5, 2026 at 10:00 AM Ann <ann@x> wrote:".
_WROTE = (
    r"wrote|writes|said|schrieb(?:en)?(?: Folgendes| folgendes)?|hat (?:am .{4,60} )?geschrieben|a écrit|escribió|"
    r"escribio|"
    r"ha scritto|escreveu|schreef|skrev|kirjoitti|napisał(?:\(a\)|a)?|napsal(?:\(a\)|a)?|napísal(?:\(a\)|a)?|"
    r"пише|написал(?:\(а\)|а)?|пишет|писал(?:\(а\)|а)?|написав|έγραψε|yazdı|şunları yazdı|şöyle yazdı|írta|ezt "
    r"írta|a scris|"
    r"va escriure|napisao je|je napisal(?:/-a|a)?|написа|כתב(?:/ה|ה)?|كتب|写道|寫道|于.{4,80}写道|のメール|"
    r"が書きました|"
    r"(?:님이|님께서|님이\s*)?작성|viết|đã viết|เขียนว่า|menulis|parašė|rakstīja|kirjutas|skrifaði|написал\(а\)"
)
# An attribution ends its line with a colon; Thai, Japanese, Chinese and Korean have no space before the verb.
COLON_END = re.compile(r"[:\uff1a][ \t\xa0]*(?=\n|\Z)")
_WROTE_END = re.compile(
    rf"(?:{_WROTE})(?: \(időpont: [^\n]{{5,60}}\))?[^\n:]{{0,80}}\s?[:\uff1a][ \t\xa0]*\Z", re.IGNORECASE
)
# Every alternative of `_WROTE` begins with one of these, lower-case. To look for them and try the expression only
# there is a hundred times faster than to let it try its alternatives at every letter of a line.
_WROTE_STEMS = (
    "wrote", "writes", "said", "schrieb", "hat ", "a écrit", "escribi", "ha scritto", "escreveu", "schreef", "skrev",
    "kirjoitti", "napisa", "napsal", "napísal", "пише", "написа", "писал", "έγραψε", "yazdı", "şunları", "şöyle",
    "írta", "ezt ", "a scris", "va escriure", "je napisal", "כתב", "كتب", "写道", "寫道", "于", "のメール",
    "が書きました", "님", "작성", "viết", "đã ", "เขียนว่า", "menulis", "parašė", "rakstīja", "kirjutas", "skrifaði",
)  # fmt: skip
# Hebrew and Arabic lines end in an invisible mark of direction.
ADDRESSED = re.compile(r"<[^<>\s@]+@[^<>\s@]+>[ \t]*[:\uff1a][ \t\u200e\u200f\u202a-\u202e]*\Z")
CLOCK = re.compile(r"\b\d{1,2}[:.h]\d\d\b")
DATED = re.compile(r"[ \t(\[]*(?:\w{2,12}\.?,? )?\d")
STARTS = re.compile(
    r"\s*(?:On|Am|Le|El|Il|Em|A|Op|Den|På|Ons|Tir|Man|Tor|Fre|Lør|Søn|W dniu|Dnia|Dne|Dňa|V|В|Вт|Ср|Чт|Пт|Сб|Вс|Пн|"
    r"At|In|"
    r"Στις|Tarihinde|Pe|La|În data de|Dana|Ne|На|ב|בתאריך|في|在|于|Vào|เมื่อ|Pada|"
    r"\d{1,4}[./ -]|\w{2,12},? \d{1,2}|[\"'<]?[\w.+'-]+ ?[^\n]{0,60}<[^<>\n]+@|\w+,? [^\n]{0,60}\d{4}|20\d\d)",
    re.IGNORECASE,
)


def says_wrote(text: str, start: int, end: int) -> bool:
    """Whether `text[start:end]` ends like an attribution: a verb of writing, at most a few words, a colon."""
    low = text[start:end].lower()
    if len(low) != end - start:
        return _WROTE_END.search(text, start, end) is not None
    for stem in _WROTE_STEMS:
        at = low.find(stem)
        while at >= 0:
            if _WROTE_END.match(text, start + at, end):
                return True
            at = low.find(stem, at + 1)
    return False


SEPARATOR = re.compile(
    r"^[ \t]*(?:"
    r"-{3,} ?(?:On|Am|Le|El|Il) [^\n]{10,250} (?:wrote|schrieb|a écrit|escribió|ha scritto) ?-{3,}|"
    r"[-_=*]{2,}[ \t\xa0]*(?:Original Message|Original Appointment|Forwarded (?:message|by [^\n]{0,60})|Reply Message|"
    r"Reply Separator|"
    r"Ursprüngliche (?:Nachricht|Mail)|Original-?Nachricht|Originalnachricht|Weitergeleitete Nachricht|"
    r"Message d'origine|Message original|Message transféré|Courriel original|Mensaje original|Mensaje reenviado|"
    r"Messaggio originale|Messaggio inoltrato|Mensagem original|Mensagem encaminhada|Oorspronkelijk bericht|"
    r"Doorgestuurd bericht|Oprindelig meddelelse|Originalmeddelelse|Opprinnelig melding|Ursprungligt meddelande|"
    r"Originalmeddelande|"
    r"Vidarebefordrat meddelande|Alkuperäinen viesti|Wiadomość oryginalna|Oryginalna wiadomość|Wiadomość "
    r"przekazana|Původní zpráva|"
    r"Přeposlaná zpráva|Eredeti üzenet|Исходное сообщение|Пересылаемое сообщение|Оригинальное сообщение|Orijinal "
    r"(?:Mesaj|İleti)|"
    r"Αρχικό μήνυμα|원본 메시지|原始邮件|原始郵件|邮件原件|Original|元のメッセージ|"
    r"転送メッセージ)[ \t\xa0]*[-_=*]*[ \t]*"
    r"|(?:Begin forwarded message|Anfang der weitergeleiteten (?:Nachricht|E-Mail)|Début du message (?:réexpédié|"
    r"transféré)|"
    r"Inizio messaggio inoltrato|Inicio del mensaje reenviado|Início da mensagem reencaminhada|Begin doorgestuurd "
    r"bericht|"
    r"Vidarebefordrat mejl|Videresendt besked|Начало переадресованного (?:сообщения|письма)|転送されたメッセージ)[ "
    r"\t]*:"
    r")[ \t]*$",
    re.MULTILINE | re.IGNORECASE,
)
_FROM = (
    r"From|Von|De|Da|Van|Från|Fra|Lähettäjä|Od|От|От кого|Від|Kimden|Gönderen|Από|Feladó|De la|Expéditeur|"
    r"Mittente|Remitente|发件人|寄件者|寄件人|差出人|보낸\s?사람|מאת|من"
)
_SENT = (
    r"Sent|Date|Gesendet|Datum|Envoyé|Enviado(?: el| em)?|Fecha|Data|Inviato|Verzonden|Skickat|Sendt|Dato|"
    r"Lähetetty|Päivä(?:ys)?|"
    r"Wysłano|Odesláno|Poslané|Отправлено|Дата|Надіслано|Gönderildi|Tarih|Στάλθηκε|Ημερομηνία|Elküldve|Dátum|Trimis|"
    r"发送时间|发送日期|日期|傳送時間|寄件日期|送信日時|日時|보낸\s?날짜|날짜|נשלח|תאריך|تاريخ"
)
_TO = (
    r"To|An|À|A|Para|Aan|Till|Til|Vastaanottaja|Do|Komu|Кому|Кому|Kime|Alıcı|Προς|Címzett|Către|Destinataire|"
    r"Destinatario|收件人|收件者|宛先|받는\s?사람|אל|إلى"
)
_SUBJECT = (
    r"Subject|Betreff|Objet|Asunto|Oggetto|Assunto|Onderwerp|Ämne|Emne|Aihe|Temat|Předmět|Predmet|Тема|Konu|Θέμα|Tárgy|Subiect|"
    r"主题|主旨|件名|제목|נושא|الموضوع"
)
_COLON = r"[ \t]*\*?[ \t]*[:\uff1a]\*?"
BLOCK_FIRST = re.compile(rf"^[ \t]*\*?(?:{_FROM}|{_SENT}){_COLON}[ \t]*\S", re.MULTILINE | re.IGNORECASE)
BLOCK_KEYS = re.compile(
    rf"[ \t]*\*?(?:(?P<from>{_FROM})|(?P<sent>{_SENT})|(?P<to>{_TO})|(?P<subject>{_SUBJECT})|(?P<cc>Cc|CC|Kopie|"
    rf"Copie|Copia|抄送)){_COLON}",
    re.IGNORECASE,
)
MOBILE = re.compile(
    r"^[ \t]*[-_*]*[ \t]*(?:Sent (?:from|with|via) (?:my |the )?[^\n,;!?]{2,50}|Get Outlook for [^\n,;!?]{2,50}|"
    r"Von meine[mr] [^\n]{2,40} gesendet|"
    r"Gesendet (?:von|mit|über) [^\n,;!?]{2,50}|Diese Nachricht wurde von meinem [^\n,;!?]{2,50}|Envoyé (?:de|"
    r"depuis|à partir d[eu']) ?[^\n,;!?]{2,50}|"
    r"Enviado (?:desde|do|a partir do|de) [^\n,;!?]{2,50}|Inviato da(?:l)? [^\n,;!?]{2,50}|Verzonden (?:vanaf|met|"
    r"van) [^\n,;!?]{2,50}|"
    r"Skickat från [^\n,;!?]{2,50}|Sendt fra [^\n,;!?]{2,50}|Lähetetty [^\n,;!?]{2,50}|Wysłan[eo] z [^\n"
    r",;!?]{2,50}|Odesláno z [^\n,;!?]{2,50}|"
    r"Отправлено (?:с|из) [^\n,;!?]{2,50}|[^\n]{2,40}から送信|发自我的\s?[^\n]{2,40}|[^\n]{2,40}에서 보냄|"
    r"iPhone['’]?(?:umdan|dan) gönderildi|"
    r"Outlook für (?:iOS|Android)[^\n]{0,40}|Outlook pour (?:iOS|Android)[^\n]{0,40})[ \t]*$",
    re.MULTILINE | re.IGNORECASE,
)

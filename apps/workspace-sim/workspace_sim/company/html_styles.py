"""The HTML each mail program makes of the same few paragraphs, and of the mail it quotes."""

from html import escape

from workspace_sim.company.clients import Client
from workspace_sim.company.letter import Letter, Sent
from workspace_sim.company.quoting import attribution, block, forward_rows, inner_html

_RTL = ("ar", "he")
_WORD_HEAD = """<html xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" \
xmlns:w="urn:schemas-microsoft-com:office:word" xmlns:m="http://schemas.microsoft.com/office/2004/12/omml" \
xmlns="http://www.w3.org/TR/REC-html40">
<head>
<meta http-equiv="Content-Type" content="text/html; charset=CHARSET">
<meta name="Generator" content="Microsoft Word 15 (filtered medium)">
<style><!--
/* Font Definitions */
@font-face
\t{font-family:"Cambria Math";
\tpanose-1:2 4 5 3 5 4 6 3 2 4;}
@font-face
\t{font-family:Calibri;
\tpanose-1:2 15 5 2 2 2 4 3 2 4;}
@font-face
\t{font-family:Aptos;}
/* Style Definitions */
p.MsoNormal, li.MsoNormal, div.MsoNormal
\t{margin:0cm;
\tfont-size:11.0pt;
\tfont-family:"Calibri",sans-serif;
\tmso-ligatures:standardcontextual;
\tmso-fareast-language:EN-US;}
a:link, span.MsoHyperlink
\t{mso-style-priority:99;
\tcolor:#0563C1;
\ttext-decoration:underline;}
span.E-MailFormatvorlage17, span.EmailStyle17
\t{mso-style-type:personal-compose;
\tfont-family:"Calibri",sans-serif;
\tcolor:windowtext;}
.MsoChpDefault
\t{mso-style-type:export-only;
\tfont-size:10.0pt;}
@page WordSection1
\t{size:612.0pt 792.0pt;
\tmargin:70.85pt 70.85pt 2.0cm 70.85pt;}
div.WordSection1
\t{page:WordSection1;}
--></style><!--[if gte mso 9]><xml>
<o:shapedefaults v:ext="edit" spidmax="1026" />
</xml><![endif]-->
</head>
"""
_IMAGE = '<img src="cid:{cid}" alt="{alt}" width="{width}">'


def _breaks(text: str) -> str:
    return escape(text, quote=False).replace("\n", "<br>\r\n")


def picture(cid: str, alt: str, width: int = 420) -> str:
    return _IMAGE.format(cid=cid, alt=escape(alt), width=width)


def gmail(letter: Letter, client: Client, images: str, logo: str) -> str:
    side = "rtl" if letter.writer.language in _RTL else "ltr"
    body = "<br><br>".join(_breaks(p) for p in letter.paragraphs)
    html = f'<div dir="{side}"><div dir="{side}">{body}</div>'
    if images:
        html += f"<div><br></div><div>{images}<br></div>"
    signature = "<br>".join(escape(line, quote=False) for line in letter.writer.signature)
    if signature or logo:
        html += (
            '<div><br clear="all"></div><br><span class="gmail_signature_prefix">-- </span><br>'
            f'<div dir="{side}" class="gmail_signature" data-smartmail="gmail_signature"><div '
            f'dir="{side}">{logo}{signature}</div></div>'
        )
    if letter.writer.mobile_line:
        html += (
            f'<div><br></div><div id="composer_signature"><div '
            f'style="font-size:14px;color:#686868">{escape(letter.writer.mobile_line)}</div></div>'
        )
    html += "</div>"
    if letter.parent is None:
        return html + "\r\n"
    if letter.forward:
        pairs = forward_rows(letter.parent, letter.writer.utc_offset)
        rows = "<br>".join(f"{escape(label)}: {escape(value)}" for label, value in pairs)
        return (
            f'{html}<br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">---------- Forwarded message '
            f"---------<br>"
            f"{rows}<br></div><br><br>{inner_html(letter.parent)}</div>\r\n"
        )
    line = escape(attribution(client, letter.writer, letter.parent), quote=False)
    return (
        f'{html}<br><div class="gmail_quote gmail_quote_container"><div dir="{side}" '
        f'class="gmail_attr">{line}<br></div>'
        '<blockquote class="gmail_quote" style="margin:0px 0px 0px 0.8ex;border-left:1px solid '
        'rgb(204,204,204);padding-left:1ex">\r\n'
        f"{inner_html(letter.parent)}</blockquote></div>\r\n"
    )


def _word_paragraph(text: str, span: str = "") -> str:
    inner = _breaks(text) if text else "&nbsp;"
    return f"<p class=MsoNormal>{f'<span {span}>{inner}</span>' if span else inner}<o:p></o:p></p>\r\n"


def _word_history(letter: Letter, parent: Sent) -> str:
    rows = "<br>\r\n".join(
        f"<b>{escape(k)}:</b> {escape(v)}" for k, v in block(letter.writer.language, parent, letter.writer.utc_offset)
    )
    return (
        "<div><div style='border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm'>\r\n"
        f"<p class=MsoNormal>{rows}<o:p></o:p></p></div></div>\r\n<p "
        f"class=MsoNormal><o:p>&nbsp;</o:p></p>\r\n{inner_html(parent)}\r\n"
    )


def word(letter: Letter, client: Client, images: str, logo: str) -> str:
    """Outlook for Windows: Word HTML."""
    pieces: list[str] = []
    for paragraph in letter.paragraphs:
        pieces += (_word_paragraph(paragraph), _word_paragraph(""))
    if images:
        pieces.append(f"<p class=MsoNormal>{images}<o:p></o:p></p>\r\n")
    grey = "style='font-size:10.0pt;font-family:\"Arial\",sans-serif;color:#44546A'"
    pieces += [_word_paragraph(line, grey) for line in letter.writer.signature]
    if logo:
        pieces.append(f"<p class=MsoNormal>{logo}<o:p></o:p></p>\r\n")
    if letter.writer.disclaimer:
        pieces.append(_word_paragraph(letter.writer.disclaimer, "style='font-size:7.5pt;color:gray'"))
    if letter.parent is not None:
        pieces += (_word_paragraph(""), _word_history(letter, letter.parent))
    side = " dir=RTL" if letter.writer.language in _RTL else ""
    return f"<div class=WordSection1{side}>\r\n{''.join(pieces)}</div>\r\n"


def outlook_mobile(letter: Letter, client: Client, images: str, logo: str) -> str:
    side = "rtl" if letter.writer.language in _RTL else "ltr"
    row = (
        f'<div dir="{side}" style="font-family: Aptos, Aptos_MSFontService, -apple-system, Roboto, Arial, '
        f'Helvetica, sans-serif; font-size: 12pt;">'
    )
    html = "".join(f"{row}{_breaks(p)}</div>\r\n{row}<br></div>\r\n" for p in letter.paragraphs)
    if images:
        html += f"{row}{images}</div>\r\n"
    html += (
        '<div id="ms-outlook-mobile-signature" style="color: inherit;"><div>'
        f"Get <a "
        f'href="https://aka.ms/o0ukef">{escape(letter.writer.mobile_line.removeprefix("Get "))}</a></div></div>\r\n'
        if letter.writer.mobile_line.startswith("Get ")
        else f'<div id="ms-outlook-mobile-signature">{escape(letter.writer.mobile_line)}</div>\r\n'
    )
    if letter.parent is None:
        return html
    rows = "<br>\r\n".join(
        f"<b>{escape(k)}:</b> {escape(v)}"
        for k, v in block(letter.writer.language, letter.parent, letter.writer.utc_offset)
    )
    return (
        f'{html}<hr style="display:inline-block;width:98%" tabindex="-1">\r\n<div id="divRplyFwdMsg" '
        f'dir="{side}"><font face="Calibri, sans-serif" '
        f'style="font-size:11pt" color="#000000">{rows}</font><div>&nbsp;</div></div>\r\n{inner_html(letter.parent)}'
    )


def apple(letter: Letter, client: Client, images: str, logo: str) -> str:
    html = "<div><br></div>".join(f"<div>{_breaks(p)}</div>" for p in letter.paragraphs)
    if images:
        html += f"<div><br></div><div>{images}</div>"
    if letter.writer.mobile_line:
        html += f'<br id="lineBreakAtBeginningOfSignature"><div dir="ltr">{escape(letter.writer.mobile_line)}</div>'
    elif letter.writer.signature:
        html += '<div><br></div><div><div style="color: rgb(0, 0, 0);">' + "<br>".join(
            map(escape, letter.writer.signature)
        )
        html += f"{logo}</div></div>"
    if letter.parent is not None:
        line = escape(attribution(client, letter.writer, letter.parent), quote=False)
        html += (
            f'<div><br><blockquote type="cite"><div>{line}</div><br class="Apple-interchange-newline"><div>'
            f"{inner_html(letter.parent)}</div></blockquote></div><br>"
        )
    return html


def thunderbird(letter: Letter, client: Client, images: str, logo: str) -> str:
    html = "".join(f"<p>{_breaks(p)}</p>\r\n" for p in letter.paragraphs)
    if images:
        html += f"<p>{images}</p>\r\n"
    if letter.writer.signature:
        html += f'<pre class="moz-signature" cols="72">-- \r\n{escape(chr(10).join(letter.writer.signature))}</pre>\r\n'
    if letter.parent is not None:
        line = escape(attribution(client, letter.writer, letter.parent), quote=False)
        html += (
            f'<div class="moz-cite-prefix">{line}<br>\r\n</div>\r\n<blockquote type="cite"\r\n  '
            f'cite="mid:{letter.parent.message_id.strip("<>")}">\r\n'
            f"{inner_html(letter.parent)}\r\n</blockquote>\r\n"
        )
    return html


def yahoo(letter: Letter, client: Client, images: str, logo: str) -> str:
    side = "rtl" if letter.writer.language in _RTL else "ltr"
    rows = f'</div><div dir="{side}" data-setdir="false"><br></div><div dir="{side}" data-setdir="false">'.join(
        _breaks(p) for p in letter.paragraphs
    )
    html = (
        '<div class="yahoo-style-wrap" style="font-family:Helvetica Neue, Helvetica, Arial, '
        'sans-serif;font-size:13px;">'
        f'<div dir="{side}" data-setdir="false">{rows}</div>'
    )
    if images:
        html += f"<div>{images}</div>"
    html += "</div>"
    if letter.parent is not None:
        line = escape(attribution(client, letter.writer, letter.parent), quote=False)
        html += (
            '<div id="yahoo_quoted_4512098733" class="yahoo_quoted"><div style="font-family:\'Helvetica '
            "Neue', Helvetica, Arial, sans-serif;"
            f'font-size:13px;color:#26282a;"><div>{line}</div><div><br></div><div><br></div><div>{inner_html(letter.parent)}</div></div></div>'
        )
    return html


_BODIES = {
    "gmail": gmail,
    "word": word,
    "outlook-mobile": outlook_mobile,
    "apple": apple,
    "thunderbird": thunderbird,
    "yahoo": yahoo,
}


def inner(letter: Letter, client: Client, images: str, logo: str) -> str:
    """The body's inner HTML, which a reply to this mail will quote."""
    return _BODIES[client.html](letter, client, images, logo) if client.html else ""


def document(client: Client, body: str, charset: str) -> str:
    """`body` in the document frame of the client."""
    meta = f'<meta http-equiv="Content-Type" content="text/html; charset={charset}">'
    match client.html:
        case "word":
            head = _WORD_HEAD.replace("CHARSET", charset)
            return (
                f'{head}<body lang=EN-US link="#0563C1" vlink="#954F72" '
                f"style='word-wrap:break-word'>\r\n{body}</body>\r\n</html>\r\n"
            )
        case "outlook-mobile":
            return f"<html>\r\n<head>\r\n{meta}\r\n</head>\r\n<body>\r\n{body}\r\n</body>\r\n</html>\r\n"
        case "apple":
            style = "overflow-wrap: break-word; -webkit-nbsp-mode: space; line-break: after-white-space;"
            kind = 'dir="auto"' if client.key == "iphone" else f'style="{style}"'
            return f"<html><head>{meta.lower()}</head><body {kind}>{body}</body></html>\r\n"
        case "thunderbird":
            return (
                f"<!DOCTYPE html>\r\n<html>\r\n  <head>\r\n    {meta}\r\n  </head>\r\n  <body>\r\n    {body}  "
                f"</body>\r\n</html>\r\n"
            )
        case "yahoo":
            return f"<html><head></head><body>{body}</body></html>"
    return body

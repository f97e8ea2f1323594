"""Bulk mail: newsletters and offers, with list headers and heavy HTML. Each is a conversation of its own."""

from datetime import datetime
from random import Random

from workspace_sim.company.headers import date_header, mailbox, unstructured
from workspace_sim.company.mime import Part, multipart, random_hex, text_part
from workspace_sim.company.model import Company, GeneratedMail
from workspace_sim.company.spin import spin

# name, local part, domain, subjects, headlines
_LISTS = (
    (
        "Robotics Weekly",
        "news",
        "robotics-weekly.example",
        (
            "Robotics Weekly #{n}: [grippers that feel|the year of the mobile arm|what standards change]",
            "[Cobots|Vision] special - issue {n}",
        ),
        (
            "Soft grippers reach food plants",
            "Why small batches need fewer robots",
            "Interview: twenty years of safety cells",
            "Five papers worth your time",
        ),
    ),
    (
        "Factory Supplies Direct",
        "offers",
        "factorysupplies.example",
        ("[-20%|Last days: -15%] on bearings and belts", "New catalogue: {n} more parts in stock"),
        ("Linear guides from stock", "Energy chains, any length", "Free shipping above 250", "Return made easy"),
    ),
    (
        "PLC & Motion Forum",
        "digest",
        "plcmotion.example",
        ("[PLC & Motion] Digest {n}", "[PLC & Motion] [Topic of the week: OPC UA|New answers in your threads]"),
        ("Word swap on Modbus: pitfalls", "Safe torque off explained", "Which fieldbus in {n}?", "Show us your cell"),
    ),
    (
        "Chamber of Commerce",
        "bulletin",
        "chamber.example",
        (
            "Bulletin {n}: [export rules|apprenticeships|energy prices]",
            "Invitation: [breakfast|evening] for manufacturers",
        ),
        ("New customs codes", "Funding for small firms", "Apprentices wanted", "Meet your neighbours"),
    ),
    (
        "Cloudstack Status",
        "updates",
        "cloudstack-tools.example",
        ("Your {n} product updates", "What's new in [October|November|the last release]"),
        ("Faster builds", "Audit log export", "Better alerts", "Deprecations you should know"),
    ),
)
_COPY = (
    "[Manufacturers keep asking|We hear more and more often|Readers told us] how [much integration really "
    "costs|to find good technicians|to plan for the next "
    "upgrade]. [This week we look at three plants that did it|Our editors spent a day on site|The numbers may "
    "surprise you], [and what they would do "
    "differently|with figures you can reuse|and the pitfalls nobody mentions].",
    "[From Monday on|Until the end of the month|For subscribers only], [everything in this section|the new "
    "series|our most popular set] is [available from "
    "stock|shipped within a day|part of the programme]. [Read on for details and dates.|Seats are limited.|"
    "Terms apply, see below.]",
)


def newsletter(company: Company, ident: str, rng: Random, moment: datetime) -> GeneratedMail:
    """One issue, sent to a colleague or an inbox. Issues of a campaign share a References id; they are not a thread."""
    name, local, domain, subjects, headlines = rng.choice(_LISTS)
    number = rng.randrange(40, 320)
    subject = spin(rng.choice(subjects).replace("[PLC & Motion]", "(PLC & Motion)"), rng, {"n": str(number)})
    reader = (
        rng.choice(company.colleagues).address
        if rng.random() < 0.7
        else f"{rng.choice(('info', 'sales'))}@{company.domain}"
    )
    token = random_hex(rng, 24)
    sections = [
        (rng.choice(headlines).format(n=number), spin(rng.choice(_COPY), rng, {})) for _ in range(rng.randrange(3, 8))
    ]
    link = f"https://click.{domain}/{token}"
    text = "\n\n".join(f"{title.upper()}\n{copy}\n{link}/{i}" for i, (title, copy) in enumerate(sections))
    text = f"{name}\n{'=' * len(name)}\n\n{text}\n\n-- \nUnsubscribe: https://{domain}/unsubscribe/{token}\n"
    html = _html(name, sections, link, f"https://{domain}/unsubscribe/{token}")
    tree = multipart(
        "alternative",
        f"_----------=_{rng.randrange(10**9)}{rng.randrange(10**6)}",
        [text_part(text, "plain", "utf-8", "quoted-printable"), text_part(html, "html", "utf-8", "quoted-printable")],
    )
    campaign = f"<campaign.{number // 40}@{domain}>"
    headers = [
        ("From", mailbox(name, f"{local}@{domain}")),
        ("To", reader),
        ("Subject", unstructured("Subject", subject)),
        ("Date", date_header(moment, 0)),
        ("Message-ID", f"<{token}.{rng.randrange(10**6)}@mta{rng.randrange(1, 9)}.{domain}>"),
        ("References", campaign),
        ("List-Id", f"{name} <{local}.{domain}>"),
        ("List-Unsubscribe", f"<mailto:unsubscribe-{token}@{domain}>,\r\n <https://{domain}/unsubscribe/{token}>"),
        ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),
        ("Precedence", "bulk"),
        ("Feedback-ID", f"{number}:{token[:6]}:{domain}"),
        ("MIME-Version", "1.0"),
    ]
    raw = Part([*headers, *tree.headers], b"", tree.children, tree.boundary).render()
    return GeneratedMail(f"bounce+{token}@mta.{domain}", (reader,), raw, moment, ident, "newsletter", "system")


def _html(name: str, sections: list[tuple[str, str]], link: str, unsubscribe: str) -> str:
    cell = (
        'style="padding:24px 32px 8px '
        '32px;font-family:Helvetica,Arial,sans-serif;font-size:15px;line-height:22px;color:#333333;"'
    )
    rows = "".join(
        f'<tr><td {cell}>\r\n<h2 style="margin:0 0 8px '
        f'0;font-size:20px;line-height:26px;color:#0b3d5c;">{title}</h2>\r\n<p style="margin:0 0 12px '
        f'0;">{copy}</p>\r\n'
        f'<table role="presentation" border="0" cellpadding="0" cellspacing="0"><tr><td bgcolor="#0b7dbd" '
        f'style="border-radius:4px;">'
        f'<a href="{link}/{i}" target="_blank" style="display:inline-block;padding:10px '
        f'18px;font-size:14px;color:#ffffff;text-decoration:none;">Read more</a>'
        "</td></tr></table>\r\n</td></tr>\r\n"
        for i, (title, copy) in enumerate(sections)
    )
    return (
        '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" '
        '"http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">\r\n'
        '<html xmlns="http://www.w3.org/1999/xhtml"><head><meta http-equiv="Content-Type" content="text/html; '
        'charset=utf-8" />\r\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1.0" />\r\n<style '
        'type="text/css">\r\n#outlook a {padding:0;}\r\n'
        "body{width:100% !important;-webkit-text-size-adjust:100%;-ms-text-size-adjust:100%;margin:0;padding:0;}\r\n.ExternalClass "
        "{width:100%;}\r\n"
        "@media only screen and (max-width:600px){.container{width:100% !important;}}\r\n</style></head>\r\n"
        f'<body bgcolor="#f2f4f6"><div style="display:none;max-height:0;overflow:hidden;">{sections[0][1]}</div>\r\n'
        '<table role="presentation" width="100%" border="0" cellpadding="0" cellspacing="0" '
        'bgcolor="#f2f4f6"><tr><td align="center">\r\n'
        '<table role="presentation" class="container" width="600" border="0" cellpadding="0" cellspacing="0" '
        'bgcolor="#ffffff">\r\n'
        f'<tr><td bgcolor="#0b3d5c" '
        f"{cell.replace('#333333', '#ffffff')}><h1>{name.replace('&', '&amp;')}</h1></td></tr>\r\n{rows}"
        f'<tr><td {cell}><p style="font-size:12px;color:#888888;">You receive this because you subscribed. <a '
        f'href="{unsubscribe}">Unsubscribe</a></p></td></tr>\r\n'
        f'</table></td></tr></table>\r\n<img src="{link}/open.gif" width="1" height="1" alt="" /></body></html>\r\n'
    )

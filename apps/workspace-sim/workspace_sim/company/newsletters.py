"""Bulk mail: newsletters and offers, with list headers and heavy HTML. Each is a conversation of its own."""

from datetime import datetime
from random import Random

from workspace_sim.company.headers import date_header, mailbox, unstructured
from workspace_sim.company.mime import Part, multipart, random_hex, text_part
from workspace_sim.company.model import Company, GeneratedMail
from workspace_sim.company.spin import spin

# name, local part, domain, subjects, (headline, text) sections
_LISTS: tuple[tuple[str, str, str, tuple[str, ...], tuple[tuple[str, str], ...]], ...] = (
    (
        "Robotics Weekly",
        "news",
        "robotics-weekly.example",
        (
            "Robotics Weekly #{n}: [grippers that feel|the year of the mobile arm|what standards change]",
            "[Cobots|Vision] special - issue {n}",
        ),
        (
            (
                "Soft grippers reach food plants",
                "[A bakery and two dairies let us film|We visited a bakery] how silicone fingers [handle|sort] what "
                "metal ones crush. Cycle times are lower than promised, breakage is [close to zero|down by half].",
            ),
            (
                "Why small batches need fewer robots",
                "Readers told us that changeover eats the gain. [Three plants|Two family firms] show how a "
                "single arm on "
                "wheels replaced a fixed cell, and [what they would do differently|with figures you can reuse].",
            ),
            (
                "Interview: twenty years of safety cells",
                "[She|He] wrote half of the standard and still climbs into cells on Fridays. A talk about fences, "
                "scanners and [the myth of the safe robot|why most accidents happen during maintenance].",
            ),
            (
                "Five papers worth your time",
                "From grasp planning in clutter to [learning from a single demonstration|calibration without a "
                "target]: our "
                "editors read so that you do not have to.",
            ),
            (
                "Job board",
                "Controls engineers are wanted in [four|six] regions, field service everywhere. [Salaries are "
                "up again.|Remote "
                "work is rare.]",
            ),
        ),
    ),
    (
        "Factory Supplies Direct",
        "offers",
        "factorysupplies.example",
        ("[-20%|Last days: -15%] on bearings and belts", "New catalogue: {n} more parts in stock"),
        (
            (
                "Linear guides from stock",
                "[All sizes from 15 to 45|Standard lengths] leave our warehouse the day you order.",
            ),
            (
                "Energy chains, any length",
                "Cut to the millimetre, [with connectors fitted|without surcharge]. Just enter the length.",
            ),
            (
                "Free shipping above 250",
                "[Until the end of the month|From Monday on] we pay the carrier on every order above 250.",
            ),
            ("Bearings, -20%", "Deep groove, angular contact, [sealed or open|stainless too]. While stocks last."),
            (
                "Timing belts by the metre",
                "[Polyurethane with steel cords|Rubber with glass fibre], also endless welded.",
            ),
        ),
    ),
    (
        "PLC and Motion Forum",
        "digest",
        "plcmotion.example",
        ("(PLC and Motion) Digest {n}", "(PLC and Motion) [Topic of the week: OPC UA|New answers in your threads]"),
        (
            (
                "Word swap on Modbus: pitfalls",
                "[Fourteen|Nine] answers, one of them right. High word first, says the standard, or does it?",
            ),
            (
                "Safe torque off explained",
                "Why the drive still coasts, and [what a safe stop 1 would change|how to test it].",
            ),
            (
                "Which fieldbus in a new plant?",
                "The yearly poll is open. [So far Ethernet leads by far.|Tradition is losing ground.]",
            ),
            (
                "Show us your cell",
                "[Twelve new pictures|A palletizer built from scrap], with drawings and a parts list.",
            ),
        ),
    ),
    (
        "Chamber of Commerce",
        "bulletin",
        "chamber.example",
        (
            "Bulletin {n}: [export rules|apprenticeships|energy prices]",
            "Invitation: [breakfast|evening] for manufacturers",
        ),
        (
            (
                "New customs codes",
                "From January [electric actuators|handling machines] are filed under new numbers. A table "
                "helps to convert.",
            ),
            (
                "Funding for small firms",
                "Up to half of the cost of [a first robot|energy audits] can be refunded. Applications close soon.",
            ),
            ("Apprentices wanted", "The fair in spring has [forty|sixty] stands, a few are still free for members."),
            (
                "Meet your neighbours",
                "[Coffee at eight, back at work by ten.|A tour of the brewery, then a talk.] Please register by mail.",
            ),
        ),
    ),
    (
        "Cloudstack",
        "updates",
        "cloudstack-tools.example",
        ("Your product updates, issue {n}", "What is new in [this month's|the last] release"),
        (
            (
                "Faster builds",
                "Caches are shared between branches now. [Most teams save a third.|Nothing to configure.]",
            ),
            (
                "Audit log export",
                "Send the audit log to your own bucket, [hourly|as it happens]. Available on all paid plans.",
            ),
            (
                "Better alerts",
                "Group alerts by service and mute them [for an hour|until the next deploy] from the chat.",
            ),
            (
                "Deprecations you should know",
                "Version 1 of the jobs API answers until [March|June]. The migration guide is out.",
            ),
        ),
    ),
)

DOMAINS = frozenset(entry[2] for entry in _LISTS)


def newsletter(company: Company, ident: str, rng: Random, moment: datetime) -> GeneratedMail:
    """One issue, sent to a colleague or an inbox. Issues of a campaign share a References id; they are not a thread."""
    name, local, domain, subjects, sections = rng.choice(_LISTS)
    number = rng.randrange(40, 320)
    subject = spin(rng.choice(subjects), rng, {"n": str(number)})
    reader = (
        rng.choice(company.colleagues).address
        if rng.random() < 0.7
        else f"{rng.choice(('info', 'sales'))}@{company.domain}"
    )
    token = random_hex(rng, 24)
    chosen = rng.sample(sections, rng.randrange(3, len(sections) + 1))
    written = [(title, spin(copy, rng, {})) for title, copy in chosen]
    link = f"https://click.{domain}/{token}"
    text = "\n\n".join(f"{title.upper()}\n{copy}\n{link}/{i}" for i, (title, copy) in enumerate(written))
    text = f"{name}\n{'=' * len(name)}\n\n{text}\n\n-- \nUnsubscribe: https://{domain}/unsubscribe/{token}\n"
    html = _html(name, written, link, f"https://{domain}/unsubscribe/{token}")
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
        "body{width:100% !important;-webkit-text-size-adjust:100%;-ms-text-size-adjust:100%;margin:0;"
        "padding:0;}\r\n.ExternalClass "
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

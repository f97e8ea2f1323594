"""The HTML of the home page and of a customer's mailbox."""

from collections.abc import Iterable
from html import escape
from typing import TYPE_CHECKING
from urllib.parse import quote

from workspace_sim.customers import Customer, CustomerMessage
from workspace_sim.mail.mime import plain_text
from workspace_sim.page import page

if TYPE_CHECKING:
    from workspace_sim.world import World

_CUSTOMERS_SHOWN = 200
_THREADS_SHOWN = 50
_TEXT_SHOWN = 4000
_EXAMPLE = """Hello,

I ordered two weeks ago and nothing has arrived yet. Could you have a look?

Thank you!"""


def home(world: "World", notice: str, writer: str) -> str:
    """What this is, who is in it, and a form to write as a customer."""
    total = sum(len(box.messages) for box in world.mailboxes.values())
    intro = _card(
        "",
        "<h1>Workspace simulator</h1>"
        f"<p class='soft'>A local Google Workspace for <b>{escape(world.directory.domain)}</b>: sign-in, Gmail API, "
        "mail routing, and journals that mirror every mail. Nothing here leaves this machine.</p>"
        f"<p class='soft'>{total} messages in {len(world.mailboxes)} mailboxes, {len(world.customers)} customers.</p>",
    )
    sections = [_writing(world, writer), _customers(world), _accounts(world), _groups(world)]
    return page("Workspace simulator", intro + _notice(notice) + "".join(sections))


def mailbox(customer: Customer, notice: str) -> str:
    """A customer's threads, each with a box to answer the company's last mail."""
    threads: dict[int, list[CustomerMessage]] = {}
    for message in customer.messages:
        threads.setdefault(message.thread, []).append(message)
    newest = sorted(threads.values(), key=lambda messages: messages[-1].date, reverse=True)[:_THREADS_SHOWN]
    cards = "".join(_thread(customer.email, messages) for messages in newest)
    head = (
        "<p><a href='/'>← Workspace simulator</a></p>"
        f"<h1>{escape(customer.name or customer.email)}</h1><p class='soft'>{escape(customer.email)}</p>"
    )
    title = customer.name or customer.email
    return page(title, head + _notice(notice) + (cards or _card("", "<p class='soft'>No mail yet.</p>")))


def problem(title: str, text: str) -> str:
    return page(
        title, _card("", f"<h1>{escape(title)}</h1><p>{escape(text)}</p><p><a href='/'>Back</a></p>"), narrow=True
    )


def _card(title: str, body: str) -> str:
    heading = f"<h2>{escape(title)}</h2>" if title else ""
    return f'<section class="card">{heading}{body}</section>'


def _notice(text: str) -> str:
    return f'<p class="done" role="status">{escape(text)}</p>' if text else ""


def _input(name: str, label: str, value: str, choices: Iterable[tuple[str, str]] = ()) -> str:
    options = "".join(f'<option value="{escape(v)}">{escape(text)}</option>' for v, text in choices)
    known = f'<datalist id="{name}-list">{options}</datalist>' if options else ""
    listed = f' list="{name}-list"' if options else ""
    return (
        f'<div><label for="{name}">{escape(label)}</label>'
        f'<input id="{name}" name="{name}" value="{escape(value)}" required{listed}>{known}</div>'
    )


def _writing(world: "World", writer: str) -> str:
    people = [(c.email, c.name) for c in list(world.customers.values())[:_CUSTOMERS_SHOWN]]
    addresses = _addresses(world)
    support = next((a for a in addresses if a.startswith("support@")), addresses[0] if addresses else "")
    sender = writer or (people[0][0] if people else "customer@outside.example")
    body = (
        '<form method="post" action="/write"><div class="row">'
        + _input("from", "From (anyone outside the company)", sender, people)
        + _input("to", "To", support, [(a, "") for a in addresses])
        + "</div>"
        + _input("subject", "Subject", "Where is my order?")
        + f'<label for="text">Message</label><textarea id="text" name="text" rows="5" required>{_EXAMPLE}</textarea>'
        + '<div class="buttons"><button class="main">Send mail</button></div></form>'
    )
    return _card("Write to the company as a customer", body)


def _addresses(world: "World") -> list[str]:
    aliases = [alias for account in world.directory.accounts.values() for alias in account.aliases]
    people = [a for a in world.directory.accounts if a not in world.directory.journals]
    return [*sorted(world.directory.groups), *sorted(aliases), *sorted(people)]


def _table(heads: list[str], rows: Iterable[list[str]]) -> str:
    """Cells are HTML; columns after the first whose head ends in "#" hold numbers."""

    def cells(tag: str, values: list[str]) -> str:
        kinds = (' class="n"' if head.endswith("#") else "" for head in heads)
        return "".join(f"<{tag}{kind}>{value}</{tag}>" for kind, value in zip(kinds, values, strict=True))

    head = cells("th", [text.rstrip("#") for text in heads])
    body = "".join(f"<tr>{cells('td', row)}</tr>" for row in rows)
    return f'<div class="scroll list"><table><tr>{head}</tr>{body}</table></div>'


def _person(name: str, email: str, link: str = "") -> str:
    shown = escape(name or email)
    return (f'<a href="{link}">{shown}</a>' if link else shown) + f"<br><code>{escape(email)}</code>"


def _pills(texts: Iterable[str]) -> str:
    return "".join(f'<span class="pill">{escape(text)}</span>' for text in texts)


def _accounts(world: "World") -> str:
    rows = (
        [_person(a.name, a.email), _pills(a.aliases), str(len(world.mailboxes[a.email].messages))]
        for a in world.directory.accounts.values()
    )
    return _card("Accounts", _table(["Account", "Also known as", "Messages#"], rows))


def _groups(world: "World") -> str:
    rows = ([_person(g.name, g.email), _pills(g.members)] for g in world.directory.groups.values())
    return _card("Groups", _table(["Group", "Members"], rows))


def _customers(world: "World") -> str:
    busiest = sorted(world.customers.values(), key=lambda c: -len(c.messages))[:_CUSTOMERS_SHOWN]
    rows = [
        [
            _person(c.name, c.email, f"/customers/{quote(c.email)}"),
            str(sum(m.direction == "sent" for m in c.messages)),
            str(sum(m.direction == "received" for m in c.messages)),
        ]
        for c in busiest
    ]
    empty = "<p class='soft'>None yet: write the first mail above.</p>"
    return _card("Customers", _table(["Customer", "Sent#", "Received#"], rows) if rows else empty)


def _thread(email: str, messages: list[CustomerMessage]) -> str:
    items = "".join(_message(message) for message in messages)
    last = next((m for m in reversed(messages) if m.direction == "received"), None)
    return _card(messages[0].subject or "(no subject)", items + (_answer(email, last.id) if last else ""))


def _message(message: CustomerMessage) -> str:
    who = "You" if message.direction == "sent" else escape(message.sender)
    text = escape(plain_text(message.raw).strip()[:_TEXT_SHOWN])
    return f'<p class="soft small"><b>{who}</b> · {message.date:%d %b %Y %H:%M} UTC</p><div class="mail">{text}</div>'


def _answer(email: str, number: int) -> str:
    return (
        f'<form method="post" action="/write"><input type="hidden" name="from" value="{escape(email)}">'
        f'<input type="hidden" name="answer" value="{number}"><label for="t{number}">Answer</label>'
        f'<textarea id="t{number}" name="text" rows="3" required></textarea>'
        '<div class="buttons"><button class="main">Send answer</button></div></form>'
    )

"""The home page: what this is, who is in it, and forms to act as a customer."""

from html import escape
from typing import TYPE_CHECKING
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from workspace_sim.admin.guard import is_loopback
from workspace_sim.compose import from_customer
from workspace_sim.customers import CustomerMessage
from workspace_sim.mail.mime import plain_text
from workspace_sim.oauth.web import form, world_of
from workspace_sim.page import page
from workspace_sim.routing.deliver import deliver

if TYPE_CHECKING:
    from workspace_sim.world import World

_SHOWN = 200


async def index(request: Request) -> Response:
    world = world_of(request)
    notice = request.query_params.get("done", "")
    banner = f'<p class="done" role="status">{escape(notice)}</p>' if notice else ""
    total = sum(len(box.messages) for box in world.mailboxes.values())
    intro = (
        '<div class="card"><h1>Workspace simulator</h1><p class="soft">A local Google Workspace for '
        f"<b>{escape(world.directory.domain)}</b>: sign-in, Gmail API, mail routing and a journal that mirrors every "
        f"mail. {total} messages in {len(world.mailboxes)} mailboxes. Nothing here leaves this machine.</p></div>"
    )
    body = (
        intro + banner + _write_form(world, request.query_params.get("as", "")) + _accounts(world) + _customers(world)
    )
    return HTMLResponse(page("Workspace simulator", body))


def _write_form(world: "World", chosen: str) -> str:
    options = "".join(
        f'<option value="{escape(c.email)}">{escape(c.name)}</option>' for c in list(world.customers.values())[:_SHOWN]
    )
    to = "".join(f'<option value="{escape(a)}">' for a in _addresses(world))
    first = chosen or next(iter(world.customers), "customer@outside.example")
    default_to = next((a for a in _addresses(world) if a.startswith("support@")), "")
    return (
        '<form class="card" method="post" action="/write"><h2>Write to the company as a customer</h2><div class="row">'
        f'<div><label for="from">From (anyone outside)</label><input id="from" name="from" list="customers" value="{escape(first)}" required>'
        f'<datalist id="customers">{options}</datalist></div>'
        f'<div><label for="to">To</label><input id="to" name="to" list="addresses" value="{escape(default_to)}" required>'
        f'<datalist id="addresses">{to}</datalist></div></div>'
        '<label for="subject">Subject</label><input id="subject" name="subject" value="Where is my order?" required>'
        '<label for="text">Message</label><textarea id="text" name="text" rows="4" required>'
        "Hello,\n\nI ordered two weeks ago and nothing has arrived yet. Could you have a look?\n\nThank you!</textarea>"
        '<div class="buttons"><button class="main">Send mail</button></div></form>'
    )


def _addresses(world: "World") -> list[str]:
    aliases = [alias for account in world.directory.accounts.values() for alias in account.aliases]
    people = [a for a in world.directory.accounts if a not in world.directory.journals]
    return [*sorted(world.directory.groups), *sorted(aliases), *sorted(people)]


def _accounts(world: "World") -> str:
    rows = "".join(
        f"<tr><td>{escape(a.name)}<br><code>{escape(a.email)}</code></td>"
        f"<td>{''.join(f'<span class=pill>{escape(x)}</span>' for x in a.aliases)}</td>"
        f"<td class=n>{len(world.mailboxes[a.email].messages)}</td></tr>"
        for a in world.directory.accounts.values()
    )
    groups = "".join(
        f"<tr><td>{escape(g.name)}<br><code>{escape(g.email)}</code></td><td>{escape(', '.join(g.members))}</td></tr>"
        for g in world.directory.groups.values()
    )
    return (
        '<div class="card"><h2>Accounts</h2><div class="scroll"><table><tr><th>Account<th>Also known as<th class=n>Messages</tr>'
        f'{rows}</table></div></div><div class="card"><h2>Groups</h2><div class="scroll"><table><tr><th>Group<th>Members</tr>{groups}</table></div></div>'
    )


def _customers(world: "World") -> str:
    busiest = sorted(world.customers.values(), key=lambda c: -len(c.messages))[:_SHOWN]
    rows = "".join(
        f'<tr><td><a href="/customers/{quote(c.email)}">{escape(c.name or c.email)}</a><br><code>{escape(c.email)}</code></td>'
        f"<td class=n>{sum(m.direction == 'sent' for m in c.messages)}</td>"
        f"<td class=n>{sum(m.direction == 'received' for m in c.messages)}</td></tr>"
        for c in busiest
    )
    table = (
        f'<div class="scroll list"><table><tr><th>Customer<th class=n>Sent<th class=n>Received</tr>{rows}</table></div>'
    )
    return f'<div class="card"><h2>Customers</h2>{table if rows else "<p class=soft>None yet: write the first mail above.</p>"}</div>'


async def customer(request: Request) -> Response:
    """One customer's mailbox, newest thread first, with a box to answer in each thread."""
    world, email = world_of(request), str(request.path_params["email"]).lower()
    found = world.customers.get(email)
    if found is None:
        return HTMLResponse(
            page("Not found", '<div class="card"><h1>No such customer</h1><a href="/">Back</a></div>'), 404
        )
    threads: dict[int, list[CustomerMessage]] = {}
    for message in found.messages:
        threads.setdefault(message.thread, []).append(message)
    newest = sorted(threads.values(), key=lambda messages: messages[-1].date, reverse=True)[:50]
    notice = request.query_params.get("done", "")
    banner = f'<p class="done" role="status">{escape(notice)}</p>' if notice else ""
    cards = "".join(_thread(email, messages) for messages in newest) or '<div class="card soft">No mail yet.</div>'
    head = f'<p><a href="/">← Workspace simulator</a></p><h1>{escape(found.name or email)}</h1><p class="soft">{escape(email)}</p>'
    return HTMLResponse(page(found.name or email, head + banner + cards))


def _thread(email: str, messages: list[CustomerMessage]) -> str:
    items = "".join(
        f'<p class="soft small"><b>{"You" if m.direction == "sent" else escape(m.sender)}</b> · '
        f'{m.date:%d %b %Y %H:%M} UTC</p><div class="mail">{escape(plain_text(m.raw).strip()[:4000])}</div>'
        for m in messages
    )
    last = next((m for m in reversed(messages) if m.direction == "received"), messages[-1])
    answer = (
        f'<form method="post" action="/write"><input type="hidden" name="from" value="{escape(email)}">'
        f'<input type="hidden" name="answer" value="{last.id}"><label for="t{last.id}">Answer</label>'
        f'<textarea id="t{last.id}" name="text" rows="3" required></textarea>'
        '<div class="buttons"><button class="main">Send answer</button></div></form>'
    )
    return f'<div class="card"><h2>{escape(messages[0].subject or "(no subject)")}</h2>{items}{answer if last.direction == "received" else ""}</div>'


async def write(request: Request) -> Response:
    """Send what a form of the home page says, then show where it went."""
    if request.client is None or not is_loopback(request.client.host):
        return HTMLResponse(page("Refused", '<div class="card">Only from this machine.</div>'), 403)
    world, fields = world_of(request), dict(await form(request))
    email, answered = fields.get("from", ""), fields.get("answer", "")
    try:
        number = int(answered) if answered.isdigit() else None
        envelope = from_customer(
            world, email, fields.get("to", ""), fields.get("subject", ""), fields.get("text", ""), number
        )
    except ValueError as error:
        return HTMLResponse(
            page(
                "Not sent", f'<div class="card"><h1>Not sent</h1><p>{escape(str(error))}</p><a href="/">Back</a></div>'
            ),
            400,
        )
    result = deliver(world, envelope)
    place = f"/customers/{quote(envelope.sender)}" if answered else "/"
    note = (
        "The address does not exist: a bounce came back."
        if result.bounced
        else f"Sent: {len(result.copies)} copies delivered."
    )
    return RedirectResponse(f"{place}?done={quote(note)}&as={quote(envelope.sender)}", 303)


ROUTES = [
    Route("/", index),
    Route("/customers/{email}", customer),
    Route("/write", write, methods=["POST"]),
]

"""The home page and the customers' mailboxes: act as someone outside and see what the company's answers look like."""

from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from workspace_sim import home_pages
from workspace_sim.admin.guard import is_loopback
from workspace_sim.compose import from_customer
from workspace_sim.oauth.web import form, world_of
from workspace_sim.routing.deliver import Delivery, deliver


async def index(request: Request) -> Response:
    query = request.query_params
    return HTMLResponse(home_pages.home(world_of(request), query.get("done", ""), query.get("as", "")))


async def customer(request: Request) -> Response:
    """One customer's mailbox, newest thread first, with a box to answer in each thread."""
    found = world_of(request).customers.get(str(request.path_params["email"]).lower())
    if found is None:
        return HTMLResponse(home_pages.problem("No such customer", "Nobody with this address has mail here."), 404)
    return HTMLResponse(home_pages.mailbox(found, request.query_params.get("done", "")))


async def write(request: Request) -> Response:
    """Send what a form of these pages says, then show where it went."""
    if request.client is None or not is_loopback(request.client.host):
        return HTMLResponse(home_pages.problem("Refused", "Only from this machine."), 403)
    world, fields = world_of(request), dict(await form(request))
    answered = fields.get("answer", "")
    try:
        envelope = from_customer(
            world,
            fields.get("from", ""),
            fields.get("to", ""),
            fields.get("subject", ""),
            fields.get("text", ""),
            int(answered) if answered.isdigit() else None,
        )
    except ValueError as error:
        return HTMLResponse(home_pages.problem("Not sent", str(error)), 400)
    note = _outcome(deliver(world, envelope))
    back = f"/customers/{quote(envelope.sender)}" if answered else "/"
    return RedirectResponse(f"{back}?done={quote(note)}&as={quote(envelope.sender)}", 303)


def _outcome(result: Delivery) -> str:
    if result.bounced:
        return "The address does not exist: a bounce came back."
    return f"Sent: {len(result.copies)} copies delivered."


ROUTES = [
    Route("/", index),
    Route("/customers/{email}", customer),
    Route("/write", write, methods=["POST"]),
]

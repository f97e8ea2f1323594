"""The consent page and Google's refusal page."""

from html import escape
from typing import TYPE_CHECKING

from workspace_sim.oauth.scopes import MEANING, SIGN_IN
from workspace_sim.page import page

if TYPE_CHECKING:
    from workspace_sim.world import World


def consent(world: "World", params: dict[str, str], requested: list[str]) -> str:
    """Pick an account and tick scopes. The form posts to its own URL, query included."""
    hint = world.directory.account(params.get("login_hint", ""))
    hinted = hint.email if hint else next(iter(world.directory.journals), "")
    order = sorted(world.directory.accounts.values(), key=lambda a: (a.email != hinted, a.email))
    accounts = "".join(
        f'<label class="choice"><input type="radio" name="account" value="{escape(a.email)}"'
        f"{' checked' if a.email == hinted else ''}><span>{escape(a.name)}<br>"
        f'<span class="soft small">{escape(a.email)}</span></span></label>'
        for a in order
    )
    mail = [scope for scope in requested if scope not in SIGN_IN]
    boxes = "".join(
        f'<label class="choice"><input type="checkbox" name="scope" value="{escape(scope)}" checked>'
        f'<span>{escape(MEANING[scope])}<br><span class="soft small">{escape(scope)}</span></span></label>'
        for scope in mail
    )
    sign_in = "Sign you in and see your name and e-mail address." if set(requested) & SIGN_IN else ""
    client = escape(params["client_id"])
    return page(
        "Sign in - Workspace simulator",
        f'<form method="post" class="card"><p class="soft small">Workspace simulator · stands in for Google</p>'
        f"<h1>Choose an account</h1><p class='soft'>to continue to <code>{client}</code></p>"
        f'<div class="list">{accounts}</div>'
        f"<h2 style='margin-top:20px'>Select what the app can access</h2><p class='soft small'>{sign_in}</p>{boxes}"
        '<div class="buttons"><button name="decision" value="deny">Cancel</button>'
        '<button class="main" name="decision" value="allow">Continue</button></div></form>',
        narrow=True,
    )


def refusal(error: str, text: str) -> str:
    """Errors that Google shows itself instead of redirecting."""
    return page(
        "Error - Workspace simulator",
        f'<div class="card"><p class="soft small">Workspace simulator · stands in for Google</p><h1>Access blocked</h1>'
        f"<p>{escape(text)}</p><p class='soft'>Error 400: {escape(error)}</p></div>",
        narrow=True,
    )

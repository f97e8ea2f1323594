"""Admin: clock, settings, faults, tokens, accounts, Pub/Sub, generation and traffic, reset."""

from dataclasses import fields
from typing import Any

from joserfc.jwk import RSAKey
from starlette.requests import Request

from workspace_sim.admin.guard import AdminError, body_of, text
from workspace_sim.admin.mail import instant
from workspace_sim.directory import Account, Group, SendAs
from workspace_sim.oauth.store import Refresh
from workspace_sim.oauth.tokens import ServiceAccount
from workspace_sim.oauth.web import world_of
from workspace_sim.pubsub import Subscription
from workspace_sim.settings import Client
from workspace_sim.traffic import NoCompanyError, Traffic


def traffic_of(request: Request) -> Traffic:
    traffic: Traffic = request.app.state.traffic
    return traffic


async def status(request: Request) -> dict[str, Any]:
    """GET /sim/status: what runs, what was asked, units spent."""
    world = world_of(request)
    return {
        "seed": world.seed,
        "now": world.clock.now().isoformat(),
        "domain": world.directory.domain,
        "journals": list(world.directory.journals),
        "messages": sum(len(box.messages) for box in world.mailboxes.values()),
        "quota_units": dict(world.quota.total),
        "pubsub": {"published": world.pubsub.published, "dropped": world.pubsub.dropped},
        "traffic": traffic_of(request).status(),
    }


async def clock(request: Request) -> dict[str, Any]:
    """GET or POST {advance_seconds? | set?, freeze?}."""
    world = world_of(request)
    if request.method == "POST":
        body = await body_of(request)
        seconds = body.get("advance_seconds", 0)
        if not isinstance(seconds, int | float) or isinstance(seconds, bool):
            raise AdminError("'advance_seconds' must be a number")
        moment = instant(body["set"], request) if "set" in body else None
        if "freeze" in body:
            world.clock.freeze(body["freeze"] is True)
        if moment is not None:
            world.clock.set(moment)
        world.clock.advance(seconds)
    return {"now": world.clock.now().isoformat()}


async def settings(request: Request) -> dict[str, Any]:
    world = world_of(request)
    if request.method == "PATCH":
        world.settings.update(await body_of(request))
    return world.settings.as_dict()


async def faults(request: Request) -> dict[str, Any]:
    """GET shows, POST merges, DELETE clears."""
    world = world_of(request)
    if request.method == "POST":
        world.faults.configure(await body_of(request))
    elif request.method == "DELETE":
        world.faults.clear()
    return world.faults.as_dict()


async def reset(request: Request) -> dict[str, Any]:
    """POST {seed?, history_start?, keep_settings?}: empty mailboxes, no tokens, no faults."""
    world, body = world_of(request), await body_of(request)
    seed, start = body.get("seed"), body.get("history_start")
    if not isinstance(seed, int | None) or not isinstance(start, int | str | None):
        raise AdminError("'seed' must be an integer, 'history_start' an integer or its decimal string")
    if isinstance(start, str) and not start.isdigit():
        raise AdminError("'history_start' must be decimal")
    await traffic_of(request).reset()
    if not body.get("keep_settings"):
        fresh = type(world.settings)()
        for item in fields(fresh):
            setattr(world.settings, item.name, getattr(fresh, item.name))
    world.clock.freeze(False)
    world.clock.reset()
    world.fill(seed, int(start) if start is not None else None)
    return await status(request)


async def generate(request: Request) -> dict[str, Any]:
    """POST {messages, seed?}: starts in the background; GET /sim/status shows progress."""
    body = await body_of(request)
    messages, seed = body.get("messages"), body.get("seed", world_of(request).seed)
    if not isinstance(messages, int) or isinstance(messages, bool) or not 0 < messages <= 1_000_000:
        raise AdminError("'messages' must be an integer from 1 to 1000000")
    if not isinstance(seed, int):
        raise AdminError("'seed' must be an integer")
    try:
        traffic_of(request).generate(messages, seed)
    except NoCompanyError as error:
        raise AdminError(str(error), 409) from None
    return traffic_of(request).status()


async def traffic(request: Request) -> dict[str, Any]:
    """POST {per_minute}: live mail; 0 stops."""
    if request.method == "POST":
        rate = (await body_of(request)).get("per_minute")
        if not isinstance(rate, int | float) or isinstance(rate, bool) or not 0 <= rate <= 6000:
            raise AdminError("'per_minute' must be a number from 0 to 6000")
        try:
            traffic_of(request).set_rate(float(rate))
        except NoCompanyError as error:
            raise AdminError(str(error), 409) from None
    return traffic_of(request).status()


async def accounts(request: Request) -> list[Any]:
    return [account_json(a) for a in world_of(request).directory.accounts.values()]


def account_json(account: Account) -> dict[str, Any]:
    return {
        "email": account.email,
        "name": account.name,
        "aliases": list(account.aliases),
        "sub": account.sub,
        "suspended": account.suspended,
        "gmail_enabled": account.gmail_enabled,
        "send_as": [{"email": s.email, "status": s.status, "primary": s.is_primary} for s in account.send_as.values()],
    }


async def create_account(request: Request) -> dict[str, Any]:
    """POST /sim/accounts {email, name?, aliases?, journal?}."""
    world, body = world_of(request), await body_of(request)
    email = text(body, "email").lower()
    if "@" not in email:
        raise AdminError("'email' must be an address")
    account = world.directory.add_account(Account(email, text(body, "name", email), tuple(body.get("aliases", []))))
    world.open_mailbox(account)
    if body.get("journal") is True:
        world.directory.journals = (*world.directory.journals, account.email)
    return account_json(account)


async def change_account(request: Request) -> dict[str, Any]:
    """PATCH /sim/accounts/{email} {suspended?, gmail_enabled?, name?, send_as?: {email: accepted|pending}}."""
    world, body = world_of(request), await body_of(request)
    account = world.directory.account(str(request.path_params["email"]))
    if account is None:
        raise AdminError("no such account", 404)
    account.suspended = bool(body.get("suspended", account.suspended))
    account.gmail_enabled = bool(body.get("gmail_enabled", account.gmail_enabled))
    account.name = text(body, "name", account.name)
    for email, state in dict(body.get("send_as", {})).items():
        if state not in ("accepted", "pending"):
            raise AdminError("send_as: accepted or pending")
        account.send_as[email.lower()] = SendAs(email.lower(), account.name, state)
    return account_json(account)


async def groups(request: Request) -> list[Any] | dict[str, Any]:
    """GET /sim/groups, POST {email, name?, members}."""
    directory = world_of(request).directory
    if request.method == "POST":
        body = await body_of(request)
        members = body.get("members", [])
        if not isinstance(members, list):
            raise AdminError("'members' must be a list")
        email = text(body, "email")
        directory.add_group(Group(email, text(body, "name", email), tuple(str(m) for m in members)))
    return [{"email": g.email, "name": g.name, "members": list(g.members)} for g in directory.groups.values()]


async def tokens(request: Request) -> dict[str, Any]:
    """POST /sim/tokens: an access token without the browser, {email, scopes, client_id?, offline?}."""
    world, body = world_of(request), await body_of(request)
    account = world.directory.account(text(body, "email"))
    if account is None:
        raise AdminError("no such account", 404)
    scopes = body.get("scopes")
    if not isinstance(scopes, list) or not scopes:
        raise AdminError("'scopes' must be a list of scope URLs")
    client_id = text(body, "client_id", next(iter(world.clients)))
    refresh: Refresh | None = None
    if body.get("offline"):
        refresh = world.tokens.issue_refresh(client_id, account.email, scopes)
    access = world.tokens.issue_access(client_id, account.email, scopes, refresh.token if refresh else None)
    answer: dict[str, Any] = {"access_token": access.token, "expires_in": world.settings.access_token_seconds}
    return answer | ({"refresh_token": refresh.token} if refresh else {})


async def revoke(request: Request) -> dict[str, Any]:
    """POST /sim/tokens/revoke {email, how?: revoke | password_change | expire_access}."""
    world, body = world_of(request), await body_of(request)
    email, how = text(body, "email").lower(), text(body, "how", "revoke")
    if how == "expire_access":
        return {"ended": world.tokens.expire_access(email)}
    if how not in ("revoke", "password_change"):
        raise AdminError("'how': revoke, password_change or expire_access")
    return {"ended": world.tokens.revoke_user(email, mail_scopes_only=how == "password_change")}


async def clients(request: Request) -> dict[str, Any]:
    """POST /sim/clients {client_id, client_secret, redirect_uri_prefixes?}."""
    world, body = world_of(request), await body_of(request)
    client = Client(text(body, "client_id"), text(body, "client_secret"))
    prefixes = body.get("redirect_uri_prefixes")
    if prefixes is not None:
        client.redirect_uri_prefixes = tuple(str(p) for p in prefixes)
    world.clients[client.client_id] = client
    return {"client_id": client.client_id, "redirect_uri_prefixes": list(client.redirect_uri_prefixes)}


async def service_accounts(request: Request) -> dict[str, Any]:
    """POST {email, scopes}: a service account with domain-wide delegation; answers its key file."""
    world, body = world_of(request), await body_of(request)
    email, scopes = text(body, "email"), body.get("scopes")
    if not isinstance(scopes, list):
        raise AdminError("'scopes' must be a list")
    key = RSAKey.generate_key(2048, auto_kid=True)
    number = f"1{len(world.service_accounts):020d}"
    world.service_accounts[email] = ServiceAccount(email, number, key, frozenset(scopes))
    token_uri = str(request.base_url).rstrip("/") + "/token"
    world.token_audiences.add(token_uri)
    return {
        "type": "service_account",
        "project_id": "workspace-sim",
        "private_key_id": key.kid,
        "private_key": key.as_pem(private=True).decode(),
        "client_email": email,
        "client_id": number,
        "token_uri": token_uri,
    }


async def pubsub(request: Request) -> dict[str, Any]:
    """POST /sim/pubsub {topic, subscription, push_endpoint?, audience?, service_account_email?, forge?}."""
    world, body = world_of(request), await body_of(request)
    subscription = Subscription(text(body, "subscription"), text(body, "topic"))
    for key in ("push_endpoint", "audience", "service_account_email", "forge"):
        setattr(subscription, key, text(body, key, getattr(subscription, key)))
    if subscription.forge not in ("", "signature", "audience", "email", "expired", "missing"):
        raise AdminError("'forge': signature, audience, email, expired or missing")
    world.pubsub.subscribe(subscription)
    return {"topic": subscription.topic, "subscription": subscription.name}


async def notify(request: Request) -> dict[str, Any]:
    """POST /sim/pubsub/notify {email, history_id?}: a notification out of turn (late, old, unknown mailbox)."""
    world, body = world_of(request), await body_of(request)
    email = text(body, "email")
    box = world.mailboxes.get(email)
    number = body.get("history_id", box.history_id if box else 1)
    world.pubsub.announce(text(body, "topic", ""), email, number)
    return {"published": world.pubsub.published}

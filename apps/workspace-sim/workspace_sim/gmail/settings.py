"""users.settings.sendAs: read, and the writes of settings.basic / settings.sharing."""

from typing import Any

from workspace_sim.directory import SendAs
from workspace_sim.errors import GoogleError, invalid, not_found
from workspace_sim.gmail.method import READ_BODY, Call, method
from workspace_sim.oauth.scopes import SETTINGS, SHARING

_READ = READ_BODY | {SETTINGS}
_WRITE = frozenset({SETTINGS, SHARING})


def send_as_json(identity: SendAs) -> dict[str, Any]:
    """A SendAs resource; the primary carries no verificationStatus."""
    value: dict[str, Any] = {
        "sendAsEmail": identity.email,
        "displayName": identity.display_name,
        "replyToAddress": identity.reply_to,
        "signature": identity.signature,
    }
    if identity.is_primary:
        value["isPrimary"] = True
    else:
        value["treatAsAlias"] = identity.treat_as_alias
    if identity.is_default:
        value["isDefault"] = True
    return value | ({"verificationStatus": identity.status} if identity.status else {})


def _find(call: Call) -> SendAs:
    identity = call.account.send_as.get(call.args["email"].lower())
    if identity is None:
        raise not_found()
    return identity


@method("settings.sendAs.list", "GET settings/sendAs", scopes=_READ, cost=1)
def list_(call: Call) -> dict[str, Any]:
    return {"sendAs": [send_as_json(identity) for identity in call.account.send_as.values()]}


@method("settings.sendAs.get", "GET settings/sendAs/{email}", scopes=_READ, cost=1)
def get(call: Call) -> dict[str, Any]:
    return send_as_json(_find(call))


@method("settings.sendAs.create", "POST settings/sendAs", scopes=frozenset({SHARING}), cost=100)
def create(call: Call) -> dict[str, Any]:
    body = call.json()
    email = str(body.get("sendAsEmail", "")).lower()
    if "@" not in email:
        raise invalid("Invalid sendAs email")
    if email in call.account.send_as:
        raise GoogleError(409, "Requested entity already exists", "alreadyExists", status="ALREADY_EXISTS")
    own = call.world.directory.account(email) is call.account
    identity = SendAs(email, str(body.get("displayName", "")), "accepted" if own else "pending")
    call.account.send_as[email] = identity
    return send_as_json(identity)


@method("settings.sendAs.update", "PUT settings/sendAs/{email}", scopes=_WRITE, cost=100)
@method("settings.sendAs.patch", "PATCH settings/sendAs/{email}", scopes=_WRITE, cost=100)
def update(call: Call) -> dict[str, Any]:
    identity, body = _find(call), call.json()
    identity.display_name = str(body.get("displayName", identity.display_name))
    identity.reply_to = str(body.get("replyToAddress", identity.reply_to))
    identity.signature = str(body.get("signature", identity.signature))
    if body.get("isDefault") is True:
        for other in call.account.send_as.values():
            other.is_default = other is identity
    return send_as_json(identity)


@method("settings.sendAs.delete", "DELETE settings/sendAs/{email}", scopes=frozenset({SHARING}), cost=5)
def delete(call: Call) -> None:
    identity = _find(call)
    if identity.is_primary:
        raise invalid("Cannot delete primary sendAs")
    del call.account.send_as[identity.email]

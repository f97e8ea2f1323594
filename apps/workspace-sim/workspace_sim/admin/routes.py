"""The flat list of admin routes."""

from workspace_sim.admin import control, mail
from workspace_sim.admin.guard import route

ROUTES = [
    route("/sim/status", control.status),
    route("/sim/clock", control.clock, "GET POST"),
    route("/sim/settings", control.settings, "GET PATCH"),
    route("/sim/faults", control.faults, "GET POST DELETE"),
    route("/sim/reset", control.reset, "POST"),
    route("/sim/generate", control.generate, "POST"),
    route("/sim/traffic", control.traffic, "GET POST"),
    route("/sim/accounts", control.accounts),
    route("/sim/accounts", control.create_account, "POST"),
    route("/sim/accounts/{email}", control.change_account, "PATCH"),
    route("/sim/groups", control.groups, "GET POST"),
    route("/sim/tokens", control.tokens, "POST"),
    route("/sim/tokens/revoke", control.revoke, "POST"),
    route("/sim/clients", control.clients, "POST"),
    route("/sim/service-accounts", control.service_accounts, "POST"),
    route("/sim/pubsub", control.pubsub, "POST"),
    route("/sim/pubsub/notify", control.notify, "POST"),
    route("/sim/deliver", mail.deliver_mail, "POST"),
    route("/sim/mailboxes", mail.mailboxes),
    route("/sim/mailboxes/{email}", mail.mailbox),
    route("/sim/mailboxes/{email}/messages", mail.store, "POST"),
    route("/sim/mailboxes/{email}/messages/{id}", mail.change, "PATCH DELETE"),
    route("/sim/mailboxes/{email}/expire-history", mail.expire_history, "POST"),
    route("/sim/truth", mail.truth),
    route("/sim/customers", mail.customers),
    route("/sim/customers/{email}", mail.customer, "PUT"),
    route("/sim/customers/{email}/messages", mail.customer_messages),
    route("/sim/customers/{email}/messages/{id}/raw", mail.customer_raw),
    route("/sim/customers/{email}/send", mail.customer_send, "POST"),
]

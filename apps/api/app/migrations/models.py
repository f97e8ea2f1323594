"""Every table of the system, for migrations and for checks that walk all of them."""

from __future__ import annotations

from app.core.db import Base
from app.identity import models as identity
from app.mailboxes import models as mailboxes
from app.messages import delivery_reports
from app.messages import models as messages
from app.outbound import models as outbound
from app.outbound import writing_models
from app.routing import models as routing
from app.tickets import attention_models, sla_models
from app.tickets import models as tickets

__all__ = [
    "TENANT_TABLES",
    "attention_models",
    "delivery_reports",
    "identity",
    "mailboxes",
    "messages",
    "outbound",
    "routing",
    "sla_models",
    "tickets",
    "writing_models",
]

#: Global tables are read before it is known for which organisation a request acts.
GLOBAL_TABLES = frozenset({"organizations", "users", "sessions", "api_tokens", "oauth_states"})
TENANT_TABLES = frozenset(Base.metadata.tables) - GLOBAL_TABLES

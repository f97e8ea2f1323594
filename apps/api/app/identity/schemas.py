"""What identity looks like over HTTP."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from app.identity.domains import normal_domain
from app.identity.models import Role
from app.identity.public_providers import PUBLIC_PROVIDERS

# RFC 5321 §4.5.3.1: 64 octets of local part, 254 in all (RFC 3696 erratum 1690). Quoted local parts are for parsers
# of mail, not for people who sign in. Beyond ASCII (RFC 6531) everything but surrogates, which are no characters.
_BEYOND = r"\u0080-\ud7ff\ue000-\U0010ffff"
_EMAIL = re.compile(rf"[a-z0-9.!#$%&'*+/=?^_`{{|}}~\-{_BEYOND}]{{1,64}}@[a-z0-9\-.{_BEYOND}]{{1,253}}\Z")


def normal_email(value: str) -> str:
    """`value` as an address that people sign in with: lower case. Raises ValueError."""
    value = value.strip().lower()
    if len(value) > 254 or not _EMAIL.match(value) or ".." in value:
        raise ValueError("is not an e-mail address")
    return value


def _without_controls(value: str) -> str:
    if any(ord(c) < 32 or ord(c) == 127 for c in value):
        raise ValueError("must not contain control characters")
    return value


Email = Annotated[str, AfterValidator(normal_email)]


def _not_everybodys(domain: str) -> str:
    if domain in PUBLIC_PROVIDERS:
        raise ValueError("is a public mail provider's: all of its users would count as colleagues")
    return domain


Domain = Annotated[str, AfterValidator(normal_domain), AfterValidator(_not_everybodys)]
OrganizationName = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=200),
    AfterValidator(_without_controls),
]
TokenName = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100), AfterValidator(_without_controls)
]


class Answer(BaseModel):
    """Parent of answers that are read from rows."""

    model_config = ConfigDict(from_attributes=True)


class UserOut(Answer):
    id: UUID
    email: str
    name: str


class OrganizationOut(Answer):
    id: UUID
    name: str
    domains: list[str]


class MembershipOut(Answer):
    organization_id: UUID
    organization_name: str
    role: Role


class Me(BaseModel):
    """Who is signed in, and for which organisation they act."""

    user: UserOut
    organization: OrganizationOut
    role: Role
    memberships: list[MembershipOut]


class SessionOut(Answer):
    id: UUID
    expires_at: datetime


class SignedIn(BaseModel):
    """The answer to a sign-in. The session cookie is set as well."""

    user: UserOut
    organization: OrganizationOut
    role: Role
    session: SessionOut
    csrf_token: str


class AuthOptions(BaseModel):
    """Which ways to sign in this installation offers."""

    dev_login: bool
    google_login: Literal[False] = Field(default=False, json_schema_extra={"x-always": True})


class CsrfToken(BaseModel):
    """Send it in the CSRF header of every request that is not a GET."""

    csrf_token: str


class DevLogin(BaseModel):
    email: Email
    organization_name: OrganizationName


class SwitchOrganization(BaseModel):
    organization_id: UUID


class MemberOut(Answer):
    user_id: UUID
    email: str
    name: str
    role: Role


class OrganizationPatch(BaseModel):
    """Only what is sent is changed."""

    model_config = ConfigDict(extra="forbid")

    name: OrganizationName | None = None
    domains: Annotated[list[Domain], Field(max_length=200)] | None = None


class NewApiToken(BaseModel):
    name: TokenName
    expires_in_days: Annotated[int, Field(ge=1, le=3650)] | None = None


class ApiTokenOut(Answer):
    id: UUID
    name: str
    user_id: UUID
    created_at: datetime
    expires_at: datetime | None
    last_used_at: datetime | None


class CreatedApiToken(ApiTokenOut):
    """``token`` is shown this once."""

    token: str

"""Kinds of settings: what a value must be, and the form in which it is kept."""

from __future__ import annotations

import re
from http.cookies import Morsel
from typing import Annotated
from urllib.parse import urlsplit

from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict
from pydantic import AfterValidator
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

# RFC 9110 §5.6.2.
_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_ORIGIN = re.compile(r"(?P<scheme>https?)://(?P<host>\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::(?P<port>[0-9]{1,5}))?/?")
_PATH = re.compile(r"/[A-Za-z0-9._~/-]*")
_DEFAULT_PORTS = {"http": 80, "https": 443}


def _url(value: str) -> str:
    """An absolute http(s) URL without a trailing slash."""
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("must be an absolute http:// or https:// URL")
    if parts.port == 0:
        raise ValueError("has a port outside of 1 to 65535")
    return value.rstrip("/")


def _token(value: str) -> str:
    if not _TOKEN.fullmatch(value):
        raise ValueError("must be a token of RFC 9110: letters, digits and !#$%&'*+-.^_`|~")
    return value


def _cookie_name(value: str) -> str:
    if Morsel().isReservedKey(value):
        raise ValueError("is the name of a cookie attribute")
    return _token(value)


def _path(value: str) -> str:
    if not _PATH.fullmatch(value):
        raise ValueError("must be a path that starts with / and has letters, digits and ._~- only")
    return value


def _origin(value: str) -> str:
    if value == "*":
        raise ValueError("* is refused, for browsers send cookies along; name each origin")
    match = _ORIGIN.fullmatch(value.lower())
    if match is None:
        raise ValueError(f"'{value}' is not an origin: scheme://host or scheme://host:port, in ASCII")
    port = int(match["port"]) if match["port"] else _DEFAULT_PORTS[match["scheme"]]
    if not 1 <= port <= 65535:
        raise ValueError(f"'{value}' has a port outside of 1 to 65535")
    return _serialised(match["scheme"], match["host"], port)


def _serialised(scheme: str, host: str, port: int | None) -> str:
    return f"{scheme}://{host}" + (f":{port}" if port not in (None, _DEFAULT_PORTS[scheme]) else "")


def _origins(value: str) -> str:
    origins = [_origin(one.strip()) for one in value.split(",") if one.strip()]
    if not origins:
        raise ValueError("names no origin")
    return ",".join(origins)


def _hosts_and_ports(value: str) -> str:
    hosts = [one.strip().lower() for one in value.split(",") if one.strip()]
    for host in hosts:
        name, _, port = host.rpartition(":")
        if not _TOKEN.fullmatch(name) or not port.isdigit() or not 1 <= int(port) <= 65535:
            raise ValueError(f"'{host}' is not name:port")
    return ",".join(hosts)


def _database_url(value: str) -> str:
    if not value.startswith(("postgresql://", "postgres://")):
        raise ValueError("must start with postgresql://")
    try:
        # Both readers of it: SQLAlchemy's and libpq's. Neither's words are repeated, they may hold the password.
        make_url(value)
        ports = str(conninfo_to_dict(value).get("port") or "5432").split(",")
        wrong_port = any(not 1 <= int(port) <= 65535 for port in ports)
    except (ArgumentError, ValueError, ProgrammingError):
        raise ValueError("must be postgresql://USER:PASSWORD@HOST:PORT/NAME with a number as port") from None
    if wrong_port:
        raise ValueError("has a port outside of 1 to 65535")
    return value


def origin_of(url: str) -> str:
    """The origin of an http(s) URL as browsers serialise it (HTML §7.1.1): lower case, without a default port."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    return _serialised(parts.scheme, f"[{host}]" if ":" in host else host, parts.port)


HttpUrl = Annotated[str, AfterValidator(_url)]
Token = Annotated[str, AfterValidator(_token)]
CookieName = Annotated[str, AfterValidator(_cookie_name)]
UrlPath = Annotated[str, AfterValidator(_path)]
Origins = Annotated[str, AfterValidator(_origins)]
HostsAndPorts = Annotated[str, AfterValidator(_hosts_and_ports)]
DatabaseUrl = Annotated[str, AfterValidator(_database_url)]

"""Which URLs of mails may be asked for, before any name is resolved."""

from __future__ import annotations

import re
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urljoin

import httpx

from app.core.errors import Invalid

LONGEST_URL = 4096
_PORTS = {"http": 80, "https": 443}
_LABEL = re.compile(r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?")
#: The URL standard reads a host whose last label looks like this as an IPv4 address: 2130706433, 0x7f.1, 0177.0.0.1.
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")
#: Names that mean this machine or this network, wherever they resolve to.
_INTERNAL = ("localhost", "local", "internal", "intranet", "lan", "home.arpa", "corp", "private", "onion")


class RemoteRefused(Invalid):
    """The address of a remote image that is not asked for."""

    code = "remote_refused"
    title = "This image is not loaded"


@dataclass(frozen=True, slots=True)
class Target:
    """Where to ask, and for what: `host` is a lower-case ASCII name or an IP address without brackets."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def is_address(self) -> bool:
        """Whether `host` is an IP address already."""
        try:
            ip_address(self.host)
        except ValueError:
            return False
        return True

    @property
    def authority(self) -> str:
        """The ``Host`` header."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _PORTS[self.scheme] else f"{host}:{self.port}"


def read_target(url: str, *, test_hosts: frozenset[str] = frozenset()) -> Target:
    """What `url` asks for. Only http and https, on ports 80 and 443, without credentials, to a name that can be
    public or to an IP address (which the caller checks). `test_hosts` (``name:port``) are let through as they are.
    Raises `RemoteRefused`."""
    if len(url) > LONGEST_URL or any(ord(c) < 32 or ord(c) == 127 for c in url) or "\\" in url:
        raise RemoteRefused("Its address is too long, or has characters that no address has.")
    try:
        parsed = httpx.URL(url)
    except (ValueError, httpx.InvalidURL):
        raise RemoteRefused("Its address cannot be read.") from None
    if parsed.scheme not in _PORTS:
        raise RemoteRefused("Only http and https addresses are loaded.")
    if parsed.userinfo:
        raise RemoteRefused("Addresses that carry a name or password are not loaded.")
    host = parsed.raw_host.decode("ascii").lower().rstrip(".")
    port = _PORTS[parsed.scheme] if parsed.port is None else parsed.port
    target = Target(parsed.scheme, host, port, parsed.raw_path.decode("ascii"))
    if f"{host}:{port}" in test_hosts:
        return target
    if port != _PORTS[parsed.scheme]:
        raise RemoteRefused("Only the usual ports of the web are asked: 80 for http, 443 for https.")
    # An address with a zone ("%eth0") names a card of this machine.
    if not target.is_address or "%" in host:
        _check_name(host)
    return target


def next_target(current: Target, location: str, *, test_hosts: frozenset[str]) -> Target:
    """Where a redirect leads, under the same rules. Raises `RemoteRefused`."""
    return read_target(
        urljoin(f"{current.scheme}://{current.authority}{current.path}", location), test_hosts=test_hosts
    )


def _check_name(host: str) -> None:
    labels = host.split(".")
    readable = len(host) <= 253 and all(_LABEL.fullmatch(label) for label in labels)
    if not readable or _NUMBER.fullmatch(labels[-1]):
        raise RemoteRefused("Its server has no name that can be public.")
    if len(labels) < 2 or any(host == name or host.endswith(f".{name}") for name in _INTERNAL):
        raise RemoteRefused("Its server belongs to an internal network.")

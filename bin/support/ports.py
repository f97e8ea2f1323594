"""TCP ports of this machine."""

import errno
import random
import socket
from collections.abc import Iterable

from support.console import Problem

_LOOPBACK = ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1"))
_OWN_PORTS = range(20000, 32000)


def is_taken(port: int) -> bool:
    """Whether somebody listens on the port, on either loopback address ("localhost" means both)."""
    return any(_cannot_bind(family, host, port) for family, host in _LOOPBACK)


def _cannot_bind(family: socket.AddressFamily, host: str, port: int) -> bool:
    try:
        probe = socket.socket(family, socket.SOCK_STREAM)
    except OSError:
        return False  # no IPv6 on this machine
    with probe:
        # As servers do: a port whose last connections linger in TIME_WAIT is free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno == errno.EACCES:
                raise Problem(f"Port {port} may not be used by this user; choose one above 1023.") from error
            return error.errno == errno.EADDRINUSE
    return False


def require_free(wanted: Iterable[tuple[str, int]]) -> None:
    """Refuses a port that is taken or wanted twice. `wanted` has (command-line flag, port)."""
    seen: dict[int, str] = {}
    for flag, port in wanted:
        if port in seen:
            raise Problem(f"Port {port} is wanted twice: by {seen[port]} and by {flag}.")
        seen[port] = flag
        if is_taken(port):
            raise Problem(f"Port {port} is taken by another program. Choose another one with {flag} N.")


def free_ports(count: int) -> list[int]:
    """Different ports that nobody listens on at this moment.

    They lie below those from which the system takes the near end of outgoing connections (32768 and more on Linux),
    so that no connection takes one before its server starts.
    """
    found: list[int] = []
    for port in random.SystemRandom().sample(_OWN_PORTS, k=len(_OWN_PORTS)):
        if not is_taken(port):
            found.append(port)
        if len(found) == count:
            return found
    raise Problem("This machine has no free port left.")

import socket
from collections.abc import Iterator

import pytest

from support.console import Problem
from support.ports import free_ports, is_taken, require_free


@pytest.fixture(params=["127.0.0.1", "::1", "0.0.0.0"])
def listener(request: pytest.FixtureRequest) -> Iterator[int]:
    family = socket.AF_INET6 if ":" in request.param else socket.AF_INET
    with socket.socket(family) as server:
        server.bind((request.param, 0))
        server.listen()
        yield server.getsockname()[1]


def test_a_listener_on_any_loopback_address_takes_the_port(listener: int) -> None:
    assert is_taken(listener)


def test_a_closed_port_is_free_again() -> None:
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        port = server.getsockname()[1]
    assert not is_taken(port)


def test_free_ports_are_different() -> None:
    ports = free_ports(5)
    assert len(set(ports)) == 5
    require_free((f"--p{port}", port) for port in ports)


def test_the_refusal_names_port_and_flag(listener: int) -> None:
    with pytest.raises(Problem, match=rf"^Port {listener} is taken by another program\. .* --api-port N\.$"):
        require_free([("--api-port", listener)])


def test_one_port_wanted_twice_is_refused() -> None:
    (port,) = free_ports(1)
    with pytest.raises(Problem, match="wanted twice: by --port and by --sim-port"):
        require_free([("--port", port), ("--sim-port", port)])

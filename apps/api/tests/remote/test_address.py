"""Only the public internet is asked, in whatever clothes another address comes."""

from __future__ import annotations

import pytest

from app.remote.address import is_public
from app.remote.target import RemoteRefused, next_target, read_target

pytestmark = pytest.mark.quick


@pytest.mark.parametrize("address", ["93.184.215.14", "1.1.1.1", "2606:4700:4700::1111", "64:ff9b::101:101"])
def test_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.255.255.254", "0.0.0.0", "0.1.2.3", "10.0.0.1", "172.16.0.1", "172.31.255.255",
        "192.168.1.1", "169.254.169.254", "169.254.170.2", "100.64.0.1", "100.127.255.255", "192.0.0.8", "192.0.2.1",
        "198.18.0.1", "198.19.255.255", "198.51.100.1", "203.0.113.1", "192.88.99.1", "224.0.0.1", "239.255.255.255",
        "240.0.0.1", "255.255.255.255", "168.63.129.16",
        "::", "::1", "::7f00:1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254",
        "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::1", "2002:7f00:1::", "2002:a9fe:a9fe::1",
        "2001::1", "2001:db8::1", "3fff::1", "fc00::1", "fd00:ec2::254", "fe80::1", "fe80::1%eth0", "fec0::1",
        "ff02::1", "100::1", "4000::1",
        "", "localhost", "127.1", "2130706433", "0x7f000001", "0177.0.0.1",
    ],
)  # fmt: skip
def test_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    ("url", "scheme", "host", "port", "path"),
    [
        ("http://x.example/a.png", "http", "x.example", 80, "/a.png"),
        ("HTTPS://X.Example", "https", "x.example", 443, "/"),
        ("https://x.example:443/a?b=1&c=%20#top", "https", "x.example", 443, "/a?b=1&c=%20"),
        ("https://x.example/a b/ü.png", "https", "x.example", 443, "/a%20b/%C3%BC.png"),
        ("https://münchen.example./", "https", "xn--mnchen-3ya.example", 443, "/"),
        ("http://1.1.1.1/", "http", "1.1.1.1", 80, "/"),
        ("http://[2606:4700:4700::1111]/", "http", "2606:4700:4700::1111", 80, "/"),
        ("http://a_b.x.example/", "http", "a_b.x.example", 80, "/"),
    ],
)
def test_what_is_asked(url: str, scheme: str, host: str, port: int, path: str) -> None:
    target = read_target(url)
    assert (target.scheme, target.host, target.port, target.path) == (scheme, host, port, path)


@pytest.mark.parametrize(
    "url",
    [
        "", "x.example/a.png", "//x.example/a.png", "ftp://x.example/", "file:///etc/passwd", "gopher://x.example/",
        "data:image/png,x", "javascript:alert(1)", "http:///a", "http://", "https:x.example",
        "http://user@x.example/", "http://user:password@x.example/", "http://:@x.example/", "http://x.example@10.0.0.1/",
        "http://x.example:8080/", "http://x.example:22/", "http://x.example:0/", "http://x.example:99999/",
        "https://x.example:80/", "http://x.example:443/",
        "http://localhost/", "http://LOCALHOST/", "http://localhost./", "http://a.localhost/", "http://printer/",
        "http://printer.local/", "http://metadata.google.internal/", "http://router.lan/", "http://nas.home.arpa/",
        "http://2130706433/", "http://0x7f000001/", "http://0x7f.1/", "http://0177.0.0.1/", "http://127.1/",
        "http://x.example.0x7f/", "http://017700000001/", "http://127.0.0.1.5/", "http://0x/", "http://1.2.3.08/",
        "http://x.example\\@10.0.0.1/", "http://x.exa\nmple/", "http://x.example/\r\nx: y", "http://x%2eexample/",
        "http://[::1", "http://[v1.x]/", "http://[fe80::1%25eth0]/", "http://-x.example/", "http://x..example/",
        "http://" + "a." * 130 + "example/", "http://" + "a" * 64 + ".example/", "http://x.example/" + "a" * 5000,
    ],
)  # fmt: skip
def test_what_is_not_asked(url: str) -> None:
    with pytest.raises(RemoteRefused):
        read_target(url)


def test_a_full_width_address_is_read_as_the_address_it_is() -> None:
    target = read_target("http://127。0。0。1/")
    assert target.is_address
    assert not is_public(target.host)


def test_a_redirect_is_under_the_same_rules() -> None:
    here = read_target("https://x.example/a/b.png")
    assert next_target(here, "../c.png?d", test_hosts=frozenset()).path == "/c.png?d"
    assert next_target(here, "//y.example/", test_hosts=frozenset()).host == "y.example"
    for location in ("http://localhost/", "file:///etc/passwd", "https://y.example:8443/", "https://u@y.example/"):
        with pytest.raises(RemoteRefused):
            next_target(here, location, test_hosts=frozenset())


def test_only_named_hosts_with_their_port_are_let_through() -> None:
    hosts = frozenset({"pictures.test:4100"})
    assert read_target("http://pictures.test:4100/a", test_hosts=hosts).port == 4100
    for url in ("http://pictures.test:4101/", "http://x.pictures.test:4100/", "http://localhost:4100/"):
        with pytest.raises(RemoteRefused):
            read_target(url, test_hosts=hosts)

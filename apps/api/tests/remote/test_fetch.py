"""One image from a hostile server: nothing inside is reached, nothing is believed, everything is bounded."""

from __future__ import annotations

import asyncio
import datetime
import gzip
import ssl
import time
from collections.abc import Sequence
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from app.remote import fetch
from app.remote.fetch import Limits, RemoteFailed, RemoteImage, fetch_image
from app.remote.target import RemoteRefused
from tests.remote.server import PNG, Script, Server, answer, redirect

QUICK = Limits(connect_seconds=1, read_seconds=0.3, total_seconds=1, max_bytes=50_000, max_redirects=3)


def run(pages: dict[str, bytes | Script], path: str = "/", **options: Any) -> tuple[RemoteImage, list[str]]:
    """Fetch `path` of a server with these pages; the image, and what the server was asked."""

    async def act() -> tuple[RemoteImage, list[str]]:
        async with Server().running() as server:
            server.pages = pages
            options.setdefault("limits", QUICK)
            image = await fetch_image(server.url(path), test_hosts=server.hosts, **options)
            return image, server.asked

    return asyncio.run(act())


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (PNG, "image/png"),
        (b"\xff\xd8\xff\xe0" + b"0" * 20, "image/jpeg"),
        (b"GIF89a" + b"0" * 20, "image/gif"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "image/webp"),
    ],
)
def test_an_image_is_what_its_bytes_are(content: bytes, kind: str) -> None:
    image, _ = run({"/": answer(content, "content-type: text/html")})
    assert image == RemoteImage(content, kind)


def test_the_other_server_learns_nothing_of_the_reader() -> None:
    pages: dict[str, bytes | Script] = {
        "/": answer(b"", "location: /b", "set-cookie: who=you; Path=/", status="302 Found"),
        "/b": answer(PNG),
    }
    _, asked = run(pages)
    for head in asked:
        names = {line.split(":")[0].lower() for line in head.split("\r\n")[1:] if line}
        assert names == {"host", "user-agent", "accept", "accept-encoding", "connection"}
        assert "OSS-Ticketing" in head


@pytest.mark.parametrize(
    "content",
    [
        b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
        b'<?xml version="1.0"?><svg/>',
        b"<!doctype html><script>alert(1)</script>",
        b"%PDF-1.7",
        b"MZ\x90\x00",
        b"\x00\x00\x00\x20ftypavif",
        b"RIFF\x00\x00\x00\x00WAVEfmt ",
        b"",
        b"\x89PN",
        b" GIF89a",
    ],
)
def test_what_is_no_raster_image_does_not_come(content: bytes) -> None:
    with pytest.raises(RemoteFailed, match="no PNG, JPEG, GIF or WebP"):
        run({"/": answer(content, "content-type: image/png")})


@pytest.mark.parametrize(
    "status", ["204 No Content", "206 Partial Content", "401 Unauthorized", "500 Oops", "302 Found"]
)
def test_other_answers_are_none(status: str) -> None:
    with pytest.raises(RemoteFailed):
        run({"/": answer(PNG if status[0] != "2" else b"", status=status)})


def test_a_size_that_is_told_and_one_that_is_not() -> None:
    with pytest.raises(RemoteFailed, match="too large"):
        run({"/": answer(PNG, length=60_000)})

    sent = 0

    async def endless(writer: asyncio.StreamWriter) -> None:
        nonlocal sent
        writer.write(b"HTTP/1.1 200 OK\r\n\r\n" + PNG)
        while sent < 100_000_000:
            writer.write(b"0" * 10_000)
            sent += 10_000
            await writer.drain()

    with pytest.raises(RemoteFailed, match="too large"):
        run({"/": endless})
    assert sent < 20_000_000, "the connection was not cut"


def test_packed_bytes_are_not_unfolded() -> None:
    bomb = gzip.compress(PNG + b"\0" * 50_000_000)
    with pytest.raises(RemoteFailed, match="packs"):
        run({"/": answer(bomb, "content-encoding: gzip")}, limits=Limits(total_seconds=5))
    image, _ = run({"/": answer(PNG, "content-encoding: identity")})
    assert image.content == PNG


async def _drip(writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 5000\r\n\r\n" + PNG)
    for _ in range(100):
        writer.write(b"0")
        await writer.drain()
        await asyncio.sleep(0.1)


async def _silence(writer: asyncio.StreamWriter) -> None:
    await asyncio.sleep(10)


async def _slow_head(writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\n")
    for number in range(100):
        writer.write(f"x-{number}: 0\r\n".encode())
        await writer.drain()
        await asyncio.sleep(0.1)


@pytest.mark.parametrize("script", [_drip, _silence, _slow_head])
def test_a_server_that_takes_its_time_is_left(script: Script) -> None:
    began = time.monotonic()
    with pytest.raises(RemoteFailed):
        run({"/": script})
    assert time.monotonic() - began < 3


@pytest.mark.parametrize(
    "raw",
    [b"", b"\0" * 100, b"HTTP/1.1 200 OK\r\ncontent-length: -1\r\n\r\n", answer(PNG, length=9000), b"SSH-2.0-x\r\n"],
)
def test_a_broken_answer_is_a_clear_failure(raw: bytes) -> None:
    with pytest.raises(RemoteFailed, match="broke"):
        run({"/": raw})


def test_redirects_are_followed_and_counted() -> None:
    chain: dict[str, bytes | Script] = {f"/{n}": redirect(f"/{n + 1}") for n in range(3)}
    assert run(chain | {"/3": answer(PNG)}, "/0")[0].content == PNG
    with pytest.raises(RemoteFailed, match="place to place"):
        run(chain | {"/3": redirect("/4"), "/4": answer(PNG)}, "/0")
    with pytest.raises(RemoteFailed, match="place to place"):
        run({"/": redirect("/")})


@pytest.mark.parametrize(
    "location",
    [
        "http://127.0.0.1/", "http://[::1]/", "http://169.254.169.254/latest/meta-data/", "http://[fd00:ec2::254]/",
        "http://10.0.0.1/", "http://[::ffff:127.0.0.1]/", "http://[64:ff9b::7f00:1]/", "http://localhost/",
        "http://2130706433/", "http://127.0.0.1:5432/", "http://inside.example/", "file:///etc/passwd",
        "gopher://x.example/", "http://user:password@x.example/", "//127.0.0.1/",
    ],
)  # fmt: skip
def test_no_redirect_leads_inside(location: str) -> None:
    async def resolve(host: str, port: int) -> Sequence[str]:
        assert host == "inside.example"
        return ["192.168.1.10"]

    with pytest.raises(RemoteRefused):
        run({"/": redirect(location), "/2": answer(PNG)}, resolve=resolve)


class Recorder(httpx.AsyncBaseTransport):
    """Stands where the connection would be made and notes where to."""

    calls: list[httpx.Request]

    def __init__(self, **options: object) -> None:
        self.options = options

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.calls.append(request)
        assert self.options["trust_env"] is False
        return httpx.Response(200, stream=httpx.ByteStream(PNG))


@pytest.fixture
def connections(monkeypatch: pytest.MonkeyPatch) -> list[httpx.Request]:
    """Every connection that would be made; none is."""
    Recorder.calls = []
    monkeypatch.setattr(fetch.httpx, "AsyncHTTPTransport", Recorder)
    return Recorder.calls


def _resolver(*answers: Sequence[str]) -> tuple[fetch.Resolve, list[str]]:
    left, asked = list(answers), list[str]()

    async def resolve(host: str, port: int) -> Sequence[str]:
        asked.append(host)
        return left.pop(0)

    return resolve, asked


def test_a_name_is_resolved_once_and_its_address_is_the_one_connected_to(connections: list[httpx.Request]) -> None:
    # DNS rebinding: public when it is checked, inside when it is asked for again.
    resolve, asked = _resolver(["93.184.215.14"], ["127.0.0.1"], ["127.0.0.1"])
    asyncio.run(fetch_image("https://rebind.example/a.png?b", resolve=resolve))
    (request,) = connections
    assert asked == ["rebind.example"]
    assert request.url == "https://93.184.215.14/a.png?b"
    assert request.headers["host"] == "rebind.example"
    assert request.extensions["sni_hostname"] == "rebind.example"


@pytest.mark.parametrize(
    "addresses",
    [["127.0.0.1"], ["93.184.215.14", "10.0.0.1"], ["::1"], ["::ffff:169.254.169.254"], ["fe80::1"], []],
)
def test_one_closed_address_closes_the_name(addresses: Sequence[str], connections: list[httpx.Request]) -> None:
    resolve, _ = _resolver(addresses)
    with pytest.raises(RemoteRefused):
        asyncio.run(fetch_image("http://mixed.example/a.png", resolve=resolve))
    assert connections == []


def test_a_name_that_nobody_knows(connections: list[httpx.Request]) -> None:
    async def resolve(host: str, port: int) -> Sequence[str]:
        raise OSError("no such name")

    with pytest.raises(RemoteFailed, match="not known"):
        asyncio.run(fetch_image("http://nobody.example/", resolve=resolve))
    assert connections == []


def _certificate(folder: Path, *names: x509.GeneralName) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """Contexts of a server with a certificate for `names`, and of a client that trusts its authority alone."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "a stranger")])
    at = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(at - datetime.timedelta(days=1))
        .not_valid_after(at + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName(list(names)), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = certificate.public_bytes(serialization.Encoding.PEM)
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (folder / "both.pem").write_bytes(pem + secret)
    server = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    server.load_cert_chain(folder / "both.pem")
    client = ssl.create_default_context(cadata=pem.decode())
    return server, client


@pytest.mark.parametrize(
    ("names", "right"),
    [
        ([x509.DNSName("pictures.test")], True),
        ([x509.DNSName("other.test")], False),
        ([x509.IPAddress(ip_address("127.0.0.1"))], False),
    ],
    ids=["its own name", "another name", "the address alone"],
)
def test_the_certificate_must_be_for_the_name(names: list[x509.GeneralName], right: bool, tmp_path: Path) -> None:
    ours, theirs = _certificate(tmp_path, *names)

    async def act() -> RemoteImage:
        async with Server().running(ours) as server:
            server.pages = {"/": answer(PNG)}
            return await fetch_image(server.url(scheme="https"), test_hosts=server.hosts, tls=theirs)

    if right:
        assert asyncio.run(act()).content == PNG
    else:
        with pytest.raises(RemoteFailed, match="certificate"):
            asyncio.run(act())

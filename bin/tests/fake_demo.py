"""bin/demo with tiny stand-ins for the programs, so that its own life is tested in seconds.

Everything but the programs is real: ports, record, logs, supervision, detaching, stopping. The environment variable
FAKE_FAILURE lets one of the programs end by itself with exit code 3, soon after it was started.
"""

import os
import sys
from pathlib import Path

BIN = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(BIN))

from support import connect, demo, install, running  # noqa: E402
from support.commands import demo as command  # noqa: E402
from support.console import Problem, complain  # noqa: E402
from support.stack import Stack  # noqa: E402
from support.supervisor import Program  # noqa: E402
from support.tools import Tools  # noqa: E402

SERVER = """
import http.server, socket, sys
class Server(http.server.ThreadingHTTPServer):
    allow_reuse_address = True
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
print("serving", flush=True)
Server(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
"""
DATABASE = "import time; print('postgresql://none', flush=True); time.sleep(600)"
WORKER = "import time; print('working', flush=True); time.sleep(600)"
FAILING = "import sys, time; print('the reason why', flush=True); time.sleep(0.5); sys.exit(3)"


def program(name: str, code: str, *arguments: str) -> Program:
    if os.environ.get("FAKE_FAILURE") == name:
        code = FAILING
    return Program(name, [sys.executable, "-c", code, *arguments], BIN, dict(os.environ))


class FakeStack(Stack):
    def postgres(self, tools: Tools) -> Program:
        return program("postgres", DATABASE)

    def simulator(self, tools: Tools) -> Program:
        return program("simulator", SERVER, str(self.sim_port))

    def api(self, tools: Tools, database_url: str) -> Program:
        return program("api", SERVER, str(self.api_port))

    def web(self, tools: Tools, database_url: str) -> Program:
        return program("web", SERVER, str(self.web_port))

    def worker(self, tools: Tools, database_url: str) -> Program:
        return program("worker", WORKER)


def replace_programs() -> None:
    install.web_packages = install.web_pages = lambda tools: None
    install.python_packages = lambda tools, project, *, extras: None
    running.run = lambda arguments, **rest: "migrated\n"
    connect.connect_journal = lambda stack: None
    vars(demo)["find_tools"] = lambda *, web: Tools("uv", dict(os.environ))
    vars(command)["Stack"] = FakeStack


if __name__ == "__main__":
    replace_programs()
    try:
        sys.exit(command.main(sys.argv[1:]))
    except Problem as problem:
        complain(problem)
        sys.exit(1)

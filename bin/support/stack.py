"""The programs of the system: how each is started, and in which environment."""

from dataclasses import dataclass
from pathlib import Path

from support.places import API, ROOT, SIMULATOR, WEB, venv_program
from support.supervisor import Program
from support.tools import Tools

# The demo's mailbox may be read as fast as this machine can; Google's own limit is 6,000.
QUOTA_UNITS_PER_MINUTE = 1_000_000
# Of no worth outside the simulator.
CLIENT_ID, CLIENT_SECRET = "demo-client.apps.example", "demo-client-secret"

# What stops first: nobody takes requests or jobs any more, then Gmail goes, the database last.
STOP_ORDER = (("web", "worker"), ("api",), ("simulator",), ("postgres",))


@dataclass(frozen=True)
class Stack:
    """One demo: where it keeps its data, where it listens, how much mail the sample company has."""

    data_dir: Path
    web_port: int
    api_port: int
    sim_port: int
    messages: int
    traffic: bool
    reload: bool

    @property
    def url(self) -> str:
        return f"http://localhost:{self.web_port}"

    @property
    def api_url(self) -> str:
        return f"http://localhost:{self.api_port}"

    @property
    def sim_url(self) -> str:
        return f"http://localhost:{self.sim_port}"

    def environment(self, tools: Tools, database_url: str = "") -> dict[str, str]:
        """Every variable on which the demo depends, so that a developer's .env does not change it."""
        return tools.env | {
            "APP_ENV": "dev",
            "ALLOW_DEV_LOGIN": "true",
            "OSS_DATA_DIR": str(self.data_dir.resolve()),
            "DATABASE_URL": database_url,
            "BLOB_STORE": "local",
            "LOCAL_BLOB_DIR": str(self.data_dir.resolve() / "blobs"),
            "FRONTEND_URL": self.url,
            "API_BASE_URL": self.api_url,
            "CORS_ORIGINS": self.url,
            "COOKIE_SECURE": "false",
            "COOKIE_DOMAIN": "",
            "GOOGLE_CLIENT_ID": CLIENT_ID,
            "GOOGLE_CLIENT_SECRET": CLIENT_SECRET,
            "GOOGLE_AUTH_URL": f"{self.sim_url}/o/oauth2/v2/auth",
            "GOOGLE_TOKEN_URL": f"{self.sim_url}/token",
            "GOOGLE_REVOKE_URL": f"{self.sim_url}/revoke",
            "GOOGLE_JWKS_URL": f"{self.sim_url}/oauth2/v3/certs",
            "GMAIL_API_URL": self.sim_url,
            "GMAIL_POLL_SECONDS": "2",
            "GMAIL_QUOTA_UNITS_PER_MINUTE": str(QUOTA_UNITS_PER_MINUTE),
        }

    def postgres(self, tools: Tools) -> Program:
        holder = str(ROOT / "bin" / "support" / "embedded_postgres.py")
        # `-P`: the API's packages, not the modules beside the script.
        arguments = [venv_program(API, "python"), "-P", holder]
        env = self.environment(tools)
        return Program("postgres", arguments, API, env | {"PYTHONPATH": str(API)})

    def simulator(self, tools: Tools) -> Program:
        arguments = [venv_program(SIMULATOR, "workspace-sim"), "serve", "--port", str(self.sim_port)]
        arguments += ["--messages", str(self.messages), "--seed", "1"]
        arguments += ["--traffic" if self.traffic else "--no-traffic"]
        arguments += ["--client-id", CLIENT_ID, "--client-secret", CLIENT_SECRET]
        arguments += ["--quota-units-per-minute", str(QUOTA_UNITS_PER_MINUTE)]
        return Program("simulator", arguments, SIMULATOR, self.environment(tools))

    def api(self, tools: Tools, database_url: str) -> Program:
        return Program("api", self._uvicorn("app.main:app", self.api_port), API, self.environment(tools, database_url))

    def web(self, tools: Tools, database_url: str) -> Program:
        env = self.environment(tools, database_url)
        if self.reload:
            arguments = [tools.pnpm, "exec", "vite", "--host", "localhost", "--port", str(self.web_port)]
            return Program("web", arguments, WEB, env | {"WEB_PORT": str(self.web_port)})
        return Program("web", self._uvicorn("app.web:app", self.web_port), API, env)

    def worker(self, tools: Tools, database_url: str) -> Program:
        return Program(
            "worker", [venv_program(API, "python"), "-m", "app.worker"], API, self.environment(tools, database_url)
        )

    def _uvicorn(self, application: str, port: int) -> list[str]:
        arguments = [venv_program(API, "uvicorn"), application, "--host", "localhost", "--port", str(port)]
        arguments.append("--no-access-log")  # addresses of OAuth callbacks carry codes; the API logs routes itself
        return [*arguments, "--reload", "--reload-dir", "app"] if self.reload else arguments

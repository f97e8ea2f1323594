"""Start the simulator inside a test: a free loopback port, a thread, and an admin client."""

import base64
import socket
import ssl
import threading
import time
from pathlib import Path
from types import TracebackType
from typing import Any

import httpx
import uvicorn

from workspace_sim.app import create_app
from workspace_sim.oauth.scopes import READONLY
from workspace_sim.settings import Client
from workspace_sim.state import StateFile
from workspace_sim.traffic import Traffic
from workspace_sim.world import DEFAULT_CLIENT, World

_START_SECONDS = 10
_NO_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""Plain HTTP on loopback: spare every client the loading of a certificate store."""


class SimServer:
    """`with SimServer() as sim:` gives `sim.url`, `sim.admin` (httpx) and `sim.token(...)`.

    Without `company=True` it has four accounts (journal, alice with support@, bob with billing@, carol) and
    the group sales@ of bob and carol.
    """

    def __init__(
        self,
        *,
        seed: int = 1,
        company: bool = False,
        clients: list[Client] | None = None,
        history_start: int | None = None,
        state: Path | None = None,
    ) -> None:
        self.world = World(seed=seed, company=company, clients=clients, history_start=history_start)
        self.client = clients[0] if clients else DEFAULT_CLIENT
        self._socket = socket.socket(
            socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP
        )  # asyncio sets NODELAY by proto
        self._socket.bind(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        config = uvicorn.Config(
            create_app(self.world, Traffic(self.world, state=StateFile(state) if state else None)),
            log_config=None,
            access_log=False,
            ws="none",
            lifespan="on",
            timeout_graceful_shutdown=1,
            # Longer than clients keep theirs: a connection that both give up at once fails a request.
            timeout_keep_alive=60,
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, args=([self._socket],), daemon=True)
        self.admin = httpx.Client(base_url=self.url, trust_env=False, timeout=30, verify=_NO_TLS)

    def __enter__(self) -> "SimServer":
        self._thread.start()
        deadline = time.monotonic() + _START_SECONDS
        while not self._server.started:
            if time.monotonic() > deadline or not self._thread.is_alive():
                self.close()
                raise RuntimeError("the simulator did not start")
            time.sleep(0.005)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Stop the server and free the port."""
        self.admin.close()
        self._server.should_exit = True
        self._thread.join(_START_SECONDS)
        self._socket.close()

    def env(self) -> dict[str, str]:
        """The GOOGLE_* variables that point a product at this simulator."""
        return {
            "GOOGLE_CLIENT_ID": self.client.client_id,
            "GOOGLE_CLIENT_SECRET": self.client.secret,
            "GOOGLE_AUTH_URL": f"{self.url}/o/oauth2/v2/auth",
            "GOOGLE_TOKEN_URL": f"{self.url}/token",
            "GOOGLE_REVOKE_URL": f"{self.url}/revoke",
            "GOOGLE_JWKS_URL": f"{self.url}/oauth2/v3/certs",
            "GMAIL_API_URL": self.url,
        }

    def post(self, path: str, body: dict[str, Any] | None = None) -> Any:
        """POST to the admin API; the answer's JSON, httpx.HTTPStatusError when refused."""
        answer = self.admin.post(path, json=body or {})
        answer.raise_for_status()
        return answer.json()

    def token(self, email: str = "journal@acme.example", *scopes: str) -> str:
        """An access token without the browser; gmail.readonly when no scope is named."""
        return str(self.post("/sim/tokens", {"email": email, "scopes": list(scopes) or [READONLY]})["access_token"])

    def gmail(self, email: str = "journal@acme.example", *scopes: str) -> httpx.Client:
        """An httpx client of the Gmail API as this user, based at `/gmail/v1/users/me/`. Close it."""
        return httpx.Client(
            base_url=f"{self.url}/gmail/v1/users/me/",
            headers={"authorization": f"Bearer {self.token(email, *scopes)}"},
            trust_env=False,
            timeout=30,
            verify=_NO_TLS,
        )

    def deliver(self, sender: str, recipients: str | list[str], raw: bytes, **options: Any) -> dict[str, Any]:
        """Deliver exact bytes through the routing; options as for POST /sim/deliver."""
        wanted = [recipients] if isinstance(recipients, str) else recipients
        encoded = base64.b64encode(raw).decode()
        spec = {"sender": sender, "recipients": wanted, "raw_base64": encoded, **options}
        answer: dict[str, Any] = self.post("/sim/deliver", spec)
        return answer

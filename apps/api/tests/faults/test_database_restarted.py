"""PostgreSQL goes away and comes back while API and worker run: neither is started again."""

from __future__ import annotations

import pytest

from tests.faults.deployment import Deployment
from tests.faults.outcome import Outcome, assert_same
from tests.faults.postgres import Mode
from tests.faults.running import Program, eventually
from tests.faults.scale import KILLS, TEST_SECONDS, unhurried
from tests.faults.watching import Watcher

pytestmark = pytest.mark.timeout(TEST_SECONDS)

_RESTARTS = max(3, KILLS)


def test_the_database_restarts_again_and_again_and_nothing_is_lost(
    deployment: Deployment, undisturbed: Outcome
) -> None:
    api, worker = deployment.start_api(), deployment.start_worker(units=unhurried(2 * _RESTARTS))
    deployment.sign_in()
    deployment.connect()
    with Watcher(deployment.browser, ("/healthz", "/mailboxes", "/tickets", "/readyz")) as watcher:
        waits = [_restart(deployment, api, worker, number) for number in range(_RESTARTS)]
        _wait_for_more(deployment, worker)
    print(f"\n{_RESTARTS} restarts; ready again after {[f'{seconds:.1f}' for seconds in waits]} s; {watcher.answers}")
    assert watcher.statuses("/healthz") == {200}
    for path in ("/mailboxes", "/tickets", "/readyz"):
        assert {200, 503} >= watcher.statuses(path) >= {200}, watcher.answers
    assert api.alive, api
    assert worker.alive, worker
    # Its quota was small so that the work outlasts the restarts; the rest need not.
    assert worker.stop(), worker
    worker = deployment.start_worker()
    assert_same(deployment.finish(worker, api), undisturbed)


def _restart(deployment: Deployment, api: Program, worker: Program, number: int) -> float:
    """One restart in the middle of the work; how many seconds later the API is ready."""
    mode: Mode = "immediate" if number % 2 == 0 else "fast"
    _wait_for_more(deployment, worker)
    assert not deployment.done(), f"the work was done before restart {number + 1}"
    if number < 2:
        deployment.server.stop(mode)
        _answers_while_the_database_is_away(deployment)
        deployment.server.start()
    else:
        deployment.server.restart(mode)
    return eventually("the API is ready again", deployment.ready, why=lambda: api)


def _wait_for_more(deployment: Deployment, worker: Program) -> None:
    """The worker, never started again, gets on."""
    before = deployment.count("state = 'processed'")
    eventually(
        "the worker gets on",
        lambda: deployment.count("state = 'processed'") > before,
        why=lambda: f"{deployment.states()} {worker}",
    )


def _answers_while_the_database_is_away(deployment: Deployment) -> None:
    assert deployment.healthy()
    _problem(deployment, "/readyz", "not_ready")
    _problem(deployment, "/mailboxes", "database_unavailable")
    assert deployment.healthy()


def _problem(deployment: Deployment, path: str, code: str) -> None:
    answer = deployment.browser.get(path)
    assert answer.status_code == 503, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    body = answer.json()
    assert (body["status"], body["code"]) == (503, code)

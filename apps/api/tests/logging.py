"""Logs as the processes write them, on the standard error that a test can read."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest

from app.core.logs import configure_logs
from app.core.settings import Settings


@pytest.fixture
def written_logs(capsys: pytest.CaptureFixture[str]) -> Iterator[pytest.CaptureFixture[str]]:
    """Configured as in a process; read with `readouterr`."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    configure_logs(Settings(app_env="test"))
    yield capsys
    root.handlers[:], root.level = handlers, level

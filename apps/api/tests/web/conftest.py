"""A web application over a small built UI."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from app.web import create_web_app


@pytest.fixture
def dist(tmp_path: Path) -> Path:
    """A built UI."""
    built = tmp_path / "dist"
    (built / "assets").mkdir(parents=True)
    (built / "index.html").write_text("<!doctype html><title>UI</title>")
    (built / "assets" / "index-abc123.js").write_text("export {}")
    (built / "favicon.svg").write_text("<svg/>")
    (tmp_path / "secret.txt").write_text("not for the world")
    return built


@pytest.fixture
def web(database_url: str, dist: Path) -> Iterator[TestClient]:
    """One process: UI and API."""
    client = TestClient(create_web_app(dist=dist))
    yield client
    client.close()

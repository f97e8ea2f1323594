"""Logs carry ids and kinds of failure, never content."""

from __future__ import annotations

import logging

import pytest

from app.core.errors import Invalid
from app.core.logs import configure_logs, get_logger
from app.core.settings import Settings

SECRET = "customer@" + "example.org wrote"


@pytest.fixture(autouse=True)
def _restored(written_logs: object) -> None:
    """What a test configures here ends with it."""


@pytest.mark.parametrize("environment", ["dev", "test"])
def test_an_exceptions_words_stay_out_of_the_log(environment: str, capsys: pytest.CaptureFixture[str]) -> None:
    configure_logs(Settings(app_env=environment))  # type: ignore[arg-type]
    try:
        raise ValueError(SECRET)
    except ValueError:
        get_logger("x").exception("could not do it", job="j")
        logging.getLogger("procrastinate.worker").exception("job failed")
    printed = capsys.readouterr().err
    assert printed.count("\nValueError\n") == 2
    assert "test_logs.py" in printed
    assert SECRET not in printed


def test_our_own_words_are_kept(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logs(Settings(app_env="test"))
    try:
        raise Invalid("the setting is wrong")
    except Invalid:
        get_logger("x").exception("could not do it")
    assert "the setting is wrong" in capsys.readouterr().err

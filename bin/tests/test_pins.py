import tomllib

import pytest

from support.console import Problem
from support.pins import KEYS, current, read_pins, with_pins, without_pins

PROJECT = """[project]
name = "x"
version = "1"  # a comment that stays

[tool.ruff]
line-length = 120
"""
WITH_TABLE = PROJECT + '\n[tool.uv]\nrequired-version = ">=0.8"\n\n[tool.mypy]\nstrict = true\n'
PINS = {KEYS[0]: ["alembic==1.20.1", "numpy==2.1 ; python_full_version < '3.12'"], KEYS[1]: ["hatchling==1.33.0"]}


@pytest.mark.parametrize("text", [PROJECT, WITH_TABLE])
def test_writing_twice_changes_nothing(text: str) -> None:
    once = with_pins(text, PINS)
    assert with_pins(once, PINS) == once
    assert current(once, KEYS[0]) == PINS[KEYS[0]]
    assert current(once, KEYS[1]) == PINS[KEYS[1]]


@pytest.mark.parametrize("text", [PROJECT, WITH_TABLE])
def test_taking_the_pins_out_gives_the_file_of_before(text: str) -> None:
    assert without_pins(with_pins(text, PINS)) == text


def test_everything_else_stays() -> None:
    written = tomllib.loads(with_pins(WITH_TABLE, PINS))
    assert written["tool"]["uv"]["required-version"] == ">=0.8"
    assert written["tool"]["mypy"] == {"strict": True}
    assert "# a comment that stays" in with_pins(WITH_TABLE, PINS)


def test_new_versions_replace_old_ones() -> None:
    newer = {KEYS[0]: ["alembic==2.0"], KEYS[1]: []}
    text = with_pins(with_pins(WITH_TABLE, PINS), newer)
    assert current(text, KEYS[0]) == ["alembic==2.0"]
    assert current(text, KEYS[1]) == []


def test_pins_on_one_line_are_replaced_too() -> None:
    text = PROJECT + '\n[tool.uv]\nconstraint-dependencies = ["alembic==1.0"]\n'
    assert current(with_pins(text, PINS), KEYS[0]) == PINS[KEYS[0]]


def test_a_file_that_cannot_be_edited_safely_is_refused() -> None:
    with pytest.raises(Problem, match=r"tool\.uv"):
        with_pins(PROJECT + '\n[tool]\nuv = { required-version = ">=0.8" }\n', PINS)


def test_a_marker_is_kept_only_where_versions_differ() -> None:
    compiled = """# a comment
colorama==0.4.6 ; sys_platform == 'win32'
numpy==2.1 ; python_full_version < '3.12'
numpy==2.3 ; python_full_version >= '3.12'
./../neighbour
alembic==1.20.1
"""
    assert read_pins(compiled) == [
        "alembic==1.20.1",
        "colorama==0.4.6",
        "numpy==2.1 ; python_full_version < '3.12'",
        "numpy==2.3 ; python_full_version >= '3.12'",
    ]

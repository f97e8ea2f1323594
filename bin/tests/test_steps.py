import os
import sys
import threading
import time
from pathlib import Path

import pytest

from support.console import Problem
from support.counts import Counts
from support.steps import Action, Step, command, in_turn, run_step, run_steps, table, unhurried


def answer(code: int, output: str = "") -> Action:
    return lambda: (code, output)


def test_a_check_counts_as_one_test() -> None:
    assert run_step(Step("lint", answer(0))).counts == Counts(passed=1)
    assert run_step(Step("lint", answer(1))).counts == Counts(failed=1)


@pytest.mark.parametrize(
    ("code", "output", "passed", "counts"),
    [
        (0, "3 passed in 1.0s", True, Counts(3)),
        (1, "1 failed, 3 passed in 1.0s", False, Counts(3, 1)),
        (0, "1 failed, 3 passed in 1.0s", False, Counts(3, 1)),
        (3, "3 passed in 1.0s", False, Counts(3, 1)),
        (0, "no tests ran in 0.0s", False, Counts(0, 1)),
        (0, "5 skipped in 0.0s", False, Counts(0, 1, 5)),
    ],
)
def test_a_test_step_passes_only_when_tests_ran_and_passed(
    code: int, output: str, passed: bool, counts: Counts
) -> None:
    result = run_step(Step("tests", answer(code, output), counts_tests=True))
    assert (result.passed, result.counts) == (passed, counts)


def test_a_program_that_is_missing_is_a_failed_step(tmp_path: Path) -> None:
    result = run_step(Step("lint", command(["no-such-program"], tmp_path, {})))
    assert not result.passed
    assert "no-such-program" in result.output


def test_a_problem_is_the_output_of_its_step() -> None:
    def act() -> tuple[int, str]:
        raise Problem("Chromium is missing")

    result = run_step(Step("browser", act))
    assert (result.passed, result.output) == (False, "Chromium is missing")


def test_all_actions_run_and_the_first_failure_counts() -> None:
    assert in_turn(answer(0, "a"), answer(3, "b"), answer(4, "c"))() == (3, "abc")


def test_a_step_of_both_cores_runs_alone(tmp_path: Path) -> None:
    busy, most, lock = [0], [0], threading.Lock()

    def act(cores: int) -> Action:
        def work() -> tuple[int, str]:
            with lock:
                busy[0] += cores
                most[0] = max(most[0], busy[0])
            time.sleep(0.05)
            with lock:
                busy[0] -= cores
            return 0, ""

        return work

    steps = [Step(f"s{number}", act(1 + number % 2), cores=1 + number % 2) for number in range(8)]
    assert [result.name for result in run_steps(steps, tmp_path)] == [step.name for step in steps]
    assert most[0] == 2


def test_a_step_without_hurry_runs_beside_one_of_both_cores_and_never_two(tmp_path: Path) -> None:
    began, ended, together = threading.Event(), threading.Event(), list[int]()
    unhurried = [0]

    def heavy() -> tuple[int, str]:
        return (0 if began.wait(5) and ended.wait(5) else 1), ""

    def light() -> tuple[int, str]:
        unhurried[0] += 1
        together.append(unhurried[0])
        began.set()
        time.sleep(0.05)
        unhurried[0] -= 1
        if len(together) == 2:
            ended.set()
        return 0, ""

    steps = [Step("heavy", heavy, cores=2), Step("one", light, cores=0), Step("other", light, cores=0)]
    assert all(result.passed for result in run_steps(steps, tmp_path))
    assert together == [1, 1]


def test_what_has_no_hurry_runs_at_a_low_priority_and_keeps_its_exit_code(tmp_path: Path) -> None:
    code, output = command(unhurried([sys.executable, "-c", "import os; print(os.nice(0)); exit(3)"]), tmp_path, {})()
    assert (code, output.strip()) == (3, str(min(19, os.nice(0) + 10)))


def test_a_step_waits_for_the_one_it_names(tmp_path: Path) -> None:
    seen: list[str] = []

    def act(name: str, seconds: float) -> Action:
        def work() -> tuple[int, str]:
            time.sleep(seconds)
            seen.append(name)
            return 0, ""

        return work

    run_steps([Step("second", act("second", 0), after=("first",)), Step("first", act("first", 0.1))], tmp_path)
    assert seen == ["first", "second"]


def test_the_output_of_a_failed_step_is_shown_whole(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    body = "\n".join(f"line {number}" for number in range(500))
    run_steps([Step("lint", answer(1, body))], tmp_path)
    assert body in capsys.readouterr().out
    assert (tmp_path / "lint.log").read_text() == body


def test_the_table_closes_with_the_sum(tmp_path: Path) -> None:
    program = [sys.executable, "-c", "print('1 failed, 4 passed, 2 skipped in 1.0s')"]
    steps = [Step("lint", answer(0)), Step("tests", command(program, tmp_path, {}), counts_tests=True)]
    lines = table(run_steps(steps, tmp_path), 12.0).splitlines()
    assert lines[-1] == "5 passed, 1 failed, 2 skipped"
    assert [line.split()[1] for line in lines if line.startswith(("lint", "tests"))] == ["ok", "FAILED"]

"""Runs the steps of bin/test: two light ones at a time, or one that uses both cores, and beside either one that has no
hurry; then tells how it went."""

import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from pathlib import Path

from support.console import Problem, say
from support.counts import Counts, count_tests
from support.running import attempt, end_all

CORES = 2

Action = Callable[[], tuple[int, str]]


@dataclass(frozen=True)
class Step:
    """One check. `cores` 2: no other runs but one of `cores` 0, which takes the time that the others leave: at a low
    priority (see `unhurried`), and one at a time. `after`: names of steps that must have ended before, whatever their
    result."""

    name: str
    action: Action
    cores: int = 1
    after: tuple[str, ...] = ()
    counts_tests: bool = False


@dataclass(frozen=True)
class Result:
    name: str
    passed: bool
    seconds: float
    counts: Counts
    output: str = field(repr=False, default="")


def command(arguments: Sequence[str], cwd: Path, env: Mapping[str, str]) -> Action:
    """The action that runs a program."""
    return lambda: attempt(arguments, cwd=cwd, env=env)


def unhurried(arguments: Sequence[str]) -> Sequence[str]:
    """The program at a low priority: what has a hurry goes first."""
    # Linux shares the cores between sessions before it looks at priorities, and each step is a session of its own.
    lower = '{ echo 10 > /proc/self/autogroup; } 2> /dev/null; exec nice -n 10 "$@"'
    return ["/bin/sh", "-c", lower, "sh", *arguments]


def in_turn(*actions: Action) -> Action:
    """Runs all, also after a failure; the first bad exit code is the result."""

    def act() -> tuple[int, str]:
        answers = [action() for action in actions]
        return next((code for code, _ in answers if code), 0), "".join(output for _, output in answers)

    return act


def run_step(step: Step) -> Result:
    """Runs one step. A check counts as one test; a test step by what it ran, and running none is a failure."""
    began = time.monotonic()
    try:
        code, output = step.action()
    except (Problem, OSError) as error:
        code, output = 1, str(error)
    seconds = time.monotonic() - began
    if not step.counts_tests:
        return Result(step.name, code == 0, seconds, Counts(passed=int(code == 0), failed=int(code != 0)), output)
    counts = count_tests(output) or Counts()
    if code == 0 and counts.passed == 0:
        code, output = 1, output + "\nNo test ran."
    if code != 0 and counts.failed == 0:
        counts += Counts(failed=1)
    return Result(step.name, code == 0 and counts.failed == 0, seconds, counts, output)


def run_steps(steps: Sequence[Step], logs: Path) -> list[Result]:
    """Runs all steps; prints each one's result as it ends, and the whole output of one that failed."""
    logs.mkdir(parents=True, exist_ok=True)
    waiting, under_way, results = list(steps), dict[Future[Result], Step](), dict[str, Result]()
    wanted = {step.name for step in steps}
    with ThreadPoolExecutor(max_workers=CORES + 1) as pool:
        try:
            while waiting or under_way:
                for step in list(waiting):
                    ready = all(name in results for name in step.after if name in wanted)
                    if ready and _has_room(step, under_way.values()):
                        waiting.remove(step)
                        under_way[pool.submit(run_step, step)] = step
                ended, _ = wait(under_way, timeout=0.5, return_when=FIRST_COMPLETED)
                for future in ended:
                    step = under_way.pop(future)
                    results[step.name] = future.result()
                    _tell(results[step.name], logs)
        except BaseException:
            end_all()  # so that the threads, for which the pool waits, come to their end
            raise
    return [results[step.name] for step in steps]


def _has_room(step: Step, running: Iterable[Step]) -> bool:
    used = [other.cores for other in running]
    return 0 not in used if step.cores == 0 else sum(used) + step.cores <= CORES


_telling = threading.Lock()


def _tell(result: Result, logs: Path) -> None:
    (logs / f"{result.name}.log").write_text(result.output)
    with _telling:
        if not result.passed:
            say(f"\n----- {result.name} failed -----\n{result.output.rstrip()}\n----- end of {result.name} -----\n")
        say(f"  {'ok    ' if result.passed else 'FAILED'} {result.name:<22} {result.seconds:6.1f} s")


def table(results: Sequence[Result], seconds: float) -> str:
    """Each step with its result, time and tests, then the closing line: "N passed, N failed"."""
    lines = ["", f"{'step':<22} {'result':<7} {'time':>8} {'passed':>7} {'failed':>7} {'skipped':>8}"]
    for result in results:
        counts = result.counts
        word = "ok" if result.passed else "FAILED"
        row = f"{result.name:<22} {word:<7} {result.seconds:>6.1f} s"
        lines.append(f"{row} {counts.passed:>7} {counts.failed:>7} {counts.skipped:>8}")
    total = sum((result.counts for result in results), Counts())
    lines += [f"{'whole run':<22} {'':<7} {seconds:>6.1f} s", "", closing_line(total)]
    return "\n".join(lines)


def closing_line(total: Counts) -> str:
    skipped = f", {total.skipped} skipped" if total.skipped else ""
    return f"{total.passed} passed, {total.failed} failed{skipped}"

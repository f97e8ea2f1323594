"""The steps of bin/test, in the order of the table."""

import sys
from collections.abc import Sequence
from pathlib import Path

from support.chromium import need_chromium
from support.install import web_pages
from support.places import API, BENCH, ROOT, SIMULATOR, VAR, WEB, venv_program
from support.steps import Action, Step, command, in_turn, unhurried
from support.tools import Tools

OUTPUT = VAR / "test"
BIN = ROOT / "bin"


def python_of_api() -> str:
    return venv_program(API, "python")


def test_env(tools: Tools) -> dict[str, str]:
    """Tests see neither the developer's database nor their other settings."""
    ours = {"DATABASE_URL", "OSS_DATA_DIR", "APP_ENV", "ENCRYPTION_KEY_BASE64", "ALLOW_DEV_LOGIN", "BLOB_STORE"}
    return {name: value for name, value in tools.env.items() if name not in ours} | {"NO_COLOR": "1"}


def all_steps(tools: Tools) -> list[Step]:
    """Every step; light ones first, so that the first answer comes early."""
    env = test_env(tools)
    return [*_static(tools, env), *_python_tests(env), *_web(tools, env), _live(tools, env)]


def quick_steps(tools: Tools) -> list[Step]:
    """What answers within a minute: format, lint, types, import layers, and the tests that need no database."""
    env = test_env(tools)
    slow = {"migrations", "web-build", "web-api-types", "lock"}
    steps = [step for step in [*_static(tools, env), *_web(tools, env)[:5]] if step.name not in slow]
    pytest = [python_of_api(), "-m", "pytest", "-n", "2", "-p", "quick_tests"]
    own = env | {"PYTHONPATH": str(BIN / "support" / "pytest_plugins")}
    return [*steps, Step("api-quick", command(pytest, API, own), cores=2, counts_tests=True)]


def _static(tools: Tools, env: dict[str, str]) -> list[Step]:
    python = [str(folder) for folder in (API, SIMULATOR, BIN, BENCH) if any(folder.glob("**/*.py"))]
    ruff = venv_program(API, "ruff")
    own_types = [venv_program(API, "mypy"), "--strict", "--python-version", "3.11", "--config-file", "", "bin/support"]
    return [
        Step("api-types", command([venv_program(API, "mypy")], API, env)),
        Step("lint", command([ruff, "check", *python], ROOT, env)),
        Step("format", command([ruff, "format", "--check", *python], ROOT, env)),
        Step("api-layers", command([venv_program(API, "lint-imports")], API, env)),
        Step("simulator-types", command([venv_program(SIMULATOR, "mypy")], SIMULATOR, env)),
        Step("bin-types", command([*own_types, "bin/tests"], ROOT, env | {"MYPYPATH": str(BIN)})),
        Step("lock", command([sys.executable, "-B", str(BIN / "support"), "lock", "--check"], ROOT, env)),
        Step("migrations", _migrations(env)),
    ]


def _migrations(env: dict[str, str]) -> Action:
    """A new database migrated to the head has exactly the tables, constraints and indexes of the models."""
    own = env | {"OSS_DATA_DIR": str(OUTPUT / "migrations"), "APP_ENV": "test"}
    program = venv_program(API, "oss-ticketing")
    return in_turn(command([program, "migrate"], API, own), command([program, "migrate", "--check"], API, own))


def _python_tests(env: dict[str, str]) -> list[Step]:
    # Without -q: a project may say it itself, and said twice the closing line is left out.
    pytest = ["-m", "pytest"]
    simulator = [venv_program(SIMULATOR, "python"), *pytest, *_on_both_cores(SIMULATOR)]
    own = [python_of_api(), *pytest, "-c", str(BIN / "tests" / "pytest.ini"), str(BIN / "tests")]
    return [
        Step("api-tests", command([python_of_api(), *pytest, "-n", "3"], API, env), cores=2, counts_tests=True),
        Step("simulator-tests", command(simulator, SIMULATOR, env), counts_tests=True),
        Step("bin-tests", command(own, ROOT, env), counts_tests=True),
    ]


def _on_both_cores(project: Path) -> Sequence[str]:
    return ["-n", "2"] if "pytest-xdist" in (project / "pyproject.toml").read_text() else []


def _web(tools: Tools, env: dict[str, str]) -> list[Step]:
    def pnpm(*arguments: str, **more: str) -> Action:
        return command([tools.pnpm, *arguments], WEB, env | more)

    def build() -> tuple[int, str]:
        web_pages(tools)
        return 0, ""

    def browser() -> tuple[int, str]:
        return pnpm("e2e", CHROMIUM_PATH=need_chromium(env))()

    return [
        Step("web-types", pnpm("typecheck")),
        # No clock is held against it, so it takes the time that the others leave.
        Step("web-lint", command(unhurried([tools.pnpm, "lint"]), WEB, env), cores=0),
        Step("web-tests", pnpm("test", "--run"), cores=2, counts_tests=True),
        Step("web-api-types", pnpm("check:api")),
        Step("web-build", build),
        Step("browser-tests", browser, cores=2, counts_tests=True, after=("web-build",)),
    ]


def _live(tools: Tools, env: dict[str, str]) -> Step:
    def live() -> tuple[int, str]:
        own = env | {"CHROMIUM_PATH": need_chromium(env), "PNPM": tools.pnpm}
        return command([sys.executable, "-B", str(BIN / "support"), "live"], ROOT, own)()

    return Step("live-demo", live, cores=2, counts_tests=True, after=("web-build",))

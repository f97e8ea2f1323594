"""Where things are in the repository."""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
API = ROOT / "apps" / "api"
SIMULATOR = ROOT / "apps" / "workspace-sim"
WEB = ROOT / "apps" / "web"
BENCH = ROOT / "bench"
VAR = ROOT / "var"
TOOLS = VAR / "tools"


def shown(path: Path) -> str:
    """The path as a person standing in the repository would write it."""
    return str(path.relative_to(ROOT)) if path.is_relative_to(ROOT) else str(path)


def venv_program(project: Path, name: str) -> str:
    """A program of the project's own virtual environment."""
    return str(project / ".venv" / "bin" / name)

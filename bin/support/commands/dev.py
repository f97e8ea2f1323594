"""bin/dev: bin/demo with auto-reload. uvicorn and Vite watch the sources, and the worker is started again."""

from collections.abc import Sequence

from support.commands import demo


def main(arguments: Sequence[str]) -> int:
    return demo.main(arguments, name="dev")

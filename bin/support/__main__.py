"""Entry point: `python bin/support COMMAND …`, as the scripts of bin/ call it."""

import importlib
import sys
from pathlib import Path

COMMANDS = ("demo", "dev", "test", "bench", "screenshots", "lock", "live")


def main() -> int:
    if len(sys.argv) < 2 or sys.argv[1] not in COMMANDS:
        print(f"usage: support {{{','.join(COMMANDS)}}} …", file=sys.stderr)
        return 2
    # As a package, so that a module here never hides one of the standard library.
    sys.path[0] = str(Path(__file__).resolve().parent.parent)
    from support.console import Problem, complain

    command = importlib.import_module(f"support.commands.{sys.argv[1]}")
    try:
        return int(command.main(sys.argv[2:]))
    except Problem as problem:
        complain(problem)
        return 1
    except BrokenPipeError:
        return 1
    except KeyboardInterrupt:
        return 130
    except OSError as error:
        if error.filename is None:
            raise
        complain(Problem(f"{error.filename}: {error.strerror}"))
        return 1


if __name__ == "__main__":
    sys.exit(main())

"""pytest plugin of `bin/test --quick`: keeps the tests that need neither the database nor the API, nor seconds.

A test is quick when no fixture it uses, directly or through others, comes from the modules that start those, and it is
not marked `thorough`.
"""

from typing import Any

SLOW_MODULES = frozenset({"tests.database", "tests.api", "tests.simulator", "tests.faults.conftest"})


def pytest_collection_modifyitems(config: Any, items: list[Any]) -> None:
    slow = [item for item in items if not is_quick(item)]
    if slow:
        config.hook.pytest_deselected(items=slow)
        items[:] = [item for item in items if is_quick(item)]


def is_quick(item: Any) -> bool:
    info = getattr(item, "_fixtureinfo", None)
    definitions = info.name2fixturedefs if info is not None else {}
    used = (definition for name in item.fixturenames for definition in definitions.get(name, ()))
    thorough = item.get_closest_marker("thorough") is not None
    return not thorough and all(definition.func.__module__ not in SLOW_MODULES for definition in used)

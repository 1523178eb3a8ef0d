"""The order in which all tests are run."""

import pytest


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Those that take long come first in each process's part, so that at the end none works while the others are done."""
    processes = getattr(config, "workerinput", {}).get("workercount", 1)
    slow = [item for item in items if item.get_closest_marker("slow")]
    quick = [item for item in items if not item.get_closest_marker("slow")]
    parts = [[_part(kind, number, processes) for kind in (slow, quick)] for number in range(processes)]
    items[:] = [item for part in parts for kind in part for item in kind]


def _part(items: list[pytest.Item], number: int, of: int) -> list[pytest.Item]:
    """One of so many equal parts, in its order."""
    return items[number * len(items) // of : (number + 1) * len(items) // of]

"""The SQL kernels: one `.sql` file each, plain integers, readable and runnable by hand."""

from functools import cache
from importlib import resources


@cache
def text(name: str) -> str:
    """The text of the kernel of that name."""
    return resources.files(__package__).joinpath("kernels_sql", f"{name}.sql").read_text(encoding="utf-8")


def names() -> list[str]:
    """All kernels."""
    return sorted(
        path.name.removesuffix(".sql")
        for path in resources.files(__package__).joinpath("kernels_sql").iterdir()
        if path.name.endswith(".sql")
    )


def all_texts() -> dict[str, str]:
    """Every kernel's text by name; its hash is part of a run's manifest."""
    return {name: text(name) for name in names()}

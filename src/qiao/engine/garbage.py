"""The collector of cycles, left out where there are none to find."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uncollected() -> Iterator[None]:
    """Leave cycles alone for a while.

    A run makes rows, scores and cells by the million, none of them in a cycle, and looking for some takes a twentieth of a run,
    a tenth of a workbook and half of scoring alone.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()

"""Blocks of a file worked on a few ahead of the one that is wanted, in order, on the machine's other core."""

from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

_AHEAD = 6
Block = TypeVar("Block")
Found = TypeVar("Found")


def ahead(blocks: Iterable[Block], work: Callable[[Block], Found]) -> Iterator[tuple[Block, Found]]:
    """Each block with what `work` made of it; `work` must leave the interpreter's lock alone to gain by it."""
    waiting: deque[tuple[Block, Future[Found]]] = deque()
    ended: list[Exception] = []
    with ThreadPoolExecutor(2, thread_name_prefix="qiao-reading") as pool:
        for block in _until_refused(blocks, ended):
            waiting.append((block, pool.submit(work, block)))
            if len(waiting) > _AHEAD:
                first, found = waiting.popleft()
                yield first, found.result()
        while waiting:
            first, found = waiting.popleft()
            yield first, found.result()
    if ended:
        raise ended[0]


def drawn(blocks: Iterator[Block]) -> Generator[Block]:
    """The same blocks, none of them None, the next ones made while one is used; what they read from must be closed after it."""
    with ThreadPoolExecutor(1, thread_name_prefix="qiao-drawing") as pool:
        coming = deque(pool.submit(next, blocks, None) for _ in range(_AHEAD))
        while (block := coming.popleft().result()) is not None:
            coming.append(pool.submit(next, blocks, None))
            yield block


def _until_refused(blocks: Iterable[Block], ended: list[Exception]) -> Iterator[Block]:
    """The blocks; what ends them too early is kept until the blocks before it have been looked at."""
    try:
        yield from blocks
    except Exception as error:
        ended.append(error)

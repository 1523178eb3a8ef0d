"""A page of a list that is counted no further than it is worth: beyond so many, a list says 1,000+."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Slice(Generic[T]):
    """A page, for `<c-pager>`.

    Attributes:
        object_list: what stands on it.
        number: 1 is the first.
        size: how many stand on a full one.
        count: how many there are, or one more than `counted`.
        counted: up to where they were counted.
        deepest: the last page that can be asked for.
        has_more: whether the list goes on after this page.
    """

    object_list: list[T]
    number: int
    size: int
    count: int
    counted: int
    deepest: int
    has_more: bool

    def __iter__(self) -> Iterator[T]:
        """What stands on it."""
        return iter(self.object_list)

    def __len__(self) -> int:
        """How many stand on it."""
        return len(self.object_list)

    @property
    def paginator(self) -> "Slice[T]":
        """As Django's pages have it: here is the `count`."""
        return self

    @property
    def beyond(self) -> int:
        """The number that there are more of; 0 where all are counted."""
        return self.counted if self.has_more and self.count > self.counted else 0

    @property
    def start_index(self) -> int:
        """The first one's place in the list."""
        return (self.number - 1) * self.size + bool(self.object_list)

    @property
    def end_index(self) -> int:
        """The last one's place in the list."""
        return (self.number - 1) * self.size + len(self.object_list)

    @property
    def has_previous(self) -> bool:
        """Whether a page stands before it."""
        return self.number > 1

    @property
    def has_next(self) -> bool:
        """Whether another can be asked for."""
        return self.has_more and self.number < self.deepest

    @property
    def is_cut(self) -> bool:
        """Whether the list goes on where no page can be asked for."""
        return self.has_more and self.number >= self.deepest

    @property
    def previous_page_number(self) -> int:
        """The page before."""
        return self.number - 1

    @property
    def next_page_number(self) -> int:
        """The page after."""
        return self.number + 1

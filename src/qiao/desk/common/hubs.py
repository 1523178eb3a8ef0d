"""Pages that gather what other rooms know: rooms register a provider here, so that the page need not import them.

A provider is a function of the user and of ids that goes through `visible_to`, costs a fixed number of queries for any
number of ids, and returns the hub's frozen dataclasses. House tests run every provider as an outsider and count its
queries.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Hub(Generic[T]):
    """One gathering point: `register` in an `AppConfig.ready()`, `gather` in the page."""

    name: str
    providers: dict[str, Callable[..., list[T]]] = field(default_factory=dict)

    def register(self, room: str, provider: Callable[..., list[T]]) -> None:
        """Let a room answer; a second answer from the same room replaces the first."""
        self.providers[room] = provider

    def gather(self, *arguments: object) -> Iterator[T]:
        """What every room answers, room by room in the order of their names."""
        for room in sorted(self.providers):
            yield from self.providers[room](*arguments)


LOADED: Hub[object] = Hub("loaded before a server answers")  # a provider takes nothing, and keeps what it read

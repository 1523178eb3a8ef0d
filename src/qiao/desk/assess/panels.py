"""The page of a run as a gathering point: a room above adds a card by registering a provider, which takes the run and the user."""

from dataclasses import dataclass

from qiao.desk.common.hubs import Hub


@dataclass(frozen=True, slots=True)
class Panel:
    """A card: its template is shown `shown`."""

    template: str
    shown: object


RUN: Hub[Panel] = Hub("run page, cards")

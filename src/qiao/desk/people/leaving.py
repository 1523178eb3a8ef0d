"""What a leaver leaves behind: rooms that hold work of a person take it over here, in the leaver's own transaction."""

from dataclasses import dataclass

from qiao.desk.common.hubs import Hub


@dataclass(frozen=True, slots=True)
class LeftBehind:
    """What a room put where somebody else finds it: its kind as a code, and how many."""

    what: str
    count: int


# A provider takes the leaver, the first day on which they are gone, and who says so.
LEAVERS: Hub[LeftBehind] = Hub("leavers")

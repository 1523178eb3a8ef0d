"""Where rooms meet over objections: what has to be done about one that is upheld, how its figure stands now, who may not judge it."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from qiao.desk.common.hubs import Hub

if TYPE_CHECKING:
    from qiao.desk.assess.models import Objection


@dataclass(frozen=True, slots=True)
class Remedy:
    """An act that corrects what an objection is about, and where it is done."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Standing:
    """The figure as it stands in the newest run; `is_same` where the very row is still there, else what lies above it."""

    run: str
    label: str
    value: str
    unit: str
    is_same: bool


# Each provider takes the objection.
REMEDIES: Hub[Remedy] = Hub("objection, remedies")
STANDING: Hub[Standing] = Hub("objection, the figure now")
BARRED: Hub[int] = Hub("objection, ids of people who may not judge it")


def is_barred(objection: "Objection", person: int) -> bool:
    """Whether somebody has a part in it: who raised it, or whom a room names, such as its raters."""
    return person == objection.appellant_id or person in set(BARRED.gather(objection))

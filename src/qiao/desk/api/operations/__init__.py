"""What the API can do, a module a room; each operation is a few lines over the same queries and actions as the pages."""

from qiao.desk.api.interface import api
from qiao.desk.api.operations import (
    awards,
    batches,
    clients,
    events,
    jobs,
    objections,
    people,
    periods,
    ratings,
    runs,
    scores,
    standards,
    targets,
)

__all__ = ["api"]

_ROOMS = (
    people, clients, batches, standards, periods, runs, scores, awards, objections, ratings, targets, jobs, events,
)  # fmt: skip

for room in _ROOMS:
    api.add_router("", room.router)

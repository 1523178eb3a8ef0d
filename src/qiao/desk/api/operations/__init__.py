"""What the API can do, a module a room; each operation is a few lines over the same queries and actions as the pages."""

from qiao.desk.api.interface import api
from qiao.desk.api.operations import batches, clients, events, jobs, people, periods, runs, scores, standards, targets

__all__ = ["api"]

for room in (people, clients, batches, standards, periods, runs, scores, targets, jobs, events):
    api.add_router("", room.router)

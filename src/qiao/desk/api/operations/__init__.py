"""What the API can do, a module a room; each operation is a few lines over the same queries and actions as the pages."""

from qiao.desk.api.interface import api
from qiao.desk.api.operations import events, jobs, people

__all__ = ["api"]

for room in (people, jobs, events):
    api.add_router("", room.router)

"""A run's warnings to be worked through: by kind, each looked at or still open."""

from collections import defaultdict
from typing import NamedTuple

from qiao.desk.assess import words
from qiao.desk.assess.models import Period, Run, WarningNote
from qiao.desk.assess.queries import manifests, results
from qiao.desk.assess.queries.manifests import Told
from qiao.desk.people.models import User


class Line(NamedTuple):
    """A warning, and who has looked at it."""

    warning: Told
    note: WarningNote | None


class Kind(NamedTuple):
    """Warnings of one rule about one table: how many, of how many different things, how many nobody has looked at."""

    rule: str
    label: str
    table: str
    total: int
    things: int
    open: int

    @property
    def done(self) -> int:
        """How many somebody has looked at."""
        return self.total - self.open


class Work(NamedTuple):
    """How far the work is."""

    done: int
    total: int

    @property
    def open(self) -> int:
        """How many nobody has looked at."""
        return self.total - self.done


def lines(run: Run, user: User, *, rule: str = "", table: str = "", state: str = "") -> list[Line]:
    """The warnings in their order, all of them or of one kind, all or only the open or the done ones."""
    notes = notes_of(run.period, user)
    found = (Line(one, notes.get(one.key)) for one in manifests.warnings(run))
    return [
        line
        for line in found
        if (not rule or (line.warning.rule, line.warning.table) == (rule, table))
        and (not state or (line.note is None) == (state == "open"))
    ]


def notes_of(period: Period, user: User) -> dict[str, WarningNote]:
    """What was looked at in a period, by the warning's key."""
    standing = WarningNote.objects.visible_to(user).filter(period=period, undone_at=None).select_related("by")
    return {note.key: note for note in standing}


def kinds(found: list[Line]) -> list[Kind]:
    """Warnings by kind, those with most open ones first."""
    groups: dict[tuple[str, str], list[Line]] = defaultdict(list)
    for line in found:
        groups[line.warning.rule, line.warning.table].append(line)
    made = [
        Kind(
            rule,
            words.warning(rule),
            table,
            len(group),
            len({line.warning.value for line in group if line.warning.value}),
            sum(line.note is None for line in group),
        )
        for (rule, table), group in groups.items()
    ]
    return sorted(made, key=lambda kind: (-kind.open, -kind.total, kind.rule, kind.table))


def work(found: list[Line]) -> Work:
    """How many of them are done."""
    return Work(sum(line.note is not None for line in found), len(found))


def work_of(period: Period) -> Work | None:
    """How far a period's warnings are worked through; None where there is no run to tell of any."""
    run = results.newest_done(period)
    if run is None:
        return None
    keys = [one.key for one in manifests.warnings(run)]
    done = set(WarningNote.objects.filter(period=period, undone_at=None).values_list("key", flat=True))
    return Work(sum(key in done for key in keys), len(keys))

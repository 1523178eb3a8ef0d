"""What pages say of scenarios: which there are, and which of their changes still fit a run's standard."""

from typing import NamedTuple

from django.db.models import QuerySet

from qiao.desk.assess import words
from qiao.desk.assess.models import Period, Run, Scenario
from qiao.desk.assess.queries import levers, results
from qiao.desk.common.composing import composed
from qiao.desk.people.models import User
from qiao.desk.people.reach import Reach
from qiao.engine import Change, Fit, Standard, fitting


class Line(NamedTuple):
    """One change of a scenario beside a standard."""

    change: Change
    label: str
    present: str | None
    fit: Fit

    @property
    def fits(self) -> bool:
        """Whether it may be made."""
        return self.fit == "fits"

    @property
    def fit_label(self) -> str:
        """Whether it still fits, in words."""
        return str(words.FITS[self.fit])


def of(period: Period, user: User) -> list[Scenario]:
    """A period's scenarios, the newest first; those put aside are left out."""
    return _standing(user.reach, period=period.pk)


@composed
def _standing(reach: Reach, *, period: int) -> QuerySet[Scenario]:
    found = Scenario.objects.visible_to(reach.bearer).filter(run__period=period, dropped_at=None)
    return found.select_related("made_by")


def lines(scenario: Scenario, standard: Standard) -> list[Line]:
    """Its changes beside a standard."""
    return [
        Line(change, levers.named(standard, change.path), present, fit)
        for change, present, fit in fitting(standard, scenario.patch)
    ]


def base(scenario: Scenario) -> Run:
    """The run on which it is looked at: its period's newest under its own standard; while there is none, its own."""
    return results.newest_done(scenario.run.period) or scenario.run

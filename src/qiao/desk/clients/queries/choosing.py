"""The branches and teams by which the list of clients is narrowed."""

from collections.abc import Sequence
from functools import reduce
from operator import or_

from django.db.models import Q, QuerySet

from qiao.desk.common.composing import composed
from qiao.desk.common.roles import Role
from qiao.desk.people.models import Branch, Team
from qiao.desk.people.reach import Reach


def watches(reach: Reach) -> bool:
    """Whether the person looks after the whole bank: they choose among all of it."""
    return reach.reads_everything or reach.has(Role.HR, Role.RISK)


def branches(reach: Reach) -> QuerySet[Branch]:
    """The branches that are there: all of them for whoever watches the bank, else those that the person heads, and below."""
    found = Branch.objects.visible_to(reach.bearer).there(reach.day)
    return found if watches(reach) else found.filter(_below("path", reach.branches))


def first_branches(reach: Reach, paths: Sequence[str]) -> QuerySet[Branch]:
    """Of many branches the first two levels, and what lies below these."""
    return branches(reach).filter(Q(parent=None) | Q(parent__parent=None) | _below("path", paths))


@composed
def few_branches(reach: Reach, most: int) -> QuerySet[Branch]:
    """The branches, one more than `most` where there are more."""
    return branches(reach)[: most + 1]


def teams(reach: Reach, paths: Sequence[str]) -> QuerySet[Team]:
    """The teams that the person leads, and those below these branches."""
    within = Q(pk__in=reach.teams) | _below("branch__path", paths)
    return Team.objects.visible_to(reach.bearer).there(reach.day).filter(within).select_related("branch")


@composed
def own_teams(reach: Reach) -> QuerySet[Team]:
    """The teams that the person leads, and those below the branches that they head."""
    return teams(reach, reach.branches)


def _below(field: str, paths: Sequence[str]) -> Q:
    return reduce(or_, (Q(**{f"{field}__startswith": path}) for path in paths), Q(pk__in=()))

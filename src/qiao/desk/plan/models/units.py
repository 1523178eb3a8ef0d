"""Whose a target is: a branch's (the head office's is the bank's), a team's, or a person's; exactly one of the three."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from qiao.desk.people.models import Branch, Team, User

if TYPE_CHECKING:
    from qiao.desk.people.reach import Reach


class Kind(models.TextChoices):
    """What kind of unit it is; each is also a part of its address."""

    BRANCH = "branches", _("branch")
    TEAM = "teams", _("team")
    PERSON = "people", _("person")


_BRANCH, _TEAM, _PERSON = (one.value for one in Kind)  # plain text: what hundreds of figures are found by


def key_of(branch: int | None, team: int | None, person: int | None) -> tuple[str, int]:
    """The unit that a record is of, as the trees know it."""
    return (_BRANCH, branch) if branch else (_TEAM, team) if team else (_PERSON, person or 0)


class OfUnit(models.Model):
    """A record of one branch, team or person."""

    branch = models.ForeignKey(Branch, models.PROTECT, null=True, related_name="+")
    team = models.ForeignKey(Team, models.PROTECT, null=True, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        abstract = True

    @property
    def unit(self) -> Branch | Team | User:
        """Whose it is."""
        found = self.branch or self.team or self.person
        assert found is not None  # the database holds that
        return found

    @property
    def kind(self) -> Kind:
        """What kind of unit it is of."""
        return Kind.BRANCH if self.branch_id else Kind.TEAM if self.team_id else Kind.PERSON

    @property
    def key(self) -> tuple[str, int]:
        """The unit as the trees know it."""
        return key_of(self.branch_id, self.team_id, self.person_id)


def one_unit(name: str) -> models.CheckConstraint:
    """Exactly one of the three."""
    alone = (
        Q(branch__isnull=False, team=None, person=None)
        | Q(branch=None, team__isnull=False, person=None)
        | Q(branch=None, team=None, person__isnull=False)
    )
    return models.CheckConstraint(condition=alone, name=name)


def reads_all(reach: "Reach") -> bool:
    """Assessment officers and whoever reads everything."""
    return reach.reads_results


def within(reach: "Reach", prefix: str = "") -> Q:
    """Units that somebody may see who does not see them all: themselves, the people below them, their teams and branches."""
    people = User._base_manager.filter(reach.people()).values("pk")
    found = Q(**{f"{prefix}person__in": people}) | Q(**{f"{prefix}team__in": reach.teams})
    for path in reach.branches:
        found |= Q(**{f"{prefix}branch__path__startswith": path}) | Q(
            **{f"{prefix}team__branch__path__startswith": path}
        )
    return found


UNITS = ("branch", "team", "person")

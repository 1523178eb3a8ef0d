"""How the bank is built: branches as a tree, teams in them."""

from datetime import date
from typing import TYPE_CHECKING, ClassVar, Self, TypeVar

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Concat
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from qiao.desk.common.models import Record
from qiao.desk.common.querysets import ScopedQuerySet
from qiao.desk.common.versions import Versioned
from qiao.desk.people import calendar
from qiao.desk.people.naming import named

if TYPE_CHECKING:
    from qiao.desk.people.models.people import User

CODE = RegexValidator(r"^[A-Za-z0-9-]+\Z", _("Letters without accents, digits and hyphens only."))


class Place(Record, Versioned):
    """What a branch and a team have in common."""

    code = models.CharField(_("code"), max_length=20, unique=True, validators=[CODE])
    name = models.CharField(_("name"), max_length=80)
    name_en = models.CharField(_("English name"), max_length=120, blank=True)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)  # the first day on which it is no longer there

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return named(self.name, self.name_en)

    @property
    def is_closed(self) -> bool:
        """Whether it is gone today."""
        return self.closed_on is not None and self.closed_on <= calendar.today()

    @staticmethod
    def scope(user: "User") -> Q:
        """Everyone may see how the bank is built."""
        return Q() if user.is_active else Q(pk=None)


P = TypeVar("P", bound=Place)


class PlaceQuerySet(ScopedQuerySet[P]):
    """Branches or teams."""

    def there(self, on: date | None = None) -> Self:
        """Those not closed by this day."""
        return self.filter(Q(closed_on=None) | Q(closed_on__gt=on or calendar.today()))


class Branch(Place):
    """A head office, branch or sub-branch (机构); the tree stands in `path`, so that a branch's whole part is one prefix."""

    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("belongs to")
    )
    path = models.CharField(max_length=400, unique=True, editable=False)  # codes from the top, each followed by a slash

    objects = PlaceQuerySet["Branch"].as_manager()

    class Meta:
        ordering: ClassVar = ["path"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(path__endswith=Concat(F("code"), Value("/"))), name="branch_path_ends_in_code"
            ),
            models.CheckConstraint(condition=~Q(parent=F("pk")), name="branch_under_another"),
        ]

    @property
    def depth(self) -> int:
        """How many branches stand above."""
        return self.path.count("/") - 1

    def get_absolute_url(self) -> str:
        """The branch's page."""
        return reverse("people:branch", args=[self.uuid])


class Team(Place):
    """A team of relationship managers (团队) in a branch."""

    branch = models.ForeignKey(Branch, models.PROTECT, related_name="teams", verbose_name=_("branch"))

    objects = PlaceQuerySet["Team"].as_manager()

    class Meta:
        ordering: ClassVar = ["branch__path", "code"]

    def get_absolute_url(self) -> str:
        """The team's page."""
        return reverse("people:team", args=[self.uuid])

"""Views of the list that people keep (常用视图): the filters of an address under a name, for oneself, one's team or one's branch."""

from typing import TYPE_CHECKING, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from qiao.desk.common.models import Record
from qiao.desk.common.querysets import ScopedQuerySet
from qiao.desk.common.versions import Versioned

if TYPE_CHECKING:
    from qiao.desk.people.models import User


class SavedViewQuerySet(ScopedQuerySet["SavedView"]):
    """Saved views."""

    def there(self) -> Self:
        """Those that nobody removed."""
        return self.filter(removed_at=None)


class SavedView(Record, Versioned):
    """Filters, columns and order under a name; `query` is the part of an address that the form itself wrote."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="saved_views")
    name = models.CharField(_("name"), max_length=30)
    query = models.CharField(max_length=1000, blank=True)
    team = models.ForeignKey("people.Team", models.PROTECT, null=True, blank=True, related_name="+")
    branch = models.ForeignKey("people.Branch", models.PROTECT, null=True, blank=True, related_name="+")
    removed_at = models.DateTimeField(null=True, editable=False)

    has_plain_scope: ClassVar = True

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["name", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(team=None) | Q(branch=None), name="saved_view_shared_once"),
            models.UniqueConstraint(
                fields=["owner", "name"], condition=Q(removed_at=None), name="saved_view_name_of_owner"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The list as this view shows it."""
        return f"{reverse('clients:list')}?view={self.uuid}{'&' if self.query else ''}{self.query}"

    @property
    def shared_with(self) -> str:
        """With whom it is shared; blank for the owner alone."""
        return str(self.team or self.branch or "")

    @staticmethod
    def scope(user: "User") -> Q:
        """One's own; those shared with a team that one is in, or with a branch that one works in or below."""
        posts = user.reach.posts
        teams = {post.team for post in posts if post.team}
        return (
            Q(owner=user.reach.person)
            | Q(team__in=teams, removed_at=None)
            | Q(branch__path__in={path for post in posts for path in _upwards(post.branch)}, removed_at=None)
        )


class OpeningView(Record):
    """With which view the list opens for a person."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="opening_view")
    view = models.ForeignKey(SavedView, models.CASCADE, related_name="+")

    objects = ScopedQuerySet["OpeningView"].as_manager()

    def __str__(self) -> str:
        return f"{self.user_id} {self.view_id}"

    @staticmethod
    def scope(user: "User") -> Q:
        """One's own."""
        return Q(user=user.reach.person)


def _upwards(path: str) -> list[str]:
    """The path of a branch and of all branches above it."""
    codes = path.rstrip("/").split("/")
    return ["/".join(codes[:depth]) + "/" for depth in range(1, len(codes) + 1)]

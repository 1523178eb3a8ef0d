"""People of the bank."""

from datetime import date
from typing import Any, ClassVar, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.functional import cached_property  # prefetches know this one
from django.utils.translation import gettext_lazy as _

from qiao.desk.common.composing import composed
from qiao.desk.common.models import Record
from qiao.desk.common.querysets import ScopedQuerySet
from qiao.desk.common.roles import Role
from qiao.desk.common.versions import Versioned
from qiao.desk.people import calendar, naming
from qiao.desk.people.models.delegations import Delegation
from qiao.desk.people.models.posts import Post
from qiao.desk.people.models.sessions import JustifiedSession
from qiao.desk.people.reach import NOT_HANDED_ON, Held, Reach, bearer
from qiao.desk.ui.figures import UNITS

STAFF_NUMBER = RegexValidator(
    r"^[A-Za-z0-9._-]+\Z", _("Letters without accents, digits, dots, underscores and hyphens only.")
)
SPELLED = ("name_key", "search_keys")  # what a person is sorted and found by
_SPELLED_FROM = {"name", "name_en", "staff_number"}
_NAMED = 2_000  # people whom a question names one by one


class UserQuerySet(ScopedQuerySet["User"]):
    """People of the bank."""

    def active(self, on: date | None = None) -> Self:
        """Those who have not left by this day."""
        return self.filter(Q(left_on=None) | Q(left_on__gt=on or calendar.today()))

    def found_by(self, text: str) -> Self:
        """Those whom every word finds: by name, pinyin, initials, Latin name or staff number."""
        if not text.strip():
            return self
        words = naming.words(text)  # none where all of it is apostrophes: everybody would have all of them
        return self.filter(search_keys__contains=words) if words else self.none()


class User(Record, Versioned, AbstractBaseUser):
    """A person of the bank, known by staff number (工号); nobody registers, an administrator writes them down.

    The staff number is what the ledger calls `manager_id`.
    """

    staff_number = models.CharField(_("staff number"), max_length=20, unique=True, validators=[STAFF_NUMBER])
    name = models.CharField(_("name"), max_length=60)
    name_en = models.CharField(_("English name"), max_length=80, blank=True)
    name_key = models.CharField(max_length=400, editable=False, db_index=True)  # pinyin; names sort by it
    search_keys = ArrayField(models.CharField(max_length=400), default=list, editable=False)
    phone = models.CharField(_("telephone"), max_length=30, blank=True)
    left_on = models.DateField(null=True, blank=True)  # the first day on which the person is no longer there

    language = models.CharField(max_length=10, blank=True)
    theme = models.CharField(max_length=5, choices=[("light", _("light")), ("dark", _("dark"))], blank=True)
    money_unit = models.CharField(
        max_length=4,
        choices=[(code, unit.name) for code, unit in UNITS.items()],
        default="wan",
    )

    USERNAME_FIELD = "staff_number"
    REQUIRED_FIELDS: ClassVar = ["name"]

    objects = BaseUserManager.from_queryset(UserQuerySet)()

    class Meta:
        ordering: ClassVar = ["name_key", "staff_number"]
        indexes: ClassVar = [GinIndex(fields=["search_keys"], name="user_search_keys")]

    def __str__(self) -> str:
        return naming.named(self.name, self.name_en)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep what names are sorted and found by in step with them."""
        fields = kwargs.get("update_fields")
        if fields is None or _SPELLED_FROM & set(fields):
            self.spell()
            if fields is not None:
                kwargs["update_fields"] = {*fields, *SPELLED}
        super().save(*args, **kwargs)

    def spell(self) -> None:
        """Write down what the name is sorted and found by; saving does, adding many at once does not."""
        self.name_key = naming.sort_key(self.name)
        self.search_keys = naming.search_keys(self.name, self.name_en, self.staff_number)

    def get_absolute_url(self) -> str:
        """The person's page in the admin room."""
        return reverse("people:person", args=[self.uuid])

    @staticmethod
    def scope(user: "User") -> Q:
        """Everyone may look a colleague up; what a colleague does is another record's scope."""
        return Q() if user.is_active else Q(pk=None)

    @property
    def is_active(self) -> bool:  # type: ignore[override]
        """Whether the person still works here; asked at each request, so that leavers are out at the next one."""
        return self.left_on is None or self.left_on > calendar.today()

    @cached_property
    def posts_now(self) -> list[Post]:
        """The posts that the person holds today, none of them handed on."""
        return [post for post in self._posts_at_hand if post.user_id == self.pk]

    @cached_property
    def _posts_at_hand(self) -> list[Post]:
        """Today's posts of the person and of the absent for whom the person stands in."""
        rows = _held(tuple(sorted(self._absent)), person=self.pk, day=calendar.today())
        return sorted(rows, key=lambda post: (-post.from_date.toordinal(), post.pk))

    @cached_property
    def _absent(self) -> frozenset[int]:
        return frozenset(_standing(stand_in=self.pk, day=calendar.today())) if self.is_active else frozenset()

    @cached_property
    def reach(self) -> Reach:
        """For whom the person acts today and with which posts; see `qiao.desk.people.reach`."""
        day = calendar.today()
        if not self.is_active:
            return Reach(0, frozenset(), (), False, day)
        posts = [
            Held(post.user_id, Role(post.role), post.branch.path, post.team_id)
            for post in sorted(self._posts_at_hand, key=lambda post: post.pk)
        ]
        own = tuple(post for post in posts if post.holder == self.pk)
        if any(post.role in NOT_HANDED_ON for post in own):
            is_admin = any(post.role == Role.ADMIN for post in own)
            return Reach(self.pk, frozenset(), own, is_admin and self.open_session is not None, day)
        return Reach(self.pk, self._absent, tuple(post for post in posts if post.role not in NOT_HANDED_ON), False, day)

    @cached_property
    def placed(self) -> frozenset[int] | None:
        """Ids of who works where the person leads or heads; None where the database had better find so many itself."""
        if not (self.reach.teams or self.reach.branches):
            return frozenset()
        ids = _placed(self.reach)
        return frozenset(ids) if len(ids) <= _NAMED else None

    @property
    def bearer(self) -> "User":
        """Whoever reaches as far, of whom nothing else is known: a question that is kept by it is kept by the whole scope."""
        return bearer(self.reach, self.placed)

    @cached_property
    def open_session(self) -> JustifiedSession | None:
        """The person's justified session that is open now; it counts only for an administrator."""
        return JustifiedSession.objects.open().filter(user=self).first()

    def has_role(self, *roles: Role) -> bool:
        """Whether the person holds any of these roles today, or stands in for somebody who does."""
        return self.reach.has(*roles)


# Every request asks these.
@composed
def _standing(*, stand_in: int, day: date) -> models.QuerySet[Delegation, int]:
    """Ids of the absent for whom a person stands in."""
    standing = Delegation.objects.standing(day).filter(stand_in=stand_in)
    return standing.order_by().values_list("absent", flat=True)


@composed
def _held(absent: tuple[int, ...], *, person: int, day: date) -> models.QuerySet[Post]:
    """The posts of a person and of the absent; sorting so few afterwards is quicker than asking for it."""
    whose = Q(user=person) | Q(user__in=absent) if absent else Q(user=person)
    return Post.objects.on(day).filter(whose).select_related("branch", "team").order_by()


@composed
def _placed(reach: Reach) -> models.QuerySet[Post, int]:
    """Ids of the people who work where somebody leads or heads, as many as are named and one more."""
    found = Post.objects.filter(reach.placed("")).order_by().values_list("user", flat=True).distinct()
    return found[: _NAMED + 1]

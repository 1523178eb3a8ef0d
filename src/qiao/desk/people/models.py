"""Branches, teams, people, their posts and stand-ins."""

from datetime import date
from functools import cached_property
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from pypinyin import Style, lazy_pinyin

from qiao.desk.common.models import Dated, Record
from qiao.desk.common.querysets import ScopedQuerySet
from qiao.desk.common.roles import Role
from qiao.desk.people import calendar


class Branch(Record):
    """A head office, branch or sub-branch (机构); the tree stands in `path`, so that a branch's whole part is one prefix."""

    code = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=80)
    name_en = models.CharField(max_length=120, blank=True)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    path = models.CharField(max_length=400, unique=True, editable=False)  # codes from the top, each followed by a slash
    closed_on = models.DateField(null=True, blank=True)

    objects = ScopedQuerySet["Branch"].as_manager()

    class Meta:
        ordering: ClassVar = ["path"]

    def __str__(self) -> str:
        return named(self.name, self.name_en)

    @staticmethod
    def scope(user: "User") -> Q:
        """Everyone may see how the bank is built."""
        return Q() if user.is_active else Q(pk=None)


class Team(Record):
    """A team of relationship managers (团队) in a branch."""

    code = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=80)
    name_en = models.CharField(max_length=120, blank=True)
    branch = models.ForeignKey(Branch, models.PROTECT, related_name="teams")
    closed_on = models.DateField(null=True, blank=True)

    objects = ScopedQuerySet["Team"].as_manager()

    class Meta:
        ordering: ClassVar = ["branch__path", "code"]

    def __str__(self) -> str:
        return named(self.name, self.name_en)

    @staticmethod
    def scope(user: "User") -> Q:
        """Everyone may see how the bank is built."""
        return Q() if user.is_active else Q(pk=None)


class UserQuerySet(ScopedQuerySet["User"]):
    """People of the bank."""

    def active(self, on: date | None = None) -> "UserQuerySet":
        """Those who have not left by this day."""
        return self.filter(Q(left_on=None) | Q(left_on__gt=on or calendar.today()))


class User(Record, AbstractBaseUser):
    """A person of the bank, known by staff number (工号); nobody registers, an administrator writes them down."""

    staff_number = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=60)
    name_en = models.CharField(max_length=80, blank=True)
    name_key = models.CharField(max_length=200, editable=False, db_index=True)  # pinyin; names sort by it
    phone = models.CharField(max_length=30, blank=True)
    left_on = models.DateField(null=True, blank=True)  # the first day on which the person is no longer there

    language = models.CharField(max_length=10, blank=True)
    theme = models.CharField(max_length=5, choices=[("light", _("light")), ("dark", _("dark"))], blank=True)
    money_unit = models.CharField(
        max_length=4,
        choices=[("yuan", _("yuan")), ("wan", _("10,000 yuan")), ("yi", _("100 million yuan"))],
        default="wan",
    )

    USERNAME_FIELD = "staff_number"
    REQUIRED_FIELDS: ClassVar = ["name"]

    objects = BaseUserManager.from_queryset(UserQuerySet)()

    class Meta:
        ordering: ClassVar = ["name_key", "staff_number"]

    def __str__(self) -> str:
        return named(self.name, self.name_en)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the pinyin key in step with the name."""
        self.name_key = " ".join(lazy_pinyin(self.name, style=Style.TONE3))
        if fields := kwargs.get("update_fields"):
            kwargs["update_fields"] = {*fields, "name_key"}
        super().save(*args, **kwargs)

    @staticmethod
    def scope(user: "User") -> Q:
        """Everyone may look a colleague up; what a colleague does is another record's scope."""
        return Q() if user.is_active else Q(pk=None)

    @property
    def is_active(self) -> bool:  # type: ignore[override]
        """Whether the person still works here; asked at each request, so that leavers are out at the next one."""
        return self.left_on is None or self.left_on > calendar.today()

    @cached_property
    def posts_now(self) -> "list[Post]":
        """The posts that the person holds today."""
        return list(self.posts.on(calendar.today()).select_related("branch", "team"))

    def has_role(self, *roles: Role) -> bool:
        """Whether the person holds any of these roles today."""
        return any(post.role in roles for post in self.posts_now)


class PostQuerySet(models.QuerySet["Post"]):
    """Posts."""

    def on(self, day: date) -> "PostQuerySet":
        """Those held on this day."""
        return self.filter(Q(to_date=None) | Q(to_date__gte=day), from_date__lte=day)


class Post(Dated, Record):
    """A role that a person holds somewhere from a day on (任职): a branch, and for managers and leads a team."""

    user = models.ForeignKey(User, models.PROTECT, related_name="posts")
    role = models.CharField(max_length=10, choices=Role.choices)
    branch = models.ForeignKey(Branch, models.PROTECT, related_name="posts")
    team = models.ForeignKey(Team, models.PROTECT, null=True, blank=True, related_name="posts")

    objects = PostQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-from_date", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(to_date=None) | Q(to_date__gte=F("from_date")), name="post_days_in_order"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} {self.team or self.branch}"


class Delegation(Dated, Record):
    """Someone who stands in for a person on leave (代理), with both ends dated."""

    absent = models.ForeignKey(User, models.PROTECT, related_name="delegated_away")
    stand_in = models.ForeignKey(User, models.PROTECT, related_name="standing_in")
    reason = models.CharField(max_length=200)
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-from_date", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(to_date__gte=F("from_date")), name="delegation_days_in_order"),
            models.CheckConstraint(condition=~Q(absent=F("stand_in")), name="delegation_to_another"),
        ]

    def __str__(self) -> str:
        return f"{self.absent} → {self.stand_in}"


def named(name: str, name_en: str) -> str:
    """A name in the reader's language; the Chinese one where there is no other."""
    return name_en if name_en and (get_language() or "").startswith("en") else name

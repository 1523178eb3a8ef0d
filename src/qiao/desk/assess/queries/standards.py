"""What lists and pages say of standards."""

from collections.abc import Iterator
from functools import lru_cache
from itertools import groupby
from typing import NamedTuple

from django.db.models import Count, QuerySet
from django.utils.translation import gettext_lazy as _

from qiao.desk.assess.models import Acknowledgement, Standard
from qiao.desk.assess.models.standards import State
from qiao.desk.common.composing import composed
from qiao.desk.common.languages import said
from qiao.desk.common.roles import Role
from qiao.desk.people import calendar
from qiao.desk.people.models import Post, User
from qiao.engine import Difference, Figure, Loaded, differences
from qiao.engine import figures as marked_figures

_KEPT = 16  # standards

PARTS = {
    "effective_from": _("Identity"),
    "catalogue": _("What it says of itself"),
    "pool": _("Who is ranked"),
    "decision": _("Decision"),
    "grades": _("Grades"),
    "measures": _("Measures"),
    "categories": _("Categories"),
    "indicators": _("Indicators"),
    "quality": _("Quality score"),
}


class Row(NamedTuple):
    """One figure in the reader's language."""

    path: str
    group: str
    label: str
    value: str
    is_banks_own: bool
    clause: str


class Part(NamedTuple):
    """A part of a standard with its figures."""

    code: str
    title: str
    rows: list[Row]


def listed(user: User) -> QuerySet[Standard]:
    """Every version that the person may see, the newest first, with how many have acknowledged it."""
    found = Standard.objects.visible_to(user).select_related("made_by", "proposed_by", "decided_by")
    return found.exclude(state=State.DROPPED).annotate(acknowledged=Count("acknowledgements"))


def published() -> QuerySet[Standard]:
    """What periods may be assessed under, the newest first; everybody may read them."""
    return Standard.objects.filter(state=State.PUBLISHED).order_by("-effective_from", "-decided_at")


def newest_published() -> Standard | None:
    """The version that a new one is drafted from."""
    return published().first()


@lru_cache(maxsize=_KEPT)
def figures(loaded: Loaded) -> tuple[Figure, ...]:
    """A standard's figures in the order of its text, of which they are read once."""
    return tuple(marked_figures(loaded))


def parts(standard: Standard) -> list[Part]:
    """The standard's figures, part by part, in the order of the text."""
    rows = (
        (
            one.part,
            Row(one.path, said(one.group), said(one.label), one.value, one.mark.is_banks_own, one.mark.clause),
        )
        for one in figures(standard.loaded)
    )
    return [
        Part(code, str(PARTS.get(code, code)), [row for _, row in group])
        for code, group in groupby(rows, key=lambda pair: pair[0])
    ]


def compared(old: Standard, new: Standard) -> list[Difference]:
    """Everything in which two versions differ, line by line."""
    return differences(old.loaded.standard, new.loaded.standard)


def outstanding(standard: Standard) -> list[User]:
    """Managers who have a post today and have not acknowledged a published standard, in the order of their names."""
    posts = Post.objects.on(calendar.today()).filter(role=Role.RM)
    said = Acknowledgement.objects.filter(standard=standard)
    found = User.objects.filter(pk__in=posts.values("user")).exclude(pk__in=said.values("user"))
    return [person for person in found.order_by("name_key", "pk") if person.is_active]


def to_acknowledge(user: User) -> Iterator[Standard]:
    """Published standards that are in force or to come, and that this manager has not acknowledged."""
    if not user.reach.has(Role.RM) or user.pk not in user.reach.acts_for:
        return
    yield from _published_unread(user=user.pk)


@composed
def _published_unread(*, user: int) -> QuerySet[Standard]:
    said = Acknowledgement.objects.filter(user=user)
    return Standard.objects.filter(state=State.PUBLISHED).exclude(pk__in=said.values("standard"))

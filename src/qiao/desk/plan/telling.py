"""What the bell says about targets; names are read when a notice is shown."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from qiao.desk.common.roles import Role
from qiao.desk.notices import actions as notices
from qiao.desk.notices import registry
from qiao.desk.notices.registry import Told, notice
from qiao.desk.people import calendar
from qiao.desk.people.models import Post, User
from qiao.desk.plan.models import Division, Target, Wish
from qiao.desk.plan.models.divisions import State
from qiao.desk.plan.queries import rights
from qiao.desk.plan.queries.trees import Record


def _named(told: Sequence[Told]) -> list[Told]:
    """People and units by their names."""
    people = registry.named(told, "person", User.objects.all())
    divided = registry.named(told, "division", Division.objects.select_related("branch", "team"), _unit)
    wished = registry.named(told, "target", Target.objects.select_related("branch", "team", "person"), _unit)
    return [{**one, "person": people(one), "unit": divided(one) if "division" in one else wished(one)} for one in told]


def _unit(about: Division | Target) -> str:
    return str(about.unit)


for _code, _label, _words in (
    ("division.proposed", _("Targets wait for your confirmation"), _("%(person)s proposes how the targets of %(unit)s for %(period)s are divided.")),
    ("division.confirmed", _("Targets that you set are confirmed"), _("%(person)s has confirmed the targets of %(unit)s for %(period)s.")),
    ("division.sent_back", _("Targets that you set are sent back"), _("%(person)s has sent the targets of %(unit)s for %(period)s back.")),
    ("wish.made", _("Somebody proposes another target"), _("Another target is proposed for %(unit)s in %(period)s.")),
    ("wish.decided", _("A target that you proposed is decided"), _("%(person)s has decided on the target that you proposed for %(period)s.")),
):  # fmt: skip
    notice(_code, label=_label, words=_words, terms=_named)


def division_proposed(division: Division, *, by: User) -> None:
    """Ask whoever may confirm it."""
    for person in _above(division.unit, by):
        notices.tell(
            person, "division.proposed", on=division, link=division.get_absolute_url(), person=str(by.uuid),
            division=str(division.uuid), period=division.period,
        )  # fmt: skip


def division_decided(division: Division, *, by: User) -> None:
    """Tell whoever proposed it, unless they took it back themselves."""
    proposer = division.proposed_by
    if proposer is None or proposer.pk == by.pk:
        return
    code = "division.confirmed" if division.state == State.DONE else "division.sent_back"
    notices.tell(
        proposer, code, on=division, link=division.get_absolute_url(), person=str(by.uuid), division=str(division.uuid),
        period=division.period,
    )  # fmt: skip


def wish_made(wish: Wish, *, by: User) -> None:
    """Ask whoever may decide on it, those nearest above; head office only where nobody else stands between."""
    people = _above(wish.target.unit, by)
    near = [one for one in people if not one.reach.has(Role.HR)] or people
    for person in near:
        notices.tell(
            person, "wish.made", on=wish, link=wish.get_absolute_url(), target=str(wish.target.uuid),
            period=wish.target.period,
        )  # fmt: skip


def wish_decided(wish: Wish, *, by: User) -> None:
    """Tell whoever proposed it."""
    if wish.by_id != by.pk:
        notices.tell(
            wish.by, "wish.decided", on=wish, link=wish.get_absolute_url(), person=str(by.uuid),
            target=str(wish.target.uuid), period=wish.target.period,
        )  # fmt: skip


def _above(record: Record, by: User) -> list[User]:
    posts = Post.objects.on(calendar.today()).filter(role__in=[Role.HR, Role.BRANCH, Role.LEAD])
    people = User.objects.filter(pk__in=posts.values("user")).exclude(pk=by.pk).order_by("pk")
    return [one for one in people if one.is_active and rights.may_confirm(one, record, proposed_by=by.pk)]

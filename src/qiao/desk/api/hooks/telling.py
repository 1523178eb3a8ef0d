"""What the bell says about webhooks."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from qiao.desk.api.models import Hook
from qiao.desk.common.roles import Role
from qiao.desk.notices import actions as notices
from qiao.desk.notices import registry
from qiao.desk.notices.registry import Told, notice
from qiao.desk.people import calendar
from qiao.desk.people.models import Post, User


def _named(told: Sequence[Told]) -> list[Told]:
    hooks = registry.named(told, "hook", Hook.objects.all())
    reasons = registry.named(told, "hook", Hook.objects.all(), lambda hook: str(hook.get_paused_why_display()))
    return [{**one, "hook": hooks(one), "why": reasons(one)} for one in told]


notice(
    "hook.paused",
    label=_("A webhook is paused by itself"),
    words=_("The webhook “%(hook)s”: %(why)s."),
    terms=_named,
)


def paused(hook: Hook) -> None:
    """Tell every administrator."""
    posts = Post.objects.on(calendar.today()).filter(role=Role.ADMIN)
    people = [person for person in User.objects.filter(pk__in=posts.values("user")) if person.is_active]
    links = ((person, hook.get_absolute_url()) for person in people)
    notices.tell_each(links, "hook.paused", on=hook, hook=str(hook.uuid))

"""What the frame around every page knows of people: banners, and whom the search box finds."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from qiao.desk.common.roles import Role
from qiao.desk.people import queries
from qiao.desk.people.models import User
from qiao.desk.ui.menus import Banner
from qiao.desk.ui.searching import Hit


def banners(request: HttpRequest) -> list[Banner]:
    """An open justified session, and for whom one stands in today."""
    user = getattr(request, "user", None)
    if not isinstance(user, User) or not user.is_active:
        return []
    return [*_session(user), *_standing_in(user)]


def _session(user: User) -> list[Banner]:
    session = queries.open_session(user)
    if session is None:
        return []
    until = timezone.localtime(session.until).strftime("%H:%M")
    words = _("You read records for a reason until %(until)s. Every page you open is written down.") % {"until": until}
    return [Banner(words, "warn", _("End now"), reverse("people:session_end", args=[session.uuid]))]


def _standing_in(user: User) -> list[Banner]:
    absent = user.reach.stands_in_for
    if not absent:
        return []
    names = [str(person) for person in User.objects.visible_to(user).filter(pk__in=absent)]
    words = ngettext("Today you stand in for %(people)s.", "Today you stand in for %(people)s.", len(names))
    return [Banner(words % {"people": _(", ").join(names)})]


def found(user: User, words: str, most: int) -> list[Hit]:
    """People and places, for those who have business in the admin room."""
    if not user.has_role(Role.ADMIN, Role.AUDITOR):
        return []
    people = queries.colleagues(user, words, most)
    return [Hit(str(person), gettext_lazy("person"), person.get_absolute_url(), _detail(person)) for person in people]


def _detail(person: User) -> str:
    return " · ".join([person.staff_number, *(str(post) for post in person.posts_now)])

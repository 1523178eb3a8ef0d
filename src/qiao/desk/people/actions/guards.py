"""What several acts ask before they begin."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from qiao.desk.common.refusals import NotAllowedError, RefusedError
from qiao.desk.common.roles import Role
from qiao.desk.people import calendar
from qiao.desk.people.models import Post, User

BACK = timedelta(days=31)  # papers come late, but who held what is not rewritten
AHEAD = timedelta(days=366)


def administer(by: User | None) -> None:
    """Only administrators, and the set-up itself, which is nobody.

    Raises:
        NotAllowedError: it is somebody else.
    """
    if by is not None and not by.has_role(Role.ADMIN):
        raise NotAllowedError


def of_another(user: User, by: User | None) -> None:
    """Four eyes on administrators themselves: what is done to one's own post or entry, another one does.

    Raises:
        NotAllowedError: it is their own.
    """
    if by is not None and by.pk == user.pk:
        raise NotAllowedError(_("Another administrator has to do this for you."))


def near(day: date, *, field: str, by: User | None) -> None:
    """A day that an administrator may write: at most a month back and a year ahead; the set-up may write any.

    Raises:
        RefusedError: it is further away.
    """
    today = calendar.today()
    if by is not None and not today - BACK <= day <= today + AHEAD:
        raise RefusedError(_("Choose a day from a month ago to a year ahead."), field=field)


def keep_an_administrator(without: User) -> None:
    """Somebody else administers the bank today and without an end; under a lock until the act is done.

    Raises:
        RefusedError: this is the last one.
    """
    held = Post.objects.filter(role=Role.ADMIN).select_for_update(no_key=True).order_by("pk")
    others = {post.user_id for post in held if post.is_now and post.to_date is None and post.user_id != without.pk}
    if not User.objects.active().filter(pk__in=others, left_on=None).exists():
        raise RefusedError(_("This is the bank's last administrator. Appoint another one first."))


@contextmanager
def refusing(constraint: str, sentence: str, *, field: str = "") -> Iterator[None]:
    """Tell what a constraint of the database refuses as a sentence.

    Raises:
        RefusedError: the constraint was broken.
    """
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        if constraint not in str(error):
            raise
        raise RefusedError(sentence, field=field) from error

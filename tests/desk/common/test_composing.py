"""Questions that are put into SQL once and asked with other values."""

from threading import Thread

import pytest
from cast import Cast
from django.db import connection, models
from django.test.utils import CaptureQueriesContext

from qiao.desk.common.composing import composed
from qiao.desk.common.roles import Role
from qiao.desk.people.models import Branch, Post, User
from qiao.desk.people.reach import Reach

composing: list[str] = []


@composed
def _posts_of(role: str, *, person: int) -> models.QuerySet[Post]:
    composing.append(role)
    return Post.objects.filter(user=person, role=role).select_related("branch")


@composed
def _numbers(*, above: int) -> models.QuerySet[User, str]:
    return User.objects.filter(pk__gt=above).order_by("pk").values_list("staff_number", flat=True)[:3]


@composed
def _heads(*, code: str) -> models.QuerySet[Branch]:
    posts = models.Prefetch("posts", Post.objects.filter(role=Role.BRANCH).select_related("user"), to_attr="heads")
    return Branch.objects.filter(code=code).prefetch_related(posts)


@composed
def _nobody(*, person: int) -> models.QuerySet[User]:
    return User.objects.filter(pk=person, pk__in=())


@composed
def _asks_meanwhile() -> models.QuerySet[User]:
    return User.objects.filter(pk__in=list(Post.objects.values_list("user", flat=True)))


@composed
def _seen(reach: Reach) -> models.QuerySet[User]:
    return User.objects.visible_to(reach.bearer).order_by("pk")


def test_each_asking_has_its_own_values_and_the_sql_is_made_once_for_each_shape(cast: Cast) -> None:
    composing.clear()
    _posts_of(Role.RM, person=cast.rm.pk)
    made = len(composing)
    with CaptureQueriesContext(connection) as asked:
        assert [post.user_id for post in _posts_of(Role.RM, person=cast.rm2.pk)] == [cast.rm2.pk]
        assert _posts_of(Role.RM, person=cast.hr.pk) == []
        assert [post.branch.code for post in _posts_of(Role.HR, person=cast.hr.pk)] == ["HO"]
    assert len(asked) == 3  # the branch comes along
    assert composing.count(Role.RM) <= 1
    assert len(composing) == made + 1


def test_values_lists_slices_and_prefetches_come_as_they_would(cast: Cast) -> None:
    pks = sorted(User.objects.values_list("pk", flat=True))
    expected = list(User.objects.filter(pk__gt=pks[4]).order_by("pk").values_list("staff_number", flat=True)[:3])
    assert _numbers(above=pks[0]) != expected
    assert _numbers(above=pks[4]) == expected
    (branch,) = _heads(code="B01")
    assert [post.user for post in branch.heads] == [cast.branch]  # type: ignore[attr-defined]


def test_what_can_find_nothing_finds_nothing(cast: Cast) -> None:
    assert _nobody(person=cast.rm.pk) == []


def test_a_question_may_not_ask_the_database_while_it_is_composed(cast: Cast) -> None:
    with pytest.raises(RuntimeError, match="while it is composed"):
        _asks_meanwhile()


def test_a_scope_kept_by_the_reach_knows_nothing_else_of_the_person(cast: Cast) -> None:
    assert cast.rm in _seen(cast.rm.reach)
    with pytest.raises(AttributeError):
        _ = cast.rm.reach.bearer.placed
    nobody = Reach(0, frozenset(), (), in_session=False, day=cast.rm.reach.day)
    assert _seen(nobody) == []


@pytest.mark.django_db(transaction=True)
def test_each_thread_asks_by_its_own_connection(cast: Cast) -> None:
    found: list[object] = []

    def ask() -> None:
        found.extend(_numbers(above=0))
        connection.close()

    thread = Thread(target=ask)
    thread.start()
    thread.join()
    assert found == _numbers(above=0)

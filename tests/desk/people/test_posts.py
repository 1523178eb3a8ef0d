"""Acts on people and their posts."""

from datetime import date, timedelta

import pytest
from cast import Cast

from qiao.desk.audit.models import Event
from qiao.desk.common.refusals import NotAllowedError, RefusedError
from qiao.desk.common.roles import Role
from qiao.desk.people import calendar
from qiao.desk.people.actions import people, posts
from qiao.desk.people.leaving import LEAVERS, LeftBehind
from qiao.desk.people.models import Branch, Delegation, Post, Team, User

TODAY = calendar.today()
DAY = calendar.DAY


def head_office() -> Branch:
    return Branch.objects.get(code="HO")


def second_administrator(cast: Cast) -> User:
    user = people.write_down(by=cast.admin, staff_number="000301", name="白守二")
    posts.give(user, by=cast.admin, role=Role.ADMIN, branch=head_office(), from_date=TODAY)
    return User.objects.get(pk=user.pk)


def test_a_person_is_written_down_and_given_a_post(cast: Cast) -> None:
    user = people.write_down(by=cast.admin, staff_number="000300", name="单青禾", name_en="Shan Qinghe")
    team = Team.objects.get(code="T021")
    post = posts.give(user, by=cast.admin, role=Role.RM, branch=team.branch, team=team, from_date=TODAY)
    assert user.has_role(Role.RM)
    assert not user.has_usable_password()
    assert [event.code for event in Event.objects.all()[:2]] == ["post.given", "user.created"]
    assert Event.objects.all()[0].details["user"] == str(user.uuid)
    assert post.given_by == cast.admin


def test_no_event_holds_a_name_or_a_telephone(cast: Cast) -> None:
    user = people.write_down(by=cast.admin, staff_number="000300", name="单青禾", phone="13800000000")
    people.change(user, by=cast.admin, version=0, name="单青穗", phone="13900000000")
    told = str(list(Event.objects.values_list("details", flat=True)))
    assert not any(value in told for value in ("单青", "13800000000", "13900000000"))
    event = Event.objects.latest("pk")
    assert (event.details["fields"], set(event.details["personal"])) == (["name", "phone"], {"name", "phone"})
    assert [(value.old, value.new) for value in event.values_apart.filter(field="phone")] == [
        ("13800000000", "13900000000")
    ]


def test_a_staff_number_is_given_once(cast: Cast) -> None:
    with pytest.raises(RefusedError) as refused:
        people.write_down(by=cast.admin, staff_number="rm", name="某某")
    assert refused.value.field == "staff_number"


@pytest.mark.parametrize(
    ("role", "team", "field"),
    [(Role.LEAD, "", "team"), (Role.HR, "T021", "team"), (Role.RM, "T011", "team"), (Role.AUDITOR, "", "role")],
)
def test_a_post_fits_its_role_and_place(cast: Cast, role: Role, team: str, field: str) -> None:
    with pytest.raises(RefusedError) as refused:
        posts.give(
            cast.rm3,
            by=cast.admin,
            role=role,
            branch=Branch.objects.get(code="B02"),
            team=Team.objects.get(code=team) if team else None,
            from_date=TODAY,
        )
    assert refused.value.field == field


def test_equal_posts_do_not_overlap_but_may_follow_each_other(cast: Cast) -> None:
    held = cast.rm.posts.get()
    again = {"role": Role.RM, "branch": held.branch, "team": held.team}
    with pytest.raises(RefusedError):
        posts.give(cast.rm, by=cast.admin, from_date=TODAY, **again)
    posts.end(held, by=cast.admin, on=TODAY)
    posts.give(cast.rm, by=cast.admin, from_date=TODAY + DAY, **again)


@pytest.mark.parametrize("day", [TODAY - timedelta(days=32), TODAY + timedelta(days=367)])
def test_days_far_away_are_refused(cast: Cast, day: date) -> None:
    with pytest.raises(RefusedError):
        posts.give(cast.rm, by=cast.admin, role=Role.HR, branch=head_office(), from_date=day)


def test_nobody_gives_or_changes_a_post_of_their_own(cast: Cast) -> None:
    with pytest.raises(NotAllowedError):
        posts.give(cast.admin, by=cast.admin, role=Role.HR, branch=head_office(), from_date=TODAY)
    with pytest.raises(NotAllowedError):
        posts.change(cast.admin.posts.get(), by=cast.admin, version=0, from_date=TODAY)
    with pytest.raises(NotAllowedError):
        people.leave(cast.admin, by=cast.admin, on=TODAY)


def test_the_last_administrator_stays(cast: Cast) -> None:
    own = cast.admin.posts.get()
    with pytest.raises(RefusedError):
        posts.end(own, by=cast.admin, on=TODAY)
    second = second_administrator(cast)
    posts.change(own, by=second, version=0, from_date=own.from_date, to_date=TODAY + DAY)
    with pytest.raises(RefusedError):  # whoever stays must stay without an end
        people.leave(second, by=cast.admin, on=TODAY)


def test_an_administrator_may_go_when_another_one_stays(cast: Cast) -> None:
    second = second_administrator(cast)
    people.leave(cast.admin, by=second, on=TODAY)
    assert not User.objects.get(pk=cast.admin.pk).is_active


def test_a_post_is_changed_ended_and_cancelled(cast: Cast) -> None:
    ahead = posts.give(cast.rm, by=cast.admin, role=Role.HR, branch=head_office(), from_date=TODAY + DAY)
    posts.change(ahead, by=cast.admin, version=0, from_date=TODAY + 2 * DAY, to_date=TODAY + 9 * DAY)
    posts.cancel(Post.objects.get(pk=ahead.pk), by=cast.admin)
    assert not Post.objects.filter(pk=ahead.pk).exists()
    with pytest.raises(RefusedError):
        posts.cancel(cast.rm.posts.get(), by=cast.admin)
    posts.end(cast.rm.posts.get(), by=cast.admin, on=TODAY)
    with pytest.raises(RefusedError):
        posts.end(cast.rm.posts.get(), by=cast.admin, on=TODAY + DAY)
    codes = list(Event.objects.values_list("code", flat=True)[:4])
    assert codes == ["post.ended", "post.cancelled", "post.changed", "post.given"]


def test_a_leavers_posts_and_delegations_end_and_rooms_take_over(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[object, ...]] = []
    provider = lambda *given: asked.append(given) or [LeftBehind("clients", 7)]  # noqa: E731
    monkeypatch.setitem(LEAVERS.providers, "clients", provider)
    Delegation.objects.create(
        absent=cast.rm, stand_in=cast.rm2, from_date=TODAY, to_date=TODAY + 9 * DAY, reason="leave", made_by=cast.rm
    )
    gone = TODAY + 3 * DAY
    people.leave(cast.rm, by=cast.admin, on=gone)
    assert cast.rm.posts.get().to_date == gone - DAY
    assert cast.rm.delegated_away.latest("from_date").to_date == gone - DAY
    assert asked == [(cast.rm, gone, cast.admin)]
    assert "clients:7" in Event.objects.latest("pk").details["left"]  # beside what other rooms say
    with pytest.raises(RefusedError):
        posts.give(cast.rm, by=cast.admin, role=Role.HR, branch=head_office(), from_date=TODAY)


def test_a_leaver_comes_back_without_posts(cast: Cast) -> None:
    people.leave(cast.rm, by=cast.admin, on=TODAY)
    with pytest.raises(RefusedError):
        people.leave(cast.rm, by=cast.admin, on=TODAY)
    back = people.come_back(cast.rm, by=cast.admin)
    assert back.is_active
    assert back.posts_now == []
    with pytest.raises(RefusedError):
        people.come_back(back, by=cast.admin)


@pytest.mark.parametrize("who", ["rm", "branch", "hr", "auditor"])
def test_only_an_administrator_changes_people(cast: Cast, who: str) -> None:
    by, post = getattr(cast, who), cast.rm2.posts.get()
    acts = (
        lambda: people.write_down(by=by, staff_number="X", name="X"),
        lambda: people.change(cast.rm2, by=by, version=0, name="X"),
        lambda: people.leave(cast.rm2, by=by, on=TODAY),
        lambda: people.come_back(cast.rm2, by=by),
        lambda: posts.give(cast.rm2, by=by, role=Role.HR, branch=head_office(), from_date=TODAY),
        lambda: posts.change(post, by=by, version=0, from_date=TODAY),
        lambda: posts.end(post, by=by, on=TODAY),
        lambda: posts.cancel(post, by=by),
    )
    for act in acts:
        with pytest.raises(NotAllowedError):
            act()

"""Acts on branches and teams."""

from datetime import timedelta

import pytest
from cast import Cast
from django.db import IntegrityError, transaction

from qiao.desk.audit.models import Event
from qiao.desk.common.refusals import NotAllowedError, RefusedError
from qiao.desk.common.versions import ConflictError
from qiao.desk.people import calendar
from qiao.desk.people.actions import branches, posts, teams
from qiao.desk.people.models import Branch, Post, Team, User

TODAY = calendar.today()


def at(code: str) -> Branch:
    return Branch.objects.get(code=code)


def paths() -> set[str]:
    return set(Branch.objects.values_list("path", flat=True))


def latest() -> Event:
    return Event.objects.latest("pk")


def test_a_branch_is_written_down_below_another(cast: Cast) -> None:
    made = branches.create(by=cast.admin, code="B011", name="滨河分理处", parent=at("B01"))
    assert made.path == "HO/B01/B011/"
    assert (latest().code, latest().on_uuid, latest().by) == ("branch.created", made.uuid, cast.admin)


def test_a_code_is_given_once(cast: Cast) -> None:
    with pytest.raises(RefusedError) as refused:
        branches.create(by=cast.admin, code="B01", name="又一家", parent=at("HO"))
    assert refused.value.field == "code"
    with pytest.raises(RefusedError) as refused:
        teams.create(by=cast.admin, code="T011", name="又一队", branch=at("B02"))
    assert refused.value.field == "code"


def test_there_is_one_head_office(cast: Cast) -> None:
    with pytest.raises(RefusedError):
        branches.create(by=cast.admin, code="HO2", name="又一个总行")


def test_a_branch_moves_with_everything_below_it(cast: Cast) -> None:
    below = branches.create(by=cast.admin, code="B011", name="滨河分理处", parent=at("B01"))
    branches.create(by=cast.admin, code="B0111", name="滨河代办点", parent=below)
    branches.move(at("B01"), by=cast.admin, to=at("B02"))
    others = {f"HO/B0{number}/" for number in range(2, 7)}
    assert paths() == {"HO/", "HO/B02/B01/", "HO/B02/B01/B011/", "HO/B02/B01/B011/B0111/", *others}
    assert at("B01").parent == at("B02")
    assert latest().details == {"before": str(at("HO").uuid), "after": str(at("B02").uuid)}


def test_what_a_branch_head_sees_moves_too(cast: Cast) -> None:
    branches.move(at("B02"), by=cast.admin, to=at("B01"))
    head = User.objects.get(pk=cast.branch.pk)
    assert cast.rm3 in User.objects.filter(head.reach.people())


@pytest.mark.parametrize("to", ["B01", "B011"])
def test_a_branch_does_not_belong_to_itself(cast: Cast, to: str) -> None:
    branches.create(by=cast.admin, code="B011", name="滨河分理处", parent=at("B01"))
    with pytest.raises(RefusedError):
        branches.move(at("B01"), by=cast.admin, to=at(to))


def test_the_head_office_stays_at_the_top(cast: Cast) -> None:
    with pytest.raises(RefusedError):
        branches.move(at("HO"), by=cast.admin, to=at("B01"))


def test_the_database_keeps_a_path_and_its_code_together(cast: Cast) -> None:
    with pytest.raises(IntegrityError, match="branch_path_ends_in_code"), transaction.atomic():
        Branch.objects.filter(code="B01").update(path="HO/B0X/")


def test_a_branch_closes_after_its_people_and_teams(cast: Cast) -> None:
    with pytest.raises(RefusedError):
        branches.close(at("B02"), by=cast.admin, on=TODAY)
    posts.end(cast.rm3.posts.get(), by=cast.admin, on=TODAY)
    tomorrow = TODAY + timedelta(days=1)
    team = Team.objects.get(code="T021")
    with pytest.raises(RefusedError):
        branches.close(at("B02"), by=cast.admin, on=tomorrow)
    teams.close(team, by=cast.admin, on=tomorrow)
    branches.close(at("B02"), by=cast.admin, on=tomorrow)
    assert latest().code == "branch.closed"
    with pytest.raises(RefusedError):
        teams.reopen(team, by=cast.admin)
    branches.reopen(at("B02"), by=cast.admin)
    teams.reopen(team, by=cast.admin)
    assert at("B02").closed_on is None


def test_nobody_gets_a_post_in_a_branch_that_closes_before_it_ends(cast: Cast) -> None:
    Post.objects.filter(branch=at("B03")).update(to_date=TODAY - timedelta(days=1))
    branches.close(at("B03"), by=cast.admin, on=TODAY)
    with pytest.raises(RefusedError):
        posts.give(cast.rm, by=cast.admin, role="rm", branch=at("B03"), from_date=TODAY)


def test_the_second_of_two_who_rename_a_branch_is_told(cast: Cast) -> None:
    shown = at("B01")
    branches.rename(shown, by=cast.admin, version=shown.version, name="滨江支行", name_en="Riverside")
    with pytest.raises(ConflictError):
        branches.rename(shown, by=cast.admin, version=shown.version, name="江滨支行")
    assert at("B01").name == "滨江支行"


@pytest.mark.parametrize("who", ["rm", "branch", "hr", "auditor"])
def test_only_an_administrator_changes_how_the_bank_is_built(cast: Cast, who: str) -> None:
    by = getattr(cast, who)
    team = Team.objects.get(code="T011")
    acts = (
        lambda: branches.create(by=by, code="X", name="X", parent=at("HO")),
        lambda: branches.rename(at("B01"), by=by, version=0, name="X"),
        lambda: branches.move(at("B01"), by=by, to=at("B02")),
        lambda: branches.close(at("B03"), by=by, on=TODAY),
        lambda: branches.reopen(at("B03"), by=by),
        lambda: teams.create(by=by, code="X", name="X", branch=at("B01")),
        lambda: teams.rename(team, by=by, version=0, name="X"),
        lambda: teams.close(team, by=by, on=TODAY),
        lambda: teams.reopen(team, by=by),
    )
    before = Event.objects.count()
    for act in acts:
        with pytest.raises(NotAllowedError):
            act()
    assert Event.objects.count() == before

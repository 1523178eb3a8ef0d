"""Leads and heads see their people's results together and one by one."""

from decimal import Decimal

from cast import Cast
from django.test import Client

from qiao.desk.assess.models import Outcome, Run
from qiao.desk.audit.models import Event
from qiao.desk.score.queries import teams
from qiao.desk.score.queries.results import result_of


def test_sums_are_those_of_the_people_shown(run: Run, cast: Cast, sign_in: type[Client]) -> None:
    browser, scores = sign_in(cast.lead), result_of(run).scores
    team = browser.get("/score/people/").context["team"]
    people = [scores.index[one.manager] for one in team.outcomes]
    assert len(people) == 2
    units = sum(scores.measures["deposit_adb"][index] or 0 for index in people)
    assert team.sums[0].value == Decimal(units).scaleb(-2)
    assert sum(count for _code, _label, count in team.decisions) == 2
    for mean, category in zip(team.means, scores.standard.categories, strict=True):
        points = [Decimal(scores.categories[category.code][index]).scaleb(-2) for index in people]
        assert abs(mean.mean - sum(points) / 2) <= Decimal("0.005")
    assert (team.score >= min(one.score for one in team.outcomes), teams.newest_run()) == (True, run)
    assert {one.manager for one in sign_in(cast.hr).get("/score/people/").context["team"].outcomes} == {
        "rm",
        "rm2",
        "rm3",
    }


def test_people_are_sorted_by_the_axes_and_never_by_deposits(run: Run, cast: Cast, sign_in: type[Client]) -> None:
    browser = sign_in(cast.hr)
    found = browser.get("/score/people/?sort=-score").context["team"].outcomes
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)
    usual = [one.pk for one in browser.get("/score/people/").context["team"].outcomes]
    assert [one.pk for one in browser.get("/score/people/?sort=deposit_adb").context["team"].outcomes] == usual
    assert not any("deposit" in name for name in teams.SORTS)
    sent = browser.get("/score/people/file/")
    assert (sent.status_code, Event.objects.filter(code="outcomes.exported", by=cast.hr).count()) == (200, 1)


def test_without_a_result_nothing_is_shown(cast: Cast, sign_in: type[Client]) -> None:
    assert Outcome.objects.count() == 0
    assert sign_in(cast.rm).get("/score/", follow=True).context["team"] is None
    assert sign_in(cast.lead).get("/score/people/file/").status_code == 404
    assert sign_in(cast.product).get("/score/people/").status_code == 403

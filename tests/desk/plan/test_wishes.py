"""A figure proposed from below is accepted, changed or turned down by somebody above."""

from decimal import Decimal

import pytest
from cast import Cast
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from qiao.desk.assess.models import Period
from qiao.desk.clients.actions import owned
from qiao.desk.common.refusals import NotAllowedError
from qiao.desk.people import calendar
from qiao.desk.people.models import Team, User
from qiao.desk.plan.actions import divisions
from qiao.desk.plan.actions import wishes as actions
from qiao.desk.plan.faults import FaultError
from qiao.desk.plan.models import Change, Target, Wish
from qiao.desk.plan.queries import indicators, waiting


def wish(year: Period, cast: Cast, figure: str = "55000000") -> Wish:
    """The manager's own."""
    return actions.make(year, cast.rm, "CORP01", by=cast.rm, figure=Decimal(figure), reason="a new client")


def target(cast: Cast) -> Target:
    """What the manager is to reach."""
    return Target.objects.get(person=cast.rm, indicator="CORP01")


def test_it_counts_once_somebody_above_accepts(year: Period, cast: Cast) -> None:
    made = wish(year, cast)
    assert target(cast).figure == Decimal(50_000_000)
    assert (waiting.count(cast.lead), waiting.count(cast.branch), waiting.count(cast.rm)) == (1, 1, 0)
    for person in (cast.rm, cast.rm2, cast.rm3):
        with pytest.raises(NotAllowedError):
            actions.grant(made, by=person, figure=made.figure)
    made = actions.grant(made, by=cast.lead, figure=made.figure)
    assert (made.state, target(cast).figure) == ("accepted", Decimal(55_000_000))
    change = Change.objects.get(how="wished")
    assert (change.by, change.confirmed_by, change.reason) == (cast.rm, cast.lead, "a new client")
    with pytest.raises(FaultError):
        actions.refuse(made, by=cast.branch, answer="too late")


def test_where_the_parts_then_differ_a_reason_is_asked(year: Period, cast: Cast) -> None:
    team = Team.objects.get(code="T011")
    Target.objects.create(period="2025", indicator="CORP01", team=team, figure=Decimal(90_000_000))
    made = wish(year, cast)
    with pytest.raises(FaultError) as refused:
        actions.grant(made, by=cast.lead, figure=made.figure)
    assert (refused.value.code, "500" in str(refused.value)) == ("wish_gap", True)
    made = actions.grant(made, by=cast.lead, figure=Decimal(52_000_000), answer="half of it")
    assert (made.state, target(cast).figure) == ("changed", Decimal(52_000_000))


@pytest.mark.parametrize("adds_up", [True, False])
def test_a_division_that_it_undoes_in_part_is_proposed_again(year: Period, cast: Cast, adds_up: bool) -> None:
    code = next(item.code for item in indicators.of(year) if item.adds_up == adds_up)
    team, units = Team.objects.get(code="T011"), {"rm": ("people", cast.rm.pk), "rm2": ("people", cast.rm2.pk)}
    for unit in ({"team": team}, {"person": cast.rm}, {"person": cast.rm2}):
        Target.objects.update_or_create(
            period="2025", indicator=code, **unit, defaults={"figure": Decimal(60 if "team" in unit else 30)}
        )
    made = actions.make(year, cast.rm, code, by=cast.rm, figure=Decimal(34), reason="a new client")
    divided = divisions.begin(year, team, by=cast.lead)
    given: divisions.Given = {(units["rm"], code): Decimal(29), (units["rm2"], code): Decimal(31)}
    divided = divisions.put(divided, by=cast.lead, version=divided.version, given=given)
    divided = divisions.propose(divided, by=cast.lead, version=divided.version)
    actions.grant(made, by=cast.branch, figure=Decimal(34), answer="both at once")
    with pytest.raises(FaultError) as refused:
        divisions.confirm(divided, by=cast.branch)
    assert refused.value.code == "division_differs"
    divided = divisions.send_back(divided, by=cast.branch)
    divided = divisions.put(divided, by=cast.lead, version=divided.version, given=given)
    divided = divisions.propose(divided, by=cast.lead, version=divided.version)
    assert divisions.confirm(divided, by=cast.branch).state == "done"
    assert Target.objects.get(person=cast.rm, indicator=code).figure == Decimal(29)


def test_one_waits_at_a_time_and_can_be_taken_back(year: Period, cast: Cast) -> None:
    made = wish(year, cast)
    with pytest.raises(FaultError) as refused:
        wish(year, cast, "1")
    assert refused.value.code == "wish_waits"
    with pytest.raises(NotAllowedError):
        actions.withdraw(made, by=cast.rm2)
    actions.withdraw(made, by=cast.rm)
    assert wish(year, cast, "1").state == "waiting"


def test_many_that_wait_are_asked_for_as_one_is(year: Period, cast: Cast) -> None:
    questions = []
    for people in ((cast.rm,), (cast.rm, cast.rm2, cast.rm3)):
        for person in people:
            record = Target.objects.create(
                period=year.label, indicator=f"X{len(questions)}", person=person, figure=Decimal(1)
            )
            Wish.objects.create(target=record, figure=Decimal(2), reason="r", by=person, at=calendar.now())
        lead = User.objects.get(pk=cast.lead.pk)
        assert lead.reach.teams
        with CaptureQueriesContext(connection) as asked:
            waiting.count(lead)
        questions.append(len(asked))
    assert questions == [3, 3]
    assert {one.target.person for one in waiting.wishes(cast.lead)} == {cast.rm, cast.rm2}


def test_it_is_proposed_and_decided_on_screen(year: Period, cast: Cast, sign_in: type[Client]) -> None:
    manager, lead = sign_in(cast.rm), sign_in(cast.lead)
    url = f"/plan/people/{cast.rm.uuid}/wish/"
    assert manager.post(url, {"indicator": "CORP01", "figure": "x", "reason": "r"}).status_code == 422
    assert manager.post(url, {"indicator": "CORP01", "figure": "5,500", "reason": "r"}).status_code == 302
    made = Wish.objects.get()
    assert made.figure == Decimal(55_000_000)
    assert sign_in(cast.rm2).get(made.get_absolute_url()).status_code == 404
    assert sign_in(cast.lead).get("/").context["waiting"]
    assert manager.post(made.get_absolute_url(), {"figure": "5500"}).status_code == 403
    assert lead.get(made.get_absolute_url()).status_code == lead.get("/plan/wishes/").status_code == 200
    assert lead.post(f"{made.get_absolute_url()}refuse/", {"answer": ""}).status_code == 422
    assert lead.post(made.get_absolute_url(), {"figure": "5400", "answer": ""}).status_code == 302
    history = manager.get(target(cast).get_absolute_url())
    assert (history.status_code, history.context["changes"][0].after) == (200, Decimal(54_000_000))


def test_the_bank_keeping_them_refuses_it(year: Period, cast: Cast, settings: object) -> None:
    settings.OWNED = frozenset()  # type: ignore[attr-defined]
    with pytest.raises(FaultError):
        wish(year, cast)
    assert owned.deliver() is None

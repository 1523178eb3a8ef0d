"""Targets are divided from above: parts make the whole or say why not, one sets and another confirms, the run uses them."""

import csv
import shutil
from decimal import Decimal
from pathlib import Path

import pytest
from cast import Cast
from closing import Officers, finished
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import translation
from pytest_django import Settings
from working import carry_out

from qiao.desk.assess.models import Period
from qiao.desk.audit.models import Event
from qiao.desk.clients.actions import owned
from qiao.desk.common.refusals import NotAllowedError
from qiao.desk.people import calendar
from qiao.desk.people.models import Branch, Team, User
from qiao.desk.plan.actions import divisions as actions
from qiao.desk.plan.faults import FaultError
from qiao.desk.plan.models import Change, Division, Target
from qiao.desk.plan.queries import trees

BANK, EAST, TEAM, RM, RM2 = (
    ("branches", "HO"),
    ("branches", "B01"),
    ("teams", "T011"),
    ("people", "rm"),
    ("people", "rm2"),
)


def place(of: tuple[str, str]) -> Branch | Team:
    """A branch or a team by its code."""
    return Branch.objects.get(code=of[1]) if of[0] == "branches" else Team.objects.get(code=of[1])


def key(of: tuple[str, str]) -> tuple[str, int]:
    """A unit as the trees know it."""
    found = User.objects.get(staff_number=of[1]) if of[0] == "people" else place(of)
    return of[0], found.pk


def put(year: Period, over: tuple[str, str], given: dict[tuple[tuple[str, str], str], str], by: User) -> Division:
    """Set figures of a division."""
    person = User.objects.get(pk=by.pk)
    division = actions.begin(year, place(over), by=person)
    figures = {(key(unit), code): Decimal(figure) for (unit, code), figure in given.items()}
    return actions.put(division, by=person, version=division.version, given=figures)


def hand_down(
    year: Period,
    over: tuple[str, str],
    given: dict[tuple[tuple[str, str], str], str],
    by: User,
    second: User,
    gap: str = "",
) -> Division:
    """Set, propose and confirm."""
    made = put(year, over, given, by)
    made = actions.propose(made, by=User.objects.get(pk=by.pk), version=made.version, gap=gap)
    return actions.confirm(made, by=User.objects.get(pk=second.pk))


def figure(of: tuple[str, str], code: str) -> Decimal | None:
    """What counts."""
    return Target.objects.get(
        **{{"branches": "branch", "teams": "team", "people": "person"}[of[0]]: key(of)[1]}, indicator=code
    ).figure


def test_the_desk_begins_with_what_the_ledger_told(year: Period, cast: Cast) -> None:
    told = {(one.person.staff_number, one.indicator): one.figure for one in Target.objects.all() if one.person}
    assert told[("rm", "CORP01")] == Decimal(50_000_000)
    assert len(told) == Change.objects.filter(how="ledger").count() == 4
    assert owned.deliver() is None, "nothing is new to the ledger"


def test_two_people_hand_down_and_history_says_so(year: Period, officers: Officers, cast: Cast) -> None:
    first, second = officers
    made = hand_down(year, BANK, {(BANK, "CORP01"): "100000000", (EAST, "CORP01"): "100000000"}, first, second)
    assert (made.state, made.number, figure(EAST, "CORP01")) == ("done", 1, Decimal(100_000_000))
    change = Change.objects.get(target__branch__code="B01")
    assert (change.before, change.after, change.by, change.confirmed_by) == (None, Decimal(100_000_000), first, second)
    codes = set(Event.objects.filter(code__startswith="division.").values_list("code", flat=True))
    assert codes == {"division.set", "division.proposed", "division.confirmed"}


def test_nobody_confirms_what_they_proposed(year: Period, officers: Officers, cast: Cast) -> None:
    first, _second = officers
    made = put(year, BANK, {(BANK, "CORP01"): "1"}, first)
    made = actions.propose(made, by=first, version=made.version, gap="nothing is divided yet")
    with pytest.raises(NotAllowedError):
        actions.confirm(made, by=first)
    with pytest.raises(IntegrityError), transaction.atomic():
        Division.objects.filter(pk=made.pk).update(state="done", decided_by=first)
    with pytest.raises(NotAllowedError):
        actions.confirm(made, by=cast.branch)


def test_parts_make_the_whole_or_a_reason_is_given(year: Period, officers: Officers, cast: Cast) -> None:
    first, second = officers
    hand_down(year, BANK, {(BANK, "CORP01"): "90", (EAST, "CORP01"): "90"}, first, second)
    made = put(year, EAST, {(TEAM, "CORP01"): "80"}, cast.branch)
    with pytest.raises(FaultError) as refused:
        actions.propose(made, by=cast.branch, version=made.version)
    assert refused.value.code == "parts_not_whole"
    made = put(year, EAST, {(TEAM, "CORP02"): "80"}, cast.branch)
    with pytest.raises(FaultError) as refused, translation.override("en"):
        actions.propose(made, by=cast.branch, version=made.version)
    assert ("、" in str(refused.value), ", " in str(refused.value).partition(" for: ")[2]) == (False, True)
    made = put(year, EAST, {(TEAM, "CORP02"): "0"}, cast.branch)
    made = actions.propose(made, by=cast.branch, version=made.version, gap="ten wait for a new team")
    made = actions.confirm(made, by=first)
    assert (made.gap, figure(TEAM, "CORP01")) == ("ten wait for a new team", Decimal(80))
    equal = hand_down(year, EAST, {(TEAM, "CORP01"): "90"}, cast.branch, first)
    assert equal.gap == ""


def test_each_level_is_set_where_it_belongs(year: Period, officers: Officers, cast: Cast) -> None:
    for over, by in ((BANK, cast.branch), (EAST, cast.lead), (TEAM, cast.rm), (("branches", "B02"), cast.branch)):
        with pytest.raises(NotAllowedError):
            actions.begin(year, place(over), by=by)
    hand_down(year, TEAM, {(RM, "CORP01"): "7", (RM2, "CORP01"): "8"}, cast.lead, cast.branch)
    assert figure(RM, "CORP01") == Decimal(7)


def test_what_waits_is_not_changed_and_can_be_sent_back(year: Period, officers: Officers, cast: Cast) -> None:
    made = put(year, TEAM, {(RM, "CORP01"): "7"}, cast.lead)
    made = actions.propose(made, by=cast.lead, version=made.version)
    with pytest.raises(FaultError):
        actions.put(made, by=cast.lead, version=made.version, given={})
    made = actions.send_back(made, by=cast.branch, answer="more")
    assert (made.state, made.answer, figure(RM, "CORP01")) == ("draft", "more", Decimal(50_000_000))


def test_a_locked_period_is_refused_by_desk_and_database(year: Period, officers: Officers, cast: Cast) -> None:
    made = put(year, TEAM, {(RM, "CORP01"): "7"}, cast.lead)
    Period.objects.filter(pk=year.pk).update(locked_at=calendar.now())
    with pytest.raises(FaultError) as refused:
        actions.propose(made, by=cast.lead, version=made.version)
    assert refused.value.code == "period_locked"
    with pytest.raises(IntegrityError), transaction.atomic():
        Target.objects.filter(period="2025").update(draft=Decimal(9))


def test_the_banks_own_targets_are_read_only(
    year: Period, officers: Officers, cast: Cast, settings: Settings, sign_in: type[Client]
) -> None:
    settings.OWNED = frozenset()
    with pytest.raises(FaultError) as refused:
        put(year, TEAM, {(RM, "CORP01"): "7"}, cast.lead)
    assert refused.value.code == "bank_owns"
    page = sign_in(cast.lead).get(f"/plan/teams/{place(TEAM).uuid}/divide/")
    assert (page.status_code, page.context["is_banks"], page.context["may_set"]) == (200, True, False)


@pytest.mark.slow
def test_a_run_uses_what_was_set_on_screen(
    year: Period, officers: Officers, cast: Cast, settings: Settings, sign_in: type[Client], tmp_path: Path
) -> None:
    settings.LEDGER = shutil.copytree(settings.LEDGER, tmp_path / "ledger")
    lead, url = sign_in(cast.lead), f"/plan/teams/{place(TEAM).uuid}/divide/"
    form = lead.get(url).context["form"]
    name = f"f-{cast.rm.uuid.hex}-CORP01"
    assert form[name].value() == "5000", "in ten thousands"
    sent = {bound.name: "" if bound.value() is None else bound.value() for bound in form} | {name: "4,000.5"}
    assert lead.post(url, sent).status_code == 302
    division = Division.objects.get()
    assert (
        lead.post(f"/plan/divisions/{division.uuid}/propose/", {"version": division.version, "gap": ""}).status_code
        == 302
    )
    assert sign_in(cast.branch).post(f"/plan/divisions/{division.uuid}/confirm/").status_code == 302
    carry_out(tmp_path / "work")
    run = finished(year, officers[0], tmp_path / "work")
    with (run.folder / "indicators.csv").open(encoding="utf-8") as file:
        rows = {(row["manager_id"], row["indicator"]): row["target"] for row in csv.DictReader(file)}
    assert rows[("rm", "CORP01")] == "40005000.00"
    assert rows[("rm", "FEE01")] == "10000.00", "what was not touched stays"
    assert rows[("rm3", "CORP01")] == "10000000.00"


def test_everybody_stands_where_they_worked_last(year: Period, cast: Cast) -> None:
    bank = trees.tree(place(BANK), year)
    east = next(part for part in bank.parts if part.code == "B01")
    assert {unit.code for unit in east.walk()} >= {"B01", "T011", "T012", "rm", "rm2"}
    assert cast.rm3.pk not in east.people
    assert cast.rm3.pk in bank.people

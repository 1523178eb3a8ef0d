"""Awards, adjustments and vetoes: proposed with evidence, decided by a second person, and in the engine's figures of the next run."""

import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from cast import Cast
from closing import Officers, opened, own_store, reviewed
from django.db import IntegrityError, transaction
from django.test import Client
from pytest_django import Settings
from working import carry_out

from qiao.desk.assess.actions import awards, exceptions, runs
from qiao.desk.assess.faults import FaultError
from qiao.desk.assess.models import Award, Objection, Outcome, Period, Run
from qiao.desk.assess.queries import exceptions as rulings
from qiao.desk.audit.models import Event
from qiao.desk.common.refusals import NotAllowedError
from qiao.desk.notices.models import Notice
from qiao.desk.people import calendar
from qiao.engine import load_run, rows_in_force

CASE = awards.Case(
    date(2025, 6, 30), "BONUS01", Decimal("2.50"), "重大项目落地", "J1", "立项与放款凭证", "公司〔2025〕9号"
)
FORM = {
    "number": "rm",
    "date": "2025-06-30",
    "indicator": "BONUS01",
    "points": "2.50",
    "reason": "重大项目落地",
    "clause": "J1",
    "evidence": "立项与放款凭证",
}


def refused(code: str) -> pytest.RaisesExc[FaultError]:
    return pytest.raises(FaultError, check=lambda fault: fault.code == code)


@pytest.fixture
def store(officers: Officers, settings: Settings, tmp_path: Path) -> Path:
    """A ledger of the small bank that batches may be added to."""
    return own_store(settings, tmp_path)


def test_awards_are_decided_by_two_and_counted_by_the_next_run(
    officers: Officers, cast: Cast, store: Path, sign_in: type[Client], tmp_path: Path
) -> None:
    first, second = officers
    period = opened(first, second)
    award = proposed_by_lead(period, cast, sign_in)
    decided(award, officers, cast, sign_in)
    cut = awards.propose(period, cast.rm, by=first, case=CASE._replace(points=Decimal("-0.50"), reason="材料迟报"))
    awards.approve(cut, by=second)
    no = awards.propose(period, cast.rm2, by=second, case=CASE)
    awards.refuse(no, by=first, answer="材料不足")
    awards.take_back(awards.propose(period, cast.rm2, by=second, case=CASE), by=second)
    job = runs.ask_when_told(period, by=first)
    assert not isinstance(job, Run)  # the ledger is told first
    carry_out(tmp_path / "work")
    run = Run.objects.get()
    scores = load_run(run.folder).scores
    points = scores.indicators["BONUS01"].points
    assert {name: points[place] for name, place in scores.index.items()} == {"rm": 200, "rm2": 0, "rm3": 0}
    assert "BONUS01" not in str(run.lacking)
    runs.show_to_managers(run, by=first)
    seen(run, award, cast, sign_in)
    withdrawn(award, officers, cast, store, tmp_path)
    told_apart(period, sign_in(second))
    need_closed(period, award, officers, cast)


def proposed_by_lead(period: Period, cast: Cast, sign_in: type[Client]) -> Award:
    """A lead proposes for the own people alone, what the standard has points for, on a day of the period."""
    page = f"/assess/awards/of/{period.uuid}/propose/"
    assert sign_in(cast.rm).get(page).status_code == 403
    browser = sign_in(cast.lead)
    assert browser.get(page).status_code == 200
    for wrong in ({"number": "rm3"}, {"number": "lead"}, {"points": "4.01"}, {"points": "0"}, {"points": "1.005"},
                  {"date": "2026-01-01"}, {"indicator": "CORP01"}):  # fmt: skip
        assert browser.post(page, FORM | wrong).status_code == 422, wrong
    assert browser.post(page, FORM).status_code == 302
    return Award.objects.get()


def decided(award: Award, officers: Officers, cast: Cast, sign_in: type[Client]) -> None:
    """Officers decide, and only they; whom it is about sees it then, and hears of it."""
    address = f"/assess/awards/{award.uuid}/"
    assert (award.award_id, str(award.points)) == ("2025-A0001", "2.50")
    assert sign_in(cast.lead).post(f"{address}approve/").status_code == 403
    manager = sign_in(cast.rm)
    assert manager.get(address).status_code == 404  # it is only proposed
    own = awards.propose(award.period, cast.rm2, by=officers[0], case=CASE)
    with pytest.raises(NotAllowedError):
        awards.approve(own, by=officers[0])
    with pytest.raises(IntegrityError), transaction.atomic():
        Award.objects.filter(pk=own.pk).update(state="approved", decided_by=officers[0], decided_at=calendar.now())
    awards.take_back(own, by=officers[0])
    browser = sign_in(officers[1])
    assert browser.get(f"/assess/awards/of/{award.period.uuid}/?state=proposed").status_code == 200
    assert browser.post(f"{address}approve/").status_code == 302
    assert manager.get(address).status_code == 200
    assert sign_in(cast.rm3).get(address).status_code == 404
    assert Notice.objects.filter(to=cast.rm, code="award.approved").count() == 1
    assert Event.objects.filter(code="award.approved", by=officers[1]).count() == 1
    for change in ({"points": 1}, {"state": "withdrawn"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Award.objects.filter(pk=award.pk).update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        award.delete()


def seen(run: Run, award: Award, cast: Cast, sign_in: type[Client]) -> None:
    """The manager finds it under the indicator, the officer in the list with its sum under the cap, and in the file."""
    own = sign_in(cast.rm).get(f"/score/{run.uuid}/rm/indicators/BONUS01/").content.decode()
    assert ("重大项目落地" in own, "2025-A0001 2025-06-30" in own) == (True, True)
    browser = sign_in(cast.hr)
    address = f"/assess/awards/of/{run.period.uuid}/"
    sums = browser.get(address).context["sums"]
    assert [(one.manager, one.awarded[0], one.counted[0], one.total) for one in sums] == [
        ("rm", Decimal("2.00"), Decimal("2.00"), Decimal("2.00"))
    ]
    sent = browser.get(f"{address}file/?format=csv").content.decode("utf-8-sig")
    assert "2025-A0001" in sent
    assert Event.objects.filter(code="awards.exported", by=cast.hr).count() == 1
    lead = sign_in(cast.lead).get(address).context["page"]
    assert {one.manager for one in lead} <= {"rm", "rm2"}


def withdrawn(award: Award, officers: Officers, cast: Cast, store: Path, folder: Path) -> None:
    """A withdrawal is a row of its own, which a second person approves; then the ledger has the award no more."""
    row = awards.withdraw(award, by=officers[0], reason="项目终止")
    with refused("award_not_standing"):
        awards.withdraw(award, by=officers[0], reason="again")
    with pytest.raises(NotAllowedError):
        awards.approve(row, by=officers[0])
    assert {one["award_id"] for one in rows_in_force(store, "awards")} == {"2025-A0001", "2025-A0003"}
    awards.approve(row, by=officers[1])
    carry_out(folder / "work")
    assert {one["award_id"] for one in rows_in_force(store, "awards")} == {"2025-A0003"}


def told_apart(period: Period, browser: Client) -> None:
    """What was taken back before anybody decided is called otherwise than what counted once and does no more."""
    page = browser.get(f"/assess/awards/of/{period.uuid}/").content.decode()
    states = re.findall(r"已撤[回销](?=</span>)", page)
    assert (states.count("已撤回"), states.count("已撤销")) == (2, 1)


def need_closed(period: Period, award: Award, officers: Officers, cast: Cast) -> None:
    """A locked period takes none, by whatever way."""
    waiting = awards.propose(period, cast.rm3, by=officers[0], case=CASE)
    Period.objects.filter(pk=period.pk).update(locked_at=calendar.now())
    with refused("award_locked"):
        awards.propose(period, cast.rm, by=officers[0], case=CASE)
    with refused("award_locked"):
        awards.approve(waiting, by=officers[1])
    with pytest.raises(IntegrityError), transaction.atomic():
        Award.objects.filter(pk=waiting.pk).update(state="approved", decided_by=officers[1], decided_at=calendar.now())
    awards.refuse(waiting, by=officers[1], answer="期已锁定")
    upheld(period, cast, officers)
    right = awards.propose(period, cast.rm, by=officers[0], case=CASE)
    assert awards.approve(right, by=officers[1]).state == "approved"


def upheld(period: Period, cast: Cast, officers: Officers) -> None:
    """rm objected to the awards, and was right."""
    made = Outcome.objects.get(run__period=period, manager="rm")
    Objection.objects.create(
        period=period, outcome=made, appellant=cast.rm, subject="row", table="awards", item="BONUS01", claim="c", wanted="w",
        snapshot={}, seal=made.run.seal, raised_at=calendar.now(), state="upheld", verdict="upheld",
        proposed_by=officers[0], decided_by=officers[1], decided_at=calendar.now(),
    )  # fmt: skip


@pytest.mark.slow
def test_a_veto_caps_quality_in_the_next_run(officers: Officers, store: Path, tmp_path: Path) -> None:
    first, second = officers
    run = reviewed(first, second, tmp_path / "work")
    veto = exceptions.Case("客户投诉查实", "Q5", "调查报告", item="compliance")
    ruling = exceptions.propose(outcome(run, "rm2"), "veto", by=first, case=veto)
    exceptions.approve(ruling, by=second)
    job = runs.ask_when_told(run.period, by=first)
    assert not isinstance(job, Run)
    carry_out(tmp_path / "work")
    after = Run.objects.latest("pk")
    before = outcome(run, "rm2").quality
    assert before is not None
    assert before > 59
    assert outcome(after, "rm2").quality == Decimal("59.00")
    assert outcome(after, "rm").quality == outcome(run, "rm").quality
    assert after.told["vetoed"] == ["rm2"]
    assert rulings.left_behind(after) == []  # it is in the figures: nobody proposes it twice
    assert exceptions.carry(after, by=first) == []
    row = [one for one in rows_in_force(store, "ratings") if one["veto"]]
    assert [(one["manager_id"], one["item"], one["score"]) for one in row] == [("rm2", "compliance", None)]
    lift = exceptions.propose(outcome(after, "rm2"), "lift", by=second, case=veto._replace(item=""))
    exceptions.approve(lift, by=first)
    carry_out(tmp_path / "work")
    assert not any(one["veto"] for one in rows_in_force(store, "ratings"))


def outcome(run: Run, manager: str) -> Outcome:
    return Outcome.objects.select_related("run__period", "run__standard", "person").get(run=run, manager=manager)

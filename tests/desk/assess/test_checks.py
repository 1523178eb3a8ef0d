"""What a run leaves to be checked: its warnings, worked through and remembered, and balances that belong to no manager."""

from decimal import Decimal
from pathlib import Path

import delivered
import pytest
from cast import Cast
from closing import Officers, finished, opened
from django.test import Client
from pytest_django import Settings

from qiao.desk.assess.actions import periods, warnings
from qiao.desk.assess.faults import FaultError
from qiao.desk.assess.models import Period, Run, Step, WarningNote
from qiao.desk.assess.queries import manifests
from qiao.desk.assess.queries import periods as lines
from qiao.desk.assess.queries import warnings as queries
from qiao.desk.audit.models import Event

LACKING = {"assignments": "C2,rm3,2025-07-01,,1,lead,true", "balances": "A4,2025-02-01,500000.00"}


@pytest.fixture
def period(officers: Officers, settings: Settings, tmp_path: Path) -> Period:
    """The year of a bank in which a client has nobody for ten days, and three balances come before their accounts."""
    bank = delivered.bank()
    assignments = bank["assignments"].replace(LACKING["assignments"], "C2,rm3,2025-07-11,,1,lead,true")
    early = "".join(f"A4,2025-01-{day:02},1.00\n" for day in (2, 3))
    settings.LEDGER = tmp_path / "lacking"
    tables = {**bank, "assignments": assignments, "balances": bank["balances"] + early}
    delivered.deliver(settings.LEDGER, "first", tables)
    return opened(*officers)


@pytest.fixture
def run(period: Period, officers: Officers, tmp_path: Path) -> Run:
    return finished(period, officers[0], tmp_path / "work")


def _waits(period: Period) -> str:
    periods.mark(period, Step.DATA, by=None)
    return next(line.waits_for for line in lines.line(period) if line.state.step == Step.CHECKS)


@pytest.mark.slow
def test_warnings_are_worked_through_and_the_next_run_remembers(
    run: Run, officers: Officers, cast: Cast, sign_in: type[Client], settings: Settings, tmp_path: Path
) -> None:
    first, second = officers
    told = manifests.warnings(run)
    early = next(one for one in told if one.rule == "before_opening")
    assert len(told) == run.told["warnings"] >= 2
    browser, place = sign_in(first), f"/assess/runs/{run.uuid}/warnings/"
    assert browser.get(place).context["work"] == (0, len(told))
    assert str(len(told)) in _waits(run.period)
    kind = f"{place}of/{early.rule}/?table=balances"
    assert browser.get(f"{kind}&state=open").context["lines"].object_list[0].warning == early
    sent = {"key": early.key, "note": "opened on paper", "next": kind}
    assert browser.post(f"{place}look/", sent).url == kind
    assert browser.post(f"{place}look/", {**sent, "next": "https://elsewhere/"}).url == place
    note = WarningNote.objects.get()
    assert (note.by, note.note) == (first, "opened on paper")
    assert browser.get(f"{kind}&state=open").context["lines"].object_list == []
    # Another batch makes another ledger and another run, which says the same of these balances.
    more = {"balances": "account_id,date,balance\nA1,2025-12-31,71234567.90\n"}
    delivered.deliver(settings.LEDGER, "second", more)
    again = finished(run.period, second, tmp_path / "work")
    assert again != run
    assert queries.work(queries.lines(again, first)).done == 1
    assert browser.post(f"{place}{note.uuid}/reopen/").status_code == 302
    assert queries.work(queries.lines(again, first)).done == 0
    assert warnings.look(again, by=second, key=early.key) != note
    codes = list(Event.objects.filter(code__startswith="warning.").order_by("pk").values_list("code", flat=True))
    assert codes == ["warning.noted", "warning.reopened", "warning.noted"]


def test_a_kind_is_done_with_by_one_reason_and_unassigned_balances_add_up(
    run: Run, officers: Officers, cast: Cast, sign_in: type[Client]
) -> None:
    browser, place = sign_in(officers[0]), f"/assess/runs/{run.uuid}/warnings/"
    kind = queries.kinds(queries.lines(run, officers[0]))[0]
    address = f"{place}of/{kind.rule}/?table={kind.table}"
    assert browser.post(address, {"note": " "}).status_code == 422
    assert browser.post(address, {"note": "known"}).status_code == 302
    assert WarningNote.objects.filter(note="known").count() == kind.total
    assert browser.get(f"{place}of/nothing/").status_code == 404
    with pytest.raises(FaultError):
        warnings.look(run, by=officers[0], key="0" * 64)
    auditor = sign_in(cast.auditor)
    assert (auditor.get(place).status_code, auditor.get(address).status_code) == (200, 200)
    assert auditor.post(address, {"note": "mine"}).status_code == 403
    assert sign_in(cast.rm).get(place).status_code == 403
    # Balances that belong to no manager: client by client they are the run's own total.
    page = browser.get(f"/assess/runs/{run.uuid}/unassigned/")
    chosen, rows = page.context["chosen"], page.context["rows"].object_list
    totals = {total["measure"]: total for total in run.told["totals"]}[chosen.measure]
    assert chosen.unassigned == Decimal(totals["unassigned"]) > 0
    assert abs(chosen.assigned + chosen.unassigned - chosen.total) <= Decimal("0.01")
    assert [(row.left.client, row.left.days, row.waits) for row in rows] == [("C2", 10, False), ("C3", 30, False)]
    assert sum(row.left.average for row in rows) == chosen.unassigned
    assert rows[0].client.get_absolute_url() in page.content.decode()
    assert sign_in(cast.auditor).get(f"/assess/runs/{run.uuid}/unassigned/?measure=x").status_code == 404
    assert sign_in(cast.rm).get(f"/assess/runs/{run.uuid}/unassigned/").status_code == 403

"""Exceptional promotions and vetoes are decided by two people, beside figures that stay, before anything is published."""

from pathlib import Path

import pytest
from cast import Cast
from closing import Officers, corrected, own_store, published_run, reviewed
from django.db import IntegrityError, transaction
from django.test import Client
from pytest_django import Settings

from qiao.desk.assess.actions import exceptions, publishing, runs
from qiao.desk.assess.actions.exceptions import Case
from qiao.desk.assess.faults import FaultError
from qiao.desk.assess.models import Outcome, Ruling, Run
from qiao.desk.assess.models.publishing import Kind
from qiao.desk.assess.queries import exceptions as queries
from qiao.desk.assess.queries import reviewing
from qiao.desk.audit.models import Event
from qiao.desk.common.refusals import NotAllowedError
from qiao.desk.notices.models import Notice
from qiao.desk.people.models import User

CASE = Case("turned a lost client round", "第九条", "file 2025-17", "2025-17", to_grade="senior")


def outcome(run: Run, manager: str) -> Outcome:
    return Outcome.objects.select_related("run__period", "run__standard", "person").get(run=run, manager=manager)


def refused(code: str) -> pytest.RaisesExc[FaultError]:
    return pytest.raises(FaultError, check=lambda fault: fault.code == code)


def test_two_people_rule_and_the_figures_stay(officers: Officers, tmp_path: Path) -> None:
    first, second = officers
    run = reviewed(first, second, tmp_path / "work")
    rm, rm2, rm3 = (outcome(run, name) for name in ("rm", "rm2", "rm3"))
    with refused("grade_not_higher"):
        exceptions.propose(rm, "promotion", by=first, case=CASE._replace(to_grade="manager"))
    made = exceptions.propose(rm, "promotion", by=first, case=CASE)
    with refused("ruling_stands"):
        exceptions.propose(rm, "veto", by=second, case=CASE)
    with refused("ruling_waits"):
        publishing.propose(run, Kind.PUBLISH, by=first, reason="done", waiver="no awards")
    with pytest.raises(NotAllowedError):
        exceptions.approve(made, by=first)
    with pytest.raises(IntegrityError), transaction.atomic():
        Ruling.objects.filter(pk=made.pk).update(state="approved", decided_by=first, decided_at=made.proposed_at)
    exceptions.approve(made, by=second)
    with refused("proposal_decided"):
        exceptions.withdraw(made, by=first)
    for change in ({"reason": "another"}, {"state": "withdrawn"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Ruling.objects.filter(pk=made.pk).update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        made.delete()
    veto = exceptions.approve(
        exceptions.propose(rm2, "veto", by=second, case=CASE._replace(item="integrity")), by=first
    )
    assert (veto.decision, veto.to_grade, veto.item) == ("demote", "manager", "integrity")
    assert exceptions.vetoed(rm3) == ("improve", "assistant")
    exceptions.refuse(exceptions.propose(rm3, "veto", by=first, case=CASE), by=second, answer="not proven")
    exceptions.withdraw(exceptions.propose(rm3, "veto", by=first, case=CASE), by=first)
    assert {one.outcome.manager: one.decision for one in queries.in_effect(run).values()} == {
        "rm": "promote", "rm2": "demote",
    }  # fmt: skip
    assert reviewing.counted(run, first) == {"demote": 1, "improve": 1, "promote": 1}
    assert outcome(run, "rm").decision == "demote"  # what was computed
    exceptions.approve(exceptions.propose(rm, "lift", by=second, case=CASE), by=first)
    assert [one.outcome.manager for one in queries.in_effect(run).values()] == ["rm2"]
    codes = Event.objects.filter(code__startswith="ruling.").order_by("pk").values_list("code", flat=True)
    assert list(codes)[:2] == ["ruling.proposed", "ruling.approved"]
    assert {"ruling.refused", "ruling.withdrawn"} <= set(codes)


def test_a_manager_reads_their_own_once_it_is_published_and_then_it_is_too_late(
    officers: Officers, cast: Cast, sign_in: type[Client], tmp_path: Path
) -> None:
    first, second = officers
    run = reviewed(first, second, tmp_path / "work")
    address = f"{run.get_absolute_url()}review/rm/propose/promotion/"
    sent = {"to_grade": "senior", "reason": "turned a client round", "clause": "第九条", "evidence": "file 17"}
    assert sign_in(first).get(address).status_code == 200
    assert sign_in(first).post(address, {**sent, "clause": ""}).status_code == 422
    assert sign_in(first).post(address, sent).status_code == 302
    ruling = Ruling.objects.get()
    for person in (cast.rm, cast.auditor):
        assert sign_in(person).post(address, sent).status_code == 403
        assert sign_in(person).post(f"/assess/exceptions/{ruling.uuid}/approve/").status_code == 403
    assert sign_in(first).post(f"/assess/exceptions/{ruling.uuid}/approve/").status_code == 403
    assert sign_in(second).get(f"/assess/exceptions/{ruling.uuid}/refuse/").status_code == 200
    assert sign_in(second).post(f"/assess/exceptions/{ruling.uuid}/approve/").status_code == 302
    runs.show(run, by=first)
    own = f"{run.get_absolute_url()}results/rm/"
    assert sign_in(cast.rm).get(own).context["decided"].ruling is None  # shown, but not published
    publishing_asked = publishing.propose(run, Kind.PUBLISH, by=first, reason="done", waiver="no awards")
    with refused("publication_waits"):
        exceptions.propose(outcome(run, "rm3"), "promotion", by=first, case=CASE)
    publishing.approve(publishing_asked, by=second)
    page = sign_in(cast.rm).get(own)
    assert (page.context["decided"].to_grade, "第九条" in page.content.decode()) == ("senior", True)
    assert sign_in(cast.rm3).get(own).status_code == 404
    assert not Ruling.objects.visible_to(User.objects.get(pk=cast.lead.pk)).exists()
    assert Notice.objects.filter(to=cast.rm, code="ruling.published").count() == 1
    with refused("ruling_too_late"):
        exceptions.propose(outcome(run, "rm3"), "promotion", by=first, case=CASE)
    with pytest.raises(IntegrityError), transaction.atomic():
        Ruling.objects.create(
            outcome=outcome(run, "rm3"), kind="promotion", decision="promote", to_grade="chief", clause="x", reason="x",
            evidence="x", proposed_by=first, proposed_at=ruling.proposed_at,
        )  # fmt: skip


@pytest.mark.slow
def test_what_was_ruled_before_other_figures_is_proposed_anew(
    officers: Officers, settings: Settings, sign_in: type[Client], tmp_path: Path
) -> None:
    first, second = officers
    place = own_store(settings, tmp_path)
    run = reviewed(first, second, tmp_path / "work")
    ruled = exceptions.approve(exceptions.propose(outcome(run, "rm"), "promotion", by=first, case=CASE), by=second)
    published_run(run, first, second)
    other = corrected(run, first, place, tmp_path / "work")
    browser = sign_in(first)
    address = f"{other.get_absolute_url()}review/"
    assert browser.get(address).context["left_behind"] == [ruled]
    assert queries.in_effect(other) == {}
    assert browser.post(f"{other.get_absolute_url()}exceptions/carry/").status_code == 302
    page = browser.get(address)
    assert ([one.carried_from for one in page.context["waiting"]], page.context["left_behind"]) == ([ruled], [])

"""An objection to a locked result, from its decision to the restatement: whom it moves, what they are told, what stays as it stood."""

from pathlib import Path

import delivered
import pytest
from assess.objecting import answered, outcome, upheld, with_committee
from assess.test_at_once import together
from cast import Cast
from closing import Officers, finished, locked_run, own_store, published_run, recomputed, reviewed
from django.test import Client
from pytest_django import Settings

from qiao.desk.assess import objecting
from qiao.desk.assess.actions import objections as actions
from qiao.desk.assess.actions import publishing, runs
from qiao.desk.assess.faults import FaultError
from qiao.desk.assess.models import Objection
from qiao.desk.assess.models.objections import Happened, State
from qiao.desk.assess.models.publishing import Kind
from qiao.desk.audit import registry
from qiao.desk.clients.models import Delivery
from qiao.desk.notices.models import Notice

pytestmark = pytest.mark.slow
# rm's target is lower and the fee is larger: rm ranks before rm3, of whom nothing else moves.
TARGETS = "manager_id,period,indicator,target\nrm,2025,CORP01,10000000\n"
FLOWS = (
    "flow_id,client_id,account_id,date,kind,product_code,amount,currency\nF1,C1,A1,2025-03-03,fee,FEE,22345.67,CNY\n"
)


def test_what_is_upheld_is_corrected_restated_and_told(
    officers: Officers, cast: Cast, settings: Settings, sign_in: type[Client], tmp_path: Path
) -> None:
    first, second = officers
    place, work = own_store(settings, tmp_path), tmp_path / "work"
    run = locked_run(reviewed(first, second, work), first, second, work)
    made = upheld(run, cast, second)  # in the days after publication, which lie behind the lock
    before = made.lines
    with pytest.raises(FaultError) as refused:
        actions.correct(made, by=first, delivery=Delivery.objects.order_by("number")[0])
    assert refused.value.code == "correction_old"
    batch = delivered.deliver(place, "corrected", {"targets": TARGETS, "flows": FLOWS})
    made = actions.correct(made, by=first, delivery=batch)
    other = recomputed(finished(run.period, first, work), first, work)
    now = list(objecting.STANDING.gather(made))
    assert [(one.run, one.value, one.is_same) for one in now] == [(str(other), "15,641.97", True)]
    assert Objection.objects.get(pk=made.pk).lines == before
    asked = publishing.propose(other, Kind.RESTATE, by=first, reason="upheld", waiver="no awards")
    publishing.approve(asked, by=second)
    made = Objection.objects.get(pk=made.pk)
    assert (made.state, made.settled_in) == (State.RESTATED, other)
    assert Notice.objects.filter(to=cast.rm, code="objection.restated").count() == 1
    assert Notice.objects.filter(to=cast.rm3, code="run.rank_restated").count() == 1
    page = sign_in(first).get(made.get_absolute_url()).content.decode()
    assert f"{other.get_absolute_url()}restatement/" in page
    bystander = sign_in(cast.rm3).get(f"/score/{other.uuid}/rm3/").context
    assert (bystander["replaced"].rank, bystander["outcome"].rank) == (1, 2)
    assert sign_in(cast.rm).get(f"/score/objections/{made.uuid}/").context["result"] == outcome(other, "rm")


def test_what_is_published_has_every_correction(
    officers: Officers, cast: Cast, settings: Settings, tmp_path: Path
) -> None:
    first, second = officers
    place, work = own_store(settings, tmp_path), tmp_path / "work"
    run = runs.show(reviewed(first, second, work), by=first)
    made = upheld(run, cast, second)
    actions.correct(made, by=first, delivery=delivered.deliver(place, "corrected", {"flows": FLOWS}))
    with pytest.raises(FaultError) as refused:
        publishing.propose(run, Kind.PUBLISH, by=first, reason="done", waiver="no awards")
    assert refused.value.code == "objection_not_in_run"
    other = published_run(finished(run.period, first, work), first, second)
    assert Objection.objects.get(pk=made.pk).settled_in == other


@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_one_is_told(officers: Officers, cast: Cast, tmp_path: Path) -> None:
    first, second = officers
    run = published_run(reviewed(first, second, tmp_path / "work"), first, second)
    made = answered(run, cast)
    found = together(lambda: actions.accept(made, by=cast.rm), lambda: actions.escalate(made, by=cast.rm, reason="no"))
    assert found == ["done", "objection_moved_on"]
    if Objection.objects.get(pk=made.pk).state == State.ACCEPTED:
        made = with_committee(run, cast)
    found = together(
        *(lambda by=by: actions.propose(made, by=by, verdict="upheld", grounds="clear") for by in officers)
    )
    assert found == ["done", "objection_proposed"]
    made = Objection.objects.select_related("proposed_by").get(pk=made.pk)
    other = second if made.proposed_by_id == first.pk else first
    found = together(lambda: actions.confirm(made, by=other), lambda: actions.withdraw(made, by=cast.rm))
    assert found == ["done", "objection_moved_on"]


def test_every_turn_has_its_sentence_in_the_trail() -> None:
    assert {f"objection.{one}" for one in Happened} <= registry.known.events.keys()

"""A manager objects to a row behind an own figure; its owner answers, two others decide; the evidence stays as it stood."""

from datetime import timedelta
from decimal import Decimal

import pytest
from assess import objecting as making
from assess.objecting import CLAIM, ROW, answered, outcome, raised, with_committee
from cast import Cast
from closing import Officers, second_officer
from django.db import DatabaseError, IntegrityError, transaction
from django.test import Client

from qiao.desk.assess.actions import objections as actions
from qiao.desk.assess.actions import periods, publishing
from qiao.desk.assess.faults import FaultError
from qiao.desk.assess.models import Objection, Run, Step, Turn
from qiao.desk.assess.models.objections import State
from qiao.desk.assess.models.publishing import Kind
from qiao.desk.assess.queries import deadlines
from qiao.desk.assess.queries import objections as queries
from qiao.desk.assess.work.objections import remind_of_objections
from qiao.desk.audit.models import Event
from qiao.desk.common.refusals import NotAllowedError
from qiao.desk.notices.models import Notice
from qiao.desk.people import calendar
from qiao.desk.people.models import User
from qiao.desk.score.queries import objecting
from qiao.desk.score.queries.objecting import Place
from qiao.desk.ui.agenda import due


def refused(code: str) -> pytest.RaisesExc[FaultError]:
    return pytest.raises(FaultError, check=lambda fault: fault.code == code)


def told(person: User) -> set[str]:
    return set(Notice.objects.filter(to=person, code__startswith="objection.").values_list("code", flat=True))


def test_two_others_decide_and_nothing_is_rewritten(run: Run, cast: Cast) -> None:
    second = second_officer()
    made = raised(run, cast)
    assert (made.state, made.owner, made.table) == (State.WITH_OWNER, cast.office, "flows")
    assert made.due_on == deadlines.after(calendar.today(), 5)
    with refused("objection_stands"), transaction.atomic():
        raised(run, cast)
    with pytest.raises(NotAllowedError):
        actions.answer(made, by=cast.hr, agrees=True, answer="so it is")
    with refused("owner_unfit"):
        actions.assign(made, by=cast.hr, owner=cast.rm2)
    made = actions.answer(made, by=cast.office, agrees=False, answer="booked as on the voucher")
    assert (made.state, made.due_on) == (State.ANSWERED, deadlines.after(calendar.today(), 3))
    with pytest.raises(NotAllowedError):
        actions.accept(made, by=cast.rm3)
    made = actions.escalate(made, by=cast.rm, reason="the voucher says otherwise")
    with pytest.raises(NotAllowedError):
        actions.propose(made, by=cast.office, verdict="dismissed", grounds="no")
    made = actions.propose(made, by=cast.hr, verdict="dismissed", grounds="no")
    with pytest.raises(NotAllowedError):
        actions.confirm(made, by=cast.hr)
    made = actions.send_back(made, by=second, answer="look at the voucher")
    made = actions.confirm(actions.propose(made, by=second, verdict="upheld", grounds="clear"), by=cast.hr)
    assert (made.state, made.verdict) == (State.UPHELD, "upheld")
    with refused("objection_moved_on"):
        actions.withdraw(made, by=cast.rm)
    whats = list(made.turns.values_list("what", flat=True))
    assert whats == ["raised", "answered", "escalated", "proposed", "sent_back", "proposed", "upheld"]
    assert Event.objects.filter(code__startswith="objection.", on_uuid=made.uuid).count() == len(whats)
    seen = queries.timeline(made, User.objects.get(pk=cast.rm.pk))
    assert [one.what for one in seen] == ["raised", "answered", "escalated", "upheld"]
    assert told(cast.office) == {"objection.assigned", "objection.decided"}
    assert told(cast.rm) == {"objection.answered", "objection.decided"}


def test_the_database_refuses_another_way(run: Run, cast: Cast) -> None:
    made = with_committee(run, cast)
    both = {"state": "upheld", "verdict": "upheld", "decided_at": calendar.now()}
    for proposed, decided in ((cast.hr, cast.hr), (cast.office, cast.hr), (cast.hr, cast.rm)):
        with pytest.raises(IntegrityError), transaction.atomic():
            Objection.objects.filter(pk=made.pk).update(**both, proposed_by=proposed, decided_by=decided)
    made = actions.propose(made, by=cast.hr, verdict="upheld", grounds="clear")
    made = actions.confirm(made, by=second_officer())
    for change in (
        {"claim": "another"},
        {"snapshot": {}},
        {"answer": "another"},
        {"state": "withdrawn"},
        {"verdict": "dismissed"},
        {"state": "corrected"},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Objection.objects.filter(pk=made.pk).update(**change)
    for act in (lambda: Turn.objects.update(said="x"), Turn.objects.all().delete, made.delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            act()


def test_only_the_person_concerned_objects_and_only_in_time(run: Run, cast: Cast, sign_in: type[Client]) -> None:
    rm = outcome(run, "rm")
    about = objecting.about(rm, ROW)
    assert about is not None
    with pytest.raises(NotAllowedError):
        actions.raise_(rm, by=cast.rm2, about=about, claim=CLAIM)
    address = f"/score/{run.uuid}/rm/object/?indicator=FEE01&client=C1&at=0.0"
    assert sign_in(cast.rm2).get(address).status_code == 404
    assert sign_in(cast.lead).get(address).status_code == 403
    mine = sign_in(cast.rm)
    assert mine.get(f"/score/{run.uuid}/rm/object/?indicator=FEE01&client=C1&at=0.99").status_code == 404
    assert mine.get(f"/score/{run.uuid}/rm/object/?indicator=NONE").status_code == 404
    assert mine.post(address, {"claim": "wrong"}).status_code == 422  # what it should be is not said
    last = queries.last_day(run)
    assert last == deadlines.after(calendar.today(), 5)
    with calendar.played_on(last + timedelta(days=1)):
        with refused("objection_late"):
            actions.raise_(rm, by=cast.rm, about=about, claim=CLAIM)
        page = mine.get(address)
        assert (page.status_code, page.context["until"], str(last) in page.context["too_late"]) == (200, None, True)
        assert mine.get(f"/score/{run.uuid}/rm/").context["object_until"] is None


def test_each_finds_their_own_and_nobody_anothers(run: Run, cast: Cast, sign_in: type[Client]) -> None:
    mine = sign_in(cast.rm)
    card = mine.get(f"/score/{run.uuid}/rm/indicators/FEE01/?client=C1").content.decode()
    assert f"/score/{run.uuid}/rm/object/?indicator=FEE01&amp;client=C1&amp;at=0.0" in card
    actions.set_owner("flows", by=cast.hr, person=cast.office)
    sent = mine.post(f"/score/{run.uuid}/rm/object/?indicator=FEE01&client=C1&at=0.0", CLAIM._asdict())
    made = Objection.objects.get()
    own, desk = f"/score/objections/{made.uuid}/", made.get_absolute_url()
    assert (sent.status_code, sent["Location"]) == (302, own)
    office = sign_in(cast.office)
    assert any(one.url == desk for one in due(User.objects.get(pk=cast.office.pk)))
    assert office.get("/assess/objections/").context["rows"][0].objection == made
    assert office.post(f"{desk}answer/", {"agrees": "no", "answer": ""}).status_code == 422
    assert office.post(f"{desk}answer/", {"agrees": "no", "answer": "as booked"}).status_code == 302
    for person, wanted in ((cast.hr, 200), (cast.auditor, 200), (cast.risk, 404), (cast.lead, 403), (cast.rm3, 403)):
        assert sign_in(person).get(desk).status_code == wanted, person
    for person in (cast.rm3, cast.hr, cast.lead):  # what is one's own is not found there by anybody else
        assert sign_in(person).get(own).status_code == 404, person
    assert mine.get(own).context["acts"] == {"withdraw", "accept", "escalate"}
    assert mine.post(f"{own}escalate/", {"reason": ""}).status_code == 422
    assert mine.post(f"{own}escalate/", {"reason": "no"}).status_code == 302
    assert office.get(desk).context["acts"] == frozenset()
    assert sign_in(cast.auditor).post(f"{desk}propose/").status_code == 403
    officer = sign_in(cast.hr)
    assert officer.get(desk).context["acts"] == {"propose"}
    assert officer.post(f"{desk}propose/", {"verdict": "upheld", "grounds": "clear"}).status_code == 302
    assert officer.post(f"{desk}confirm/").status_code == 403
    assert sign_in(second_officer()).post(f"{desk}confirm/").status_code == 302
    page = officer.get(desk)
    assert len(page.context["remedies"]) == 3
    assert sign_in(cast.auditor).get("/assess/objections/?state=upheld").context["rows"][0].objection == made


def test_the_evidence_is_the_row_with_its_table(run: Run, cast: Cast) -> None:
    made = raised(run, cast)
    assert made.lines[0].value == Decimal("8641.97")  # 12,345.67 by the share of 0.7
    assert made.key.endswith("client:C1/account:A1/flow:F1")
    assert made.seal == run.seal
    rm = outcome(run, "rm")
    found = {
        place: objecting.about(rm, place) for place in (Place("CORP01", "C1", "0.0"), Place("ASSET01"), Place(at="0"))
    }
    assert [one.table for one in found.values() if one] == ["balances", "balances", "ratings"]
    assert found[Place(at="0")].subject == "rating"
    assert objecting.about(rm, Place(at="999")) is None


def test_an_open_objection_holds_the_period(run: Run, cast: Cast, officers: Officers) -> None:
    first, second = officers
    made = raised(run, cast)
    periods.reopen_step(run.period, Step.OBJECTIONS, by=first)
    with refused("objections_open") as error:
        periods.end_step(run.period, Step.OBJECTIONS, by=first)
    assert made.title in str(error.value)
    actions.withdraw(made, by=cast.rm)
    periods.end_step(run.period, Step.OBJECTIONS, by=first)
    publishing.propose(run, Kind.PUBLISH, by=first, reason="done", waiver="no awards")
    raised(run, cast)
    with refused("objections_open"):
        publishing.approve(run.proposals.get(), by=second)


def test_who_is_late_is_reminded_and_who_agrees_leaves_it_to_the_committee(run: Run, cast: Cast) -> None:
    made = answered(run, cast)
    with refused("objection_still_open"):
        actions.lapse(made, by=cast.hr)
    assert made.due_on is not None
    with calendar.played_on(made.due_on + timedelta(days=1)):
        remind_of_objections()
        assert "objection.due" in told(cast.rm)
        with refused("escalation_late"):
            actions.escalate(made, by=cast.rm, reason="late")
        assert queries.listed(cast.hr, queries.Wanted(state="overdue")).count() == 1
        assert actions.lapse(made, by=cast.hr).state == State.ACCEPTED
    # whoever agrees leaves it to the committee
    made = actions.answer(raised(run, cast, making.Place("FEE01", "C1")), by=cast.office, agrees=True, answer="indeed")
    assert (made.state, told(second_officer())) == (State.COMMITTEE, {"objection.committee"})


def test_officers_name_who_answers(cast: Cast, sign_in: type[Client]) -> None:
    officer, address = sign_in(cast.hr), "/assess/objections/owners/"
    assert officer.post(address, {"table": "flows", "person": "rm"}).status_code == 422
    assert officer.post(address, {"table": "flows", "person": "office"}).status_code == 302
    assert [one.person for one in officer.get(address).context["owners"]] == [cast.office]
    assert sign_in(cast.auditor).post(address, {"table": "flows", "person": ""}).context["owners"]
    assert sign_in(cast.office).get(address).status_code == 403
    assert officer.post(address, {"table": "flows", "person": ""}).status_code == 302
    assert officer.get(address).context["owners"] == []
    assert Event.objects.filter(code="data_owner.set").count() == 2

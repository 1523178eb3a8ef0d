"""The committee looks at sums and cases; its minutes are versions, of which a signed one never changes."""

from datetime import timedelta
from pathlib import Path

import pytest
from cast import Cast
from closing import Officers, reviewed
from django.db import IntegrityError, transaction
from django.test import Client

from qiao.desk.assess.actions import exceptions, minutes, remarks
from qiao.desk.assess.actions.exceptions import Case
from qiao.desk.assess.actions.minutes import Meeting
from qiao.desk.assess.faults import FaultError
from qiao.desk.assess.models import Minutes, Outcome
from qiao.desk.audit.models import Event
from qiao.desk.people import calendar

CASE = Case("turned a lost client round", "第九条", "file 2025-17", to_grade="senior")


def test_the_committee_sees_sums_and_cases(
    officers: Officers, cast: Cast, sign_in: type[Client], tmp_path: Path
) -> None:
    run = reviewed(*officers, tmp_path / "work")
    remarks.write(Outcome.objects.get(run=run, manager="rm2"), by=officers[0], text="ask the branch")
    browser, address = sign_in(cast.auditor), f"{run.get_absolute_url()}committee/"
    for query in ("", "?wide=1"):
        page = browser.get(f"{address}{query}")
        assert [talk.row.outcome.manager for talk in page.context["talks"]] == ["rm", "rm2", "rm3"]
        assert (b"q-nav" in page.content, page.context["tables"][0].all) == (not query, 3)
        assert b"ask the branch" in page.content
    assert sign_in(cast.rm).get(address).status_code == 403


def test_minutes_are_written_anew_until_a_second_person_signs(
    officers: Officers, cast: Cast, sign_in: type[Client], tmp_path: Path
) -> None:
    first, second = officers
    run = reviewed(first, second, tmp_path / "work")
    rm = Outcome.objects.get(run=run, manager="rm")
    remarks.write(rm, by=first, text="never for other eyes")
    mine, auditor = sign_in(first), sign_in(cast.auditor)
    address = f"{run.get_absolute_url()}minutes/"
    sent = {
        "held_on": f"{calendar.today():%Y-%m-%d}",
        "officers": [str(first)],
        "others": "王行长\n李总",
        "conclusion": "agreed",
        "resolution_rm": "promote",
        "resolution_rm2": "as computed",
    }
    assert mine.get(address).status_code == 200
    ahead = {**sent, "held_on": f"{calendar.today() + timedelta(1):%Y-%m-%d}"}
    for wrong in (ahead, {**sent, "conclusion": ""}, {**sent, "officers": [], "others": ""}):
        assert mine.post(address, wrong).status_code == 422
    assert auditor.post(address, sent).status_code == sign_in(cast.rm).post(address, sent).status_code == 403
    assert mine.post(address, sent).status_code == 302
    old = Minutes.objects.get()
    assert old.present == [str(first), "王行长", "李总"]
    page = auditor.get(old.get_absolute_url())
    assert (page.context["has_moved_on"], b"never for other eyes" in page.content) == (False, False)
    exceptions.approve(exceptions.propose(rm, "promotion", by=first, case=CASE), by=second)
    assert auditor.get(old.get_absolute_url()).context["has_moved_on"]
    assert mine.get(address).context["form"]["resolution_rm"].value() == "promote"
    assert mine.post(address, sent).status_code == 302
    with pytest.raises(FaultError) as fault:
        minutes.sign(old, by=second)
    assert fault.value.code == "minutes_superseded"
    new = Minutes.objects.get(version=2)
    shown = auditor.get(new.get_absolute_url()).content.decode()
    assert (run.seal in shown, "第九条" in shown) == (True, True)
    assert "as computed" in auditor.get(f"{new.get_absolute_url()}file/?format=csv").content.decode()


def test_signed_minutes_never_change(officers: Officers, sign_in: type[Client], tmp_path: Path) -> None:
    first, second = officers
    run = reviewed(first, second, tmp_path / "work")
    meeting = Meeting(calendar.today(), ["王行长"], {}, "agreed")
    made = minutes.write(run, by=first, meeting=meeting)
    assert sign_in(first).post(f"{made.get_absolute_url()}sign/").status_code == 403
    assert sign_in(second).post(f"{made.get_absolute_url()}sign/").status_code == 302
    for by in (first, second):
        with pytest.raises(FaultError) as fault:
            minutes.write(run, by=by, meeting=meeting)
        assert fault.value.code == "minutes_signed"
    for change in ({"conclusion": "another"}, {"signed_by": first}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Minutes.objects.filter(pk=made.pk).update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        made.delete()
    made.refresh_from_db()
    made.pk, made.version, made.signed_by, made.signed_at = None, 2, None, None
    with pytest.raises(IntegrityError), transaction.atomic():
        made.save(force_insert=True)
    codes = Event.objects.filter(code__startswith="minutes.", nature="act").order_by("pk")
    assert list(codes.values_list("code", flat=True)) == ["minutes.written", "minutes.signed"]

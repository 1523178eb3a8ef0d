"""Officers review a run: everybody's axes, marks, notes that no manager sees; the list as a file."""

from pathlib import Path

import pytest
from cast import Cast
from closing import Officers, reviewed
from django.db import IntegrityError, transaction
from django.test import Client

from qiao.desk.assess.actions import exceptions, remarks
from qiao.desk.assess.actions.exceptions import Case
from qiao.desk.assess.models import Outcome, Remark
from qiao.desk.assess.queries import pools
from qiao.desk.audit.models import Event
from qiao.desk.common.refusals import NotAllowedError

CASE = Case("turned a lost client round", "第九条", "file 2025-17", "2025-17", to_grade="senior")


def test_everybody_is_reviewed_narrowed_and_taken_as_a_file(
    officers: Officers, cast: Cast, sign_in: type[Client], tmp_path: Path
) -> None:
    first, second = officers
    run = reviewed(first, second, tmp_path / "work")
    address, mine = f"{run.get_absolute_url()}review/", sign_in(first)
    rm = Outcome.objects.get(run=run, manager="rm")
    remarks.write(rm, by=first, text="look at the second half")
    exceptions.approve(exceptions.propose(rm, "promotion", by=first, case=CASE), by=second)

    def listed(query: str) -> list[str]:
        return [row.outcome.manager for row in mine.get(f"{address}?{query}").context["rows"]]

    assert listed("") == ["rm3", "rm", "rm2"]
    assert listed("sort=reached") == ["rm3", "rm2", "rm"]
    assert listed("sort=-reached") == ["rm", "rm2", "rm3"]
    assert listed("decision=demote") == ["rm2"]  # as decided, not as computed
    assert listed("reason=threshold_rank_missed") == ["rm2"]
    assert listed("mark=exception") == listed("mark=noted") == ["rm"]
    assert listed("mark=demote") == ["rm2"]
    assert listed("mark=small") == listed("mark=near") == ["rm3", "rm", "rm2"]
    assert listed("mark=protected") == listed("mark=veto") == listed("mark=waiting") == []
    row = next(row for row in mine.get(address).context["rows"] if row.outcome == rm)
    assert (row.outcome.decision, row.decided.decision, row.decided.to_grade) == ("demote", "promote", "senior")
    sent = mine.get(f"{run.get_absolute_url()}file/?format=csv&mark=exception").content.decode("utf-8-sig")
    assert ("5.96" in sent, "第九条" in sent, "rm2" in sent) == (True, True, False)
    assert Event.objects.filter(code="run.exported", details__mark="exception").exists()
    assert sign_in(cast.auditor).get(address).status_code == 200
    assert sign_in(cast.rm).get(address).status_code == 403


def test_a_pool_is_small_by_its_people_or_by_its_cuts(officers: Officers, tmp_path: Path) -> None:
    run = reviewed(*officers, tmp_path / "work")
    # the cuts are 15, 35, 60 and 85 per cent: of six people one is 16.7 per cent, of seven 14.3
    assert [pools.is_small(run, size) for size in (4, 6, 7)] == [True, True, False]
    assert pools.cuts(run, 20) == {3, 7, 12, 17}


def test_a_note_is_written_kept_and_taken_back_by_its_author(
    officers: Officers, cast: Cast, sign_in: type[Client], tmp_path: Path
) -> None:
    first, second = officers
    run = reviewed(first, second, tmp_path / "work")
    address = f"{run.get_absolute_url()}review/rm/"
    mine = sign_in(first)
    assert mine.post(f"{address}note/", {"text": " "}).status_code == 422
    assert mine.post(f"{address}note/", {"text": "ask the branch"}).status_code == 302
    note = Remark.objects.get()
    assert b"ask the branch" in sign_in(second).get(address).content
    assert b"ask the branch" in sign_in(cast.auditor).get(address).content
    for person in (cast.rm, cast.lead, cast.branch):
        assert sign_in(person).get(address).status_code == 403
        assert not Remark.objects.visible_to(person).exists()
    with pytest.raises(NotAllowedError):
        remarks.remove(note, by=second)
    assert sign_in(cast.auditor).post(f"{address}note/", {"text": "no"}).status_code == 403
    for change in ({"text": "another"}, {"written_by": second}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Remark.objects.filter(pk=note.pk).update(**change)
    assert mine.post(f"/assess/notes/{note.uuid}/remove/").status_code == 302
    note.refresh_from_db()
    assert note.removed_at
    with pytest.raises(IntegrityError), transaction.atomic():
        Remark.objects.filter(pk=note.pk).update(removed_at=None)
    assert list(Event.objects.filter(code__startswith="remark.").order_by("pk").values_list("code", flat=True)) == [
        "remark.written",
        "remark.removed",
    ]


def test_nobody_notes_or_reads_what_is_said_of_oneself(officers: Officers, cast: Cast, tmp_path: Path) -> None:
    first, second = officers
    run = reviewed(first, second, tmp_path / "work")
    own = Outcome.objects.get(run=run, manager="rm")
    made = remarks.write(own, by=first, text="ask the branch")
    own.person = first
    with pytest.raises(NotAllowedError):
        remarks.write(own, by=first, text="all is well")
    with pytest.raises(NotAllowedError):
        exceptions.propose(own, "promotion", by=first, case=CASE)
    Remark.objects.create(
        period=run.period, run=run, manager="hr", person=second, text="x", written_by=first, written_at=made.written_at
    )
    assert Remark.objects.visible_to(second).get() == made

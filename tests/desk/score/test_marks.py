"""Of the marks behind a quality score nobody's own is told, whichever way one asks; officers and auditors read them all."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import delivered
from assess import objecting as making
from assess.objecting import outcome
from calling import call
from cast import Cast
from closing import Officers, finished, own_store
from django.test import Client
from pytest_django import Settings

from qiao.desk.assess.models import Objection, Run
from qiao.desk.people.models import User
from qiao.desk.score.queries import cards, objecting, statements
from qiao.desk.score.queries.objecting import Place

SUPERIOR = "88.00"  # what the superior said of every item of rm's


def nodes(tree: dict[str, Any], kind: str) -> Iterator[dict[str, Any]]:
    """The nodes of a kind in a tree of the API's."""
    if tree["kind"] == kind:
        yield tree
    for child in tree["children"]:
        yield from nodes(child, kind)


def explained(user: User, run: Run) -> dict[str, Any]:
    """rm's tree as a program of somebody's has it."""
    found: dict[str, Any] = call(user, f"/api/runs/{run.uuid}/explanation?manager=rm").json()
    return found


def test_an_item_that_one_other_person_rated_is_told_with_its_class_only(
    run: Run, officers: Officers, cast: Cast, sign_in: type[Client], settings: Settings, tmp_path: Path
) -> None:
    alone = cards.card(outcome(run, "rm"))
    assert {(line.value, line.state) for line in alone.quality if line.has_more} == {(None, "withheld")}
    assert (alone.weakest, alone.is_rated) == ([], True)
    page = sign_in(cast.rm).get(f"/score/{run.uuid}/rm/").content.decode()
    assert "?at=0" in page, "one may object to it nevertheless"
    (told,) = (
        table for table in statements.statement(outcome(run, "rm")).tables if table.rows[0][0] == alone.quality[0].name
    )
    assert not any(isinstance(row[1], Decimal) for row in told.rows)
    sent = call(cast.rm, f"/api/runs/{run.uuid}/scorecard?manager=rm").json()
    assert {line["value"] for line in sent["quality"]} == {None}
    assert {one["value"] for one in nodes(explained(cast.rm, run), "item")} == {""}
    assert {one["value"] for one in nodes(explained(cast.hr, run), "item")} == {"", SUPERIOR}

    marks = "manager_id,period,item,rater_group,rater,score,veto\nrm,2025,integrity,office,O1,60,\n"
    delivered.deliver(own_store(settings, tmp_path), "marked", {"ratings": marks})
    both = cards.card(outcome(finished(run.period, officers[0], tmp_path / "again"), "rm"))
    assert [(line.code, line.value) for line in both.weakest] == [
        ("integrity", Decimal("80.36"))
    ]  # (40 × 88 + 15 × 60) ÷ 55


def test_an_objection_shows_and_keeps_nobodys_own_mark(run: Run, cast: Cast, sign_in: type[Client]) -> None:
    shown = cards.card(outcome(run, "rm")).quality
    at = next(place for place, line in enumerate(shown) if line.code == "superior")
    for place in (at - 1, at):  # the item and the group below it
        page = sign_in(cast.rm).get(f"/score/{run.uuid}/rm/object/?at={place}")
        assert page.status_code == 200
        assert (
            page.context["about"].lines[-1].note
            and SUPERIOR not in page.context["about"].snapshot["lines"][-1]["value"]
        )
        made = making.raised(run, cast, Place(at=str(place)))
        assert [one["value"] for one in made.snapshot["lines"] if one["kind"] == "group"] == [""]


def test_a_newer_run_tells_whoever_objects_no_mark(
    run: Run, officers: Officers, cast: Cast, settings: Settings, tmp_path: Path
) -> None:
    at = next(place for place, line in enumerate(cards.card(outcome(run, "rm")).quality) if line.code == "superior")
    made = making.raised(run, cast, Place(at=str(at)))
    store = own_store(settings, tmp_path)
    marks = "manager_id,period,item,rater_group,rater,score,veto\nrm,2025,integrity,office,O1,60,\n"
    delivered.deliver(store, "marked", {"ratings": marks})
    finished(run.period, officers[0], tmp_path / "again")
    (told,) = objecting.standing(Objection.objects.get(pk=made.pk))
    assert (told.value, told.is_same) == ("–", True)


def test_a_program_reads_no_more_than_its_person(run: Run, cast: Cast) -> None:
    for person, wanted in ((cast.rm, ""), (cast.lead, ""), (cast.hr, SUPERIOR), (cast.auditor, SUPERIOR)):
        tree = explained(User.objects.get(pk=person.pk), run)
        assert {one["value"] for one in nodes(tree, "group")} == {wanted}, person

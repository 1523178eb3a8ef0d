"""Screens of the ratings: whose they are, what they tell, and what they refuse; exam results come as a list."""

from pathlib import Path
from typing import Any

from bringing import book
from cast import Cast
from closing import Officers
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from rating import begun, person, rate, seat_of
from working import carry_out

from qiao.desk.assess.models import Period
from qiao.desk.audit.models import Event
from qiao.desk.clients.actions import imports
from qiao.desk.clients.models import Import
from qiao.desk.growth.actions import campaigns
from qiao.desk.growth.models import Campaign, Mark, Seat

HEAD = ["期间", "工号", "类别", "评价项", "得分"]


def test_an_officer_prepares_opens_and_closes_on_screen(
    year: Period, officers: Officers, sign_in: type[Client]
) -> None:
    browser = sign_in(officers[0])
    form = browser.get("/growth/campaigns/new/").context["form"]
    sent = {name: form[name].value() for name in form.fields} | {"period": year.pk, "version": 0}
    refused = browser.post("/growth/campaigns/new/", sent | {"closes_on": "2020-01-01"})
    assert (refused.status_code, list(refused.context["form"].errors)) == (422, ["closes_on"])
    assert browser.post("/growth/campaigns/new/", sent).status_code == 302
    made = Campaign.objects.get()
    page = browser.get(f"/growth/campaigns/{made.uuid}/")
    assert page.context["progress"].whole.total.done == 0
    change = {**sent, "low": "50", "version": made.version}
    assert browser.post(f"/growth/campaigns/{made.uuid}/change/", change).status_code == 302
    assert browser.post(f"/growth/campaigns/{made.uuid}/change/", change).status_code == 409
    for act, state in (("open", "open"), ("remind", "open"), ("close", "closed")):
        assert browser.post(f"/growth/campaigns/{made.uuid}/{act}/").status_code == 302
        assert Campaign.objects.get().state == state
    codes = set(Event.objects.filter(code__startswith="campaign.").values_list("code", flat=True))
    assert codes >= {f"campaign.{what}" for what in ("begun", "changed", "opened", "reminded", "closed", "seen")}


def test_who_rates_whom_is_changed_on_screen(year: Period, officers: Officers, sign_in: type[Client]) -> None:
    made, browser = begun(year, officers[0]), sign_in(officers[0])
    url = f"/growth/campaigns/{made.uuid}/managers/{person('rm').uuid}/"
    assert browser.post(url, {"rater": "branch", "group": "superior"}).status_code == 302
    assert browser.post(url, {"rater": "branch", "group": "peer"}).status_code == 422, "known already"
    seat = seat_of(made, "rm", "branch")
    assert browser.post(f"/growth/seats/{seat.uuid}/remove/").status_code == 302
    assert not Seat.objects.filter(pk=seat.pk).exists()
    rows = browser.get(f"/growth/campaigns/{made.uuid}/managers/?q=shen").context["rows"]
    assert [row.person.staff_number for row in rows] == ["rm"]
    assert sign_in(person("auditor")).post(url, {}).status_code == 403


def test_a_rater_finds_keeps_and_hands_in(campaign: Campaign, cast: Cast, sign_in: type[Client]) -> None:
    browser = sign_in(cast.lead)
    (found,) = browser.get("/growth/").context["rounds"]
    assert [seat.rated.staff_number for seat in found.seats] == ["rm2", "rm"]
    url = found.seats[1].get_absolute_url()
    assert browser.post(url, {"version": "0", "m-integrity": "101"}).status_code == 422
    assert browser.post(url, {"version": "0", "m-integrity": "99"}).status_code == 302, "a draft may lack evidence"
    refused = browser.post(url, {"version": "1", "m-integrity": "99", "submit": "1"})
    assert list(refused.context["form"].errors) == ["e-integrity"]
    assert browser.get("/growth/").context["rounds"][0].done == 0
    assert sign_in(cast.rm).get(url).status_code == 404, "nobody sees what others say of them"
    assert sign_in(cast.hr).get(url).status_code == 403
    mine = sign_in(cast.rm2).get("/growth/").context["rounds"][0].seats
    assert {seat.rater_id for seat in mine} == {cast.rm2.pk}


def test_officers_see_peers_by_pseudonym_and_only_once_it_is_closed(
    campaign: Campaign, officers: Officers, sign_in: type[Client]
) -> None:
    for number in ("rm2", "rm3", "000218", "lead"):
        rate(campaign, "rm", number, "81.25")
    url, browser = f"/growth/campaigns/{campaign.uuid}/managers/{person('rm').uuid}/", sign_in(officers[0])
    assert browser.get(url).context["items"] == []
    campaigns.close(campaign, by=officers[0])
    given = [one for item in browser.get(url).context["items"] for one in item.marks]
    assert {one.rater for one in given if not one.mark.seat.is_peer} == {str(person("lead"))}
    peers = {one.rater for one in given if one.mark.seat.is_peer}
    assert len(peers) == 3
    assert peers == set(Seat.objects.filter(rated=person("rm"), group="peer").values_list("pseudonym", flat=True))
    mark = next(one.mark for one in given if one.mark.seat.is_peer)
    page = browser.get(f"/growth/marks/{mark.uuid}/").content.decode()
    assert all(str(person(number)) not in page for number in ("rm2", "rm3", "000218"))


# --- lists ------------------------------------------------------------------------------------------------------------


def bring(tmp_path: Path, *rows: list[Any]) -> Import:
    """A list of hr's, checked."""
    made = imports.receive(by=person("hr"), subject="ratings", name="exam.xlsx", content=book(HEAD, *rows))
    carry_out(tmp_path / "job")
    made.refresh_from_db()
    return made


def test_exam_results_come_as_a_list_and_go_back(campaign: Campaign, tmp_path: Path) -> None:
    made = bring(tmp_path, ["2025", "rm", "考试", "professional", "86.5"], ["2025", "rm2", "exam", "pressure", "70"])
    assert (made.stage, made.counts) == ("checked", {"new": 2})
    assert not Mark.objects.exists(), "a dry run writes nothing"
    imports.apply_later(made, by=person("hr"))
    carry_out(tmp_path / "job")
    told = {
        (mark.seat.rated.staff_number, mark.item): str(mark.score)
        for mark in Mark.objects.select_related("seat__rated")
    }
    assert len(told) == 9
    assert (told["rm", "marketing"], told["rm2", "pressure"]) == ("86.50", "70.00")
    imports.undo_later(Import.objects.get(), by=person("hr"))
    carry_out(tmp_path / "job")
    assert not Mark.objects.exists()


def test_a_list_is_held_against_what_is_there_in_as_many_questions_as_one_row(
    campaign: Campaign, tmp_path: Path
) -> None:
    imports.apply_later(bring(tmp_path, ["2025", "rm", "考试", "professional", "86.5"]), by=person("hr"))
    carry_out(tmp_path / "job")
    rows = [
        ["2025", "rm", "考试", "professional", "86.5"], ["2025", "rm", "考试", "learning", "60"],
        ["2025", "rm2", "考试", "learning", "86.5"], ["2025", "rm3", "考试", "learning", "86.5"],
    ]  # fmt: skip
    with CaptureQueriesContext(connection) as few:
        assert bring(tmp_path, rows[0]).counts == {"same": 1}
    with CaptureQueriesContext(connection) as many:
        assert bring(tmp_path, *rows).counts == {"same": 1, "changed": 1, "new": 2}
    assert len(many) == len(few)


def test_what_is_wrong_with_results_is_said_row_by_row(campaign: Campaign, tmp_path: Path) -> None:
    made = bring(
        tmp_path,
        ["2024", "rm", "考试", "learning", "1"], ["2025", "lead", "考试", "learning", "1"],
        ["2025", "rm", "同事", "integrity", "1"], ["2025", "rm", "考试", "integrity", "1"],
        ["2025", "rm", "档案记录", "integrity", "100.01"], ["2025", "rm", "档案记录", "character", "99"],
    )  # fmt: skip
    said = [[say[0] for say in row.says] for row in made.rows.all()]
    assert said == [["growth_period"], ["growth_person"], ["growth_group"], ["growth_item"], ["growth_score"], []]
    assert not imports.may(person("branch"), "ratings")

"""Ratings by the API: a campaign in numbers, results as rows, its end."""

from datetime import timedelta
from typing import Any

from calling import call, issued
from cast import Cast
from closing import Officers, opened
from django.http import HttpResponse

from qiao.desk.growth.actions import campaigns
from qiao.desk.growth.actions.campaigns import Terms
from qiao.desk.growth.models import Mark
from qiao.desk.people import calendar


def post(secret: str, path: str, **given: Any) -> HttpResponse:
    """Send JSON."""
    return call(secret, path, "post", data=given, content_type="application/json")


def test_results_come_as_rows_all_or_none_until_the_campaign_is_closed(officers: Officers, cast: Cast) -> None:
    today = calendar.today()
    period = opened(*officers)
    made = campaigns.begin(period, Terms(today, today + timedelta(days=9)), by=cast.hr)
    campaigns.open_(made, by=cast.hr)
    secret, path = issued(cast.hr).secret, f"/api/campaigns/{made.uuid}"
    good = {"staff_number": "rm", "group": "exam", "item": "professional", "score": "86.5"}
    bad = [{**good, "staff_number": "nobody"}, {**good, "item": "character"}, {**good, "score": "101"}, good]
    told = post(secret, f"{path}/results", rows=[good, *bad]).json()
    assert not told["carried_out"] and not Mark.objects.exists()
    assert [(row["outcome"], len(row["faults"])) for row in told["rows"]] == [("new", 0), *[("faulty", 1)] * 4]
    told = post(secret, f"{path}/results", rows=[good], dry_run=True).json()
    assert (told["carried_out"], told["rows"][0]["outcome"]) == (False, "new")
    assert not Mark.objects.exists()
    assert post(secret, f"{path}/results", rows=[good]).json()["carried_out"]
    assert post(secret, f"{path}/results", rows=[good]).json()["rows"][0]["outcome"] == "same"
    assert {str(mark.score) for mark in Mark.objects.all()} == {"86.50"}
    seen = call(issued(cast.auditor).secret, path).json()
    counts = {one["group"]: (one["asked"], one["done"]) for one in seen["whole"]["groups"]}
    assert counts["exam"] == (1, 1) and counts["superior"][1] == 0
    assert all(one["done"] is None for line in seen["lines"] for one in line["groups"] if one["group"] == "peer" and one["asked"] < 3)  # fmt: skip
    assert "rm2" not in str(seen)
    assert call(cast.lead, path).status_code == 403
    assert post(issued(cast.auditor).secret, f"{path}/results", rows=[good]).status_code == 403
    assert call(secret, f"{path}/close", "post").json()["state"] == "closed"
    assert call(secret, f"{path}/close", "post").status_code == 403
    told = post(secret, f"{path}/results", rows=[{**good, "score": "90"}]).json()
    assert (told["carried_out"], told["rows"][0]["outcome"]) == (False, "faulty")
    assert [one["state"] for one in call(secret, "/api/campaigns").json()["items"]] == ["closed"]

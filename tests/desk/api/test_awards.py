"""Awards by the API: proposed by one token, decided by another, read by those concerned."""

from typing import Any

from calling import call, issued
from cast import Cast
from closing import Officers, opened
from django.http import HttpResponse

from qiao.desk.audit.models import Event

CASE = {
    "number": "rm", "date": "2025-06-30", "indicator": "BONUS01", "points": "2.50", "reason": "重大项目落地", "clause": "J1",
    "evidence": "立项与放款凭证\n第二页",
}  # fmt: skip


def post(secret: str, path: str, **given: Any) -> HttpResponse:
    """Send JSON."""
    return call(secret, path, "post", data=given, content_type="application/json")


def test_an_award_counts_once_another_person_has_approved_it(officers: Officers, cast: Cast) -> None:
    first, second = (issued(person).secret for person in officers)
    head, mine = issued(cast.lead).secret, issued(cast.rm).secret
    period = opened(*officers)
    place = f"/api/periods/{period.uuid}/awards"
    for wrong in (
        {"number": "rm3"},
        {"points": "0"},
        {"points": "99"},
        {"date": "2024-01-01"},
        {"indicator": "CORP01"},
    ):
        assert post(head, place, **{**CASE, **wrong}).status_code == 422, wrong
    assert post(mine, place, **CASE).status_code == 403
    made = post(head, place, **CASE).json()
    path = f"/api/awards/{made['uuid']}"
    assert (made["state"], made["counts"], made["number"]) == ("proposed", False, "2025-A0001")
    assert call(head, f"{path}/approve", "post").status_code == 403
    assert call(mine, path).status_code == 404
    assert call(first, f"{path}/take-back", "post").status_code == 403
    assert call(first, f"{path}/approve", "post").json()["counts"]
    assert call(second, f"{path}/approve", "post").status_code == 422
    assert call(mine, path).json()["points"] == "2.50"
    assert call(cast.rm2, path).status_code == 404
    taken = post(first, f"{path}/withdraw", reason="两次申报").json()
    assert (taken["withdraws"], taken["state"]) == (made["uuid"], "proposed")
    assert post(second, f"/api/awards/{taken['uuid']}/refuse", answer="无误").json()["state"] == "refused"
    again = post(head, place, **{**CASE, "points": "-0.50"}).json()
    assert call(head, f"/api/awards/{again['uuid']}/take-back", "post").json()["state"] == "withdrawn"
    told = call(second, f"{place}?state=approved&manager=rm").json()["items"]
    assert [(one["uuid"], one["counts"]) for one in told] == [(made["uuid"], True)]
    assert call(mine, place).status_code == 403
    assert Event.objects.filter(code="award.approved").count() == 1

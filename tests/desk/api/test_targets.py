"""Targets by the API: set by one, confirmed by another, read by those concerned."""

from typing import Any

from calling import call, issued
from cast import Cast
from closing import Officers, opened
from django.http import HttpResponse

from qiao.desk.plan.models import Target


def post(secret: str, path: str, **given: Any) -> HttpResponse:
    """Send JSON."""
    return call(secret, path, "post", data=given, content_type="application/json")


def test_figures_count_once_another_person_has_confirmed_them(officers: Officers, cast: Cast) -> None:
    first, second = (issued(person).secret for person in officers)
    opened(*officers)
    team = cast.rm.posts_now[0].team
    assert team
    figure = {"kind": "people", "unit": str(cast.rm.uuid), "indicator": "CORP01", "figure": "45000000.5"}
    given = {"period": "2025", "kind": "teams", "unit": str(team.uuid), "version": 0, "figures": [figure]}
    assert post(first, "/api/divisions", **{**given, "period": "1999"}).status_code == 422
    assert post(first, "/api/divisions", **{**given, "figures": [{**figure, "figure": "-1"}]}).status_code == 422
    stranger = {**figure, "unit": str(cast.admin.uuid)}
    assert post(first, "/api/divisions", **{**given, "figures": [stranger]}).status_code == 422
    made = post(first, "/api/divisions", **given).json()
    assert (made["state"], made["unit"]["uuid"]) == ("draft", str(team.uuid))
    assert post(first, "/api/divisions", **given).status_code == 409  # somebody set it meanwhile
    path = f"/api/divisions/{made['uuid']}"
    assert post(first, f"{path}/propose", version=made["version"]).status_code == 200
    assert call(first, f"{path}/confirm", "post").status_code == 403
    assert Target.objects.get(person=cast.rm, indicator="CORP01").figure == 50_000_000  # as the ledger told
    assert call(second, f"{path}/confirm", "post").json()["state"] == "done"
    mine = issued(cast.rm).secret
    (told,) = call(mine, "/api/targets?indicator=CORP01&period=2025").json()["items"]
    assert (told["figure"], told["measured_in"]) == ("45000000.5000", "CNY")
    history = call(mine, f"/api/targets/{told['uuid']}").json()["changes"]
    assert [one["how"] for one in history] == ["divided", "ledger"]
    assert call(cast.rm3, f"/api/targets/{told['uuid']}").status_code == 404
    pace = call(mine, f"/api/pace?kind=people&unit={cast.rm.uuid}").json()
    line = next(one for one in pace["indicators"] if one["indicator"] == "CORP01")
    assert (pace["run"], line["target"], line["value"]) == (None, "45000000.5000", None)
    assert call(mine, f"/api/pace?kind=people&unit={cast.rm3.uuid}").status_code == 404
    assert call(mine, f"{path}/confirm", "post").status_code == 403

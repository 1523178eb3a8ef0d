"""An objection by the API: read by those concerned, answered by its owner, decided by two officers."""

from pathlib import Path
from typing import Any

import pytest
from calling import call, issued
from cast import Cast
from closing import Officers, published_run, reviewed
from django.http import HttpResponse
from objecting import raised


def post(secret: str, path: str, **given: Any) -> HttpResponse:
    """Send JSON."""
    return call(secret, path, "post", data=given, content_type="application/json")


@pytest.mark.slow
def test_an_objection_is_answered_and_decided_by_tokens(officers: Officers, cast: Cast, tmp_path: Path) -> None:
    made = raised(published_run(reviewed(*officers, tmp_path / "work"), *officers), cast)
    first, second = (issued(person).secret for person in officers)
    office, mine, path = issued(cast.office).secret, issued(cast.rm).secret, f"/api/objections/{made.uuid}"
    assert [one["uuid"] for one in call(mine, "/api/objections?state=with_owner").json()["items"]] == [str(made.uuid)]
    assert call(cast.lead, "/api/objections").json()["items"] == []
    assert call(cast.lead, path).status_code == 404
    seen = call(office, path).json()
    assert (seen["table"], seen["lines"][0]["depth"]) == ("flows", 0)
    assert [turn["what"] for turn in seen["timeline"]] == ["raised"]
    assert post(first, f"{path}/answer", agrees=True, answer="x").status_code == 403
    assert call(first, f"{path}/lapse", "post").status_code == 422
    assert post(office, f"{path}/answer", agrees=True, answer="booked twice").json()["state"] == "committee"
    assert post(first, f"{path}/propose", verdict="upheld", grounds="clear").json()["verdict"] == "upheld"
    told = call(mine, path).json()
    assert (told["verdict"], told["grounds"]) == ("", "")
    assert [turn["what"] for turn in told["timeline"]] == ["raised", "answered"]
    assert call(first, f"{path}/confirm", "post").status_code == 403
    assert post(second, f"{path}/send-back", answer="look again").json()["verdict"] == ""
    assert post(first, f"{path}/propose", verdict="dismissed", grounds="clear").status_code == 200
    assert call(second, f"{path}/confirm", "post").json()["state"] == "dismissed"
    assert call(mine, path).json()["grounds"] == "clear"
    assert post(first, f"{path}/assign", owner=str(cast.office.uuid)).status_code == 422

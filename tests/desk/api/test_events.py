"""The audit trail by the API."""

from uuid import uuid4

from calling import call, issued
from cast import Cast

from qiao.desk.api.models import Token
from qiao.desk.audit.models import Event


def test_an_auditor_reads_the_trail_and_that_is_an_event(cast: Cast) -> None:
    token, secret = issued(cast.auditor)
    told = call(secret, f"/api/audit/events?code=token.&record={token.uuid}").json()["items"]
    assert [event["code"] for event in told] == ["token.first_used", "token.issued"]
    assert told[1]["by"]["staff_number"] == "auditor" and told[1]["words"]
    read = Event.objects.get(code="page.seen", details__route="api:events")
    assert (read.by, read.details["by_record"]) == (cast.auditor, str(token.uuid))


def test_nobody_else_reads_it_whatever_their_token_says(cast: Cast) -> None:
    for person in (cast.rm, cast.branch, cast.hr, cast.admin):
        _, secret = issued(person)
        assert call(secret, "/api/audit/events").status_code == 403
        Token.objects.filter(user=person).update(scopes=["audit:read"])
        answer = call(secret, "/api/audit/events")
        assert answer.status_code == 403
        assert answer.headers["Content-Type"] == "application/problem+json"


def test_the_trail_is_narrowed_and_comes_in_parts(cast: Cast) -> None:
    for person in (cast.rm, cast.rm2):
        issued(person)
    _, secret = issued(cast.auditor)
    mine = call(secret, f"/api/audit/events?code=token.issued&by={cast.rm.uuid}").json()["items"]
    assert [event["by"]["staff_number"] for event in mine] == ["rm"]
    assert call(secret, f"/api/audit/events?by={uuid4()}").json()["items"] == []
    assert call(secret, "/api/audit/events?until=2000-01-01").json()["items"] == []
    assert call(secret, "/api/audit/events?since=0001-01-01&until=9999-12-31").json()["items"]
    whole = [event["uuid"] for event in call(secret, "/api/audit/events?code=token.issued").json()["items"]]
    first = call(secret, "/api/audit/events?code=token.issued&limit=1").json()
    rest = call(secret, f"/api/audit/events?code=token.issued&after={first['next']}").json()
    assert [first["next"], *(event["uuid"] for event in rest["items"])] == whole

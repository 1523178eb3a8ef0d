"""Clients by the API: the same scope as on screen, amounts as decimals in strings, each read an event."""

from decimal import Decimal
from typing import Any
from uuid import uuid4

from calling import call, issued
from cast import Cast
from closing import Officers
from django.test import Client as Browser
from pytest_django import DjangoAssertNumQueries

from qiao.desk.audit.models import Event
from qiao.desk.clients.models import Client, Handover


def numbers(whose: Any, query: str = "") -> list[str]:
    """Which clients somebody's token lists."""
    return sorted(one["number"] for one in call(whose, f"/api/clients{query}").json()["items"])


def path_of(number: str) -> str:
    """Where a client is."""
    return f"/api/clients/{Client.objects.get(number=number).uuid}"


def test_each_sees_their_own_and_finds_them(officers: Officers, cast: Cast) -> None:
    assert (numbers(cast.rm), numbers(cast.rm3)) == (["C1"], ["C2", "C3"])
    secret = issued(cast.hr).secret
    assert numbers(secret) == ["C1", "C2", "C3"]
    for query, found in (
        ("?number=C2", ["C2"]),
        ("?credit_code=91110000100000009U", ["C1"]),
        ("?q=%E4%B9%99", ["C2"]),  # 乙
        (f"?manager={cast.rm3.uuid}", ["C2", "C3"]),
        ("?number=C9", []),
    ):
        assert numbers(secret, query) == found, query
    assert call(secret, f"/api/clients?branch={uuid4()}").status_code == 404
    assert call(secret, "/api/clients?nombre=C2").status_code == 422
    read = Event.objects.filter(code="page.seen", by=cast.hr, details__route="api:clients")
    assert read.first() and "91110000100000009U" not in str(list(read.values_list("details", flat=True)))


def test_one_client_whole(officers: Officers, cast: Cast) -> None:
    secret, path = issued(cast.rm).secret, path_of("C1")
    told = call(secret, path).json()
    assert (told["credit_code"], told["days"]) == ("91110000100000009U", None)
    assert Decimal(told["figures"]["deposits"]) > 0 and isinstance(told["figures"]["deposits"], str)
    accounts = {one["number"]: one for one in call(secret, f"{path}/accounts").json()}
    assert accounts["A1"]["balance"] == "71234567.89"
    shares = {one["manager"]["staff_number"]: one["share"] for one in call(secret, f"{path}/assignments").json()}
    assert shares == {"rm": "0.7000", "rm2": "0.3000"}
    assert Event.objects.filter(code="client.seen", by=cast.rm, details__what="accounts").count() == 1
    assert call(cast.rm3, path).status_code == 404


def test_balances_are_steps_with_their_average(officers: Officers, cast: Cast) -> None:
    secret, path = issued(cast.rm).secret, f"{path_of('C1')}/balances"
    told = call(secret, f"{path}?book=loan&since=2025-01-01&until=2025-12-31").json()
    first, last = told["steps"][0], told["steps"][-1]
    assert (first["first"], first["balance"]) == ("2025-01-01", "120000000.00")
    assert (last["last"], last["balance"]) == ("2025-12-31", "90000070.01")  # the loan and a bill
    days = sum(one["days"] for one in told["steps"])
    exact = sum(one["days"] * Decimal(one["balance"]) for one in told["steps"]) / days
    assert (days, told["average"]) == (365, str(round(exact, 2)))
    assert call(secret, f"{path}?since=2010-01-01").status_code == 422
    assert call(secret, f"{path}?book=gold").status_code == 422


def test_who_handed_a_client_over_sees_the_own_days_alone(officers: Officers, cast: Cast) -> None:
    secret, path = issued(cast.rm2).secret, path_of("C2")
    told = call(secret, path).json()
    assert (told["days"][-1]["last"], told["figures"], told["region"]) == ("2025-06-30", None, "")
    steps = call(secret, f"{path}/balances?since=2025-01-01&until=2025-12-31").json()["steps"]
    assert max(one["last"] for one in steps) == "2025-06-30"
    assert [one["manager"]["staff_number"] for one in call(secret, f"{path}/assignments").json()] == ["rm2"]
    assert numbers(secret) == ["C1"]


def test_the_sum_is_of_ones_scope(officers: Officers, cast: Cast) -> None:
    assert [call(person, "/api/clients/summary").json()["count"] for person in (cast.rm, cast.hr)] == [1, 3]


def test_a_handover_is_proposed_and_seen_by_whom_it_concerns(officers: Officers, cast: Cast) -> None:
    secret, path = issued(cast.rm).secret, f"{path_of('C1')}/handovers"
    shares = [{"person": str(cast.rm3.uuid), "part": "lead", "share": "0.7"},
              {"person": str(cast.rm2.uuid), "part": "assist", "share": "0.3"}]  # fmt: skip
    given = {"from_date": "2027-01-01", "reason": "专业分工", "shares": shares}
    bad = {**given, "shares": [{**shares[0], "share": "1.2"}]}
    assert call(secret, path, "post", data=bad, content_type="application/json").status_code == 422
    none = {**given, "shares": [{**shares[0], "person": str(uuid4())}]}
    assert call(secret, path, "post", data=none, content_type="application/json").status_code == 404
    made = call(secret, path, "post", data=given, content_type="application/json").json()
    assert (made["state"], len(made["changes"])) == ("proposed", 3)
    assert Event.objects.get(code="handover.proposed").by == cast.rm
    again = call(secret, path, "post", data=given, content_type="application/json")
    assert (again.status_code, Handover.objects.count()) == (422, 1)
    assert [one["uuid"] for one in call(cast.rm3, "/api/handovers?state=proposed").json()["items"]] == [made["uuid"]]
    assert call(cast.rm3, path, "post", data=given, content_type="application/json").status_code == 404
    assert call(issued(cast.rm, scopes=["clients:read"]).secret, path, "post").status_code == 403


def test_a_long_list_costs_as_many_queries_as_a_short_one(
    officers: Officers, cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    headers = {"Authorization": f"Bearer {issued(cast.hr).secret}"}
    Browser().get("/api/me", headers=headers)
    for limit in (1, 3):
        with django_assert_num_queries(
            7
        ):  # token, its rate, its person's reach (two), whether this is a sample, clients, the event
            assert len(Browser().get(f"/api/clients?limit={limit}", headers=headers).json()["items"]) == limit

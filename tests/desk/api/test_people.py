"""Branches and people by the API."""

from datetime import timedelta
from uuid import uuid4

import pytest
from calling import call, issued
from cast import Cast
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from qiao.desk.people import calendar
from qiao.desk.people.models import Branch


def numbers(path: str, secret: str) -> list[str]:
    """Staff numbers of whom a list holds."""
    return [person["staff_number"] for person in call(secret, path).json()["items"]]


def test_a_token_tells_whom_it_acts_as(cast: Cast) -> None:
    told = call(cast.lead, "/api/me").json()
    assert told["person"]["staff_number"] == "lead"
    posts = [(post["role"], post["branch"]["code"], post["team"]["code"]) for post in told["person"]["posts"]]
    assert posts == [("lead", "B01", "T011")]
    assert told["token"]["scopes"]


def test_the_directory_holds_everyone_who_is_here(cast: Cast) -> None:
    cast.rm2.left_on = calendar.today()
    cast.rm2.save()
    secret = issued(cast.rm).secret
    found = numbers("/api/people?limit=200", secret)
    assert "rm3" in found and "rm2" not in found
    gone = call(secret, f"/api/people/{cast.rm2.uuid}").json()
    assert gone["is_here"] is False


def test_the_directory_is_narrowed_by_branch_role_and_words(cast: Cast) -> None:
    secret = issued(cast.rm).secret
    branch = Branch.objects.get(code="B01").uuid
    assert {"rm", "rm2", "lead", "branch"} <= set(numbers(f"/api/people?branch={branch}", secret))
    assert "rm3" not in numbers(f"/api/people?branch={branch}", secret)
    assert numbers("/api/people?role=auditor", secret) == ["auditor"]
    assert numbers("/api/people?role=rm&q=rm3", secret) == ["rm3"]
    assert numbers(f"/api/people?branch={uuid4()}", secret) == []


@pytest.mark.parametrize("path", ["/api/people", "/api/branches"])
def test_a_list_comes_whole_in_parts(cast: Cast, path: str) -> None:
    secret = issued(cast.rm).secret
    whole = [item["uuid"] for item in call(secret, f"{path}?limit=200").json()["items"]]
    parts, address = [], f"{path}?limit=2"
    while address:
        told = call(secret, address).json()
        parts += [item["uuid"] for item in told["items"]]
        address = f"{path}?limit=2&after={told['next']}" if told["next"] else ""
    assert parts == whole and len(whole) > 2


def test_a_list_goes_on_after_a_record_that_the_filter_left_behind(cast: Cast) -> None:
    secret = issued(cast.rm).secret
    last = call(secret, "/api/people?role=rm&limit=1").json()
    whole = numbers("/api/people?role=rm", secret)
    post = type(cast.rm).objects.get(uuid=last["next"]).posts.get()
    post.to_date = calendar.today() - timedelta(days=1)
    post.save()
    assert numbers(f"/api/people?role=rm&after={last['next']}", secret) == whole[1:]


def test_a_list_goes_on_after_nothing_that_does_not_exist(cast: Cast) -> None:
    answer = call(cast.rm, f"/api/people?after={uuid4()}")
    assert answer.status_code == 404
    assert [fault["field"] for fault in answer.json()["faults"]] == ["after"]


def test_someone_who_does_not_exist_is_not_found(cast: Cast) -> None:
    assert call(cast.rm, f"/api/people/{uuid4()}").status_code == 404


def test_the_directory_costs_a_fixed_number_of_queries(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    headers = {"Authorization": f"Bearer {issued(cast.rm).secret}"}
    Client().get("/api/me", headers=headers)
    for limit in (1, 200):
        with django_assert_num_queries(6):  # token, its rate, the reach of its person (two), people, their posts
            Client().get(f"/api/people?limit={limit}", headers=headers)

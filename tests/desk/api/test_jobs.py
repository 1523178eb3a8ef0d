"""Background work by the API."""

from uuid import uuid4

import pytest
from calling import call, issued
from cast import Cast
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from qiao.desk.audit.models import Event
from qiao.desk.jobs import actions, attempts, registry
from qiao.desk.jobs.models import Job, State


@pytest.fixture
def job(cast: Cast) -> Job:
    """Work that an auditor started."""
    return actions.start("audit.verify", by=cast.auditor, key="")


def finished(job: Job) -> None:
    """The job, done by a worker."""
    attempt = attempts.claim(job.uuid)
    assert attempt is not None
    attempts.finish(attempt, registry.Result("holds", {"events": 424242, "heads": 1}, link="/audit/"))


def test_who_started_it_follows_it_to_its_result(job: Job, cast: Cast) -> None:
    secret = issued(cast.auditor).secret
    told = call(secret, f"/api/jobs/{job.uuid}").json()
    assert (told["state"], told["may_cancel"], told["by"]["staff_number"]) == ("waiting", True, "auditor")
    assert told["wait"] > 0
    finished(job)
    told = call(secret, f"/api/jobs/{job.uuid}", headers={"Accept-Language": "en"}).json()
    assert (told["state"], told["link"], told["wait"]) == ("done", "/audit/", 0)
    assert "424242" in told["says"]


def test_an_administrator_learns_only_that_it_is_there(job: Job, cast: Cast) -> None:
    finished(job)
    told = call(cast.admin, f"/api/jobs/{job.uuid}").json()
    assert (told["says"], told["error"], told["link"]) == ("", "", "")


def test_the_list_holds_what_one_may_see_and_is_narrowed(job: Job, cast: Cast) -> None:
    assert call(cast.rm, "/api/jobs").json() == {"items": [], "next": None}
    secret = issued(cast.admin).secret
    for query, number in (("", 1), ("?state=waiting&kind=audit.verify", 1), ("?state=done", 0), ("?kind=a.b", 0)):
        assert len(call(secret, f"/api/jobs{query}").json()["items"]) == number, query
    assert call(secret, "/api/jobs?state=asleep").status_code == 422


def test_it_is_cancelled_by_whoever_started_it_and_by_an_administrator(job: Job, cast: Cast) -> None:
    secret = issued(cast.auditor).secret
    answer = call(secret, f"/api/jobs/{job.uuid}/cancel", "post")
    assert (answer.status_code, answer.json()["state"]) == (200, "cancelled")
    assert Event.objects.get(code="job.cancel_asked").by == cast.auditor
    again = call(secret, f"/api/jobs/{job.uuid}/cancel", "post")
    assert (again.status_code, again.json()["type"]) == (422, "/api/#refused")
    another = actions.start("audit.verify", by=cast.auditor, key="")
    assert call(cast.admin, f"/api/jobs/{another.uuid}/cancel", "post").status_code == 200


def test_who_reads_all_cancels_nothing_of_others_and_an_outsider_finds_nothing(cast: Cast) -> None:
    job = actions.start("audit.verify", by=None, key="")
    assert call(cast.auditor, f"/api/jobs/{job.uuid}/cancel", "post").status_code == 403
    for path, method in (("", "get"), ("/cancel", "post")):
        assert call(cast.rm, f"/api/jobs/{job.uuid}{path}", method).status_code == 404
        assert call(cast.admin, f"/api/jobs/{uuid4()}{path}", method).status_code == 404
    job.refresh_from_db()
    assert job.state == State.WAITING


def test_following_does_not_open_cancelling(job: Job, cast: Cast) -> None:
    secret = issued(cast.auditor, scopes=["jobs:read"]).secret
    assert call(secret, f"/api/jobs/{job.uuid}").status_code == 200
    assert call(secret, f"/api/jobs/{job.uuid}/cancel", "post").status_code == 403
    assert call(issued(cast.auditor, scopes=["jobs:write"]).secret, "/api/jobs").status_code == 403


def test_a_long_list_costs_as_many_queries_as_a_short_one(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    headers = {"Authorization": f"Bearer {issued(cast.auditor).secret}"}
    Client().get("/api/me", headers=headers)
    for number in range(20):
        actions.start("audit.verify", by=cast.auditor, key=str(number))
    for limit in (1, 20):
        with django_assert_num_queries(
            6
        ):  # token, its rate, the reach of its person (two), whether this is a sample, jobs
            Client().get(f"/api/jobs?limit={limit}", headers=headers)

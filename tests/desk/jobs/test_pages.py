"""The pages of background work, for its owner, for others, for an auditor and for an administrator."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import work_probes.work  # noqa: F401
from cast import Cast
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from qiao.desk.jobs import actions, attempts, registry
from qiao.desk.jobs.attempts import Attempt
from qiao.desk.jobs.models import Job, State

SignIn = Callable[..., Client]


@pytest.fixture
def job(cast: Cast) -> Job:
    """Work that a manager started."""
    return actions.start("probe.count", by=cast.rm, key="secret-key", to=3)


def begun(job: Job) -> Attempt:
    """The job, taken by a worker."""
    attempt = attempts.claim(job.uuid)
    assert attempt is not None
    return attempt


def text(client: Client, path: str) -> str:
    """A page that opens."""
    page = client.get(path)
    assert page.status_code == 200
    return str(page.content.decode())


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_state_has_its_page(job: Job, cast: Cast, sign_in: SignIn, language: str) -> None:
    client = sign_in(cast.rm)
    client.post("/account/preferences/", {"language": language})
    url = job.get_absolute_url()
    says = {
        "waiting": ("正在排队", "A worker will begin it shortly"),
        "words": ("at 1", "at 1"),
        "cancelling": ("正在取消", "being cancelled"),
        "cancelled": ("未留下任何内容", "Nothing of it was kept"),
    }
    english = language == "en"
    assert says["waiting"][english] in text(client, url)
    begun(job)
    words = {"code": "at", "terms": {"number": 1}}
    Job.objects.update(done=1, total=3, words=words, started_at=timezone.now() - timedelta(seconds=10))
    page = text(client, url)
    assert says["words"][english] in page
    assert ("约剩 20 秒", "about 20 s left")[english] in page
    assert '<progress value="1" max="3"' in page
    assert client.post(f"{url}cancel/").status_code == 302
    assert says["cancelling"][english] in text(client, url)
    attempts.settle(attempts.Attempt.of(Job.objects.get()))
    assert says["cancelled"][english] in text(client, url)
    assert url in text(client, "/jobs/?state=failed")
    assert url not in text(client, "/jobs/?state=now")


def test_the_result_is_shown_and_led_to(job: Job, cast: Cast, sign_in: SignIn) -> None:
    attempts.finish(begun(job), registry.Result("sum", {"sum": 3}, link="/somewhere/"))
    page = text(sign_in(cast.rm), job.get_absolute_url())
    assert "3 in all" in page
    assert 'href="/somewhere/"' in page
    assert "data-follow" not in page


def test_failed_work_says_why_and_is_begun_anew(job: Job, cast: Cast, sign_in: SignIn) -> None:
    attempts.fail(begun(job), {"code": "refused", "zh-hans": "余额不足。", "en": "Too little."})
    client = sign_in(cast.rm)
    assert "余额不足。" in text(client, job.get_absolute_url())
    assert client.post(f"{job.get_absolute_url()}retry/").status_code == 302
    job.refresh_from_db()
    assert job.state == State.WAITING
    refused = client.post(f"{job.get_absolute_url()}retry/")
    assert refused.status_code == 422
    assert "只有失败的任务" in refused.content.decode()


def test_an_outsider_finds_nothing(job: Job, cast: Cast, sign_in: SignIn) -> None:
    for outsider in (cast.rm2, cast.lead, cast.branch, cast.hr):
        client = sign_in(outsider)
        assert job.get_absolute_url() not in text(client, "/jobs/")
        for act in ("", "progress/"):
            assert client.get(job.get_absolute_url() + act).status_code == 404
        for act in ("cancel/", "retry/"):
            assert client.post(job.get_absolute_url() + act).status_code == 404
    job.refresh_from_db()
    assert job.is_under_way


def test_an_auditor_reads_and_an_administrator_sees_only_that_it_is_there(
    job: Job, cast: Cast, sign_in: SignIn
) -> None:
    attempts.finish(begun(job), registry.Result("sum", {"sum": 424242}, link="/somewhere/"))
    auditor, admin = sign_in(cast.auditor), sign_in(cast.admin)
    assert "424242" in text(auditor, job.get_absolute_url())
    page = text(admin, job.get_absolute_url())
    assert "424242" not in page
    assert "/somewhere/" not in page
    assert job.get_absolute_url() in text(admin, "/jobs/")
    for client in (auditor, admin):
        assert client.post(f"{job.get_absolute_url()}retry/").status_code == 403
    assert auditor.post(f"{job.get_absolute_url()}cancel/").status_code == 403


def test_reads_change_nothing_and_acts_are_posted(job: Job, cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.rm)
    assert client.get(f"{job.get_absolute_url()}cancel/").status_code == 405
    assert client.post(job.get_absolute_url()).status_code == 405


def test_a_poll_asks_little_and_less_often_as_time_passes(job: Job, cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.rm)
    address = f"{job.get_absolute_url()}progress/"
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        page = client.get(address)
    assert sum("jobs_" in query["sql"] for query in queries) == 1  # beside what every request asks of the person
    assert len(page.content) < 2000
    assert 'data-wait="1000"' in page.content.decode()
    for age, wait in ((15, 2000), (90, 5000)):
        Job.objects.update(created_at=timezone.now() - timedelta(seconds=age))
        assert f'data-wait="{wait}"' in text(client, address)
    attempts.finish(begun(job), registry.Result())
    assert 'data-wait="0"' in text(client, address)


def test_a_long_list_costs_as_many_queries_as_a_short_one(job: Job, cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.auditor)
    client.get("/jobs/")
    with CaptureQueriesContext(connection) as few:
        client.get("/jobs/")
    for number in range(60):
        actions.start("probe.count", by=cast.rm2, key=str(number), to=3)
    with CaptureQueriesContext(connection) as many:
        client.get("/jobs/")
    assert len(many) == len(few)


def test_offered_work_is_started_from_the_list_by_its_roles_alone(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.rm)
    assert 'value="probe.parts"' in text(client, "/jobs/")
    started = client.post("/jobs/start/", {"kind": "probe.parts"})
    assert started.headers["Location"] == Job.objects.get().get_absolute_url()
    assert 'value="probe.parts"' not in text(sign_in(cast.hr), "/jobs/")
    assert sign_in(cast.hr).post("/jobs/start/", {"kind": "probe.parts"}).status_code == 403
    assert client.post("/jobs/start/", {"kind": "probe.count"}).status_code == 403

"""Background work is done by a worker, shown on its way, ended when asked, begun anew when its process is killed."""

from pathlib import Path
from typing import Any

import pytest
from cast import Cast
from django.utils.translation import override
from work_probes.running import RunningWorker
from work_probes.watching import at_work, backends_of, ended, folders_of, is_marked, wait_until

from qiao.desk.jobs import actions
from qiao.desk.jobs.models import Job, State
from qiao.desk.notices.models import Notice

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(
    ("kind", "arguments"),
    [
        ("probe.count", {"to": 600, "pause": 0.1}),
        ("probe.spin", {}),
        ("probe.sql", {}),
        ("probe.sql", {"is_deaf": True}),
    ],
    ids=["one that listens", "one that never listens", "a long statement", "a long statement that never listens"],
)
def test_whatever_a_job_does_it_ends_soon_and_leaves_nothing(
    worker: RunningWorker, cast: Cast, kind: str, arguments: dict[str, Any]
) -> None:
    job = actions.start(kind, by=cast.rm, key="1", mark="half", **arguments)
    at_work(job)
    actions.cancel(job, by=cast.rm)
    took = wait_until(
        lambda: Job.objects.filter(pk=job.pk, state=State.CANCELLED).exists() and not folders_of(job, worker.home)
    )
    assert took < 20, "five seconds are given on an idle machine; a laden one takes longer to notice"
    assert not is_marked("half")
    assert backends_of(job) == 0
    assert Notice.objects.get(on_uuid=job.uuid).code == "job.cancelled"


def test_a_process_killed_by_force_is_begun_anew_and_its_work_is_there_once(
    worker: RunningWorker, cast: Cast, tmp_path: Path
) -> None:
    job = actions.start("probe.die", by=cast.rm, key="1", tally=str(tmp_path / "tally"), times=1, mark="survived")
    assert ended(job).state == State.DONE
    assert (tmp_path / "tally").read_text().split() == ["begun", "begun"]
    assert is_marked("survived")


def test_after_three_tries_it_has_failed_and_says_what_to_do(worker: RunningWorker, cast: Cast, tmp_path: Path) -> None:
    job = ended(actions.start("probe.die", by=cast.rm, key="1", tally=str(tmp_path / "tally")))
    assert (job.state, job.attempt, job.error["code"]) == (State.FAILED, 3, "died")
    with override("en"):
        assert job.error_says.endswith("Tell the administrator.")
    with override("zh-hans"):
        assert job.error_says.endswith("请告知管理员。")
    job = ended(actions.retry(job, by=cast.rm))
    assert (job.state, job.attempt) == (State.FAILED, 6)


def test_a_refusal_is_told_in_both_languages_and_not_tried_again(worker: RunningWorker, cast: Cast) -> None:
    job = ended(actions.start("probe.refuse", by=cast.rm, key="1", mark="half"))
    assert (job.state, job.attempt, job.error) == (
        State.FAILED,
        1,
        {"code": "refused", "zh-hans": "今日", "en": "Today"},
    )
    assert not is_marked("half")


def test_a_mistake_of_ours_shows_a_number_and_never_the_value(worker: RunningWorker, cast: Cast) -> None:
    job = ended(actions.start("probe.stumble", by=cast.rm, key="1"))
    assert job.error["code"] == "fault"
    assert f"{job.uuid.hex[:8]}-1" in job.error["en"]
    assert "ValueError" in worker.says()
    assert "6222021234567890" not in worker.says() + str(job.error)


def test_work_in_parts_keeps_what_it_wrote_itself(worker: RunningWorker, cast: Cast) -> None:
    job = ended(actions.start("probe.parts", by=cast.rm, key=""))
    assert (job.state, job.error) == (State.DONE, {})
    assert is_marked("part")

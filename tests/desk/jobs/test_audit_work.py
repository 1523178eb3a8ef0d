"""An auditor has the audit trail verified in the background."""

from datetime import timedelta

import pytest
from cast import Cast
from work_probes.running import RunningWorker
from work_probes.watching import ended, wait_until

from qiao.desk.audit import sealing, verification
from qiao.desk.common.refusals import NotAllowedError
from qiao.desk.jobs import actions, loops
from qiao.desk.jobs.models import State


@pytest.mark.slow
def test_the_trail_is_sealed_by_the_worker_and_verified_on_demand(worker: RunningWorker, cast: Cast) -> None:
    wait_until(lambda: verification.verify().unsealed == 0)
    job = ended(actions.start("audit.verify", by=cast.auditor, key="", again=True))
    assert (job.state, job.words["code"]) == (State.DONE, "holds")
    assert job.words["terms"]["events"] >= len(cast.__slots__)
    assert job.elapsed < timedelta(minutes=1)


def test_only_an_auditor_asks_for_it(cast: Cast) -> None:
    with pytest.raises(NotAllowedError):
        actions.start("audit.verify", by=cast.admin, key="")


def test_every_worker_seals() -> None:
    assert sealing.run_forever in loops._loops.values()

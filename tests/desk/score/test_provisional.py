"""While a period runs: the path of the months, what changed, and what is still needed."""

from datetime import date
from pathlib import Path

import pytest
from cast import Cast
from closing import opened
from django.test import Client
from working import carry_out

from qiao.desk.assess.actions import runs
from qiao.desk.people.models import User
from qiao.desk.score.queries.results import result_of
from qiao.engine import outlook


@pytest.mark.slow
def test_a_manager_sees_the_path_and_what_is_ahead(
    officers: tuple[User, User], cast: Cast, sign_in: type[Client], tmp_path: Path
) -> None:
    first, second = officers
    period = opened(first, second)
    made = [runs.ask(period, by=first, as_of=day) for day in (date(2025, 6, 30), date(2025, 9, 30))]
    carry_out(tmp_path / "work")
    for run in made:
        run.refresh_from_db()
        runs.show(run, by=first)
    browser, last = sign_in(cast.rm), made[1]
    page = browser.get("/score/", follow=True)
    assert [row.outcome.run for row in page.context["plane"].rows] == made
    assert page.context["before"].run == made[0]
    changed = browser.get(f"/score/{last.uuid}/rm/changes/")
    assert changed.context["changes"].change == page.context["change"]
    assert browser.get(f"/score/{last.uuid}/rm/changes/?since={last.uuid}").status_code == 404
    ahead = browser.get(f"/score/{last.uuid}/rm/ahead/").context["ahead"]
    told = outlook(result_of(last), "rm")
    assert (ahead.days_left, ahead.workdays_left) == (told.days_left, told.workdays_left)
    shown = [(one.code, need.code, need.extra, need.level) for one in ahead.ladders for need in one.needs]
    engines = {(one.grade, one.measure): (one.extra, one.level) for one in told.needs}
    for grade, measure, extra, level in shown:
        fen = tuple(None if each is None else int(each.scaleb(2)) for each in (extra, level))
        assert fen == engines[grade, measure]

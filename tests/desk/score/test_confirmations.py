"""A manager confirms a published result once; officers see who has not; today and the client page know."""

from pathlib import Path

import pytest
from cast import Cast
from closing import reviewed
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from qiao.desk.assess.actions import publishing
from qiao.desk.assess.models import Outcome, Run
from qiao.desk.assess.models.publishing import Kind
from qiao.desk.audit.models import Event
from qiao.desk.clients.models import Client as Company
from qiao.desk.common.refusals import NotAllowedError
from qiao.desk.people.models import User
from qiao.desk.score.actions import confirmations
from qiao.desk.score.models import Confirmation
from qiao.desk.score.queries.clients import brought
from qiao.desk.score.queries.results import brought_of
from qiao.desk.ui.agenda import due


def published_run(first: User, second: User, folder: Path) -> Run:
    """The small bank's 2025, published by two."""
    run = reviewed(first, second, folder)
    asked = publishing.propose(run, Kind.PUBLISH, by=first, reason="done", waiver="no ratings yet")
    publishing.approve(asked, by=second)
    run.refresh_from_db()
    return run


def test_a_result_is_confirmed_once_and_for_ever(
    officers: tuple[User, User], cast: Cast, sign_in: type[Client], tmp_path: Path
) -> None:
    first, second = officers
    run = published_run(first, second, tmp_path / "work")
    own = Outcome.objects.get(run=run, manager="rm")
    rm = User.objects.get(pk=cast.rm.pk)
    waiting = [one.url for one in due(rm) if one.is_waiting]
    assert f"/score/{run.uuid}/rm/" in waiting
    assert any(url.startswith("/assess/standards/") for url in waiting)
    browser = sign_in(cast.rm)
    assert browser.get(f"/score/{run.uuid}/rm/").context["may_confirm"]
    for _ in range(2):
        assert browser.post(f"/score/{run.uuid}/rm/confirm/").status_code == 302
    made = Confirmation.objects.get()
    assert (made.outcome, made.by, Event.objects.filter(code="score.acknowledged").count()) == (own, cast.rm, 1)
    assert not browser.get(f"/score/{run.uuid}/rm/").context["may_confirm"]
    for change in (made.delete, lambda: Confirmation.objects.update(by=cast.rm2)):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    with pytest.raises(NotAllowedError):
        confirmations.confirm(Outcome.objects.get(run=run, manager="rm2"), by=cast.rm)
    told = sign_in(first).get(f"/score/runs/{run.uuid}/")
    assert [one.manager for one in told.context["seen"].outstanding] == ["rm2", "rm3"]
    assert [one.person for one in sign_in(cast.lead).get(f"/score/runs/{run.uuid}/").context["seen"].outstanding] == [
        cast.rm2
    ]
    assert browser.get(f"/score/runs/{run.uuid}/").status_code == 403
    assert "score/seen_card.html" in [one.name for one in sign_in(first).get(run.get_absolute_url()).templates]


def test_what_is_only_shown_is_not_confirmed(run: Run, cast: Cast, sign_in: type[Client]) -> None:
    browser = sign_in(cast.rm)
    assert not browser.get(f"/score/{run.uuid}/rm/").context["may_confirm"]
    assert browser.post(f"/score/{run.uuid}/rm/confirm/").status_code == 403
    assert sign_in(cast.hr).get(f"/score/runs/{run.uuid}/").status_code == 404


def test_today_and_the_client_page_know_the_result(run: Run, cast: Cast, sign_in: type[Client]) -> None:
    browser = sign_in(cast.rm)
    assert browser.get("/").context["outcome"].manager == "rm"
    assert sign_in(cast.risk).get("/").context["outcome"] is None
    told = brought_of(run).points_of("rm")
    company = Company.objects.get(number=next(one.client_id for one in told if one.points))
    with CaptureQueriesContext(connection) as asked:
        found = brought(company.number, [cast.rm.pk, cast.rm2.pk], User.objects.get(pk=cast.rm.pk))
    reach = 3  # who the person is, their posts, for whom they stand in
    assert len(asked) <= 1 + reach
    assert [one.outcome.manager for one in found] == ["rm"]
    assert found[0].total == sum(one.points for one in told if one.client_id == company.number)
    page = browser.get(company.get_absolute_url())
    assert "score/client_card.html" in [one.name for one in page.templates]
    assert brought(company.number, [cast.rm.pk], User.objects.get(pk=cast.rm3.pk)) == []
    assert brought(company.number, [cast.rm.pk], User.objects.get(pk=cast.risk.pk)) == []

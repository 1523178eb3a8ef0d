"""A period far from today is opened only where that is meant, and one opened by mistake is dropped while nothing was made of it."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from calling import call
from cast import Cast
from closing import Officers, published
from django.test import Client

from qiao.desk.assess.actions import awards, periods, runs
from qiao.desk.assess.faults import FaultError
from qiao.desk.assess.models import Period, StepState
from qiao.desk.audit.models import Event
from qiao.desk.common.refusals import NotAllowedError
from qiao.desk.growth.actions import campaigns
from qiao.desk.growth.actions.campaigns import Terms
from qiao.desk.people import calendar
from qiao.desk.people.models import Branch
from qiao.desk.plan.actions import divisions

SignIn = Callable[..., Client]
CASE = awards.Case(date(2025, 6, 30), "BONUS01", Decimal("2.50"), "重大项目落地", "J1", "立项与放款凭证", "")
THIS_YEAR = calendar.today().year


def half(officers: Officers) -> Period:
    """A period of which the small bank's ledger tells no targets."""
    return periods.open_period("2025H1", published(*officers), by=officers[0])


def test_a_period_opened_by_mistake_is_dropped(officers: Officers, cast: Cast, sign_in: SignIn) -> None:
    period = half(officers)
    browser, address = sign_in(officers[1]), f"/assess/periods/{period.uuid}/drop/"
    assert address in browser.get(period.get_absolute_url()).content.decode()
    assert address not in sign_in(cast.auditor).get(period.get_absolute_url()).content.decode()
    with pytest.raises(NotAllowedError):
        periods.drop(period, by=cast.auditor)
    assert browser.get(address).status_code == 405
    assert browser.post(address).headers["Location"] == "/assess/"
    assert (Period.objects.count(), StepState.objects.count()) == (0, 0)
    event = Event.objects.get(code="period.dropped")
    assert (event.by, event.details["label"]) == (officers[1], "2025H1")
    assert periods.open_period("2025H1", period.standard, by=officers[0]).label == "2025H1", "it may be opened anew"


@pytest.mark.parametrize("made", ["run", "award", "campaign", "division"])
def test_a_period_of_which_something_was_made_stays(made: str, officers: Officers, cast: Cast, sign_in: SignIn) -> None:
    first, _second = officers
    period = half(officers)
    {
        "run": lambda: runs.ask(period, by=first),
        "award": lambda: awards.propose(period, cast.rm, by=first, case=CASE),
        "campaign": lambda: campaigns.begin(period, Terms(calendar.today(), calendar.today()), by=first),
        "division": lambda: divisions.begin(period, Branch.objects.get(code="HO"), by=first),
    }[made]()
    assert "/drop/" not in sign_in(first).get(period.get_absolute_url()).content.decode()
    with pytest.raises(FaultError, check=lambda fault: fault.code == "period_used"):
        periods.drop(period, by=first)
    assert Period.objects.count() == 1


@pytest.mark.parametrize("year", [THIS_YEAR - 26, THIS_YEAR + 26])
def test_a_period_far_from_today_is_asked_for_once_more(year: int, officers: Officers, sign_in: SignIn) -> None:
    standard, browser = published(*officers), sign_in(officers[0])
    sent = {"label": str(year), "standard": str(standard.uuid)}
    assert b"is_sure" not in browser.get("/assess/periods/open/").content
    page = browser.post("/assess/periods/open/", sent)
    assert (page.status_code, list(page.context["form"].errors), b"is_sure" in page.content) == (422, ["label"], True)
    assert not Period.objects.exists()
    assert browser.post("/assess/periods/open/", sent | {"is_sure": "on"}).status_code == 302
    assert Period.objects.get().label == str(year)


@pytest.mark.parametrize("year", [THIS_YEAR - 2, THIS_YEAR, THIS_YEAR + 2])
def test_a_period_near_today_is_opened_at_once(year: int, officers: Officers, sign_in: SignIn) -> None:
    sent = {"label": str(year), "standard": str(published(*officers).uuid)}
    assert sign_in(officers[0]).post("/assess/periods/open/", sent).status_code == 302


def test_a_program_says_that_it_means_it(officers: Officers) -> None:
    sent = {"label": str(THIS_YEAR + 26), "standard": str(published(*officers).uuid)}
    assert call(officers[0], "/api/periods", "post", data=sent, content_type="application/json").status_code == 422
    meant = sent | {"is_sure": True}
    answer = call(officers[0], "/api/periods", "post", data=meant, content_type="application/json")
    assert (answer.status_code, answer.json()["label"]) == (200, sent["label"])

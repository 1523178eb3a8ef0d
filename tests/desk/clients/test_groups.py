"""A group shows the companies that one may see, and sums of nothing else."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

from book import assign, client
from cast import Cast
from django.test import Client as Browser

from qiao.desk.audit.models import Event
from qiao.desk.clients.models import Client, ClientFigures, ClientGroup
from qiao.desk.people import calendar
from qiao.desk.people.models import User

SignIn = Callable[..., Browser]
MONEY = ("deposits", "deposit_average", "deposit_change", "contribution")


def company(group: ClientGroup, number: str, manager: User, deposits: int, loans: int | None = 0) -> Client:
    """A company of the group with one manager."""
    made = client(number)
    Client.objects.filter(pk=made.pk).update(group=group)
    assign(made, manager, calendar.today() - timedelta(days=99))
    amounts = dict.fromkeys(MONEY, Decimal(deposits))
    ClientFigures.objects.create(client=made, data_date=date(2025, 12, 31), tier="B", loans=loans, **amounts)
    return Client.objects.get(pk=made.pk)


def test_only_visible_companies_count(cast: Cast, sign_in: SignIn) -> None:
    group = ClientGroup.objects.create(number="G1", name="东浦装备")
    one = company(group, "C1", cast.rm, 30_000, None)
    company(group, "C2", cast.rm, 70_000, 5)
    company(group, "C3", cast.rm3, 900_000)
    page = sign_in(cast.rm).get(group.get_absolute_url())
    assert [found.number for found in page.context["clients"]] == ["C2", "C1"]
    assert page.context["sums"]["deposits"].value == 100_000
    assert (page.context["sums"]["loans"].value, page.context["is_incomplete"]) == (5, True)
    assert (cast.rm.name in page.content.decode(), cast.rm3.name in page.content.decode()) == (True, False)
    assert len(sign_in(cast.auditor).get(group.get_absolute_url()).context["clients"]) == 3
    assert sign_in(cast.rm2).get(group.get_absolute_url()).status_code == 404
    assert Event.objects.filter(code="clientgroup.seen", on_uuid=group.uuid).count() == 2
    assert group.get_absolute_url() in sign_in(cast.rm).get(one.get_absolute_url()).content.decode()


def test_the_giver_and_whoever_has_no_company_of_it_find_no_group(cast: Cast, sign_in: SignIn) -> None:
    group = ClientGroup.objects.create(number="G1", name="东浦装备")
    made = company(group, "C1", cast.rm, 1)
    made.assignments.update(to_date=calendar.today() - timedelta(days=1))
    browser = sign_in(cast.rm)
    assert browser.get(group.get_absolute_url()).status_code == 404
    assert group.get_absolute_url() not in browser.get(made.get_absolute_url()).content.decode()


def test_a_client_without_a_group_names_none(cast: Cast, sign_in: SignIn) -> None:
    alone = client("C9")
    assign(alone, cast.rm, calendar.today())
    assert "/clients/groups/" not in sign_in(cast.rm).get(alone.get_absolute_url()).content.decode()

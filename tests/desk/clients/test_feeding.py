"""What a ledger tells stands on the desk, once, and the next one changes what it changes."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from cast import Cast
from delivered import bank, deliver
from django.db.models import Model

from qiao.desk.audit.models import Event
from qiao.desk.clients.actions import deliveries
from qiao.desk.clients.feeding import organisation
from qiao.desk.clients.models import (
    Account,
    Assignment,
    Client,
    ClientFigures,
    Delivery,
    Holding,
    Limit,
    Product,
)
from qiao.desk.people.models import Branch, Post, Team, User
from qiao.engine import DataError, Manager, RequestError

FED: tuple[type[Model], ...] = (
    *(Account, Assignment, Branch, Client, ClientFigures, Delivery, Event, Holding, Limit, Post, Product, Team, User),
)


@pytest.fixture
def place(tmp_path: Path, settings: object) -> Path:
    settings.LEDGER = tmp_path / "ledger"  # type: ignore[attr-defined]
    return tmp_path / "ledger"


def state() -> dict[str, list[dict[str, object]]]:
    """Every row that a feed may write, with its ids."""
    return {model.__name__: list(model._base_manager.order_by("pk").values()) for model in FED}


def test_a_ledger_stands_on_the_desk(cast: Cast, place: Path) -> None:
    delivery = deliver(place, "first", bank())
    assert (delivery.number, delivery.data_date, delivery.rows["accounts"]) == (1, date(2025, 12, 31), 7)
    first = Client.objects.get(number="C1")
    assert (first.name, first.credit_code, first.scale, first.region) == (
        "甲公司",
        "91110000100000009U",
        "large",
        "华北",
    )
    assert (first.group and first.group.number, first.name_key) == ("G1", "jia3 gong1 si1")
    loan = Account.objects.get(number="A2")
    assert (loan.client, loan.product.code, loan.matures_on, loan.limit_number) == (
        first,
        "LN",
        date(2026, 6, 30),
        "L1",
    )
    shares = {(one.client.number, one.manager.staff_number, one.share) for one in Assignment.objects.all()}
    assert {("C1", "rm", Decimal("0.7")), ("C1", "rm2", Decimal("0.3"))} <= shares
    assert Assignment.objects.get(client__number="C2", manager=cast.rm3).is_inherited
    assert Limit.objects.get(number="L2").amount == Decimal("100.50")
    assert Holding.objects.get(client=first, product__code="DD").last_used_on == date(2025, 12, 1)
    assert Product.objects.get(code="TD").coefficient == Decimal("0.8")
    figures = ClientFigures.objects.get(client=first)
    assert (figures.deposits, figures.loans) == (Decimal("71234567.89"), Decimal("90000070.01"))
    assert figures.deposit_change == figures.deposit_average - figures.deposit_average_before  # type: ignore[operator]
    assert (figures.contribution, figures.last_flow_on) == (Decimal("12345.67"), date(2025, 5, 5))


def test_the_same_ledger_twice_is_once(cast: Cast, place: Path) -> None:
    deliver(place, "first", bank())
    before = state()
    deliveries.feed(by=None)
    assert state() == before
    Delivery.objects.update(ledger="")  # as if it were another
    deliveries.feed(by=None)
    after = state()
    changed = {name for name in before if after[name] != before[name]}
    assert changed == {"Delivery", "Event"}, "only what changed is written"


def test_the_next_batch_changes_a_share_and_a_name_and_takes_away(cast: Cast, place: Path) -> None:
    deliver(place, "first", bank())
    kept = Client.objects.get(number="C2")
    deliver(
        place,
        "second",
        {
            "clients": "client_id,name,uscc,industry,scale,group_id,region,opened_on\nC2,新乙公司,,,,,,2020-01-01\n",
            "assignments": "client_id,manager_id,from_date,to_date,share,role,inherited,withdrawn\n"
            "C1,rm,2020-01-01,2025-11-30,0.7,lead,,\nC1,rm2,2020-01-01,,0.3,assist,,true\nC1,rm3,2025-12-01,,0.6,lead,,\n",
        },
    )
    renamed = Client.objects.get(number="C2")
    assert (renamed.pk, renamed.uuid, renamed.name, renamed.version) == (
        kept.pk,
        kept.uuid,
        "新乙公司",
        kept.version + 1,
    )
    assert Client.objects.found_by("xyi").count() == 0
    assert Client.objects.found_by("xy").get() == renamed
    now = {(one.manager.staff_number, one.share, one.to_date) for one in Assignment.objects.filter(client__number="C1")}
    assert now == {("rm", Decimal("0.7"), date(2025, 11, 30)), ("rm3", Decimal("0.6"), None)}
    details = Event.objects.filter(code="delivery.fed").latest("pk").details
    assert {name: details.get(name) for name in ("clients_changed", "assignments_new", "assignments_changed")} == {
        "clients_changed": 1,
        "assignments_new": 1,
        "assignments_changed": 1,
    }
    assert details["assignments_gone"] == 1


def test_leads_that_swap_their_days_meet_on_the_way_only(cast: Cast, place: Path) -> None:
    head = "client_id,manager_id,from_date,to_date,share,role,inherited\n"
    deliver(
        place, "first", bank(assignments=head + "C1,rm,2020-01-01,2024-12-31,1,lead,\nC1,rm3,2025-01-01,,1,lead,\n")
    )
    deliver(
        place,
        "second",
        {
            "assignments": head
            + "C1,rm,2020-01-01,,1,lead,\nC1,rm3,2025-01-01,,0.1,assist,\n".replace("1,lead", "0.9,lead")
        },
    )
    assert {(one.part, one.to_date) for one in Assignment.objects.all()} == {("lead", None), ("assist", None)}


def test_managers_become_people_and_whom_the_desk_knows_stay_as_they_are(cast: Cast, place: Path) -> None:
    head = "manager_id,from_date,name,branch_id,team,grade,in_post_from,in_post_to\n"
    told = (
        head
        + "M1,,李明,B1,一队,manager,2020-01-01,\nM2,,王芳,B1,一队,senior,2020-01-01,\nM3,,赵强,B2,二队,assistant,2020-01-01,\n"
    )
    new = "N9,,旧名,B1,一队,manager,2021-03-01,\nN9,2025-07-01,钱多多,B2,二队,manager,2021-03-01,2025-12-31\nX Y,,某,B1,,manager,2020-01-01,\n"
    before = (cast.rm.name, [str(post) for post in cast.rm.posts.all()])
    deliver(place, "first", bank(managers=told + new))
    known = User.objects.get(staff_number="rm")
    assert (known.name, [str(post) for post in known.posts.all()]) == before
    made = User.objects.get(staff_number="N9")
    assert (made.name, made.has_usable_password(), "qdd" in made.search_keys) == ("钱多多", False, True)
    posts = [(p.branch.code, p.team and p.team.name, p.from_date, p.to_date) for p in made.posts.order_by("from_date")]
    assert posts == [
        ("B1", "一队", date(2021, 3, 1), date(2025, 6, 30)),
        ("B2", "二队", date(2025, 7, 1), date(2025, 12, 31)),
    ]
    assert Branch.objects.get(code="B1").path == "HO/B1/", "one head office, whoever names it"
    assert not User.objects.filter(staff_number="X Y").exists()
    assert Event.objects.get(code="delivery.fed").details["left_out"] == 1

    deliver(place, "second", {"managers": head + "N9,2025-07-01,钱不少,B1,一队,manager,2021-03-01,\n"})
    made = User.objects.get(staff_number="N9")
    assert (made.name, made.posts.get().to_date) == ("钱不少", None), "who is known from ledgers alone follows them"


def test_a_branch_that_the_desk_cannot_name_is_refused_and_nothing_stays(cast: Cast, place: Path) -> None:
    with pytest.raises(DataError):
        deliver(
            place,
            "first",
            bank(branches="branch_id,name,parent_id\nHO,总行,\nB1,东城支行,HO\nB2,西城支行,HO\n三 号,三,HO\n"),
        )
    assert not Client.objects.exists()
    assert not Delivery.objects.exists()


def test_an_empty_store_is_told(cast: Cast, place: Path) -> None:
    with pytest.raises(RequestError):
        deliveries.feed(by=None)


def test_days_of_a_manager_in_as_few_posts_as_possible() -> None:
    def row(since: date | None, branch: str | None, until: date | None = None) -> Manager:
        return Manager("M1", since, "李明", branch, "一队", "manager", date(2020, 1, 1), until)

    rows = [row(date(2022, 1, 1), "B1"), row(None, "B1"), row(date(2023, 1, 1), None), row(date(2024, 1, 1), "B2")]
    assert [(stay.branch, stay.first, stay.last) for stay in organisation.stays(rows)] == [
        ("B1", date(2020, 1, 1), date(2022, 12, 31)),
        ("B2", date(2024, 1, 1), None),
    ]

"""The tiers and the curve say what the engine says of the same clients, of those that the reader sees alone."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from random import Random

import pytest
from book import assign, client
from cast import Cast
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from qiao import engine
from qiao.desk.clients.models import ClientFigures, Delivery
from qiao.desk.clients.queries import tiers as queries
from qiao.desk.clients.queries.lists import Wanted
from qiao.desk.people import calendar
from qiao.desk.people.models import User
from qiao.desk.ui.figures import per_cent

SignIn = Callable[..., Browser]


@pytest.fixture
def brought(cast: Cast) -> dict[str, list[int]]:
    """What 37 clients brought in fen, by manager; some nothing, one a loss, one without a figure."""
    luck, made = Random(3), {}
    for name, count in (("rm", 23), ("rm3", 14)):
        fen = [int(luck.lognormvariate(13, 2)) for _ in range(count - 4)] + [0, 0, -5_000, 7]
        for number, one in enumerate(fen):
            whose = client(f"{name}{number}")
            assign(whose, getattr(cast, name), calendar.today() - timedelta(days=9))
            money = Decimal(one).scaleb(-2)
            brings = None if number == 3 else money
            tier = "A" if one > 10**7 else "D"
            ClientFigures.objects.create(
                client=whose,
                data_date=date(2025, 12, 31),
                deposit_average=money,
                contribution=brings,
                loans=0,
                tier=tier,
            )
        made[name] = fen
    return made


@pytest.mark.parametrize("large", [False, True])
def test_the_curve_is_the_engines(
    brought: dict[str, list[int]], cast: Cast, large: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if large:
        monkeypatch.setattr(queries, "_LARGE", 5)
    for name, values in (("rm", brought["rm"]), ("auditor", brought["rm"] + brought["rm3"])):
        user = User.objects.get(pk=getattr(cast, name).pk)
        told = queries.tiers(user, Wanted(), "deposit_average")
        curve = engine.concentration(values)
        assert told.curve.shares == {percent: curve.shares[percent] for percent in queries.PERCENTS}
        assert told.curve.most == curve.count_for(80)
        assert (told.count, told.sums.deposit_average) == (len(values), Decimal(curve.total).scaleb(-2))
        assert sum(row.count for row in told.rows) == len(values)
        assert told == queries.tiers(user, Wanted(), "deposit_average")


def fed(number: int, ledger: str) -> None:
    """A batch came, and the ledger after it was brought to the desk."""
    Delivery.objects.create(number=number, digest=f"{number}", ledger=ledger, imported_at=timezone.now())


def test_the_whole_banks_are_told_once_after_each_feed(brought: dict[str, list[int]], cast: Cast) -> None:
    auditor, branch = (User.objects.get(pk=one.pk) for one in (cast.auditor, cast.branch))
    fed(1, "first")
    told = {measure: queries.tiers(auditor, Wanted(), measure) for measure in queries.MEASURES}
    assert told["deposit_average"].count == 37
    of_branch = queries.tiers(branch, Wanted(), "deposit_average")
    with CaptureQueriesContext(connection) as asked:
        for measure in queries.MEASURES:
            assert queries.tiers(auditor, Wanted(), measure) == told[measure]
    assert not [one for one in asked if ClientFigures._meta.db_table in one["sql"]]
    ClientFigures.objects.update(deposit_average=Decimal(1))
    fed(2, "second")
    assert queries.tiers(auditor, Wanted(), "deposit_average").sums.deposit_average == 37
    assert queries.tiers(auditor, Wanted(manager=cast.rm3), "deposit_average").count == 14
    assert queries.tiers(branch, Wanted(), "deposit_average").sums.deposit_average == of_branch.count == 23


def test_without_a_total_there_is_no_curve(cast: Cast) -> None:
    told = queries.tiers(User.objects.get(pk=cast.auditor.pk), Wanted(), "contribution")
    assert (told.count, told.curve.shares, told.curve.most) == (0, {}, None)


def test_the_page_says_it_in_a_sentence(brought: dict[str, list[int]], cast: Cast, sign_in: SignIn) -> None:
    browser = sign_in(cast.branch)
    browser.post("/account/preferences/", {"language": "en"})
    share = engine.concentration(brought["rm"]).shares[20]
    page = browser.get("/clients/tiers/")
    told = per_cent(Decimal(share.numerator) / share.denominator, 1)
    assert page.context["sentences"][0] == f"The first 20% of the clients bring {told}: Deposits, 12-month average."
    assert page.context["chart"].labels[:3] == ("0%", "5%", "10%")
    assert page.context["lines"][0].url == "/clients/?tier=A"
    assert "by=contribution" in page.content.decode()
    assert (
        sign_in(cast.auditor).get(f"/clients/tiers/?manager={cast.rm3.uuid}&by=contribution").context["sums"].count
        == 14
    )
    assert sign_in(cast.rm2).get("/clients/tiers/").context["sums"].count == 0


def test_the_page_asks_the_same_number_of_questions_for_everybody(
    brought: dict[str, list[int]], cast: Cast, sign_in: SignIn
) -> None:
    for name in ("rm", "auditor"):
        browser = sign_in(getattr(cast, name))
        browser.get("/clients/tiers/")
        with CaptureQueriesContext(connection) as asked:
            assert browser.get("/clients/tiers/").status_code == 200
        assert len(asked) <= 12, [one["sql"][:90] for one in asked]

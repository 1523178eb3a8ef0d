"""What the desk keeps goes to the ledger as a batch of its own, and is found in a run; what the bank keeps awaits its batch."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from cast import Cast
from delivered import bank, deliver
from django.test import Client as Browser

from qiao import engine
from qiao.cli import ingest
from qiao.desk.audit.models import Event
from qiao.desk.clients.actions import deliveries, owned
from qiao.desk.clients.models import Assignment, Client, Delivery, Handover
from qiao.desk.jobs.models import Job
from qiao.desk.people import calendar

SignIn = Callable[..., Browser]
HEAD = "client_id,manager_id,from_date,to_date,share,role,inherited\n"


@pytest.fixture
def place(cast: Cast, tmp_path: Path, settings: Any) -> Path:
    """The small bank, founded by the bank's own files; from then on the desk keeps the assignments."""
    settings.LEDGER = tmp_path / "ledger"
    deliver(tmp_path / "ledger", "first", bank())
    settings.OWNED = frozenset({"assignments"})
    return tmp_path / "ledger"


def hand_over_on_screen(cast: Cast, sign_in: SignIn, day: str = "2025-07-01") -> Handover:
    """rm gives rm3 30% of C1 from a day on, each in their own browser."""
    client = Client.objects.get(number="C1")
    sent = {
        "old_0_part": "lead",
        "old_0_share": "40",
        "old_1_part": "assist",
        "old_1_share": "30",
        "person_0": str(cast.rm3.uuid),
        "new_0_part": "assist",
        "new_0_share": "30.00",
        "new_1_part": "assist",
        "new_2_part": "assist",
        "from_date": day,
        "reason": "专业分工",
        "checklist": ["contacts"],
    }
    made = sign_in(cast.rm).post(f"/clients/{client.uuid}/handover/", sent)
    assert made.status_code == 302, made.context["form"].errors
    address = made["Location"]
    assert sign_in(cast.rm3).post(f"{address}agree/", {"checklist": ["contacts", "visit"]}).status_code == 302
    assert sign_in(cast.branch).post(f"{address}approve/").status_code == 302
    return Handover.objects.get()


@pytest.mark.slow
def test_a_share_changed_on_screen_is_found_in_a_run(place: Path, cast: Cast, sign_in: SignIn, tmp_path: Path) -> None:
    before = engine.Brought(engine.assess(engine.Job(place, "2025", tmp_path / "before")))
    assert before.managers_of("C1") == ["rm", "rm2"]
    assert hand_over_on_screen(cast, sign_in).state == "done"
    job = Job.objects.get(kind="clients.deliver")
    assert (job.by, job.state) == (None, "waiting")
    delivery = owned.deliver()
    assert delivery is not None
    assert (delivery.number, delivery.source, delivery.rows) == (2, "desk", {"assignments": 3})
    after = engine.Brought(engine.assess(engine.Job(place, "2025", tmp_path / "after")))
    assert after.managers_of("C1") == ["rm", "rm2", "rm3"]

    def deposits(brought: engine.Brought, manager: str) -> Fraction:
        (found,) = [one for one in brought.values("C1", [manager]) if one.measure == "deposit_adb"]
        return Fraction(found.numerator, found.denominator)

    # From 1 July A1 holds 500.00 for 183 days, and 71,234,567.89 on the last; of that 30%, over the year's 365 days.
    half = 183 * Fraction("500.00") + Fraction("71234567.89")
    assert deposits(after, "rm3") == half * 3 / 10 / 365
    assert deposits(after, "rm2") == deposits(before, "rm2")
    # Before, 59 days of 40,000,000.00, 31 of 71,234,567.89, 10 overdrawn that count 0, 81 of 500.00: 70% of these, then 40%.
    first = 59 * Fraction("40000000.00") + 31 * Fraction("71234567.89") + 81 * Fraction("500.00")
    assert deposits(before, "rm") == (first + half) * 7 / 10 / 365
    assert deposits(after, "rm") == (first * 7 / 10 + half * 4 / 10) / 365


def test_what_is_taken_back_before_its_day_is_taken_back_from_the_ledger(
    place: Path, cast: Cast, sign_in: SignIn
) -> None:
    before = list(engine.open_book(place).assignments())
    client, day = Client.objects.get(number="C1"), calendar.today() + timedelta(days=9)
    rows = set(Assignment.objects.filter(client=client).values_list())
    made = hand_over_on_screen(cast, sign_in, day.isoformat())
    assert owned.deliver() is not None
    kept = {(one.manager_id, one.from_date) for one in engine.open_book(place).assignments() if one.client_id == "C1"}
    assert {("rm", day), ("rm3", day)} < kept
    browser, there = sign_in(cast.rm), made.get_absolute_url()
    assert f"{there}withdraw/" in browser.get(there).content.decode()
    assert browser.post(f"{there}withdraw/").status_code == 302
    assert f"{there}withdraw/" not in browser.get(there).content.decode()
    assert Job.objects.get(kind="clients.deliver", key__endswith=" withdrawn").state == "waiting"
    delivery = owned.deliver()
    assert delivery is not None
    assert delivery.rows == {"assignments": 3}, "two are withdrawn, one is open again"
    assert list(engine.open_book(place).assignments()) == before
    assert set(Assignment.objects.filter(client=client).values_list()) == rows
    assert owned.deliver() is None


def test_nothing_changed_is_no_batch_and_the_desks_word_stands(place: Path, cast: Cast) -> None:
    assert owned.deliver() is None
    Assignment.objects.filter(client__number="C1", manager=cast.rm).update(share=Decimal("0.65"))
    assert owned.deliver() is not None
    assert owned.deliver() is None
    deliver(
        place,
        "flows",
        {
            "flows": "flow_id,client_id,account_id,date,kind,product_code,amount,currency\nF9,C3,A4,2025-12-31,payment,,1.00,CNY\n"
        },
    )
    assert Assignment.objects.get(client__number="C1", manager=cast.rm).share == Decimal("0.65"), "not fed back"
    kept = {(row.manager_id, row.share) for row in engine.open_book(place).assignments() if row.client_id == "C1"}
    assert kept == {("rm", 6500), ("rm2", 3000)}
    codes = Event.objects.filter(code__in=["tables.delivered", "delivery.fed"]).order_by("pk")
    assert [one.code for one in codes] == ["delivery.fed", "delivery.fed", "tables.delivered", "delivery.fed"]
    assert "clients_changed" not in codes[1].details, "what the desk gave itself is not read again"


def test_a_client_that_is_only_awaited_is_no_matter_of_the_ledgers(place: Path, cast: Cast) -> None:
    awaited = Client.objects.create(number="NEW-00000001", name="待开户公司", is_awaited=True)
    Assignment.objects.create(client=awaited, manager=cast.rm, part="lead", share=1, from_date=date(2025, 1, 1))
    assert owned.deliver() is None, "nothing changed that the ledger can hold"
    Assignment.objects.exclude(client=awaited).delete()
    before = list(engine.open_book(place).assignments())
    assert before
    assert owned.deliver() is None, "whoever knows awaited clients alone does not take every share back"
    assert list(engine.open_book(place).assignments()) == before


def test_a_manager_unknown_to_the_desk_keeps_what_the_ledger_says(cast: Cast, tmp_path: Path, settings: Any) -> None:
    settings.LEDGER = tmp_path / "ledger"
    managers = bank()["managers"] + "X Y,,某人,B1,一队,manager,2020-01-01,\n"
    rows = HEAD + "C1,X Y,2020-01-01,,0.3,assist,\nC1,rm,2020-01-01,,0.7,lead,\nC3,X Y,2025-02-01,,1,lead,\n"
    deliver(tmp_path / "ledger", "first", bank(managers=managers, assignments=rows))
    settings.OWNED = frozenset({"assignments"})
    assert owned.deliver() is None, "the ledger has it all, the desk the part that it can have"
    Assignment.objects.update(share=Decimal("0.6"))
    owned.deliver()
    kept = {(row.client_id, row.manager_id, row.share) for row in engine.open_book(tmp_path / "ledger").assignments()}
    assert kept == {("C1", "X Y", 3000), ("C1", "rm", 6000), ("C3", "X Y", 10000)}


def test_a_banks_file_for_a_table_of_the_desks_is_refused(
    place: Path, cast: Cast, tmp_path: Path, settings: Any
) -> None:
    folder = tmp_path / "again"
    folder.mkdir()
    (folder / "assignments.csv").write_text(HEAD + "C1,rm,2020-01-01,,0.7,lead,\n", encoding="utf-8")
    with pytest.raises(engine.RefusedError) as refused:
        ingest.bring_in(engine.Request(folder, owned=ingest.owned()))
    assert refused.value.faults.faults[0].rule == "owned_by_desk"
    settings.LEDGER = tmp_path / "elsewhere"
    assert ingest.owned() == frozenset(), "the first batch of all founds what the desk then keeps"


def test_a_change_that_awaits_the_bank_ends_with_the_batch_that_has_it(
    place: Path, cast: Cast, sign_in: SignIn, settings: Any
) -> None:
    settings.OWNED = frozenset()
    made = hand_over_on_screen(cast, sign_in)
    assert (made.state, owned.deliver(), Job.objects.filter(kind="clients.deliver").exists()) == (
        "awaiting",
        None,
        False,
    )
    file = sign_in(cast.branch).get("/clients/handovers/requests/").content.decode("utf-8-sig")
    assert file.splitlines() == [
        "client_id,manager_id,from_date,to_date,share,role,inherited,withdrawn",
        "C1,rm,2020-01-01,2025-06-30,0.7000,lead,,",
        "C1,rm,2025-07-01,,0.4000,lead,,",
        "C1,rm3,2025-07-01,,0.3000,assist,,",
    ]
    assert Event.objects.get(code="handover.requests_exported").details["rows"] == 3
    deliveries.feed(by=None)
    assert Handover.objects.get().state == "awaiting"
    deliver(place, "carried", {"assignments": file})
    carried = Handover.objects.get()
    assert (carried.state, carried.ended_at is not None) == ("done", True)
    assert Event.objects.filter(code="handover.carried", on_uuid=made.uuid).exists()
    now = {
        (one.manager.staff_number, one.share) for one in Assignment.objects.filter(client__number="C1", to_date=None)
    }
    assert now == {("rm", Decimal("0.4")), ("rm2", Decimal("0.3")), ("rm3", Decimal("0.3"))}
    assert Delivery.objects.count() == 2

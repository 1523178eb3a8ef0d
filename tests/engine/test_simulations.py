"""A simulation equals a full run under the changed standard, whatever is changed; and each mover has one rule behind it."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from random import Random

import depth
import pyarrow as pa
import pytest
import small_bank
from oracle.folder import write_bank
from oracle_banks import bank_from

from qiao.engine import (
    Change,
    DataError,
    Job,
    Run,
    Standard,
    StandardError,
    assess,
    between,
    fitting,
    new_measures,
    together,
    under,
)
from qiao.engine.measures import ratings
from qiao.engine.measures.evidence import Evidence
from qiao.engine.measures.ratings import Ratings
from qiao.engine.scoring.quality import column, quality_of
from qiao.engine.standards import load
from qiao.engine.standards.figures import figures
from qiao.engine.standards.load import dump, plain
from qiao.engine.standards.paths import leaves

DEFAULT = load(None)
LEVERS = [one for one in figures(DEFAULT) if one.part not in ("catalogue", "effective_from", "measures")]
ALL_AT_ONCE = 12


def drawn(luck: Random) -> Standard:
    """A standard in which many figures are other, as a form might change them; weights move inside their category."""
    while True:
        chosen = luck.sample(LEVERS, luck.randint(1, ALL_AT_ONCE))
        changes = [Change(one.path, one.value, changed(luck, one.value)) for one in chosen]
        found = [change for change in changes if change.old != change.new]
        try:
            return together(DEFAULT.standard, [*balanced(luck), *found] if luck.random() < 0.5 else found)
        except StandardError:
            continue


def changed(luck: Random, value: str) -> str:
    """Another value of the same kind."""
    number, _, unit = value.removesuffix("%").partition(" ")
    if value.endswith("%"):
        return f"{luck.choice([10, 15, 30, 50, 70, 85, 100])}%"
    factor = luck.choice([0.25, 0.5, 0.9, 1.1, 2])
    if unit:
        return f"{float(number) * factor:.2f} {unit}"
    return f"{float(number) * factor:.2f}" if "." in number else str(max(0, int(int(number) * factor)))


def balanced(luck: Random) -> Iterator[Change]:
    """One point from one indicator to another of its category."""
    weighed = [
        item for item in DEFAULT.standard.indicators if item.scoring.method == "TARGET" and item.category == "CORP"
    ]
    one, other = luck.sample(weighed, 2)
    for item, by in ((one, 100), (other, -100)):
        old = item.full_points
        yield Change(f"indicators.{item.code}.scoring.weight", str(old // 100), str((old + by) // 100))


@pytest.mark.slow
@pytest.mark.parametrize("number", range(depth.of(2, 40)))
def test_a_simulation_is_the_full_run_under_the_changed_standard(number: int, tmp_path: Path) -> None:
    bank, luck = bank_from(1_000 + number), Random(number)
    write_bank(bank, tmp_path / "bank")
    as_of = date.fromisoformat(bank.as_of) if bank.as_of else None
    base = assess(Job(tmp_path / "bank", bank.period, tmp_path / "base", as_of=as_of))
    for turn in range(2):
        standard = drawn(luck)
        (tmp_path / f"{turn}.yaml").write_text(dump(standard), encoding="utf-8")
        job = Job(tmp_path / "bank", bank.period, tmp_path / f"run{turn}", tmp_path / f"{turn}.yaml", as_of)
        whole = assess(job).scores
        assert not new_measures(base.standard.standard, standard)
        found = under(base, standard)
        assert between(whole, found.after).changes == ()
        assert (found.after.decisions, found.after.quality, found.after.ranked) == (
            whole.decisions,
            whole.quality,
            whole.ranked,
        )
        assert found.moves.sum_of_changes == found.moves.total_after - found.moves.total_before
        for mover in found.moves.movers:
            assert mover.cause is not None, "every mover has a rule behind it"
            assert mover.cause.rule


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    folder = tmp_path_factory.mktemp("simulated")
    write_bank(bank_from(1_001), folder / "bank")
    return assess(Job(folder / "bank", "2025", folder / "run"))


def test_the_bar_alone_or_the_own_figure_is_behind_a_move(run: Run) -> None:
    """A cut of 1 % leaves nobody inside: the cut alone turns each. Who leaves the pool moves by the pool, nobody else."""
    cuts = [Change(f"grades.{grade.code}.rank_within", None, "1%") for grade in DEFAULT.standard.grades]
    cuts += [Change(f"grades.{code}.protected_within", None, None) for code in ("manager", "senior")]
    movers = under(run, together(DEFAULT.standard, cuts)).moves.movers
    assert {mover.cause.by for mover in movers if mover.cause} <= {"bar"}
    fewer = under(run, together(DEFAULT.standard, [Change("pool.months_in_post", "6", "120")]))
    outside = {mover.person.manager_id for mover in fewer.moves.movers if mover.cause and mover.cause.rule == "pool"}
    after = fewer.after
    assert outside == {
        mover.person.manager_id
        for mover in fewer.moves.movers
        if after.ranked.outside[after.index[mover.person.manager_id]]
    }


def test_an_amount_that_cannot_be_translated_is_refused_as_assess_does(tmp_path: Path) -> None:
    """The fee of March is asked in dollars, whose first rate is of June."""
    tables = {
        "accounts": small_bank.TABLES["accounts"].replace("USD", "CNY"),
        "flows": "flow_id,client_id,account_id,date,kind,product_code,amount,currency\nF1,C1,A1,2025-03-03,fee,FEE,100.00,CNY\n",
        "fx_rates": "currency,date,rate_to_cny,units\nUSD,2025-06-02,7.187654,\n",
    }
    bank = small_bank.write(tmp_path / "bank", **tables)
    run = assess(Job(bank, "2025", tmp_path / "run"))
    in_dollars = together(DEFAULT.standard, [Change("measures.fee_settlement.currency", "CNY", "USD")])
    with pytest.raises(DataError, match="flows F1 has no USD rate on or before 2025-03-03") as simulated:
        under(run, in_dollars)
    (tmp_path / "in-dollars.yaml").write_text(dump(in_dollars), encoding="utf-8")
    with pytest.raises(DataError) as assessed:
        assess(Job(bank, "2025", tmp_path / "other", tmp_path / "in-dollars.yaml"))
    assert simulated.value.text == assessed.value.text


def test_everybodys_quality_at_once_is_everybodys_one_by_one() -> None:
    luck, quality = Random(4), DEFAULT.standard.quality
    items = [item.code for item_class in quality.classes for item in item_class.items] + ["unknown"]
    for _ in range(depth.of(60, 2_000)):
        rows = [
            {"manager": index, "item": luck.choice(items), "group": luck.choice(["self", "superior", "peer", "peer", "office", "exam", "record"]),
             "rater": "R", "score": luck.choice([None, luck.randint(0, 10_000)]), "veto": luck.random() < 0.01}
            for index in range(4) for _ in range(luck.randint(0, 120))
        ]  # fmt: skip
        given = Ratings(pa.Table.from_pylist(rows, ratings.SCHEMA))
        evidence = Evidence([None] * 5, frozenset(), ratings=given)  # type: ignore[list-item]
        assert column(quality, evidence) == [quality_of(quality, given.of(index)).score for index in range(5)]


def test_a_method_changes_with_its_figures_at_once() -> None:
    """Neither half of it would be a standard."""
    path = "indicators.CORP07.scoring"
    changes = [
        Change(f"{path}.method", "UNIT", "TARGET"),
        Change(f"{path}.points", "0.5", None),
        Change(f"{path}.cap", "3", None),
        Change(f"{path}.weight", None, "3"),
        Change(f"{path}.from_attainment", None, "0.5"),
        Change(f"{path}.up_to", None, "1.2"),
    ]
    item = next(one for one in together(DEFAULT.standard, changes).indicators if one.code == "CORP07")
    assert (item.scoring.method, item.full_points) == ("TARGET", 300)
    with pytest.raises(StandardError):
        together(DEFAULT.standard, changes[:1])


def test_changes_say_whether_they_still_fit() -> None:
    known = dict(leaves(plain(DEFAULT.standard)))
    cut = known["grades.manager.rank_within"]
    changes = [
        Change("grades.manager.rank_within", cut, "50%"),
        Change("grades.manager.rank_within", "61%", "50%"),
        Change("grades.manager.rank_within", "61%", cut),
        Change("grades.manager.gone", "1", "2"),
        Change("grades.assistant.protected_within", None, "10%"),
    ]
    assert [fit for _, _, fit in fitting(DEFAULT.standard, changes)] == ["fits", "differs", "there", "gone", "fits"]

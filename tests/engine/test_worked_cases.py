"""The worked cases V1 to V18 of the calculation, through the program's command line and through the oracle."""

import csv
import io
import tomllib
from collections.abc import Callable
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any

import oracle
import pytest
from made_once import made_once
from oracle.rounding import money, printed
from oracle.totals import totals
from run_engine import FILES, Rows, assess, qiao, rows_of, run_json

CASES = Path(__file__).with_name("cases")
COMMON: dict[str, str] = tomllib.loads((CASES / "common.toml").read_text(encoding="utf-8"))["tables"]
ITEMS_OF_A_ROW = ("account_id", "date")

Case = dict[str, Any]
Read = Callable[[str, dict[str, str]], Rows]


def cases(*slow: str) -> list[Any]:
    """Every case, under the name of its file; some may be left out of `make quick`."""
    paths = sorted(CASES.glob("V*.toml"))
    return [
        pytest.param(
            {"name": path.stem} | tomllib.loads(path.read_text(encoding="utf-8")),
            id=path.stem,
            marks=[pytest.mark.slow] if path.stem in slow else [],
        )
        for path in paths
    ]


def tables_of(case: Case) -> dict[str, str]:
    """The case's tables over the common ones, with its repeated rows."""
    tables = COMMON | case.get("tables", {})
    for many in case.get("many", []):
        lines = [
            many["row"].format(n=n, whole=n // 100, cents=n % 100, each=each)
            for n in range(1, many["count"] + 1)
            for each in many.get("each", [""])
        ]
        tables[many["table"]] = tables[many["table"]] + "\n".join(lines) + "\n"
    return tables


def write(tables: dict[str, str], folder: Path, data_date: str) -> Path:
    """A folder of the tables, with the mapping file that states their data date."""
    folder.mkdir()
    for table, text in tables.items():
        (folder / f"{table}.csv").write_text(text, encoding="utf-8")
    (folder / "mapping.yaml").write_text(f"data_date: {data_date}\n", encoding="utf-8")
    return folder


def corrected(tables: dict[str, str], later: dict[str, str]) -> dict[str, str]:
    """The tables with a later batch's balances in the place of the earlier ones of the same account and day."""
    balances: dict[tuple[str, ...], dict[str, str]] = {}
    for text in (tables["balances"], later["balances"]):
        for row in csv.DictReader(io.StringIO(text)):
            balances[tuple(row[column] for column in ITEMS_OF_A_ROW)] = row
    lines = [",".join(row.values()) for row in balances.values()]
    return tables | {"balances": "\n".join(["account_id,date,balance", *lines]) + "\n"}


def check(case: Case, read: Read) -> None:
    """Every expectation of the case against what was read."""
    for expected in case["expected"]:
        rows = read(expected["file"], expected["where"])
        assert len(rows) == expected.get("rows", 1), (expected, rows)
        wanted = expected.get("is", {})
        assert [{column: row[column] for column in wanted} for row in rows] == [wanted] * len(rows)


def fits(row: dict[str, str], where: dict[str, str]) -> bool:
    """Whether a row is one that an expectation speaks of."""
    return all(row[column] == value for column, value in where.items())


def ledger_of(case: Case, tmp_path: Path) -> Path:
    """The case's ledger: a folder, or a store where a later batch corrects an earlier one."""
    folder = write(tables_of(case), tmp_path / "ledger", case["data_date"])
    if "later" not in case:
        return folder
    later = write(case["later"], tmp_path / "later", case["data_date"])
    for batch in (folder, later):
        qiao("import", batch, "--store", tmp_path / "store")
    return tmp_path / "store"


def standard_of(case: Case, tmp_path: Path) -> list[str | Path]:
    """The option that asks for another base than the default standard's."""
    if case.get("base", "client") == "client":
        return []
    text = files("qiao.standards").joinpath("default.yaml").read_text(encoding="utf-8")
    assert "base: client" in text
    standard = tmp_path / "standard.yaml"
    standard.write_text(text.replace("base: client", f"base: {case['base']}"), encoding="utf-8")
    return ["--standard", standard]


def run_of(case: Case, factory: pytest.TempPathFactory) -> Path:
    """The program's run of a case, which Spark's tests read too."""

    def make(place: Path) -> None:
        assess(ledger_of(case, place), case["period"], place / "run", *standard_of(case, place))

    return made_once(factory, f"worked-{case['name']}", make) / "run"


@pytest.mark.parametrize("case", cases())
def test_the_program_gives_the_worked_figures(case: Case, tmp_path_factory: pytest.TempPathFactory) -> None:
    run = run_of(case, tmp_path_factory)
    found = {file: rows_of(run / f"{file}.csv") for file in FILES} | {"totals": run_json(run)["totals"]}
    check(case, lambda file, where: [row for row in found[file] if fits(row, where)])


@pytest.mark.parametrize("case", cases("V12"))  # 180 managers, day by day in plain Python
def test_the_oracle_gives_the_worked_figures(case: Case, tmp_path: Path) -> None:
    tables = tables_of(case)
    tables = corrected(tables, case["later"]) if "later" in case else tables
    folder = write(tables, tmp_path / "ledger", case["data_date"])
    found = oracle.assess(folder, case["period"], base=case.get("base", "client"))

    def read(file: str, where: dict[str, str]) -> Rows:
        if file in FILES:
            return [row for row in getattr(found, file) if fits(row, where)]
        exact = totals(found.measures, where["measure"])
        return [{name: printed(money(value), 2) for name, value in vars(exact).items()}]

    check(case, read)


def test_an_as_of_does_what_the_data_date_does(tmp_path: Path) -> None:
    case = tomllib.loads((CASES / "V18.toml").read_text(encoding="utf-8"))
    folder = write(tables_of(case), tmp_path / "ledger", "2025-12-31")
    found = assess(folder, "2025", tmp_path / "run", "--as-of", case["data_date"])
    check(case, lambda file, where: [row for row in found[file] if fits(row, where)])
    assert oracle.assess(folder, "2025", as_of=date(2025, 10, 31)).indicators == found["indicators"]

"""The default standard, figure by figure, typed once more from the written rules."""

import json
from importlib import resources
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from qiao.engine import standards
from qiao.engine.standards import schema
from qiao.engine.standards.check import check
from qiao.engine.standards.load import dump, load_text, plain

PAGE = Path(__file__).parents[3] / "docs" / "standard.md"
DATA: dict[str, Any] = yaml.load(standards.load(None).text, yaml.BaseLoader)

# grade: deposits, loans, increase (CNY million), settlement (USD million), rank, quality, protection (per cent)
LADDER = {
    "assistant": (30, 50, 15, 25, 85, 70, None),
    "manager": (60, 100, 30, 50, 60, 80, 15),
    "senior": (120, 200, 60, 100, 35, 85, 15),
    "chief": (240, 400, 120, 200, 15, 90, None),
}
TARGET, UNIT, BONUS = "TARGET", "UNIT", "BONUS"
INDICATORS = {
    "CORP01": (TARGET, "8"), "CORP02": (TARGET, "7"), "CORP03": (TARGET, "3"), "CORP04": (TARGET, "6"), "CORP05": (TARGET, "3"),
    "CORP06": (TARGET, "3"), "CORP07": (UNIT, "0.5", "3"), "CORP08": (UNIT, "0.25", "2"),
    "INTL01": (TARGET, "4"), "INTL02": (TARGET, "2"), "INTL03": (TARGET, "2"), "INTL04": (UNIT, "0.5", "2"),
    "FEE01": (TARGET, "4"), "FEE02": (TARGET, "3"), "FEE03": (TARGET, "3"), "FEE04": (TARGET, "3"), "FEE05": (TARGET, "2"),
    "ASSET01": ("LOWER", "4", "0", "0.02"), "ASSET02": ("EVENTS", "4", "-4", "2", "5000000.00 CNY"), "ASSET03": ("SPELLS", "3", "0"),
    "ASSET04": ("STEP", "2", "0", "0.97", "0.01", "0.5"), "ASSET05": ("RATE", "2", "0.8"),
    "XSELL01": (TARGET, "4"), "XSELL02": (UNIT, "0.5", "2"), "XSELL03": (TARGET, "2"), "XSELL04": (UNIT, "0.2", "2"),
    "BONUS01": (BONUS, "4"), "BONUS02": (BONUS, "3"), "BONUS03": (BONUS, "3"),
    "CONTRIB01": (TARGET, "8"), "CONTRIB02": (TARGET, "7"),
}  # fmt: skip
CATEGORIES = {"CORP": "35", "INTL": "10", "FEE": "15", "ASSET": "15", "XSELL": "10", "BONUS": "10", "CONTRIB": "15"}
ITEMS = {
    "character": {"integrity": 8, "compliance": 7, "confidentiality": 5, "responsibility": 4, "careful_promises": 3, "team_spirit": 3},
    "professional": {
        "product_knowledge": 10, "marketing": 8, "financial_analysis": 8, "solution_design": 6, "market_research": 5, "documentation": 5,
        "coordination": 4, "learning": 4,
    },
    "mental": {"pressure": 5, "resilience": 4, "self_drive": 4, "communication": 4, "openness": 3},
}  # fmt: skip
SHARES = {"character": (0, 40, 20, 15, 25, 0), "professional": (10, 40, 0, 20, 0, 30), "mental": (10, 50, 30, 0, 0, 10)}


def money(millions: int, currency: str = "CNY") -> str:
    return f"{millions}000000.00 {currency}"


@pytest.mark.parametrize("code", LADDER)
def test_the_ladder(code: str) -> None:
    deposits, loans, increase, settlement, rank, quality, protection = LADDER[code]
    (grade,) = [grade for grade in DATA["grades"] if grade["code"] == code]
    has_loan = {"measure": "has_loan"}
    assert grade["threshold"] == {
        "all": [
            {"measure": "deposit_adb", "at_least": money(deposits)},
            {"any": [
                {"measure": "loan_adb", "at_least": money(loans)},
                {"all": [{"measure": "deposit_increase", "at_least": money(increase)}, has_loan]},
                {"all": [{"measure": "intl_settlement_usd", "at_least": money(settlement, "USD")}, has_loan]},
            ]},
        ]
    }  # fmt: skip
    assert (grade["rank_within"], grade["quality_at_least"]) == (f"{rank}%", str(quality))
    assert grade.get("protected_within") == (f"{protection}%" if protection else None)


def test_the_grades_go_up() -> None:
    assert [grade["code"] for grade in DATA["grades"]] == list(LADDER)


@pytest.mark.parametrize("code", INDICATORS)
def test_an_indicator(code: str) -> None:
    (found,) = [indicator["scoring"] for indicator in DATA["indicators"] if indicator["code"] == code]
    method, *figures = INDICATORS[code]
    names = {
        TARGET: ("weight",), UNIT: ("points", "cap"), "LOWER": ("weight", "good", "bad"), BONUS: ("cap",), "SPELLS": ("weight", "floor"),
        "EVENTS": ("weight", "floor", "each", "per_amount"), "STEP": ("weight", "floor", "below", "step", "points"),
        "RATE": ("weight", "from_rate"),
    }[method]  # fmt: skip
    assert found["method"] == method
    assert [found[name] for name in names] == figures
    if method == TARGET:
        assert (found["from_attainment"], found["up_to"]) == ("0.6", "1.2")
    if method == "SPELLS":
        assert found["bands"] == [
            {"up_to_days": "30", "points": "0.5"},
            {"up_to_days": "90", "points": "1"},
            {"points": "3"},
        ]


def test_thirty_one_indicators_in_seven_categories() -> None:
    assert [indicator["code"] for indicator in DATA["indicators"]] == list(INDICATORS)
    assert {category["code"]: category["weight"] for category in DATA["categories"]} == CATEGORIES
    assert [category["code"] for category in DATA["categories"] if category.get("on_top") == "true"] == ["BONUS"]
    assert all(indicator["code"].startswith(indicator["category"]) for indicator in DATA["indicators"])


def test_what_the_measures_take() -> None:
    """The figures inside measures, and what tells one measure from the next."""
    measures, books = DATA["measures"], DATA["books"]
    of = {indicator["code"]: measures[indicator["measure"]] for indicator in DATA["indicators"]}
    assert of["CORP01"]["coefficient"] == "product"
    assert measures["deposit_adb"]["coefficient"] == of["CORP03"]["coefficient"] == "one"
    assert measures[of["CORP02"]["less"]]["coefficient"] == "product"
    assert books["deposit"] == [{"family": "deposit", "without_tags": ["interbank"]}]
    assert books[of["CORP03"]["book"]] == [{"family": "deposit", "tags": ["demand"], "without_tags": ["interbank"]}]
    loans = [{"family": "loan"}, {"family": "bill", "tags": ["discount"]}]
    assert books[of["CORP04"]["book"]] == [
        *loans,
        {"family": "deposit", "without_tags": ["interbank"], "side": "overdraft"},
    ]
    assert of["ASSET02"]["selections"] == loans
    new = of["CORP07"]
    assert (new["average_at_least"], new["months"], new["flows_each_month"]) == ("100000.00 CNY", "3", "3")
    assert of["CORP08"]["account_type"] == "basic"
    assert of["INTL04"]["months_before"] == of["XSELL02"]["months_before"] == "12"
    assert of["XSELL02"]["consecutive_months"] == "3"
    assert (of["XSELL01"]["average_at_least"], of["XSELL01"]["used_within_days"], of["XSELL01"]["at_most"]) == (
        "100000.00 CNY",
        "90",
        "8",
    )
    assert (of["XSELL03"]["flow_kind"], of["XSELL03"]["within_days"]) == ("ebanking", "30")
    assert [of[f"FEE0{n}"]["fee_lines"] for n in range(1, 6)] == [
        ["settlement"], ["international"], ["guarantee"], ["investment_banking"], ["agency"],
    ]  # fmt: skip
    assert (of["INTL01"]["currency"], of["INTL02"]["currency"]) == ("USD", "USD")


def test_net_income_and_eva() -> None:
    measures = DATA["measures"]

    def terms(name: str) -> dict[str, str]:
        return {term["measure"]: term.get("times", "1") for term in measures[name]["terms"]}

    income = terms("net_income")
    assert sorted(income.values()) == ["-1", "-1", "1", "1"]
    flows = {tuple(measures[name]["flow_kinds"]): times for name, times in income.items()}
    assert flows == {("ftp_margin",): "1", ("fee",): "1", ("credit_cost",): "-1", ("direct_cost",): "-1"}
    assert not any("fee_lines" in measures[name] for name in income)
    eva = terms("eva")
    assert eva.pop("net_income") == "1"
    assert sorted(eva.values()) == ["-0.11", "-1"]
    (capital,) = [name for name, times in eva.items() if times == "-0.11"]
    assert measures[capital]["kind"] == "capital"


def test_the_quality_score() -> None:
    quality = DATA["quality"]
    found = {item_class["code"]: item_class for item_class in quality["classes"]}
    assert list(found) == list(ITEMS)
    for code, items in ITEMS.items():
        assert {item["code"]: int(item["weight"]) for item in found[code]["items"]} == items
        assert (
            tuple(
                int(found[code]["shares"][group]) for group in ("self", "superior", "peer", "office", "record", "exam")
            )
            == SHARES[code]
        )
    keys = ("rated_weight_at_least", "peers_at_least", "peers_trimmed_from", "veto_cap")
    assert [quality[key] for key in keys] == ["60", "3", "5", "59"]


def test_the_pool_and_the_decision() -> None:
    assert DATA["pool"] == {"by": "bank", "months_in_post": "6", "absent_days_at_most": "90", "small_below": "7"}
    assert DATA["decision"] == {"steps_up": "1", "steps_down": "1", "periods": "year"}


def test_it_holds_together() -> None:
    assert check(standards.load(None).standard) == []


def test_every_figure_has_its_mark() -> None:
    """A figure without ◆ or `our default` and a clause behind it would be nobody's."""
    lines = [line for line in standards.load(None).text.splitlines() if not line.lstrip().startswith("#")]
    of_figures = [line for line in lines if any(sign.isdigit() for sign in line.partition("#")[0].partition(": ")[2])]
    unmarked = [
        line for line in of_figures
        if "# ◆ " not in line and "# our default " not in line and not any(key in line for key in ("name:", "code:", "measure:", "indicator:"))
    ]  # fmt: skip
    assert unmarked == []
    assert sum("# ◆ " in line for line in lines) == 23


def test_the_schema_on_file_is_the_models_and_takes_the_default() -> None:
    text = resources.files("qiao").joinpath("standards", "schema.json").read_text(encoding="utf-8")
    assert text == schema.text(), "run: qiao standard schema > src/qiao/standards/schema.json"
    validator = jsonschema.Draft202012Validator(json.loads(text))
    default = yaml.load(standards.load(None).text, _AsEditors)  # noqa: S506 - made of the safe loader
    assert list(validator.iter_errors(default)) == []
    assert list(validator.iter_errors({"id": "x"}))


class _AsEditors(yaml.SafeLoader):
    """YAML as an editor's language server reads it: numbers are numbers, dates stay text."""


_AsEditors.yaml_implicit_resolvers = {
    sign: [(tag, pattern) for tag, pattern in found if not tag.endswith(":timestamp")]
    for sign, found in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def test_it_comes_back_from_its_own_text() -> None:
    loaded = standards.load(None)
    again = load_text(dump(loaded.standard), "dumped")
    assert plain(again.standard) == plain(loaded.standard)
    assert again.data_hash == loaded.data_hash


def test_the_page_tells_every_kind_method_and_section() -> None:
    page = PAGE.read_text(encoding="utf-8")
    made = schema.schema()
    kinds = {
        variant["properties"]["kind"]["const"]
        for variant in made["$defs"].values()
        if "kind" in variant.get("properties", {})
    }
    methods = {
        variant["properties"]["method"]["const"]
        for variant in made["$defs"].values()
        if "method" in variant.get("properties", {})
    }
    assert len(kinds) == 19 and len(methods) == 8
    untold = {word for word in kinds | methods | set(made["properties"]) if f"`{word}`" not in page}
    assert untold == set()

"""A bank of seven managers in which every decision occurs, with names that a spreadsheet would like to calculate.

Deposits and loans stand still all year, so an average is the balance itself; deposits over their target make the rank.
"""

from pathlib import Path

import small_bank

# Manager, name, grade, deposits, loans, target of CORP01 (millions), mark of every rated item (blank: not rated).
PEOPLE = [
    ("001", "=1+1", "assistant", 70, 110, 70, "85"),
    ("002", "@x", "manager", 65, 120, 70, "85"),
    ("003", "+1", "manager", 30, 0, 20, "85"),
    ("004", "-2", "senior", 10, 0, 100, "85"),
    ("005", "李明", "assistant", 1, 0, 100, "85"),
    ("006", "王芳", "chief", 40, 0, 60, ""),
    ("007", "赵强", "chief", 250, 400, 100, "95"),
]
PROMOTED, KEPT, PROTECTED, DEMOTED, TO_IMPROVE, UNRATED, LATE = (person[0] for person in PEOPLE)
IN_POST_SINCE = {LATE: "2025-11-01"}

ITEMS = (
    *("integrity", "compliance", "confidentiality", "responsibility", "product_knowledge", "marketing", "learning"),
    *("financial_analysis", "solution_design", "market_research", "documentation", "coordination"),
)


def write(folder: Path) -> Path:
    """Write the bank into a new folder."""
    lines: dict[str, list[str]] = {name: [] for name in ("managers", "clients", "accounts", "assignments", "balances",
        "targets", "ratings")}  # fmt: skip
    for manager, name, grade, deposits, loans, target, mark in PEOPLE:
        since = IN_POST_SINCE.get(manager, "2020-01-01")
        lines["managers"].append(f"{manager},,{name},B1,一队,{grade},{since},")
        lines["clients"].append(f"C{manager},某公司,,,,,,2020-01-01")
        lines["assignments"].append(f"C{manager},{manager},2020-01-01,,1,lead,")
        for product, kind, millions in (("DD", "basic", deposits), ("LN", "loan", loans)):
            lines["accounts"].append(f"{product}{manager},C{manager},{product},CNY,{kind},2020-01-01,")
            lines["balances"].append(f"{product}{manager},2023-12-31,{millions}000000.00")
        lines["targets"].append(f"{manager},2025,CORP01,{target}000000")
        lines["ratings"] += [f"{manager},2025,{item},superior,S1,{mark}," for item in ITEMS if mark]
    headings = {name: small_bank.TABLES[name].split("\n", 1)[0] for name in lines}
    changed = {name: "\n".join([headings[name], *rows, ""]) for name, rows in lines.items()}
    changed["flows"] = small_bank.TABLES["flows"].split("\n", 1)[0] + (
        "\nF1,C001,DD001,2025-04-04,international_settlement,,80000.01,USD\nF2,C001,DD001,2025-12-31,fee,FEE,-12345.67,CNY\n"
    )
    return small_bank.write(folder, **changed)

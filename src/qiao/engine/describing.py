"""Describe a run: its manifest, the identity of assigned and unassigned, and the warnings an officer works through."""

import hashlib
from typing import Any

import qiao
from qiao.engine import money
from qiao.engine.engines.duckdb import Database
from qiao.engine.measures import kernels
from qiao.engine.measures.identity import Balance
from qiao.engine.measures.measuring import Measured
from qiao.engine.opening import Opened
from qiao.engine.periods import day_number, from_number
from qiao.engine.scoring.decisions import DECISIONS
from qiao.engine.scoring.indicators import UNASSIGNED
from qiao.engine.scoring.scores import Scores
from qiao.engine.standards import Loaded
from qiao.engine.standards.model import Standard, Target

# How a run is written: 2 has amounts of clients.parquet without a dictionary; 3 seals the evidence, and proves balances by class.
FORMATS = (1, 2, 3)
FORMAT = FORMATS[-1]
EVIDENCE_IS_SEALED = CLASSES_ARE_PROVED = 3
_LISTED = 20


def describe(
    db: Database, loaded: Loaded, opened: Opened, measured: Measured, scores: Scores, form: int = FORMAT
) -> dict[str, Any]:
    """The manifest of a run of format `form`, but for its files, seal and environment."""
    period, standard = scores.period, loaded.standard
    return {
        "format": form,
        "qiao": qiao.__version__,
        "period": {"label": period.label, "start": str(period.start), "end": str(period.end), "days": period.days, "days_so_far": period.so_far.days},
        "as_of": str(period.as_of),
        "data_date": str(opened.data_date) if opened.data_date else None,
        "provisional": period.is_provisional,
        "complete": not scores.missing,
        "missing_tables": scores.missing,
        "standard": {
            "id": standard.id, "version": standard.version, "effective_from": str(standard.effective_from),
            "data_hash": loaded.data_hash, "document_hash": loaded.document_hash,
        },
        "source": opened.source,
        "kernels": hash_of_kernels(),
        "counts": _counts(scores),
        "totals": [identity(balance) for balance in measured.identities if _is_told(standard, balance, form)],
        "unassigned_charges": _unassigned_charges(measured),
        "warnings": _run_warnings(db, opened, scores),
        "ledger_warnings": opened.warnings,
    }  # fmt: skip


def hash_of_kernels() -> str:
    """SHA-256 over the kernels' texts: two versions that have the same one measure in the same way."""
    texts = "".join(f"{name}\n{sql}" for name, sql in sorted(kernels.all_texts().items()))
    return hashlib.sha256(texts.encode()).hexdigest()


def _counts(scores: Scores) -> dict[str, Any]:
    decided = [decision.decision for decision in scores.decisions]
    return {
        "managers": len(scores.evidence.people),
        "in_pool": sum(not reason for reason in scores.ranked.outside),
        "decisions": {name: decided.count(name) for name in DECISIONS},
    }


def _is_told(standard: Standard, balance: Balance, form: int) -> bool:
    """Whether runs of the format tell the identity; of balances by class it was not proved before `CLASSES_ARE_PROVED`."""
    return form >= CLASSES_ARE_PROVED or not getattr(standard.measures[balance.measure], "five_class_at_least", 0)


def identity(balance: Balance) -> dict[str, str]:
    """Assigned + unassigned = total of one measure: exact numerators over one denominator, and values for reading (0.01)."""
    found = {"measure": balance.measure, "denominator": str(balance.denominator)}
    for part in ("assigned", "unassigned", "total"):
        found[part] = money.as_text(money.round_fraction(balance.value(part), 2), 2)
        found[f"{part}_numerator"] = str(getattr(balance, part))
    return found


def _unassigned_charges(measured: Measured) -> list[dict[str, Any]]:
    """Events that no lead manager was there to take."""
    return [
        {"measure": measure, "client_id": e.client_id, "subject": e.subject, "date": str(from_number(e.day))}
        for measure, e in measured.events.of_nobody()
    ]


def _warning(rule: str, zh: str, en: str, table: str = "") -> dict[str, Any]:
    return {
        "severity": "warning",
        "rule": rule,
        "table": table,
        "column": "",
        "row": None,
        "value": "",
        "source": "",
        "zh": zh,
        "en": en,
    }


def _run_warnings(db: Database, opened: Opened, scores: Scores) -> list[dict[str, Any]]:
    return [
        *_about_data(db, opened, scores),
        *_about_targets(scores),
        *_about_pool(scores),
        *_about_ratings(scores),
    ]


def _about_data(db: Database, opened: Opened, scores: Scores) -> list[dict[str, Any]]:
    found = []
    if opened.data_date is None:
        found.append(
            _warning(
                "no_data_date",
                "台账没有余额和流水,也未声明数据日期;按期末日计算。",
                "The ledger has no balances or flows and states no data date; the period's last day is taken.",
            )
        )
    first = db.value("SELECT MIN(from_day) FROM intervals")
    if first is not None and first > day_number(scores.period.base.start):
        found.append(
            _warning(
                "base_incomplete",
                f"余额自 {from_number(first)} 才有,晚于上年同期首日 {scores.period.base.start};新增类指标的基数不完整。",
                f"Balances begin on {from_number(first)}, after the first day of the period one year earlier "
                f"({scores.period.base.start}); bases are incomplete.",
                "balances",
            )
        )
    if scores.missing:
        listed = ", ".join(scores.missing)
        found.append(
            _warning(
                "missing_source",
                f"未提供的表:{listed};相关指标计 0 分,本次运行不完整。",
                f"Tables not delivered: {listed}; their indicators give 0 points and the run is incomplete.",
            )
        )
    return found


def _about_targets(scores: Scores) -> list[dict[str, Any]]:
    found = []
    count = sum(item.states.count(UNASSIGNED) for item in scores.indicators.values())
    if count:
        people = {
            index
            for item in scores.indicators.values()
            for index, state in enumerate(item.states)
            if state == UNASSIGNED
        }
        found.append(
            _warning(
                "unassigned",
                f"{len(people)} 名客户经理共有 {count} 项指标未下达目标,计 0 分。",
                f"{len(people)} managers have {count} indicators without a target; they give 0 points.",
                "targets",
            )
        )
    known = {code for code, item in scores.indicators.items() if isinstance(item.indicator.scoring, Target)}
    unused = sorted(set(scores.evidence.targets) - known)
    if unused:
        listed = ", ".join(unused[:_LISTED])
        found.append(
            _warning(
                "unused_targets",
                f"下列代码的目标未被使用(标准中没有或不按目标计分):{listed}。",
                f"Targets of these codes are not used (unknown to the standard, or not scored by target): {listed}.",
                "targets",
            )
        )
    return found


def _about_pool(scores: Scores) -> list[dict[str, Any]]:
    small = scores.standard.pool.small_below
    if any(0 < size < small for size in scores.ranked.sizes):
        return [
            _warning(
                "small_pool",
                f"排名范围不足 {small} 人(小样本),名次线向上取整。",
                f"A pool has fewer than {small} managers (small pool); its cuts are rounded up.",
                "managers",
            )
        ]
    return []


def _about_ratings(scores: Scores) -> list[dict[str, Any]]:
    known = {item.code for item_class in scores.standard.quality.classes for item in item_class.items}
    unknown = sorted(scores.evidence.ratings.items - known)
    if not unknown:
        return []
    listed = ", ".join(unknown[:_LISTED])
    return [
        _warning(
            "unknown_items",
            f"评分中有标准没有的评价项,未计入:{listed}。",
            f"Ratings of items that the standard does not have are left out: {listed}.",
            "ratings",
        )
    ]

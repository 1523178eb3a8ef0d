"""What stands of the managers themselves: referrals, awards, ratings, and who is ranked."""

from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from numpy_reference import tables
from numpy_reference.bank import Bank, months_before
from numpy_reference.exact import Whole, counted, half_up, summed

NONE = -1  # no quality score


def referrals(bank: Bank) -> Whole:
    """Referrals accepted in the period and active after 90 days, by manager."""
    rows = tables.read(bank.folder, "referrals", "manager_id", "accepted_on", "active_after_90_days")
    is_active = rows["active_after_90_days"].fill_null(False).to_numpy()
    counts = bank.period.holds(tables.days(rows["accepted_on"])) & is_active
    return counted(tables.codes(rows["manager_id"], bank.managers)[counts], len(bank.managers))


def awards(bank: Bank, indicator: str) -> Whole:
    """Hundredths of points of an indicator's approved awards of the period, by manager."""
    rows = tables.read(bank.folder, "awards", "manager_id", "date", "indicator", "points", "approved_by")
    counts = bank.period.holds(tables.days(rows["date"])) & (tables.texts(rows["indicator"]) == indicator)
    counts &= rows["approved_by"].is_valid().to_numpy()
    manager, points = tables.codes(rows["manager_id"], bank.managers), tables.numbers(rows["points"], 2)
    return summed(points[counts], manager[counts], len(bank.managers))


def targets(bank: Bank, year: int) -> pd.DataFrame:
    """Targets of the year in ten-thousandths: manager, indicator, target."""
    rows = tables.read(bank.folder, "targets", "manager_id", "period", "indicator", "target")
    found = pd.DataFrame({
        "manager": tables.codes(rows["manager_id"], bank.managers),
        "indicator": tables.texts(rows["indicator"]),
        "target": tables.numbers(rows["target"], 4),
    })  # fmt: skip
    return found[tables.texts(rows["period"]) == str(year)]


# --- quality ---------------------------------------------------------------------------------------------------------


def quality(bank: Bank, year: int) -> Whole:
    """The quality score in hundredths, by manager; NONE where too little is rated."""
    rules = bank.standard["quality"]
    items = pd.DataFrame([
        {"item": item["code"], "weight": int(item["weight"]), **{group: int(share) for group, share in each["shares"].items()}}
        for each in rules["classes"] for item in each["items"]
    ])  # fmt: skip
    groups = [name for name in items.columns if name not in {"item", "weight"}]
    means = _means(_ratings(bank, year, items, groups), rules)
    counts = means.group.map({name: place for place, name in enumerate(groups)}).to_numpy()
    share = items[groups].to_numpy()[means.place.to_numpy(), counts]
    of_item = means.assign(share=share, score=share * means["mean"]).groupby(["manager", "place"])
    scored = of_item[["share", "score"]].sum().reset_index()
    weight = items.weight.to_numpy()[scored.place]
    score = weight * half_up(scored.score.to_numpy(), scored["share"].to_numpy())
    manager, everyone = scored.manager.to_numpy(), len(bank.managers)
    rated = summed(weight, manager, everyone)
    found = half_up(summed(score, manager, everyone), np.maximum(rated, 1))
    return np.where(rated >= int(rules["rated_weight_at_least"]), found, NONE)


def _ratings(bank: Bank, year: int, items: pd.DataFrame, groups: list[str]) -> pd.DataFrame:
    """The year's ratings that count: manager, place of the item, group, and the score in hundredths."""
    rows = tables.read(bank.folder, "ratings", "manager_id", "period", "item", "rater_group", "score")
    found = pd.DataFrame({
        "manager": tables.codes(rows["manager_id"], bank.managers),
        "place": tables.codes(rows["item"], pd.Index(items.item)),
        "group": pd.Categorical.from_codes(tables.codes(rows["rater_group"], pd.Index(groups)), groups),
        "score": tables.numbers(rows["score"], 2),
    })  # fmt: skip
    counts = tables.codes(rows["period"], pd.Index([str(year)])) == 0
    share = items[groups].to_numpy()[found.place, found.group.cat.codes]
    return found[counts & (share > 0)]


def _means(ratings: pd.DataFrame, rules: dict[str, Any]) -> pd.DataFrame:
    """The mean of each group on each item of each manager, in hundredths, without the groups that do not count."""
    by = ratings.groupby(["manager", "place", "group"], observed=True).score
    found = by.agg(["sum", "count", "min", "max"]).reset_index()
    is_peer = found.group == "peer"
    is_trimmed = is_peer & (found["count"] >= int(rules["peers_trimmed_from"]))
    total = found["sum"] - (found["min"] + found["max"]).where(is_trimmed, 0)
    found["mean"] = half_up(total.to_numpy(), (found["count"] - 2 * is_trimmed).to_numpy())
    found = found[~is_peer | (found["count"] >= int(rules["peers_at_least"]))]
    is_superior = found.group == "superior"
    places = found.manager * 1000 + found.place
    return found[(found.group != "self") | places.isin(places[is_superior])]


# --- the pool --------------------------------------------------------------------------------------------------------


class Posts(NamedTuple):
    """Each manager's grade, and why he or she is not ranked; blank for who is."""

    grades: Whole
    outside: Whole


def posts(bank: Bank, with_clients: Whole) -> Posts:
    """The managers; `with_clients` names those who had a client on some day of the period."""
    rules = bank.standard["pool"]
    rows = tables.read(bank.folder, "managers", "manager_id", "grade", "in_post_from")
    place = tables.codes(rows["manager_id"], bank.managers)
    grades, since = np.empty(len(place), object), np.empty(len(place), np.int64)
    grades[place], since[place] = tables.texts(rows["grade"]), tables.days(rows["in_post_from"])
    has_client = np.zeros(len(place), bool)
    has_client[with_clients] = True
    latest = months_before(bank.period.last + 1, int(rules["months_in_post"]))
    is_absent = _absent(bank) > int(rules["absent_days_at_most"])
    cases = [since > bank.period.last, since > latest, ~has_client, is_absent]
    return Posts(grades, np.select(cases, ["not_in_post", "in_post_too_short", "no_client", "absent"], ""))


def _absent(bank: Bank) -> Whole:
    """Days of the period on which each manager was absent; a day of two absences is one."""
    rows = tables.read(bank.folder, "absences", "manager_id", "from_date", "to_date")
    found = pd.DataFrame({
        "manager": tables.codes(rows["manager_id"], bank.managers),
        "first": tables.days(rows["from_date"]).clip(min=bank.period.first),
        "end": tables.days(rows["to_date"]).clip(max=bank.period.last) + 1,
    }).sort_values(["manager", "first"])  # fmt: skip
    reached = found.groupby("manager").end.cummax().groupby(found.manager).shift(fill_value=0)
    days = (found.end - np.maximum(found["first"], reached)).clip(lower=0)
    return summed(days.to_numpy(), found.manager.to_numpy(), len(bank.managers))

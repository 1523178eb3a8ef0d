"""What a scorecard says in words: the grade that the figures support and why, and what is missing to the next one."""

from collections.abc import Iterator
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from qiao.desk.assess.models import Outcome
from qiao.desk.score.queries.cards import Card, Rung
from qiao.desk.score.queries.nodes import Line
from qiao.desk.score.queries.what_ifs import Supposed
from qiao.desk.ui import figures

_MONEY = {"CNY", "USD"}


def sentence(card: Card, unit: str) -> str:
    """The grade that the figures support, why, and what is missing to the next one, amounts in the reader's unit."""
    head, missing = _head(card.outcome), list(gaps(card.target, unit)) if card.target else []
    if not missing or not card.target:
        return _("%(head)s.") % {"head": head}
    told = {"head": head, "grade": card.target.label, "gaps": _(", ").join(missing), "count": len(missing)}
    return (
        ngettext(
            "%(head)s; to hold %(grade)s %(count)s thing is missing: %(gaps)s.",
            "%(head)s; to hold %(grade)s %(count)s things are missing: %(gaps)s.",
            len(missing),
        )
        % told
    )


def _head(outcome: Outcome) -> str:
    told = {"decision": outcome.decision_label, "grade": outcome.to_grade_label, "reason": outcome.reason_label}
    if not outcome.to_grade:
        return _("%(decision)s: %(reason)s") % told
    if outcome.run.is_provisional:
        return _("On the data so far: %(decision)s, %(grade)s (%(reason)s)") % told
    return _("%(decision)s, %(grade)s (%(reason)s)") % told


def gaps(rung: Rung, unit: str) -> Iterator[str]:
    """What is missing to each bar of a grade that is not met."""
    if not rung.is_threshold_met:
        yield from _threshold_gaps(list(rung.conditions), unit)
    if rung.places is not None and rung.places < 0:
        yield ngettext("%(count)s place in rank", "%(count)s places in rank", -rung.places) % {"count": -rung.places}
    elif rung.places is None:
        yield _("a place in the ranking")
    if rung.spare is not None and rung.spare < 0:
        yield _("%(points)s points of quality") % {"points": figures.number(-rung.spare)}
    elif rung.spare is None:
        yield _("a quality score")


def _threshold_gaps(found: list[Line], unit: str) -> Iterator[str]:
    """The missed conditions beneath the first line; of alternatives the nearest one."""
    top = found[0]
    if top.kind == "bar":
        yield amount_missing(top, unit)
        return
    for part in parts_of(found):
        if part[0].verdict != "missed":
            continue
        if part[0].code == "any":
            nearest = max((leaf for leaf in part if leaf.kind == "bar" and leaf.verdict == "missed"), key=_reached)
            yield _("one of the alternatives (nearest: %(nearest)s)") % {"nearest": amount_missing(nearest, unit)}
        else:
            yield from _threshold_gaps(part, unit)


def parts_of(found: list[Line]) -> list[list[Line]]:
    """What lies right below the first of these lines, each with everything of its own."""
    parts: list[list[Line]] = []
    for line in found[1:]:
        if line.depth == found[0].depth + 1:
            parts.append([])
        parts[-1].append(line)
    return parts


def _reached(line: Line) -> Decimal:
    return (line.value or Decimal(0)) / line.bar if line.bar else Decimal(0)


def amount_missing(line: Line, unit: str) -> str:
    """A measure and how much it is short of its bar."""
    if line.unit == "flag" or line.margin is None:
        return line.name
    return _("%(measure)s %(amount)s") % {"measure": line.name, "amount": amount(-line.margin, line.unit, unit)}


def amount(value: Decimal, of: str, unit: str) -> str:
    """A figure with the name of its unit; money in the reader's."""
    if of in _MONEY:
        told = {"amount": figures.money(value, unit), "unit": figures.UNITS[unit].name}
        return (
            _("%(amount)s (%(unit)s)") % told
            if of == "CNY"
            else _("USD %(amount)s") % {"amount": figures.number(value)}
        )
    return figures.number(value, max(0, -int(value.as_tuple().exponent)))


def what_if(supposed: Supposed) -> str:
    """What a supposition comes to by the period's end."""
    return _("If so, at the end of the period: %(what)s.") % {"what": _("; ").join(_comes_to(supposed))}


def _comes_to(supposed: Supposed) -> Iterator[str]:
    was, now = supposed.before, supposed.after
    told = {"was": figures.number(was.score), "now": figures.number(now.score)}
    yield (_("score %(was)s → %(now)s") if was.score != now.score else _("score still %(now)s")) % told
    if now.rank:
        places = {"was": was.rank or "–", "now": now.rank, "size": now.pool_size}
        yield (
            _("rank %(was)s → %(now)s of %(size)s") if was.rank != now.rank else _("rank still %(now)s of %(size)s")
        ) % places
    for before, after in supposed.rungs:
        name = {"grade": after.label}
        if before.is_threshold_met != after.is_threshold_met:
            yield (
                _("threshold of %(grade)s reached") if after.is_threshold_met else _("threshold of %(grade)s missed")
            ) % name
        if before.is_rank_met != after.is_rank_met:
            yield (
                _("rank within the cut of %(grade)s")
                if after.is_rank_met
                else _("rank no longer within the cut of %(grade)s")
            ) % name
    if (was.decision, was.to_grade) != (now.decision, now.to_grade):
        yield _("%(decision)s “%(grade)s” instead of %(was)s “%(from)s”") % {
            "decision": now.decision_label, "grade": now.to_grade_label, "was": was.decision_label, "from": was.to_grade_label,
        }  # fmt: skip

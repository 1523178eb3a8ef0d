"""The statement of a scorecard: everything that the screen says, as plain tables, for paper and for a workbook."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext as _

from qiao.desk.assess.models import Outcome
from qiao.desk.score import sentences
from qiao.desk.score.models import Confirmation
from qiao.desk.score.queries import cards
from qiao.desk.score.queries.cards import Card
from qiao.desk.ui import figures

Cell = str | int | Decimal | None


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the statement; `widths` are parts of the paper's width."""

    title: str
    headings: tuple[str, ...]
    widths: tuple[int, ...]
    rows: list[tuple[Cell, ...]]


@dataclass(frozen=True, slots=True)
class Statement:
    """A scorecard on paper: whose, of what, the sentence, the tables, and what proves it."""

    title: str
    name: str
    facts: list[tuple[str, str]]
    sentence: str
    tables: list[Table]
    proofs: list[tuple[str, str]]
    signatures: list[str]
    is_provisional: bool


def statement(outcome: Outcome) -> Statement:
    """The statement of one manager's result, figures to their last digit."""
    card, run, who = cards.card(outcome), outcome.run, str(outcome.person or outcome.manager)
    seen = Confirmation.objects.filter(outcome=outcome).first()
    return Statement(
        _("Assessment statement of %(person)s") % {"person": who},
        _("statement-%(period)s-%(manager)s") % {"period": run.period, "manager": outcome.manager},
        [
            (_("Full name"), who),
            (_("Staff number"), outcome.manager),
            (_("Branch"), str(outcome.branch or "–")),
            (_("Present grade"), outcome.grade_label),
            (_("Period"), f"{run.period} ({run.period.first} – {run.period.last})"),
            (_("As of"), f"{run.as_of}{' · ' + _('provisional') if run.is_provisional else ''}"),
            (_("Standard"), str(run.standard)),
            (_("Seen by the manager"), str(timezone.localdate(seen.at)) if seen else _("not confirmed yet")),
        ],
        sentences.sentence(card, "yuan"),
        [_axes(card), _conditions(card), _categories(card), _indicators(card), _quality(card)],
        [
            (_("Run"), str(run)),
            (_("Seal"), run.seal),
            (_("Hash of the standard"), run.standard.data_hash),
            (_("Ledger"), run.ledger),
        ],
        [_("Manager"), _("Superior"), _("Assessment office")],
        run.is_provisional,
    )


def printed(cell: Cell) -> str:
    """A cell as paper shows it: every place that a figure has, thousands set apart."""
    if cell is None:
        return "–"
    if isinstance(cell, Decimal):
        return figures.number(cell, max(0, -int(cell.as_tuple().exponent)))
    return figures.number(cell, 0) if isinstance(cell, int) else cell


def _verdict(*, is_met: bool) -> str:
    return _("met") if is_met else _("missed")


def _axes(card: Card) -> Table:
    outcome = card.outcome
    rows: list[tuple[Cell, ...]] = [
        (
            rung.label,
            f"{rung.reached}%",
            _verdict(is_met=rung.is_threshold_met),
            rung.seats,
            rung.last_score,
            _verdict(is_met=rung.is_rank_met),
            rung.quality_bar,
            _verdict(is_met=rung.is_quality_met),
        )
        for rung in reversed(card.rungs)
    ]
    told = {
        "score": figures.number(outcome.score),
        "rank": outcome.rank if outcome.rank is not None else "–",
        "size": outcome.pool_size,
        "quality": "–" if outcome.quality is None else figures.number(outcome.quality),
    }
    return Table(
        _("Three axes: contribution %(score)s, rank %(rank)s of %(size)s, quality %(quality)s") % told,
        (
            _("Grade"), _("Threshold"), "", _("last place"), _("its points"), _("Rank"), _("Quality bar"), _("Quality"),
        ),
        (3, 2, 2, 2, 2, 2, 2, 2),
        rows,
    )  # fmt: skip


def _conditions(card: Card) -> Table:
    """Each measure that a threshold asks for, once for each bar."""
    rows: list[tuple[Cell, ...]] = [
        (rung.label, line.name, line.value, line.bar, line.margin, _verdict(is_met=line.verdict == "met"))
        for rung in reversed(card.rungs)
        for line in rung.conditions
        if line.kind == "bar"
    ]
    headings = (_("Grade"), _("What is measured"), _("Value"), _("Bar"), _("Distance"), "")
    return Table(_("Threshold, in yuan or US dollars"), headings, (3, 4, 3, 3, 3, 2), rows)


def _categories(card: Card) -> Table:
    rows: list[tuple[Cell, ...]] = [
        (category.name, category.points, category.full, category.cut or None) for category in card.categories
    ]
    rows.append((_("Contribution score"), card.outcome.score, None, None))
    headings = (_("Category"), _("Points"), _("of"), _("above the weight, not counted"))
    return Table(_("Categories"), headings, (5, 2, 2, 4), rows)


def _indicators(card: Card) -> Table:
    rows: list[tuple[Cell, ...]] = [
        (one.name, one.measured.value, one.points, one.full, "" if one.state == "scored" else one.state_label)
        for category in card.categories
        for one in category.indicators
    ]
    return Table(
        _("Indicators"), (_("Indicator"), _("Measured"), _("Points"), _("of"), _("State")), (7, 4, 2, 2, 3), rows
    )


def _quality(card: Card) -> Table:
    """An item a line, beside it the means of whoever rated it."""
    rows: list[tuple[Cell, ...]] = []
    raters: list[list[str]] = []
    for line in card.quality:
        if line.kind == "item":
            raters.append([])
            rows.append((line.name, line.state_label if line.state else line.value))
        else:
            raters[-1].append(f"{line.name} {printed(line.value)} ({line.note})")
    told = [(*row, "; ".join(groups)) for row, groups in zip(rows, raters, strict=True)]
    return Table(_("Quality"), (_("Rated item"), _("Points"), _("Explanation")), (4, 2, 12), list(told))

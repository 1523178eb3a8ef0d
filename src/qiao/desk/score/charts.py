"""The scorecard's pictures: where one stands in the pool, and the path of the three coordinates."""

from decimal import Decimal

from django.utils.translation import gettext as _

from qiao.desk.assess.models import Outcome
from qiao.desk.assess.words import grade
from qiao.desk.score.queries.results import result_of
from qiao.desk.ui.charts import Chart, Mark, Series


def coordinates(path: list[Outcome], outcome: Outcome) -> Chart:
    """The three coordinates over the months: threshold of the present grade, contribution, quality; 100 is the bar's level."""
    return Chart(
        title=_("Three coordinates"),
        labels=tuple(one.run.as_of.isoformat() for one in path),
        series=(
            Series(
                _("Threshold of %(grade)s reached, %%") % {"grade": grade(outcome.grade)},
                tuple(one.reached.get(outcome.grade) for one in path),
            ),
            Series(_("Ranks no worse than, %"), tuple(one.standing for one in path), is_dashed=True),
            Series(_("Quality score"), tuple(one.quality for one in path), is_quiet=True),
        ),
        label_heading=_("As of"),
        places=0,
        marks=(Mark(_("bar"), level=Decimal(100)),),
    )


def standing(outcome: Outcome) -> Chart:
    """Everybody's contribution score in the pool by rank, without names, one's own beside it, and each grade's cut."""
    scores = result_of(outcome.run).scores
    mine = scores.index[outcome.manager]
    ranked = sorted(
        (rank, -scores.contribution[index], index)
        for index, rank in enumerate(scores.ranked.ranks)
        if rank is not None and scores.ranked.sizes[index] == scores.ranked.sizes[mine]
    )
    points = [Decimal(-score).scaleb(-2) for _rank, score, _index in ranked]
    own = [Decimal(-score).scaleb(-2) if index == mine else None for _rank, score, index in ranked]
    return Chart(
        title=_("Contribution scores by rank"),
        labels=tuple(str(place) for place in range(1, len(ranked) + 1)),
        series=(
            Series(_("Others"), tuple(points), kind="bar", is_quiet=True),
            Series(_("Own"), tuple(own), kind="bar"),
        ),
        label_heading=_("Place"),
    )

"""What the gallery shows: every component in every state, on invented figures."""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from django import forms
from django.core.paginator import Page, Paginator
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from qiao.desk.ui.charts import Band, Chart, Mark, Series, Stretch, Strip

MONTHS = tuple(f"2025-{month:02}" for month in range(1, 13))
DEPOSITS = tuple(Decimal(n) for n in ("46120000.00", "51430000.50", "49800000.00", "50210000.00", "48700000.00", "52900000.00",
                                      "53300000.00", "51950000.00", "58400000.00", "61120000.00", "60480000.00", "63010000.25"))  # fmt: skip
LOANS = tuple(Decimal(n) * 1_000_000 for n in (28, 28, 30, 30, 30, 30, 30, 36, 36, 36, 36, 36))


@dataclass(frozen=True, slots=True)
class Node:
    """A figure and what it is made of."""

    label: str | Promise
    value: str
    detail: str | Promise = ""
    children: "list[Node]" = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Item:
    """Something on a board."""

    uuid: str
    words: str | Promise


@dataclass(frozen=True, slots=True)
class Column:
    """A list of a board."""

    key: str
    title: str | Promise
    items: list[Item]


@dataclass(frozen=True, slots=True)
class Colleague:
    """A person of the gallery alone."""

    name: str | Promise
    staff_number: str

    def __str__(self) -> str:
        return str(self.name)


class SampleForm(forms.Form):
    """One field of each kind."""

    name = forms.CharField(label=_("Name"), max_length=40, help_text=_("As it stands on the business licence."))
    since = forms.DateField(label=_("Begins on"), widget=forms.DateInput(attrs={"type": "date"}))
    kind = forms.ChoiceField(label=_("Kind"), choices=[("lead", _("lead")), ("assist", _("assist"))])
    share = forms.DecimalField(label=_("Share"), min_value=0, max_value=1, decimal_places=4, required=False)
    note = forms.CharField(label=_("Note"), widget=forms.Textarea(attrs={"rows": 3}), required=False)
    channels = forms.MultipleChoiceField(
        label=_("Channels"),
        choices=[("visit", _("visit")), ("call", _("call"))],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    is_agreed = forms.BooleanField(label=_("The client agreed"))


class SampleFilters(forms.Form):
    """What a list is narrowed by."""

    name = forms.CharField(label=_("Name"), required=False)
    since = forms.DateField(label=_("Begins on"), widget=forms.DateInput(attrs={"type": "date"}), required=False)
    kind = forms.ChoiceField(label=_("Kind"), choices=[("", "–"), ("lead", _("lead")), ("assist", _("assist"))])


@dataclass(frozen=True, slots=True)
class GalleryPage:
    """Everything that the gallery shows."""

    form: SampleForm
    wrong: SampleForm
    filters: SampleFilters
    charts: list[Chart]
    band: Band
    amounts: list[Decimal]
    changes: list[Decimal]
    since: date
    until: date
    person: Colleague
    steps: list[tuple[str | Promise, str, str | Promise]]
    tabs: list[tuple[str | Promise, str, bool]]
    events: list[tuple[datetime, str | Promise, str | Promise, str]]
    nodes: list[Node]
    columns: list[Column]
    listed: Page[int]


def _charts() -> list[Chart]:
    month = _("Month")
    average = tuple(sum(DEPOSITS[: i + 1], Decimal(0)) / (i + 1) for i in range(len(DEPOSITS)))
    lines = Chart(
        _("Balances"),
        MONTHS,
        (
            Series(_("Deposits"), DEPOSITS, is_filled=True),
            Series(_("Average so far"), average, is_dashed=True, is_quiet=True),
            Series(_("Loans"), LOANS, "step"),
        ),
        month,
        unit="wan",
        marks=(Mark(_("handed over"), "2025-09"),),
    )
    points = tuple(Decimal(n) for n in ("30.84", "5.20", "11.91", "14.00", "7.40", "1.50", "12.30"))
    names = ("CORP", "INTL", "FEE", "ASSET", "XSELL", "BONUS", "CONTRIB")
    bars = Chart(_("Points by category"), names, (Series(_("Points"), points, "bar"),), _("Category"), is_lying=True)
    gaps = Chart(_("Score"), MONTHS[:6], (Series(_("Score"), (70, None, 74, 79, None, 83), "points"),), month, places=0,
                 marks=(Mark(_("needed"), level=Decimal(80)),))  # fmt: skip
    return [lines, bars, gaps]


def _band() -> Band:
    lead = Stretch(Decimal(0), Decimal(100), "70%", "70%, 2025-01-01 – 2025-12-31")
    second = Stretch(Decimal("72.73"), Decimal(100), "30%", "30%, 2025-09-01 – 2025-12-31")
    return Band(
        _("Who managed it"),
        (Strip(_("lead"), (lead,)), Strip(_("assist"), (second,), is_quiet=True)),
        (_("Kind"), _("Share"), _("Begins on")),
        ((_("lead"), "70%", "2025-01-01"), (_("assist"), "30%", "2025-09-01")),
    )


def page() -> GalleryPage:
    """The gallery."""
    at = datetime(2025, 11, 18, 9, 30, tzinfo=timezone.get_default_timezone())
    leaf = Node(_("1 January to 30 June, 181 days"), "8,400,000.00", _("balance × share ÷ days"))
    return GalleryPage(
        form=SampleForm(),
        wrong=SampleForm({"name": "", "since": "2025-02-30", "share": "1.5"}),
        filters=SampleFilters(auto_id="filter_%s"),
        charts=_charts(),
        band=_band(),
        amounts=[Decimal("1234567.89"), Decimal("-4560.00"), Decimal(0), Decimal("987654321012.34")],
        changes=[Decimal("612.40"), Decimal("-37.05"), Decimal(0)],
        since=date(2025, 1, 1),
        until=date(2025, 12, 31),
        person=Colleague(_("Shen Ruoxi"), "rm"),
        steps=[
            (_("Data"), "done", _("2 faults mended")),
            (_("Run"), "now", _("provisional")),
            (_("Review"), "next", ""),
            (_("Publish"), "next", ""),
        ],
        tabs=[
            (_("Overview"), "#overview", True),
            (_("People"), "#people", False),
            (_("Documents"), "#documents", False),
        ],
        events=[
            (at, _("A large amount went out"), _("8.6 million to another bank"), ""),
            (at, _("Visit"), "", "#visit"),
        ],
        nodes=[
            Node(
                _("Average daily deposits"),
                "12,000,000.00",
                "",
                [Node(_("A client"), "12,000,000.00", "", [leaf, leaf])],
            )
        ],
        columns=[
            Column("now", _("Now"), [Item("a", _("Call the treasurer")), Item("b", _("Send the offer"))]),
            Column("later", _("Later"), [Item("c", _("Plan the visit"))]),
        ],
        listed=Paginator(range(120), 50).page(2),
    )

"""What narrows the list of clients, and which of its columns are shown; all of it stands in the address."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from qiao.desk.clients.columns import COLUMNS, USUAL
from qiao.desk.clients.industries import SECTIONS
from qiao.desk.clients.models.clients import Scale
from qiao.desk.clients.models.ledger import Tier
from qiao.desk.clients.queries import choosing
from qiao.desk.clients.queries.lists import SORTS, Wanted
from qiao.desk.clients.queries.tiers import MEASURES
from qiao.desk.common.models import Record
from qiao.desk.common.roles import Role
from qiao.desk.people.forms import BranchChoice, Day, TeamChoice
from qiao.desk.people.models import Branch, User
from qiao.desk.people.pickers import PersonField
from qiao.desk.people.reach import Reach

WAN = 10_000
_OF_MANY = (Role.LEAD, Role.BRANCH, Role.HR, Role.RISK, Role.AUDITOR)
_SECTIONS = [(letter, format_lazy("{} {}", letter, words)) for letter, (words, _first, _last) in SECTIONS.items()]
_ALL = ("", _("all"))
_FIRST_ROW = ("q", "tier", "manager", "branch", "team")
_OFFERED = 200  # branches; of more the first two levels, and what lies below the one that is chosen
_UNSEEN = ("sort", "view", "col")


def _wan(label: Any) -> forms.DecimalField:
    """An amount in ten thousands of yuan: the same address means the same to every reader, whatever unit they read in."""
    return forms.DecimalField(
        label=label, required=False, max_digits=14, decimal_places=4, widget=forms.TextInput({"inputmode": "decimal"})
    )


class ClientFilter(forms.Form):
    """Which clients the list shows, and how."""

    q = forms.CharField(
        label=_("Search"), required=False, max_length=80, widget=forms.TextInput(attrs={"type": "search"})
    )
    tier = forms.ChoiceField(label=_("Tier"), required=False, choices=[_ALL, *Tier.choices])
    manager = PersonField(label=_("Manager"), required=False)
    branch = BranchChoice(label=_("Branch"), required=False, empty_label=_("all"))
    team = TeamChoice(label=_("Team"), required=False, empty_label=_("all"))
    industry = forms.ChoiceField(label=_("Industry"), required=False, choices=[_ALL, *_SECTIONS])
    scale = forms.ChoiceField(label=_("Scale"), required=False, choices=[_ALL, *Scale.choices])
    region = forms.CharField(label=_("Region"), required=False, max_length=60)
    opened_since = Day(label=_("Client since, from"), required=False)
    lending = forms.ChoiceField(
        label=_("Loans"), required=False, choices=[_ALL, ("with", _("has loans")), ("without", _("has no loans"))]
    )
    deposits_from = _wan(_("12-month average deposits from, CNY 10k"))
    deposits_to = _wan(_("to, CNY 10k"))
    change = forms.ChoiceField(
        label=_("Year on year"), required=False, choices=[_ALL, ("up", _("rising")), ("down", _("falling"))]
    )
    orphaned = forms.BooleanField(label=_("Managed by nobody"), required=False)
    sort = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)
    view = forms.CharField(required=False, max_length=36, widget=forms.HiddenInput)
    col = forms.MultipleChoiceField(
        label=_("Columns"), required=False, choices=[(column.key, column.label) for column in COLUMNS.values()]
    )

    def __init__(self, data: QueryDict | dict[str, Any], *, user: User) -> None:
        """What stands in the address; a filter that makes no sense is none, and nobody chooses beyond their reach."""
        super().__init__(data)
        for name in _beyond(user):
            del self.fields[name]
        if "manager" in self.fields:
            self._offer(user)
        self.is_valid()

    def _offer(self, user: User) -> None:
        """Branches and teams are many in a large bank: whoever watches all of it chooses a branch first, then one below it."""
        manager, branch, team = (self.fields.get(name) for name in ("manager", "branch", "team"))
        assert isinstance(manager, PersonField)
        assert isinstance(team, TeamChoice)
        manager.ask(user)
        reach = user.reach
        chosen = self._offer_branches(branch, reach) if isinstance(branch, BranchChoice) else None
        if chosen:
            team.queryset = choosing.teams(reach, [chosen.path])
        elif reach.branches or not choosing.watches(reach):
            team.queryset = choosing.teams(reach, reach.branches)
            team.offer(choosing.own_teams(reach))
        elif "team" in self.data:
            team.ask(user)
        else:
            del self.fields["team"]

    def _offer_branches(self, choice: BranchChoice, reach: Reach) -> Branch | None:
        """The one that is chosen already."""
        choice.queryset = choosing.branches(reach)
        chosen, few = self._chosen(choice), choosing.few_branches(reach, _OFFERED)
        if len(few) > _OFFERED:
            choice.queryset = choosing.first_branches(reach, [chosen.path] if chosen else reach.branches)
        else:
            choice.offer(few)
        return chosen

    def _chosen(self, branch: BranchChoice) -> Branch | None:
        try:
            found = branch.clean(self.data.get("branch"))
        except forms.ValidationError:
            return None
        return found if isinstance(found, Branch) else None

    # --- what it asks for --------------------------------------------------------------------------------------------

    @property
    def wanted(self) -> Wanted:
        """The question for `queries.lists`."""
        clean = self.cleaned_data
        least, most = clean.get("deposits_from"), clean.get("deposits_to")
        sort = clean.get("sort") or ""
        return Wanted(
            text=clean.get("q") or "",
            tier=clean.get("tier") or "",
            manager=clean.get("manager"),
            branch=clean.get("branch"),
            team=clean.get("team"),
            industry=clean.get("industry") or "",
            scale=clean.get("scale") or "",
            region=clean.get("region") or "",
            opened_since=clean.get("opened_since"),
            lending=clean.get("lending") or "",
            deposits_from=least * WAN if least is not None else None,
            deposits_to=most * WAN if most is not None else None,
            change=clean.get("change") or "",
            is_orphaned=bool(clean.get("orphaned")),
            sort=sort if sort.removeprefix("-") in SORTS else "-deposit_average",
        )

    @property
    def columns(self) -> list[str]:
        """Keys of the columns to show, in the table's own order."""
        chosen = self.cleaned_data.get("col") or USUAL
        return [key for key in COLUMNS if key in chosen]

    @property
    def address(self) -> str:
        """The valid part of the address, written one way: what a saved view keeps."""
        query = QueryDict(mutable=True)
        for name, value in self.cleaned_data.items():
            if name != "view" and value not in (None, "", False, []):
                query.setlist(name, [_written(one) for one in (value if isinstance(value, list) else [value])])
        return query.urlencode()

    # --- how it is shown ---------------------------------------------------------------------------------------------

    @property
    def first_row(self) -> list[forms.BoundField]:
        """What is narrowed by most often."""
        return [self[name] for name in _FIRST_ROW if name in self.fields]

    @property
    def more(self) -> list[forms.BoundField]:
        """The rest."""
        return [field for field in self if field.name not in (*_FIRST_ROW, *_UNSEEN)]

    @property
    def used(self) -> int:
        """How many filters of the rest are set, or were meant to be."""
        return sum(1 for field in self.more if field.value())

    @property
    def choices(self) -> list[tuple[str, Any, bool]]:
        """Each column, its heading, whether it is shown."""
        shown = self.columns
        return [(column.key, column.label, column.key in shown) for column in COLUMNS.values()]

    @property
    def is_narrowed(self) -> bool:
        """Whether any filter is set."""
        return any(value not in (None, "", False) for name, value in self.cleaned_data.items() if name not in _UNSEEN)

    @property
    def told(self) -> list[tuple[str, str]]:
        """Each filter that is set, in words."""
        return list(self._told())

    def _told(self) -> Iterator[tuple[str, str]]:
        for name, value in self.cleaned_data.items():
            if name not in _UNSEEN and value not in (None, "", False):
                choices = dict(getattr(self.fields[name], "choices", ()) if isinstance(value, str) else ())
                yield str(self.fields[name].label), "✓" if value is True else str(choices.get(value, value))


class WhoseFilter(ClientFilter):
    """Whose clients the tiers are of, and by what the curve is drawn."""

    by = forms.ChoiceField(required=False, choices=[(one, one) for one in MEASURES], widget=forms.HiddenInput)

    def __init__(self, data: QueryDict | dict[str, Any], *, user: User) -> None:
        """Only whom one may choose."""
        super().__init__(data, user=user)
        for name in set(self.fields) - {"manager", "branch", "team", "by"}:
            del self.fields[name]
            self.cleaned_data.pop(name, None)

    @property
    def measure(self) -> str:
        """What the curve is drawn by."""
        return self.cleaned_data.get("by") or MEASURES[0]


def _beyond(user: User) -> list[str]:
    """Filters that a person has no use for: an own book has one manager, and orphans are seen by who watches the bank."""
    if choosing.watches(user.reach):
        return []
    if not user.reach.has(*_OF_MANY):
        return ["manager", "branch", "team", "orphaned"]
    return ["orphaned"] if user.reach.branches else ["branch", "orphaned"]


def _written(value: Any) -> str:
    """A value as the address has it."""
    if isinstance(value, Record):
        return str(value.uuid)
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return "on" if value is True else value.isoformat() if isinstance(value, date) else str(value)

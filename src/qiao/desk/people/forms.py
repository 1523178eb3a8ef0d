"""Forms of the admin room, of standing in, and of people's own settings."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any, ClassVar, TypeVar, cast

from django import forms
from django.forms.models import ModelChoiceIterator
from django.utils.translation import gettext_lazy as _

from qiao.desk.common.roles import Role
from qiao.desk.people import calendar
from qiao.desk.people.actions.sessions import MINUTES, SHORTEST_REASON
from qiao.desk.people.models import Branch, Post, Team, User
from qiao.desk.people.pickers import PersonField
from qiao.desk.ui.forms import VersionedForm

Where = TypeVar("Where", Branch, Team)

FULL_NAME = {"name": _("Full name")}  # a person's; places and teams have names


class PreferencesForm(forms.ModelForm[User]):
    """Language, colours and the unit of money; one of them alone may be sent."""

    class Meta:
        model = User
        fields = ("language", "theme", "money_unit")

    language = forms.ChoiceField(choices=[("zh-hans", "中文"), ("en", "English")], required=False)


# --- parts -----------------------------------------------------------------------------------------------------------


class _AtOnce(ModelChoiceIterator[Any]):
    """Places are few: read in one question, not through a cursor that the database opens, is asked and closes."""

    def __iter__(self) -> Iterator[tuple[Any, str]]:
        """The empty choice, where there is one, and the places."""
        if self.field.empty_label is not None:
            yield "", str(self.field.empty_label)
        for one in self.queryset:
            yield self.choice(one)


class _PlaceChoice(forms.ModelChoiceField[Where]):
    """A place of those that the person may see; its public id is what is sent."""

    iterator = _AtOnce

    def offer(self, places: Iterable[Where]) -> None:
        """Offer these, which are read already and among `queryset`."""
        first: list[tuple[Any, str]] = [] if self.empty_label is None else [("", str(self.empty_label))]
        self.choices = [*first, *((self.prepare_value(one), self.label_from_instance(one)) for one in places)]


class BranchChoice(_PlaceChoice[Branch]):
    """A branch, indented by its depth."""

    def __init__(self, **kwargs: Any) -> None:
        """Nothing to choose from until somebody asks."""
        super().__init__(Branch.objects.none(), to_field_name="uuid", **kwargs)

    def ask(self, user: User) -> None:
        """Offer the branches that are open."""
        self.queryset = Branch.objects.visible_to(user).there()

    def label_from_instance(self, obj: Any) -> str:
        """Its name, deeper ones further in."""
        return f"{'　' * obj.depth}{obj}"


class TeamChoice(_PlaceChoice[Team]):
    """A team with its branch."""

    def __init__(self, **kwargs: Any) -> None:
        """Nothing to choose from until somebody asks."""
        super().__init__(Team.objects.none(), to_field_name="uuid", **kwargs)

    def ask(self, user: User) -> None:
        """Offer the teams that are there."""
        self.queryset = Team.objects.visible_to(user).there().select_related("branch")

    def label_from_instance(self, obj: Any) -> str:
        """Its branch, then its name."""
        return f"{obj.branch} · {obj}"


class Day(forms.DateField):
    """A day, chosen in the browser's calendar."""

    widget = forms.DateInput

    def __init__(self, **kwargs: Any) -> None:
        """The browser wants ISO days."""
        super().__init__(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **kwargs)


class Asking:
    """A form some of whose choices depend on who fills it in."""

    fields: dict[str, forms.Field]

    def ask(self, user: User) -> None:
        """Tell the choices who asks."""
        for field in self.fields.values():
            if isinstance(field, BranchChoice | TeamChoice | PersonField):
                field.ask(user)


# --- people ----------------------------------------------------------------------------------------------------------


class PeopleFilter(Asking, forms.Form):
    """Which people the list shows."""

    q = forms.CharField(
        label=_("Search"), required=False, max_length=80, widget=forms.TextInput(attrs={"type": "search"})
    )
    branch = BranchChoice(label=_("Branch"), required=False, empty_label=_("all"))
    role = forms.ChoiceField(label=_("Role"), required=False, choices=[("", _("all")), *Role.choices])
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[("here", _("here today")), ("idle", _("without a post")), ("left", _("have left")), ("all", _("all"))],
    )
    sort = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)

    def __init__(self, data: Any, *, user: User) -> None:
        """What stands in the address; a filter that makes no sense is none."""
        super().__init__(data)
        self.ask(user)

    @property
    def wanted(self) -> dict[str, Any]:
        """Keywords of `queries.listed`."""
        self.is_valid()
        clean = self.cleaned_data
        return {
            "text": clean.get("q") or "",
            "branch": clean.get("branch"),
            "role": clean.get("role") or "",
            "state": clean.get("state") or "here",
            "sort": clean.get("sort") or "name",
        }


class NewPersonForm(forms.ModelForm[User]):
    """Somebody who is not written down yet."""

    class Meta:
        model = User
        fields = ("staff_number", "name", "name_en", "phone")
        labels = FULL_NAME
        help_texts: ClassVar = {"staff_number": _("As ledgers and the personnel system write it. It does not change.")}

    def _post_clean(self) -> None:
        """Leave uniqueness to the action, which tells it as a sentence."""
        self._validate_unique = False
        super()._post_clean()  # type: ignore[misc]
        self._validate_unique = False


class PersonForm(VersionedForm):
    """A person's details."""

    class Meta:
        model = User
        fields = ("name", "name_en", "phone")
        labels = FULL_NAME


class PostForm(Asking, forms.Form):
    """A new post."""

    role = forms.ChoiceField(label=_("Role"), choices=Role.choices)
    branch = BranchChoice(label=_("Branch"))
    team = TeamChoice(label=_("Team"), required=False, help_text=_("For managers and leads."))
    from_date = Day(label=_("First day"), initial=calendar.today)
    to_date = Day(label=_("Last day"), required=False)

    def __init__(self, data: Any = None, *, user: User) -> None:
        """For whoever gives the post."""
        super().__init__(data)
        self.ask(user)

    @property
    def given(self) -> dict[str, Any]:
        """Keywords of the action."""
        return {**self.cleaned_data, "role": Role(self.cleaned_data["role"])}


class PostDaysForm(VersionedForm):
    """From when to when a post is held."""

    from_date = Day(label=_("First day"))
    to_date = Day(label=_("Last day"), required=False)

    class Meta:
        model = Post
        fields = ("from_date", "to_date")


class DayForm(forms.Form):
    """One day."""

    on = Day(label=_("Day"))

    def __init__(self, data: Any = None, *, label: Any, help_text: Any = "", initial: date | None = None) -> None:
        """Say which day is meant."""
        super().__init__(data, initial={"on": initial or calendar.today()})
        self.fields["on"].label = label
        self.fields["on"].help_text = help_text

    @property
    def day(self) -> date:
        """The chosen day."""
        return cast("date", self.cleaned_data["on"])


# --- branches and teams ----------------------------------------------------------------------------------------------


class NewBranchForm(Asking, forms.Form):
    """A branch that is not written down yet."""

    parent = BranchChoice(label=_("Belongs to"))
    code = forms.CharField(
        label=_("Code"), max_length=20, validators=Branch._meta.get_field("code").validators,
        help_text=_("As ledgers write it. It does not change."),
    )  # fmt: skip
    name = forms.CharField(label=_("Name"), max_length=80)
    name_en = forms.CharField(label=_("English name"), max_length=120, required=False)

    def __init__(self, data: Any = None, *, user: User, initial: dict[str, Any] | None = None) -> None:
        """For whoever writes it down."""
        super().__init__(data, initial=initial)
        self.ask(user)


class NewTeamForm(Asking, forms.Form):
    """A team that is not written down yet."""

    branch = BranchChoice(label=_("Branch"))
    code = forms.CharField(
        label=_("Code"), max_length=20, validators=Team._meta.get_field("code").validators,
        help_text=_("As ledgers write it. It does not change."),
    )  # fmt: skip
    name = forms.CharField(label=_("Name"), max_length=80)
    name_en = forms.CharField(label=_("English name"), max_length=120, required=False)

    def __init__(self, data: Any = None, *, user: User, initial: dict[str, Any] | None = None) -> None:
        """For whoever writes it down."""
        super().__init__(data, initial=initial)
        self.ask(user)


class BranchForm(VersionedForm):
    """A branch's names."""

    class Meta:
        model = Branch
        fields = ("name", "name_en")


class TeamForm(VersionedForm):
    """A team's names."""

    class Meta:
        model = Team
        fields = ("name", "name_en")


class MoveForm(Asking, forms.Form):
    """Where a branch belongs from now on."""

    to = BranchChoice(label=_("Belongs to"))

    def __init__(self, data: Any = None, *, branch: Branch, user: User) -> None:
        """Offer every open branch but this one and those below it."""
        super().__init__(data, initial={"to": branch.parent and branch.parent.uuid})
        self.ask(user)
        offered = Branch.objects.visible_to(user).there().exclude(path__startswith=branch.path)
        cast("BranchChoice", self.fields["to"]).queryset = offered


# --- standing in, justified sessions ---------------------------------------------------------------------------------


class DelegationForm(Asking, forms.Form):
    """Who stands in for whom, and when."""

    absent = PersonField(label=_("Who is away"))
    stand_in = PersonField(label=_("Who stands in"), help_text=_("A name, its pinyin initials or a staff number."))
    from_date = Day(label=_("First day"), initial=calendar.today)
    to_date = Day(label=_("Last day"))
    reason = forms.CharField(label=_("Reason"), max_length=200)

    def __init__(self, data: Any = None, *, user: User, absent: User | None = None) -> None:
        """For oneself, or for a person who is given."""
        super().__init__(data)
        self.who = absent
        if absent:
            del self.fields["absent"]
        self.ask(user)

    @property
    def given(self) -> dict[str, Any]:
        """Keywords of the action, and who is away."""
        return {"absent": self.who, **self.cleaned_data}


class SessionForm(forms.Form):
    """Why an administrator needs to read records, and for how long."""

    reason = forms.CharField(
        label=_("Reason"), min_length=SHORTEST_REASON, max_length=200, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Auditors read it beside everything that is looked at."),
    )  # fmt: skip
    minutes = forms.TypedChoiceField(
        label=_("Minutes"),
        coerce=int,
        choices=[(number, str(number)) for number in range(MINUTES[0], MINUTES[1] + 1, 5)],
    )

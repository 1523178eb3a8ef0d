"""Forms of a client that is made or changed on the desk."""

import unicodedata
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from qiao.desk.clients import industries
from qiao.desk.clients.actions.prospects import DESKS_OWN, FACTS, clean_code
from qiao.desk.clients.models import Client
from qiao.desk.clients.models.clients import Scale
from qiao.desk.clients.queries import prospects
from qiao.desk.common.roles import Role
from qiao.desk.people.models import User
from qiao.desk.people.pickers import PersonField
from qiao.desk.ui.forms import VersionedForm
from qiao.engine import is_credit_code


class Facts:
    """What both forms ask, and how it is cleaned."""

    cleaned_data: dict[str, Any]
    candidates: list[prospects.Candidate]
    user: User

    def clean_name(self) -> str:
        """Wide letters and digits become plain ones."""
        return unicodedata.normalize("NFKC", self.cleaned_data["name"]).strip()

    def clean_credit_code(self) -> str:
        """A code as it is printed on the licence, however it was typed."""
        code = clean_code(self.cleaned_data["credit_code"])
        if code and not is_credit_code(code):
            raise forms.ValidationError(
                _("This credit code does not check: eighteen characters, the last one derived from the others.")
            )
        return code

    def clean_industry(self) -> str:
        """The code with its letter."""
        text = self.cleaned_data["industry"]
        code = industries.canonical(text) if text else ""
        if code is None:
            raise forms.ValidationError(
                _("No such industry: a letter from A to T and up to four digits, such as C3311.")
            )
        return code


_HELP: dict[str, Any] = {
    "credit_code": _("Eighteen characters, as on the business licence."),
    "industry": _("The national classification: a letter, or a letter and digits, such as C3311."),
}
_WIDGETS: dict[str, Any] = {
    "note": forms.Textarea(attrs={"rows": 3}),
    "credit_code": forms.TextInput(attrs={"maxlength": 40, "autocapitalize": "characters", "autocomplete": "off"}),
}


class NewClientForm(Facts, forms.ModelForm[Client]):
    """A company that no ledger knows yet."""

    class Meta:
        model = Client
        fields = (*FACTS, *DESKS_OWN)
        help_texts: ClassVar = _HELP
        widgets: ClassVar = _WIDGETS

    credit_code = forms.CharField(
        label=_("Credit code"), max_length=40, help_text=_HELP["credit_code"], widget=_WIDGETS["credit_code"]
    )
    manager = PersonField(label=_("Manager"), help_text=_("Leads the client from today on, with the whole share."))
    is_another = forms.BooleanField(label=_("I have looked: it is none of these clients"), required=False)

    def __init__(self, data: Any = None, *, user: User) -> None:
        """A manager writes down a client of their own; who leads others says whose it is to be."""
        super().__init__(data)
        self.user, self.candidates = user, []
        self.instance.is_awaited = True
        _offer_scales(self)
        picker = self.fields["manager"]
        assert isinstance(picker, PersonField)
        picker.ask(user)
        if not user.has_role(Role.LEAD, Role.BRANCH):
            del self.fields["manager"]
        _look_for_the_like(self)

    def _post_clean(self) -> None:
        """Leave uniqueness to the action, which must not tell whose client it is."""
        self._validate_unique = False
        super()._post_clean()  # type: ignore[misc]
        self._validate_unique = False

    def validate_constraints(self) -> None:
        """As uniqueness: the action's to say."""

    @property
    def given(self) -> dict[str, Any]:
        """Keywords of `prospects.create`."""
        return {"manager": self.user, **self.cleaned_data}


class ClientForm(Facts, VersionedForm):
    """What of a client is the desk's to change."""

    class Meta:
        model = Client
        fields = (*FACTS, *DESKS_OWN)
        help_texts: ClassVar = _HELP
        widgets: ClassVar = _WIDGETS

    is_another = forms.BooleanField(label=_("I have looked: it is none of these clients"), required=False)

    def __init__(self, data: Any = None, *, instance: Client, user: User | None = None) -> None:
        """A ledger's client has its note alone to change."""
        super().__init__(data, instance=instance)
        self.user, self.candidates = user, []  # type: ignore[assignment]  # nobody asks when a conflict is shown
        _offer_scales(self)
        if not instance.is_awaited:
            for name in (*FACTS, "is_another"):
                del self.fields[name]
        else:
            self.fields["credit_code"].required = True
            if user is not None:
                _look_for_the_like(self)
            else:
                del self.fields["is_another"]

    def validate_constraints(self) -> None:
        """Left to the action, which must not tell whose client it is."""


def _offer_scales(form: forms.BaseForm) -> None:
    """The classes, and none of them."""
    field = form.fields["scale"]
    assert isinstance(field, forms.ChoiceField)
    field.choices = [("", "–"), *Scale.choices]


def _look_for_the_like(form: NewClientForm | ClientForm) -> None:
    """Find the clients with names like the one that was sent; without any there is nothing to confirm."""
    name = str(form.data.get("name", "")) if form.is_bound else ""
    mine = form.instance if form.instance.pk else None
    if name and name != form.initial.get("name"):
        form.candidates = prospects.similar(form.user, name[:200], apart_from=mine)
    if not form.candidates:
        del form.fields["is_another"]

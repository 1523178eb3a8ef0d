"""Forms of objections: what a list shows, who answers, what is answered, proposed and corrected, who answers for a table."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qiao.desk.assess.models import DataOwner, Objection
from qiao.desk.assess.models.objections import State, table_label
from qiao.desk.assess.queries import objections
from qiao.desk.assess.queries.objections import Wanted
from qiao.desk.clients.models import Delivery
from qiao.desk.people.forms import Asking
from qiao.desk.people.models import User
from qiao.desk.people.pickers import PersonField
from qiao.engine import TABLES

_AREA = {"rows": 4}


class ObjectionFilter(forms.Form):
    """Which period, how far."""

    period = forms.ChoiceField(label=_("Period"), required=False)
    state = forms.ChoiceField(
        label=_("State"),
        choices=[("", _("all")), ("open", _("not ended")), ("overdue", _("overdue")), *State.choices],
        required=False,
    )

    def __init__(self, data: Any, *, user: User) -> None:
        """Offer the periods that the person may see something of."""
        super().__init__(data)
        field = self.fields["period"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("all")), *objections.periods(user)]

    @property
    def wanted(self) -> Wanted:
        """What the address asks for, as far as it makes sense."""
        self.is_valid()
        return Wanted(self.cleaned_data.get("period", ""), self.cleaned_data.get("state", ""))


class OwnerForm(Asking, forms.Form):
    """Who answers an objection."""

    owner = PersonField(label=_("Who answers"))


class ObjectionAnswerForm(forms.Form):
    """Whether the data is wrong, and why."""

    agrees = forms.TypedChoiceField(
        label=_("What you found"),
        choices=[("", "–"), ("yes", _("The data is wrong")), ("no", _("The data is right"))],
        coerce=lambda given: given == "yes",
        empty_value=None,
    )
    answer = forms.CharField(
        label=_("Answer, with what bears it out"), max_length=1_000, widget=forms.Textarea(attrs=_AREA)
    )


class VerdictForm(forms.Form):
    """What the committee is to decide, and on which grounds."""

    verdict = forms.ChoiceField(
        label=_("Decision"), choices=[("", "–"), ("upheld", _("Uphold")), ("dismissed", _("Dismiss"))]
    )
    grounds = forms.CharField(
        label=_("Grounds, as the appellant will read them"), max_length=1_000, widget=forms.Textarea(attrs=_AREA)
    )


class SendBackForm(forms.Form):
    """Why a proposed decision is not agreed to."""

    answer = forms.CharField(label=_("Why you do not agree"), max_length=1_000, widget=forms.Textarea(attrs=_AREA))


class DeliveryChoice(forms.ModelChoiceField[Delivery]):
    """A batch; its public id is what is sent."""

    def label_from_instance(self, obj: Any) -> str:
        """Its number, when it came, and whether it was withdrawn."""
        told = {
            "number": obj.number,
            "moment": timezone.localtime(obj.withdrawn_at or obj.imported_at).strftime("%Y-%m-%d %H:%M"),
        }
        words = _("batch %(number)s, withdrawn %(moment)s") if obj.withdrawn_at else _("batch %(number)s, %(moment)s")
        return str(words) % told


class CorrectionForm(forms.Form):
    """The batch that corrects it."""

    delivery = DeliveryChoice(
        Delivery.objects.none(), to_field_name="uuid", empty_label="–", label=_("Batch that corrects it")
    )

    def __init__(self, data: Any = None, *, objection: Objection, user: User) -> None:
        """Offer the batches since the decision."""
        super().__init__(data)
        field = self.fields["delivery"]
        assert isinstance(field, DeliveryChoice)
        field.queryset = objections.corrections(objection, user)


class DataOwnerForm(Asking, forms.Form):
    """Who answers for a table."""

    table = forms.ChoiceField(label=_("Table of the ledger"))
    person = PersonField(
        label=_("Who answers for it"), required=False, help_text=_("Left empty, the assessment officers do.")
    )

    def __init__(self, data: Any = None, *, user: User, named: dict[str, DataOwner]) -> None:
        """Every table that a figure can come from."""
        super().__init__(data)
        field = self.fields["table"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(one.name, f"{table_label(one.name)}{' ✓' if one.name in named else ''}") for one in TABLES]
        self.ask(user)

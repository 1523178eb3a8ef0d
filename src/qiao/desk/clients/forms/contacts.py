"""Forms about the people of a client."""

import re
from datetime import date
from typing import Any, cast

from django import forms
from django.core.validators import validate_email
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from stdnum.cn import ric

from qiao.desk.clients.models import Contact
from qiao.desk.clients.models.contacts import MASKED, BuyingRole, Closeness
from qiao.desk.common import masking
from qiao.desk.common.versions import Versioned
from qiao.desk.people.forms import Asking, Day
from qiao.desk.people.models import User
from qiao.desk.people.pickers import PersonField
from qiao.desk.ui.forms import VersionedForm

_BIRTHDAY = re.compile(r"(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?\Z")
_LEAP = 2024  # a year that has the 29th of February
_ID_CARD = 18  # characters of the number of a resident's ID card; other papers have fewer or more


class ContactForm(VersionedForm):
    """A person of a client. Masked values come back as they were shown when nobody touched them, and then stay."""

    roles = forms.MultipleChoiceField(
        label=_("Roles in the buying centre"),
        choices=BuyingRole.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    class Meta:
        model = Contact
        fields = (
            "name",
            "title",
            "department",
            "roles",
            "influence",
            "attitude",
            "concerns",
            "phone",
            "email",
            "wechat",
            "birthday",
            "id_number",
        )
        widgets = {"concerns": forms.Textarea(attrs={"rows": 3})}  # noqa: RUF012  # as Django declares them
        help_texts = {  # noqa: RUF012
            "concerns": _("What they want from the bank and what worries them; nothing about private life."),
            "birthday": _("Month and day, for instance 03-08."),
            "id_number": _("Only where the bank's business needs it."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Show masked values masked."""
        super().__init__(*args, **kwargs)
        for field in MASKED:
            self.fields[field] = forms.CharField(
                label=self.fields[field].label,
                max_length=Contact._meta.get_field(field).max_length,  # type: ignore[union-attr]
                required=False,
                help_text=self.fields[field].help_text,
            )
            self.initial[field] = self.instance.masked(field)
        self.was = {field: getattr(self.instance, field) for field in MASKED}

    @property
    def changes(self) -> dict[str, Any]:
        """The values for an action; a masked one that nobody touched is left out."""
        return {name: value for name, value in super().changes.items() if name not in self.untouched}

    @property
    def untouched(self) -> set[str]:
        """Masked fields that came back as they were shown."""
        return {field for field in MASKED if masking.is_masked(self.cleaned_data.get(field, ""))}

    def clean_birthday(self) -> str:
        """Month and day, both with two digits."""
        text = self.cleaned_data["birthday"].strip()
        if not text:
            return ""
        try:
            month, day = map(int, ((found := _BIRTHDAY.match(text)) and found.groups()) or ())
            return f"{date(_LEAP, month, day):%m-%d}"
        except ValueError:
            raise forms.ValidationError(_("No such day. Write month and day, for instance 03-08.")) from None

    def clean_email(self) -> str:
        """An address, or what was shown of one."""
        text: str = self.cleaned_data["email"]
        if text and not masking.is_masked(text):
            validate_email(text)
        return text

    def clean_id_number(self) -> str:
        """A resident's number has its check digit; other papers have numbers of their own."""
        text: str = self.cleaned_data["id_number"].upper().replace(" ", "")
        if len(text) == _ID_CARD and not masking.is_masked(text) and not ric.is_valid(text):
            raise forms.ValidationError(_("The check digit of this ID card number is wrong."))
        return text

    def clean(self) -> dict[str, Any]:
        """Half-changed masks are no values; those of an older version are told with the conflict."""
        clean: dict[str, Any] = super().clean() or self.cleaned_data
        if clean.get("version") == self.instance.version:
            for field in self.untouched:
                if clean[field] != self.initial[field]:
                    self.add_error(field, _("Write it whole, empty it, or leave it as it was shown."))
        return clean

    def _post_clean(self) -> None:
        """Keep what was shown masked out of the record."""
        super()._post_clean()  # type: ignore[misc]
        for field in self.untouched:
            setattr(self.instance, field, self.was[field])

    def show_conflict(self, current: Versioned) -> None:
        """What nobody touched is no difference."""
        data = cast("QueryDict", self.data).copy()
        for field in self.untouched:
            data[self.add_prefix(field)] = cast("Contact", current).masked(field)
        self.data = data
        super().show_conflict(current)


class LeftForm(forms.Form):
    """Since when somebody is no longer there."""

    on = Day(label=_("First day on which they are gone"))


class UnmaskForm(forms.Form):
    """What for; nobody has to say."""

    reason = forms.ChoiceField(
        label=_("What for"),
        required=False,
        choices=[
            ("", _("not said")),
            ("call", _("to call or write")),
            ("papers", _("to fill in or check papers")),
            ("asked", _("the person asked")),
            ("other", _("something else")),
        ],
    )


class KnownForm(Asking, forms.Form):
    """Who of us knows somebody."""

    person = PersonField(label=_("Who"))
    closeness = forms.TypedChoiceField(
        label=_("How well"), choices=Closeness.choices, coerce=int, initial=Closeness.KNOWS
    )
    since = Day(label=_("Since"), required=False)

    def __init__(self, data: Any, *, user: User) -> None:
        """Colleagues whom this reader finds."""
        super().__init__(data)
        self.ask(user)


class EraseForm(forms.Form):
    """Said in so many words."""

    sure = forms.BooleanField(label=_("I know that this cannot be taken back."))

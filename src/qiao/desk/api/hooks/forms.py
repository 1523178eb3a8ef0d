"""Forms of webhooks."""

from typing import Any, ClassVar

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qiao.desk.api.hooks.kinds import KINDS
from qiao.desk.api.models import Hook


class HookForm(forms.ModelForm[Hook]):
    """An address and what it is told of."""

    class Meta:
        model = Hook
        fields = ("name", "url")
        help_texts: ClassVar = {
            "name": _("Such as the program that listens there."),
            "url": _("Over HTTPS; a host inside the bank has to stand in QIAO_WEBHOOK_HOSTS."),
        }

    kinds = forms.MultipleChoiceField(
        label=_("What it is told of"), widget=forms.CheckboxSelectMultiple, choices=list(KINDS.items())
    )


class SinceForm(forms.Form):
    """From when on everything is sent again."""

    since = forms.DateTimeField(
        label=_("Everything since"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )

    def __init__(self, data: Any = None) -> None:
        """Since this morning."""
        now = timezone.localtime()
        super().__init__(data, initial={"since": now.replace(hour=0, minute=0, second=0, microsecond=0)})

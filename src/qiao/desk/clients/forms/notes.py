"""A note on a client."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from qiao.desk.clients.models.notes import LONGEST
from qiao.desk.people import calendar
from qiao.desk.people.forms import Day


class NoteForm(forms.Form):
    """What there is to know, and of which day."""

    text = forms.CharField(
        label=_("What there is to know"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "What was said, agreed or promised; nothing about private life. Whoever manages the client reads it."
        ),
    )
    day = Day(label=_("Day"), initial=calendar.today)

    @property
    def note(self) -> dict[str, Any]:
        """The values for the action."""
        day: date = self.cleaned_data["day"]
        return {"day": day, "text": self.cleaned_data["text"]}

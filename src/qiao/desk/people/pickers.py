"""A field that finds a colleague while one types, and takes a staff number where there is no script."""

from typing import Any, cast
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.urls import reverse_lazy
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from qiao.desk.people import queries
from qiao.desk.people.models import User


class PersonPicker(forms.Widget):
    """A search box whose findings are radio buttons; what stands in the box alone counts too."""

    def __init__(self) -> None:
        """Without a reader nobody is found."""
        super().__init__()
        self.user: User | None = None

    def value_from_datadict(self, data: Any, files: MultiValueDict[str, Any], name: str) -> str:
        """The chosen person's id, else the words."""
        return str(data.get(name) or data.get(f"{name}-q") or "")

    def id_for_label(self, id_: str, index: str | None = None) -> str:
        """The label belongs to the search box."""
        return id_

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> Any:
        """The box and what it found."""
        found = self.found(str(value)) if value and self.user else []
        chosen = str(found[0].uuid) if len(found) == 1 else ""
        shown = {
            "name": name,
            "attrs": attrs or {},
            "url": reverse_lazy("people:pick"),
            "words": "" if chosen else value or "",
            "found": found,
            "chosen": chosen,
        }
        return render_to_string("people/picker.html", shown)

    def found(self, value: str) -> list[User]:
        """Whom an id, a whole staff number or some words mean."""
        if self.user is None:
            return []
        people = User.objects.visible_to(self.user).active()
        if _is_id(value):
            return list(people.filter(uuid=value))
        exact = list(people.filter(staff_number=value.strip()))
        return exact or queries.colleagues(self.user, value)


class PersonField(forms.CharField):
    """A colleague who has not left."""

    widget = PersonPicker
    default_error_messages = {  # noqa: RUF012  # as Django declares them
        "nobody": _("Nobody here goes by this name or staff number."),
        "several": _("Several people go by this. Choose one."),
    }

    @property
    def picker(self) -> PersonPicker:
        """The widget, by its type."""
        return cast("PersonPicker", self.widget)

    def ask(self, user: User) -> None:
        """Find people for this reader."""
        self.picker.user = user

    def clean(self, value: Any) -> Any:
        """The one person."""
        text = super().clean(value)
        if not text:
            return None
        found = self.picker.found(text)
        if len(found) != 1:
            kind = "several" if found else "nobody"
            raise ValidationError(self.error_messages[kind], code=kind)
        return found[0]


def _is_id(value: str) -> bool:
    try:
        UUID(value)
    except ValueError:
        return False
    return True

"""How forms are drawn, tried, refused, and kept from overwriting what somebody else changed."""

from collections.abc import Callable
from typing import Any, NamedTuple, TypeVar, cast

from django import forms
from django.forms.renderers import DjangoTemplates
from django.http import HttpRequest, QueryDict
from django.template import engines
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from qiao.desk.common.refusals import RefusedError
from qiao.desk.common.versions import ConflictError, Versioned

T = TypeVar("T")


class Renderer(DjangoTemplates):
    """Django's own widgets, inside our fields (templates/ui/forms)."""

    form_template_name = "ui/forms/form.html"
    field_template_name = "ui/forms/field.html"

    def get_template(self, template_name: str) -> Any:
        """Ours from the desk's templates, widgets from Django's."""
        return (
            engines["django"].get_template(template_name)
            if template_name.startswith("ui/")
            else super().get_template(template_name)
        )

    def render(self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None) -> str:
        """As templates do, but without them where a page has hundreds: the options of a choice, the cells of a sheet."""
        if template_name == forms.Select.template_name:
            return _select(context["widget"])
        if template_name in _INPUTS:
            return _input(context["widget"])
        return super().render(template_name, context, request)


# Django's templates of these differ in nothing: the kind of input is the widget's.
_INPUTS = frozenset(kind.template_name for kind in (forms.TextInput, forms.NumberInput, forms.HiddenInput))


def _input(widget: dict[str, Any]) -> SafeString:
    value = {} if widget["value"] is None else {"value": widget["value"]}
    told = {"type": widget["type"], "name": widget["name"], **value, **widget["attrs"]}
    return SafeString(f"<input{_attributes(told)}>")


def _select(widget: dict[str, Any]) -> SafeString:
    groups = ((name, "".join(map(_option, options))) for name, options, _index in widget["optgroups"])
    inside = "".join(
        f'<optgroup label="{conditional_escape(name)}">{shown}</optgroup>' if name else shown for name, shown in groups
    )
    name = conditional_escape(widget["name"])
    return SafeString(f'<select name="{name}"{_attributes(widget["attrs"])}>{inside}</select>')


def _option(option: dict[str, Any]) -> str:
    value, label = conditional_escape(option["value"]), conditional_escape(option["label"])
    return f'<option value="{value}"{_attributes(option["attrs"])}>{label}</option>'


def _attributes(given: dict[str, Any]) -> str:
    """As Django's `flatatt` writes them, in a third of its time: by name, flags last."""
    if not given:
        return ""
    told = sorted((name, value) for name, value in given.items() if value is not None and not isinstance(value, bool))
    flags = sorted(name for name, value in given.items() if value is True)
    return "".join(f' {name}="{conditional_escape(value)}"' for name, value in told) + "".join(
        f" {name}" for name in flags
    )


class Difference(NamedTuple):
    """A field that somebody else changed: how it stands now, and what the reader wrote."""

    label: str
    theirs: str
    yours: str


class VersionedForm(forms.ModelForm[Any]):
    """A form of a `Versioned` record; it carries the version that its reader saw."""

    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Begin with the version that is shown."""
        super().__init__(*args, **kwargs)
        self.initial.setdefault("version", getattr(self.instance, "version", 0))
        self.differences: list[Difference] = []

    @property
    def changes(self) -> dict[str, Any]:
        """The cleaned values of the record's own fields, for an action's keywords."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}

    def show_conflict(self, current: Versioned) -> None:
        """Say what differs; sending the form once more is then a decision, made on the newest version."""
        shown = type(self)(instance=current)
        self.differences = [
            Difference(str(field.label), _told(shown[field.name]), _told(field))
            for field in self.visible_fields()
            if _told(shown[field.name]) != _told(field)
        ]
        data = cast("QueryDict", self.data).copy()
        data[self.add_prefix("version")] = str(current.version)
        self.data = data
        self.add_error(
            None, _("Somebody changed this while you were writing. Look at the differences; saving again keeps yours.")
        )


def _told(field: forms.BoundField) -> str:
    """A field's value as its reader knows it: the label of a choice, not its code."""
    value = field.value()
    # A record's own value may be a number where what was sent is text.
    choices = {str(code): label for code, label in getattr(field.field, "choices", ()) or ()}

    def label(one: Any) -> str:
        return "" if one is None else str(choices.get(str(one), one))

    return " · ".join(map(label, value)) if isinstance(value, list) else label(value)


def attempt(form: forms.BaseForm, act: Callable[[], T]) -> T | None:
    """Do an act with a valid form. What refuses it stands in the form afterwards, and nothing is done.

    Args:
        form: bound to what was sent.
        act: calls the action; its result is never None.
    """
    if not form.is_valid():
        return None
    try:
        return act()
    except RefusedError as refusal:
        field = refusal.field if refusal.field in form.fields else None
        form.add_error(field, str(refusal))
    except ConflictError as conflict:
        if not isinstance(form, VersionedForm):
            raise
        form.show_conflict(conflict.current)
    return None


def status(form: forms.BaseForm) -> int:
    """200 for a fresh form, 409 for one that came too late, 422 for one that was not accepted."""
    if getattr(form, "differences", None):
        return 409
    return 422 if form.is_bound and form.errors else 200

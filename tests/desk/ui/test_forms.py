"""A choice is written as Django writes it, and whatever stands in it is escaped."""

from html.parser import HTMLParser

from django import forms
from django.forms.renderers import DjangoTemplates
from django.utils.translation import gettext_lazy as _

from qiao.desk.ui.forms import Renderer

CHOICES = [("", "all"), ("a&b", "<b>"), ("Group", [("1", "one"), ("2", "two")])]


def test_a_choice_is_written_as_django_writes_it() -> None:
    choice = forms.Select(attrs={"class": "x", "required": True, "disabled": False}, choices=CHOICES)
    ours, theirs = (choice.render("one", "2", renderer=each()) for each in (Renderer, DjangoTemplates))
    assert "".join(line.strip() for line in theirs.splitlines()) == ours
    assert '<option value="2" selected>two</option>' in ours
    assert "<b>" not in ours


def test_a_field_is_written_as_django_writes_it() -> None:
    field = forms.TextInput(
        attrs={"class": "x", "size": 9, "aria-label": 'a "b" & <c>', "required": True, "disabled": False}
    )
    for value in (None, "", 'say "1" & <2>', 3, _("Save")):
        ours, theirs = (field.render("one", value, renderer=each()) for each in (Renderer, DjangoTemplates))
        assert _attributes(ours) == _attributes(theirs)


def _attributes(written: str) -> list[tuple[str, str | None]]:
    """What an HTML parser finds in one, in the order of the names: Django's template has an order of its own."""
    found: list[tuple[str, str | None]] = []

    class Parser(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            assert tag == "input"
            found.extend(attrs)

    Parser().feed(written)
    return sorted(found, key=str)

"""A choice is written as Django writes it, and whatever stands in it is escaped."""

from django import forms
from django.forms.renderers import DjangoTemplates

from qiao.desk.ui.forms import Renderer

CHOICES = [("", "all"), ("a&b", "<b>"), ("Group", [("1", "one"), ("2", "two")])]


def test_a_choice_is_written_as_django_writes_it() -> None:
    choice = forms.Select(attrs={"class": "x", "required": True, "disabled": False}, choices=CHOICES)
    ours, theirs = (choice.render("one", "2", renderer=each()) for each in (Renderer, DjangoTemplates))
    assert "".join(line.strip() for line in theirs.splitlines()) == ours
    assert '<option value="2" selected>two</option>' in ours
    assert "<b>" not in ours

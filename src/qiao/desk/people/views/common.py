"""What the pages of the admin room share: who opens them, and how a form ends."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from qiao.desk.common.access import only
from qiao.desk.common.requests import Request
from qiao.desk.common.roles import Role
from qiao.desk.ui.forms import attempt, status
from qiao.desk.ui.pages import show

reads = only(Role.ADMIN, Role.AUDITOR)
acts = only(Role.ADMIN)


@dataclass(frozen=True, slots=True)
class FormPage:
    """A page that is a form: what it is about, and where it came from."""

    title: str
    here: str  # the tab
    form: forms.BaseForm
    label: str  # on the button
    back: str
    hint: str = ""
    danger: bool = False


def ask(request: Request, page: FormPage, act: Callable[[], Any], *, done: str, then: str = "") -> HttpResponse:
    """Show the form, or do the act and go on.

    Args:
        request: what is answered.
        page: the form, bound to what was sent if something was.
        act: what is done with a valid form.
        done: the sentence for the next page.
        then: where to go, if not back.
    """
    if request.method == "POST" and (made := attempt(page.form, lambda: (act(),))):
        messages.success(request, done)
        return redirect(then or getattr(made[0], "get_absolute_url", lambda: page.back)())
    return show(request, "people/form.html", page, status=status(page.form))


def do(request: Request, act: Callable[[], Any], *, done: str, back: str) -> HttpResponse:
    """Do an act that needs no form; what refuses it is told on the page it came from."""
    form = forms.Form({})
    if attempt(form, lambda: (act(),)):
        messages.success(request, done)
    else:
        for sentence in form.non_field_errors():
            messages.error(request, str(sentence))
    return redirect(back)

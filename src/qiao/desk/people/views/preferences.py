"""A person's own settings of the desk."""

from django.http import HttpResponse
from django.views.decorators.http import require_POST

from qiao.desk.common.requests import Request
from qiao.desk.people.actions import preferences as actions
from qiao.desk.people.forms import PreferencesForm
from qiao.desk.ui.views import back_to, remember_language


@require_POST
def preferences(request: Request) -> HttpResponse:
    """Remember a choice and go back to where it was made."""
    form = PreferencesForm(request.POST)
    form.is_valid()
    given = {name: value for name, value in form.cleaned_data.items() if name in request.POST}
    actions.prefer(request.user, **given)
    return remember_language(back_to(request), given.get("language", ""))

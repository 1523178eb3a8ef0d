"""Pages of the admin room and of a person's own settings."""

from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from qiao.desk.common.requests import Request
from qiao.desk.people import actions
from qiao.desk.people.forms import PreferencesForm


@require_POST
def preferences(request: Request) -> HttpResponse:
    """Remember a choice and go back to where it was made."""
    form = PreferencesForm(request.POST)
    form.is_valid()
    given = {name: value for name, value in form.cleaned_data.items() if name in request.POST}
    actions.prefer(request.user, **given)
    back = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
    response = HttpResponseRedirect(back if safe else "/")
    if language := given.get("language"):
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, language, secure=settings.IS_HTTPS, samesite="Lax")
    return response

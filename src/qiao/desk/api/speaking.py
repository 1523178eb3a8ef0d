"""In which language a caller is answered: the one it asks for, else its person's."""

from django.conf import settings
from django.http import HttpRequest
from django.utils import translation
from django.utils.translation.trans_real import get_supported_language_variant, parse_accept_lang_header


def asked_for(request: HttpRequest) -> str:
    """The first language of the request's own wish that the desk speaks; empty without one."""
    for code, _weight in parse_accept_lang_header(request.headers.get("Accept-Language", "")[:200].lower()):
        try:
            return "" if code == "*" else get_supported_language_variant(code)
        except LookupError:
            continue
    return ""


def speak(request: HttpRequest, own: str = "") -> None:
    """Answer this request in the language that it asks for, else in the person's own.

    The middleware that knows the person of a session puts the language back when the request is over.
    """
    language = asked_for(request) or own
    if language in dict(settings.LANGUAGES):
        translation.activate(language)
        request.LANGUAGE_CODE = language

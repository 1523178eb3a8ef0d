"""How a view answers: one frozen dataclass into one template, or into a named part of it for htmx."""

from dataclasses import fields
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers


def context(page: Any) -> dict[str, Any]:
    """The page's fields by their names; nested values stay what they are."""
    return {field.name: getattr(page, field.name) for field in fields(page)}


def show(request: HttpRequest, template: str, page: Any, *, part: str = "", status: int = 200) -> HttpResponse:
    """Show a page, or only its part when htmx asks for it.

    Args:
        request: what is answered.
        template: `<room>/<page>.html`.
        page: a frozen dataclass, the only thing that the template may use beside the frame.
        part: name of the partial that htmx gets in place of the whole page.
        status: 422 for a form that was not accepted, 409 for one that came too late.
    """
    is_part = bool(part) and bool(getattr(request, "htmx", False)) and not request.htmx.history_restore_request  # type: ignore[attr-defined]
    response = render(request, f"{template}#{part}" if is_part else template, context(page), status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response

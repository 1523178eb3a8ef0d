"""Programs that call the API with tokens of the cast."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.http import HttpResponse
from django.test import Client

from qiao.desk.api import actions
from qiao.desk.api.actions import Issued
from qiao.desk.api.scopes import open_to
from qiao.desk.people import calendar
from qiao.desk.people.models import User

Call = Callable[..., HttpResponse]


def soon() -> date:
    """The last day of a test's token."""
    return calendar.today() + timedelta(days=30)


def issued(user: User, **wanted: Any) -> Issued:
    """A token, with every scope that is of use to its person unless others are wanted."""
    scopes = [scope.value for scope in open_to(user)]
    return actions.issue(**{"by": user, "name": "test", "scopes": scopes, "expires_on": soon(), **wanted})


def call(whose: User | str, path: str, method: str = "get", **options: Any) -> HttpResponse:
    """A program's request, with a person's fresh token or with this secret."""
    secret = whose if isinstance(whose, str) else issued(whose).secret
    headers = {"Authorization": f"Bearer {secret}", **options.pop("headers", {})}
    if method != "get" and "data" not in options:
        options.setdefault("content_type", "application/json")
    return getattr(Client(), method)(path, headers=headers, **options)

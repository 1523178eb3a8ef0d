"""Who may open a page at all; which records it shows is `visible_to`."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import HttpResponse

from qiao.desk.common.refusals import NotAllowedError
from qiao.desk.common.requests import Request
from qiao.desk.common.roles import Role

P = ParamSpec("P")
View = Callable[Concatenate[Request, P], HttpResponse]


def only(*roles: Role) -> Callable[[View[P]], View[P]]:
    """The page is for people who hold one of these roles today; anyone else gets 403."""

    def decorator(view: View[P]) -> View[P]:
        @wraps(view)
        def checked(request: Request, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if not request.user.has_role(*roles):
                raise NotAllowedError
            return view(request, *args, **kwargs)

        return checked

    return decorator

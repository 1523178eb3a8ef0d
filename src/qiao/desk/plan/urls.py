"""Addresses of the plan."""

from django.urls import URLPattern, include, path

from qiao.desk.plan.views import divisions, files, paces, targets, wishes

app_name = "plan"


def _unit(kind: str, name: str) -> list[URLPattern]:
    """The pages of a branch, a team or a person."""
    told = {"kind": kind}
    pages = [
        path("", paces.one, told, name=name),
        path("file/", files.file, told, name=f"{name}_file"),
        path("wish/", wishes.make, told, name=f"{name}_wish"),
    ]
    return [*pages, path("divide/", divisions.divide, told, name=f"{name}_divide")] if kind != "people" else [*pages]


_DIVISIONS = [
    path("<uuid:uuid>/propose/", divisions.propose, name="division_propose"),
    path("<uuid:uuid>/confirm/", divisions.confirm, name="division_confirm"),
    path("<uuid:uuid>/send-back/", divisions.send_back, name="division_send_back"),
]
_WISHES = [
    path("", wishes.index, name="wishes"),
    path("<uuid:uuid>/", wishes.one, name="wish"),
    path("<uuid:uuid>/refuse/", wishes.refuse, name="wish_refuse"),
    path("<uuid:uuid>/withdraw/", wishes.withdraw, name="wish_withdraw"),
]

urlpatterns = [
    path("", paces.index, name="pace"),
    path("branches/<uuid:uuid>/", include(_unit("branches", "branch"))),
    path("teams/<uuid:uuid>/", include(_unit("teams", "team"))),
    path("people/<uuid:uuid>/", include(_unit("people", "person"))),
    path("targets/<uuid:uuid>/", targets.one, name="target"),
    path("divisions/", include(_DIVISIONS)),
    path("wishes/", include(_WISHES)),
]
